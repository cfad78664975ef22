"""What an operator does to gateways and profiles while a call is up, and the call does not notice."""

import time
import unittest

from support.conf import Conf, Profile, extension
from support.story import Story
from support.wait import until


class OperatorsFlow(Story):
    limit = 40

    def setUp(self):
        super().setUp()
        self.carrier = self.phone("carrier", ip=self.lan.host(3), node=(self.domain, 5080))
        self.external = Profile("external", self.domain, 5080, settings={"auth-calls": "false"},
                                gateways={"trunk": self.gateway(self.carrier.ip)})
        conf = Conf(self.domain, [Profile("internal", self.domain), self.external],
                    extensions=extension(r"^9(\d+)$", "sofia/gateway/trunk/$1"))
        self.sofia = self.node(conf).start()
        self.phone_, = self.registered("1000")
        self.given("a call through the gateway that is up")
        self.out = self.phone_.dial("94930")
        self.into = self.carrier.incoming()
        self.into.answer()
        self.out.answered()
        self.into.expect("ACK")

    def gateway(self, ip: str) -> dict[str, str]:
        return {"username": "u", "password": "p", "proxy": ip, "register": "false"}

    def says(self, wanted: str, command: str) -> None:
        self.assertIn(wanted, self.sofia.api(command))

    def edit(self, **gateways: str) -> None:
        """Writes the configuration with these gateways, each with its address."""
        self.external.gateways = {name: self.gateway(ip) for name, ip in gateways.items()}
        self.sofia.conf.write(self.sofia.directory / "conf")

    def assert_talking(self) -> None:
        """A request passes in both directions, and nobody was told anything else meanwhile."""
        for one, other in ((self.out, self.into), (self.into, self.out)):
            one.send("INFO", "x", [("Content-Type", "text/plain")])
            other.reply(other.expect("INFO"), 200)
            one.wait(200)
        for phone in (self.phone_, self.carrier):
            self.assertEqual(0, phone.count("BYE"))
            self.assertEqual(0, phone.count("INVITE") - (phone is self.carrier))

    def assert_it_ends_in_order(self) -> None:
        self.into.send("BYE")
        self.out.hung_up()
        self.into.wait(200)
        until(lambda: self.sofia.calls() == 0, 3, "no call is left")

    def test_a_gateway_is_added_moved_and_killed(self):
        self.when("a gateway is added with a wrong address, and the profile is rescanned")
        self.edit(trunk=self.carrier.ip, second=self.lan.host(90))
        self.says("+OK scan complete", "sofia profile external rescan reloadxml")
        self.says(self.lan.host(90), "sofia status gateway second")
        self.assert_talking()
        self.when("its address is put right, it is killed, and the profile is rescanned")
        self.edit(trunk=self.carrier.ip, second=self.lan.host(91))
        self.says("+OK gateway marked", "sofia profile external killgw second")
        self.says("+OK scan complete", "sofia profile external rescan reloadxml")
        self.says(self.lan.host(91), "sofia status gateway second")
        self.assert_talking()
        self.when("the gateway of the call itself moves, by a rescan alone, and then is killed")
        self.edit(trunk=self.lan.host(92))
        self.says("+OK scan complete", "sofia profile external rescan reloadxml")
        self.says(self.lan.host(92), "sofia status gateway trunk")
        self.says("+OK gateway marked", "sofia profile external killgw trunk")
        self.assert_talking()
        self.assert_it_ends_in_order()

    def test_a_gateway_is_restarted(self):
        self.says("+OK gateway marked", "sofia profile external killgw trunk")
        self.says("Invalid Gateway!", "sofia status gateway trunk")
        self.says("+OK scan complete", "sofia profile external rescan")
        self.says("trunk", "sofia profile external gwlist up")
        self.assert_talking()
        self.assert_it_ends_in_order()

    def test_an_address_is_not_changed_by_a_rescan(self):
        self.external.port = 5081
        self.sofia.conf.write(self.sofia.directory / "conf")
        reply = self.sofia.api("sofia profile external rescan reloadxml")
        self.assertIn("sip-port", reply)
        self.says(":5080", "sofia status profile external")
        self.assert_talking()
        self.assert_it_ends_in_order()

    def test_a_profile_is_restarted(self):
        time.sleep(10)  # It must have been up that long.
        self.when("the profile of the gateway is restarted")
        self.says("restarting: external", "sofia profile external restart reloadxml wait")
        until(lambda: "RUNNING" in self.sofia.api("sofia status profile external")
              or "sip:mod_sofia@" in self.sofia.api("sofia status profile external"), 5, "it is back")
        self.then("the call goes on")
        self.assert_talking()
        self.assert_it_ends_in_order()


if __name__ == "__main__":
    unittest.main()
