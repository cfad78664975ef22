"""Gateways: registering out, calls through them, and what a successor goes on with."""

import hashlib
import re
import unittest
from pathlib import Path

from support.conf import Conf, Profile, extension
from support.digest import challenge_values
from support.story import Story
from support.wait import until

HERE = Path(__file__).parent
REGISTRAR, TRUNK, PINGED = 5070, 5071, 5072


class Gateways(Story):
    def gateway(self, port: int, **params: str) -> dict[str, str]:
        """A gateway to the carrier's host."""
        account = {"username": "u", "password": "p", "proxy": f"{self.carrier}:{port}"}
        return {**account, **{name.replace("_", "-"): value for name, value in params.items()}}

    def start(self, db: str = "", **gateways: dict[str, str]):
        """A node with these gateways at its profile `external`, which has no phones."""
        settings = {"auth-calls": "false", "timer-T1X64": "1000"}
        self.external = Profile("external", self.domain, 5080, settings=settings, gateways=gateways)
        internal = Profile("internal", self.domain)
        extensions = extension(r"^9(\d+)$", "sofia/gateway/trunk/$1")
        conf = Conf(self.domain, [internal, self.external], extensions=extensions)
        self.sofia = self.node(conf, db=db)
        return self.sofia.start()

    def setUp(self):
        super().setUp()
        self.carrier = self.lan.host(3)

    def peer(self, scenario: str, port: int, **values):
        """SIPp as the carrier."""
        options = ("-deadcall_wait", "0")
        return self.sipp(HERE / f"{scenario}.xml", (self.carrier, port), options=options, **values)

    def registrar(self, registrations: int, expires: int):
        return self.peer("registrar", REGISTRAR, calls=registrations, keys={"expires": str(expires)})

    def state(self, name: str = "trunk") -> str:
        """State and status, for example "REGED UP"."""
        text = self.sofia.api(f"sofia status gateway {name}")
        found = dict(line.split("\t") for line in text.splitlines() if "\t" in line)
        return f"{found['State   ']} {found['Status  ']}"

    def until_state(self, wanted: str, within: float = 5, name: str = "trunk"):
        until(lambda: self.state(name) == wanted, within, f"{name} is {wanted}")

    def test_it_registers_and_keeps_to_the_granted_time(self):
        registrar = self.registrar(2, expires=6)
        self.given("a gateway that registers, and a registrar that grants 6 s")
        sofia = self.start(trunk=self.gateway(REGISTRAR))
        self.until_state("REGED UP")
        with sofia.event_socket() as client:
            client.subscribe("CUSTOM sofia::gateway_state")
            self.then("it registers again when half of that is over")
            states = [client.event("sofia::gateway_state", within=6)["State"] for _ in range(4)]
        self.assertEqual(["EXPIRED", "TRYING", "REGISTER", "REGED"], states)
        registrar.assert_success()
        sent = _registers(registrar)
        self.assertEqual(1, len({call_id for call_id, _ in sent}))
        for text in registrar.messages().split("\nREGISTER ")[1:]:
            self.assertIn("User-Agent: SofiaNode/", text.partition("\nSIP/2.0 ")[0])
        self.assertEqual(sorted({cseq for _, cseq in sent}), [cseq for _, cseq in sent])
        self.assertIn("external::trunk\tgateway\t", sofia.api("sofia status"))
        self.assertEqual("trunk ", sofia.api("sofia profile external gwlist up"))
        self.assertNotIn("trunk", sofia.api("sofia profile external gwlist down"))

    def test_a_wrong_password_is_sent_once(self):
        registrar = self.registrar(1, expires=60)
        sofia = self.start(trunk=self.gateway(REGISTRAR, password="wrong"))
        self.until_state("FAIL_WAIT DOWN")
        registrar.assert_success()
        self.assertEqual(2, len(_registers(registrar)))
        self.assertIn("realm carrier refuses our credentials", sofia.log())
        self.assertRegex(sofia.api("sofia status"), r"FAIL_WAIT \(retry: \d+s\)")
        self.then("a call through it fails with its cause, and one through no gateway with another")
        self.assertEqual("-ERR GATEWAY_DOWN\n", sofia.api("originate sofia/gateway/trunk/1 9"))
        self.assertEqual("-ERR INVALID_GATEWAY\n", sofia.api("originate sofia/gateway/nobody/1 9"))

    def test_a_call_is_challenged_and_up(self):
        trunk = self.peer("trunk", TRUNK)
        sofia = self.start(trunk=self.gateway(TRUNK, register="false"))
        self.assertEqual("NOREG UP", self.state())
        caller, = self.registered("1000")
        self.when("a phone calls through the gateway")
        call = caller.dial("94930")
        call.answered()
        until(lambda: sofia.calls() == 1, 3, "the call is up")
        self.then("it ends in order, its BYE challenged as well")
        call.send("BYE")
        call.wait(200)
        trunk.assert_success()
        self.assertIn("From: \"1000\" <sip:u@", trunk.messages())
        self.then("all credentials are right: those of INVITE, ACK and BYE")
        self.assertEqual(["INVITE", "ACK", "BYE"], _right_credentials(trunk.messages(), "u", "p"))
        self.assertRegex(sofia.api("sofia status gateway"), r"0/1\n")

    def test_it_registers_its_flow_the_same_on_each_node(self):
        contacts = []
        for _ in range(2):
            registrar = self.registrar(1, expires=300)
            self.start(trunk=self.gateway(REGISTRAR, rfc_5626="true", reg_id="2"))
            self.until_state("REGED UP")
            registrar.assert_success()
            self.assertRegex(registrar.messages(), r"Supported: path, ?outbound")
            contacts += re.findall(r"^Contact: (\S+)", registrar.messages(), re.M)
            self.sofia.close()
        self.assertRegex(contacts[0], r';\+sip\.instance="<urn:uuid:[0-9a-f-]{36}>";reg-id=2$')
        self.then("a node with another database and the same cluster has the same instance")
        self.assertEqual(1, len(set(contacts)), contacts)

    def test_calls_may_have_the_callers_domain(self):
        self.assertIn(f"<sip:u@{self.domain}>", self.from_of_a_call("auto-aleg-domain"))

    def test_calls_may_have_the_callers_whole_from(self):
        self.assertIn(f"<sip:1000@{self.domain}>", self.from_of_a_call("auto-aleg-full"))

    def from_of_a_call(self, from_domain: str) -> str:
        """The From that the carrier sees of a call through a gateway with this from-domain."""
        carrier = self.phone("4930", ip=self.carrier)
        gateway = self.gateway(TRUNK, register="false", from_domain=from_domain)
        self.start(trunk={**gateway, "proxy": carrier.host})
        caller, = self.registered("1000")
        call = caller.dial("94930")
        into = carrier.incoming()
        into.refuse(486)
        call.wait(486)
        return into.offered.get("From")

    def test_pings_take_it_down_and_up(self):
        self.start(trunk=self.gateway(PINGED, register="false", ping="5", ping_user_agent="Pulse 1"))
        self.given("a gateway that nobody answers for")
        self.until_state("NOREG DOWN", within=9)
        self.when("somebody does")
        pinged = self.peer("pinged", PINGED, calls=10)
        self.until_state("NOREG UP", within=9)
        self.assertRegex(pinged.messages(), "User-Agent: Pulse 1\\s")

    def test_a_successor_does_not_register_twice_on_sqlite(self):
        self.the_successor_goes_on("")

    def test_a_successor_does_not_register_twice_on_postgresql(self):
        self.the_successor_goes_on(self.postgres().create("sofia"))

    def the_successor_goes_on(self, db: str):
        registrar = self.registrar(1, expires=300)
        sofia = self.start(db, trunk=self.gateway(REGISTRAR))
        self.until_state("REGED UP")
        registrar.assert_success()
        call_id, cseq = _registers(registrar)[-1]
        self.given("a registrar that would see each further REGISTER")
        second = self.registrar(1, expires=300)
        self.when("the node is killed and started again")
        sofia.restart_after_crash()
        self.then("the gateway is up at once, and nothing is sent")
        self.until_state("REGED UP", within=1)
        with self.assertRaises(AssertionError):
            until(lambda: _registers(second), 2.5, "a REGISTER comes")
        self.then("a registration that is asked for has the same Call-ID and a higher CSeq")
        self.assertEqual("+OK\n", sofia.api("sofia profile external register trunk"))
        second.assert_success()
        self.assertEqual({call_id}, {found for found, _ in _registers(second)})
        self.assertGreater(_registers(second)[0][1], cseq)

    def test_a_demoted_node_is_silent(self):
        registrar = self.registrar(1, expires=4)
        sofia = self.start(trunk=self.gateway(REGISTRAR))
        self.until_state("REGED UP")
        registrar.assert_success()
        second = self.registrar(1, expires=300)
        self.when("it steps down")
        sofia.api("sofia ha demote")
        self.then("it neither unregisters nor registers again when the time is over")
        with self.assertRaises(AssertionError):
            until(lambda: _registers(second), 5, "a REGISTER comes")
        self.when("it is promoted")
        sofia.api("sofia ha promote")
        self.then("it registers, with the Call-ID that it had")
        second.assert_success()
        self.until_state("REGED UP")
        self.assertEqual(_registers(registrar)[0][0], _registers(second)[0][0])

    def test_a_call_comes_from_the_gateway(self):
        self.start(trunk=self.gateway(TRUNK, register="false", extension="1001"))
        callee, = self.registered("1001")
        carrier = self.phone("4930", ip=self.carrier, node=(self.domain, 5080))
        self.when("the carrier calls the Contact of the gateway")
        call = carrier.dial("gw+trunk")
        into = callee.incoming()
        into.answer()
        call.answered()
        self.then("the gateway's extension rings, and its variable is set")
        uuid = self.sofia.api("show channels as delim |").splitlines()[1].split("|")[0]
        self.assertIn("variable_sip_gateway: trunk", self.sofia.api(f"uuid_dump {uuid}"))
        call.send("BYE")
        call.wait(200)

    def test_rescan_and_killgw(self):
        registrar = self.registrar(2, expires=300)
        sofia = self.start(trunk=self.gateway(REGISTRAR))
        self.until_state("REGED UP")
        self.when("a gateway is added and the profile is rescanned")
        self.external.gateways["second"] = self.gateway(TRUNK, register="false")
        sofia.conf.write(sofia.directory / "conf")
        self.assertIn("+OK scan complete", sofia.api("sofia profile external rescan reloadxml"))
        self.assertEqual("second trunk ", sofia.api("sofia profile external gwlist"))
        self.when("one is killed")
        killed = "+OK gateway marked for deletion.\n"
        self.assertEqual(killed, sofia.api("sofia profile external killgw trunk"))
        self.then("it unregisters, and is not there any more")
        registrar.assert_success()
        self.assertIn("Expires: 0", registrar.messages())
        self.assertEqual("Invalid Gateway!\n", sofia.api("sofia status gateway trunk"))
        self.when("the other one's file is gone and the profile is rescanned")
        del self.external.gateways["second"]
        sofia.conf.write(sofia.directory / "conf")
        sofia.api("sofia profile external rescan")
        self.assertEqual("Invalid Gateway!\n", sofia.api("sofia status gateway second"))


def _right_credentials(messages: str, user: str, password: str) -> list[str]:
    """The methods of the requests whose Proxy-Authorization is right, in order. The credentials of
    an ACK are those of its INVITE (RFC 3261 22.1)."""
    right = []
    for text in re.split(r"^-{10,}.*$", messages, flags=re.M):
        method = re.search(r"^([A-Z]+) sip:\S+ SIP/2.0$", text, re.M)
        sent = re.search(r"^Proxy-Authorization: (.*?)\s*$", text, re.M)
        if not method or not sent:
            continue
        values = challenge_values(sent[1])
        hashed = "INVITE" if method[1] == "ACK" else method[1]
        secret = _md5(user, values["realm"], password)
        request = _md5(hashed, values["uri"])
        wanted = _md5(secret, values["nonce"], values["nc"], values["cnonce"], "auth", request)
        if values["response"] == wanted and values["username"] == user:
            right.append(method[1])
    return right


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def _registers(sipp) -> list[tuple[str, int]]:
    """Call-ID and CSeq of each REGISTER that came, without repetitions."""
    found = []
    for text in sipp.messages().split("\nREGISTER ")[1:]:
        call_id = re.search(r"^Call-ID: (\S+)", text, re.M)
        cseq = re.search(r"^CSeq: (\d+) REGISTER", text, re.M)
        if call_id and cseq and (call_id[1], int(cseq[1])) not in found:
            found.append((call_id[1], int(cseq[1])))
    return found


if __name__ == "__main__":
    unittest.main()
