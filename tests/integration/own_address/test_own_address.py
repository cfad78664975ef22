"""A machine whose address changes, as with DHCP. Needs a network of its own."""

import time
import unittest

from support.cluster import world
from support.cluster.network import ip
from support.conf import Conf, Profile
from support.phone import Phone
from support.story import Story
from support.wait import until

FIRST, SECOND, SHARED = "10.77.9.1", "10.77.9.2", "10.77.9.200"
DOMAIN = "office.example"
# The node looks every three seconds; then it waits for what ends, at most two.
SOON = 10


@unittest.skipUnless(world.inside(), "SKIPPED: it changes the network, so only in its world (support.cluster.world)")
class OwnAddress(Story):
    def setUp(self):
        super().setUp()
        ip("link set lo up", "link add eth0 type veth peer name eth0-far", "link add phones0 type veth peer name phones0-far",
           *(f"link set {name} up" for name in ("eth0", "eth0-far", "phones0", "phones0-far")),
           *(f"addr add 10.77.8.{number}/24 dev phones0" for number in (10, 11)))
        self.addCleanup(ip, "link del eth0", "link del phones0", force=True)
        self.becomes(FIRST)

    def becomes(self, address, former=""):
        """The machine's address is this one."""
        ip(*([f"addr del {former}/24 dev eth0"] if former else []), f"addr add {address}/24 dev eth0",
           f"route replace default dev eth0 src {address}")

    def start(self, sip_ip, global_settings=None, options=(), **settings):
        names = {name.replace("_", "-"): value for name, value in settings.items()}
        conf = Conf(DOMAIN, [Profile("internal", sip_ip, settings=names)], global_settings=global_settings or {})
        self.sofia = self.node(conf, options=options).start()
        return self.sofia

    def at(self, user, node):
        """A registered phone of that user."""
        phone = Phone((node, 5060), f"10.77.8.{int(user) - 990}", user, DOMAIN)
        self.addCleanup(phone.close)
        self.assertEqual(200, phone.register().status)
        return phone

    def url(self):
        line = next((line for line in self.sofia.api("sofia status").splitlines() if "\tprofile\t" in line), "")
        return line.split("\t")[2].strip() if "RUNNING" in line else ""

    def lives_at(self, address):
        until(lambda: f"@{address}:" in self.url(), SOON, f"the profile is at {address}")

    def test_a_profile_goes_with_it_and_its_calls_as_well(self):
        sofia = self.start("$${local_ip_v4}")
        caller, callee = self.at("1000", FIRST), self.at("1001", FIRST)
        call = caller.dial("1001")
        into = callee.incoming()
        into.answer()
        call.answered()
        into.expect("ACK")
        self.when("an address of a cluster comes to the machine")
        ip(f"addr add {SHARED}/32 dev eth0")
        time.sleep(4)
        self.then("the profile stays where it is")
        self.assertIn(f"@{FIRST}:", self.url())
        with sofia.event_socket() as client:
            client.subscribe("TRAP")
            self.when("the machine's own address is another one")
            self.becomes(SECOND, FIRST)
            told = client.event("TRAP", SOON)
        self.assertEqual(("network-address-change", FIRST, SECOND),
                         (told["condition"], told["network-address-previous-v4"], told["network-address-change-v4"]))
        self.lives_at(SECOND)
        self.assertIn(f"profile=internal is opened anew: the machine's address is {SECOND} in place of {FIRST}",
                      sofia.log())
        self.assertEqual(1, sofia.calls())
        self.then("both phones of the call are told where it is now")
        for side in (call, into):
            offer = side.expect("INVITE", 10)
            self.assertEqual((SECOND, 5060), offer.source)
            self.assertIn(f"@{SECOND}:5060", offer.contact_uri)
            side.reply(offer, 200, offer.body)
            side.expect("ACK")
        self.then("one hangs up there")
        call.send("BYE")
        into.hung_up()
        call.wait(200)
        until(lambda: sofia.calls() == 0, 3, "no call is left")
        self.then("phones register and call there")
        caller.node = callee.node = (SECOND, 5060)
        self.assertEqual([200, 200], [caller.register().status, callee.register().status])
        call = caller.dial("1001")
        into = callee.incoming()
        into.answer()
        call.answered()
        into.expect("ACK")
        call.send("BYE")
        into.hung_up()
        call.wait(200)
        self.assertEqual(1, sofia.log().count("is opened anew"))

    def test_it_comes_back_to_a_machine_that_had_none_for_a_while(self):
        sofia = self.start("auto")
        self.when("the machine has no address for some seconds, and then another one")
        ip(f"addr del {FIRST}/24 dev eth0")
        time.sleep(4)
        self.assertIn(f"@{FIRST}:", self.url())
        self.becomes(SECOND)
        self.lives_at(SECOND)
        self.at("1000", SECOND)
        self.assertEqual(1, sofia.log().count("is opened anew"))

    def stays(self, former=FIRST):
        self.becomes(SECOND, former)
        time.sleep(7)
        self.assertNotIn("is opened anew", self.sofia.log())
        self.assertIn(f"@{FIRST}:", self.url())

    def test_an_address_that_somebody_wrote_down_is_left_alone(self):
        self.start(FIRST)
        self.stays()

    def test_a_profile_without_auto_restart_stays(self):
        self.start("$${local_ip_v4}", auto_restart="false")
        self.stays()

    def test_nor_does_any_when_the_global_setting_says_so(self):
        self.start("interface:eth0", {"auto-restart": "false"})
        self.stays()

    def test_a_standby_does_nothing(self):
        sofia = self.start("auto", options=("--role", "standby"))
        self.becomes(SECOND, FIRST)
        time.sleep(5)
        self.assertNotIn("is opened anew", sofia.log())
        self.when("it is promoted")
        self.assertIn("+OK", sofia.api("sofia ha promote", within=20))
        self.then("it listens on the machine's address, at once or at its first look")
        self.lives_at(SECOND)


if __name__ == "__main__":
    unittest.main()
