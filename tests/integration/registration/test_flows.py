"""A phone on a connection: reached over it, and gone with it (RFC 5626, tcp-unreg-on-socket-close)."""

import unittest

from support.story import Story
from support.wait import until

# An address that nobody is at: whoever is called there was not reached over the flow.
NOWHERE = "192.0.2.99:9"
INSTANCE = '+sip.instance="<urn:uuid:00000000-0000-1000-8000-000000000001>"'
OUTBOUND = [("Supported", "path, outbound")]


class FlowStory(Story):
    def count(self, user="1000"):
        return int(self.sofia.api(f"sofia_count_reg {user}@{self.domain}"))

    def register_flow(self, phone, reg_id=1, extra=()):
        contact = f"<sip:{phone.user}@{NOWHERE}{reg_id};transport={phone.transport}>;{INSTANCE};reg-id={reg_id}"
        return phone.register([contact], extra=[*OUTBOUND, *extra])

    def ring(self, *phones):
        """A call from 1005 to the phones' user rings at each of them, and is given up."""
        caller, = self.registered("1005") if not hasattr(self, "caller") else (self.caller,)
        self.caller = caller
        call = caller.dial(phones[0].user)
        incoming = [phone.incoming() for phone in phones]
        for into in incoming:
            into.ring()
        call.wait(180)
        call.cancel()
        for into in incoming:
            into.cancelled()
        call.wait(487)


class Outbound(FlowStory):
    def setUp(self):
        super().setUp()
        self.sofia = self.node(self.conf(
            {"enable-rfc-5626": "true", "multiple-registrations": "contact"})).start()

    def test_a_phone_is_reached_over_its_flow(self):
        for user, transport in (("1000", "udp"), ("1001", "tcp")):
            with self.subTest(transport):
                phone = self.phone(user, transport=transport)
                answer = self.register_flow(phone)
                self.assertEqual((200, "outbound"), (answer.status, answer.get("Require")))
                self.assertIn("reg-id=1", answer.get("Contact"))
                self.then("a repetition says the same, and a refresh too")
                self.assertEqual("outbound", self.register_flow(phone).get("Require"))
                self.ring(phone)

    def test_require_is_taken_and_a_plain_contact_is_no_flow(self):
        phone = self.phone("1000")
        answer = phone.register(extra=[("Require", "outbound"), *OUTBOUND])
        self.assertEqual((200, ""), (answer.status, answer.get("Require")))
        self.ring(phone)

    def test_two_flows_are_two_bindings_and_a_new_connection_takes_the_place_of_its_flow(self):
        phone = self.phone("1000", transport="tcp")
        other = self.phone("1000", transport="tcp", ip=self.lan.host(40))
        self.register_flow(phone, 1)
        self.register_flow(other, 2)
        self.assertEqual(2, self.count())
        phone.reconnect()
        self.assertEqual(200, self.register_flow(phone, 1).status)
        self.assertEqual(2, self.count())
        self.ring(phone, other)

    def test_a_flow_whose_connection_is_closed_is_not_called(self):
        phone = self.phone("1000", transport="tcp")
        self.register_flow(phone)
        caller, = self.registered("1005")
        phone.reconnect()
        self.then("the caller hears so at once, and not after the time of a transaction")
        until(lambda: self.refused(caller) == 480, 3, "480")

    def refused(self, caller):
        call = caller.dial("1000")
        return call.wait(lambda answer: answer.status >= 300).status

    def test_a_proxy_that_keeps_no_flow_gets_439(self):
        phone = self.phone("1000")
        answer = self.register_flow(phone, extra=[("Path", f"<sip:{self.lan.host(20)};lr>")])
        self.assertEqual((439, "First Hop Lacks Outbound Support"), (answer.status, answer.reason))
        self.assertEqual(0, self.count())
        answer = self.register_flow(phone, extra=[("Path", f"<sip:{self.lan.host(20)};lr;ob>")])
        self.assertEqual((200, "outbound"), (answer.status, answer.get("Require")))

    def test_430_of_a_proxy_is_480_to_the_caller(self):
        phone = self.phone("1000")
        self.register_flow(phone)
        caller, = self.registered("1005")
        call = caller.dial("1000")
        phone.incoming().refuse(430)
        call.wait(480)


class WithoutOutbound(FlowStory):
    def test_reg_id_means_no_flow_and_require_is_refused(self):
        self.sofia = self.node().start()
        phone = self.phone("1000")
        answer = phone.register([f"{phone.contact};{INSTANCE};reg-id=1"], extra=OUTBOUND)
        self.assertEqual((200, ""), (answer.status, answer.get("Require")))
        answer = phone.register(extra=[("Require", "outbound")])
        self.assertEqual((420, "outbound"), (answer.status, answer.get("Unsupported")))


class Closed(FlowStory):
    settings = {"tcp-unreg-on-socket-close": "true"}

    def setUp(self):
        super().setUp()
        self.sofia = self.node(self.conf(self.settings)).start()

    def test_the_binding_of_a_closed_connection_ends(self):
        phone, = self.registered("1000", transport="tcp")
        others = self.registered("1001") + self.registered("1002", transport="tcp")
        with self.sofia.event_socket() as client:
            client.subscribe("CUSTOM sofia::unregister")
            self.when("one phone closes its connection")
            phone.reconnect()
            self.then("its binding ends within seconds, and an event says so")
            event = client.event("sofia::unregister", 5)
            self.assertEqual(("1000", "socket-disconnection"), (event["from-user"], event["reason"]))
        self.assertEqual(0, self.count())
        self.then("the others stay: one on UDP, one whose connection is open")
        others[0].listen(1.5)
        self.assertEqual([1, 1], [self.count(user) for user in ("1001", "1002")])
        self.then("it may come back")
        self.assertEqual(200, phone.register().status)
        self.ring(phone)

    def test_bindings_of_a_process_that_died_stay_until_their_phones_are_back(self):
        phone, idle = self.registered("1000", "1001", transport="tcp")
        self.when("the node is killed and started again")
        self.sofia.restart_after_crash()
        for one in (phone, idle):
            one.reconnect()
        self.then("nobody's binding ends, though no connection lives")
        idle.listen(3)
        self.assertEqual([1, 1], [self.count(user) for user in ("1000", "1001")])
        self.then("a phone is called where it says that it listens")
        self.ring(idle)
        self.when("one has registered with the new process, and closes that connection")
        self.assertEqual(200, phone.register().status)
        self.ring(phone)
        phone.reconnect()
        until(lambda: self.count() == 0, 5, "its binding has ended")
        self.assertEqual(1, self.count("1001"))

    def test_a_profile_that_is_told_by_rescan_does_it_as_well(self):
        self.sofia.conf.profile("internal").settings["tcp-unreg-on-socket-close"] = "false"
        self.sofia.conf.write(self.sofia.directory / "conf")
        self.sofia.api("sofia profile internal rescan reloadxml")
        phone, = self.registered("1000", transport="tcp")
        phone.reconnect()
        phone.listen(2.5)
        self.assertEqual(1, self.count())
        self.sofia.conf.profile("internal").settings["tcp-unreg-on-socket-close"] = "true"
        self.sofia.conf.write(self.sofia.directory / "conf")
        self.sofia.api("sofia profile internal rescan reloadxml")
        until(lambda: self.count() == 0, 5, "its binding has ended")


class Reuse(FlowStory):
    def invite_comes_from(self, reuse):
        self.sofia = self.node(self.conf({"reuse-connections": reuse})).start()
        phone, = self.registered("1000", transport="tcp")
        self.ring(phone)
        return [message.source for _, message in phone.received if message.method == "INVITE"][0]

    def test_a_phone_is_called_on_its_own_connection(self):
        self.assertEqual(self.node_address, self.invite_comes_from("true"))

    def test_or_on_one_that_is_opened_to_its_contact(self):
        ip, port = self.invite_comes_from("false")
        self.assertEqual(self.domain, ip)
        self.assertNotEqual(5060, port, "the phone has connected to 5060; this one comes from elsewhere")


class Alias(FlowStory):
    def setUp(self):
        super().setUp()
        self.sofia = self.node(self.conf({"alias": f"{self.domain}:5070"})).start()

    def test_phones_register_and_call_over_the_other_port_as_well(self):
        other = (self.domain, 5070)
        for transport in ("udp", "tcp"):
            with self.subTest(transport):
                phone = self.phone("1000", node=other, transport=transport)
                self.assertEqual(200, phone.options().status)
                self.assertEqual(200, phone.register().status)
                callee, = self.registered("1001")
                self.ring(phone)
                self.then("a call over it is told the profile's own address")
                call = phone.dial("1001")
                into = callee.incoming()
                into.answer()
                self.assertIn(f"{self.domain}:5060", call.answered().contact_uri)
                into.expect("ACK")
                call.send("BYE")
                into.hung_up()
                call.wait(200)
                for one in (phone, callee):
                    one.close()
        self.assertIn("tcp", transport)

    def test_it_is_there_after_a_restart_of_the_profile(self):
        phone = self.phone("1000", node=(self.domain, 5070))
        self.assertEqual(200, phone.options().status)
        phone.listen(10.5)
        self.sofia.api("sofia profile internal restart", within=25)
        until(lambda: "RUNNING" in self.sofia.api("sofia status"), 10, "it runs again")
        self.assertEqual(200, phone.options().status)


if __name__ == "__main__":
    unittest.main()
