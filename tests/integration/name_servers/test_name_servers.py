"""Name servers to which the machine has no route. Needs a network of its own."""

import socket
import subprocess
import time
import unittest

from support import dns
from support.cluster import world
from support.cluster.network import ip
from support.conf import Conf, Profile, extension
from support.story import Story
from support.wait import until

# The second is asked when the first has not answered for a second.
SERVER, SECOND = "10.77.9.53", "10.77.9.54"
CARRIER = "other.example"
# After an error the stack leaves a server alone for ten seconds.
AGAIN = 15


@unittest.skipUnless(world.inside(), "SKIPPED: it changes the network, so only in its world (support.cluster.world)")
class NameServersComeAndGo(Story):
    def setUp(self):
        super().setUp()
        ip("link set lo up", "link add eth0 type veth peer name eth0-far", "link set eth0 up", "link set eth0-far up")
        self.addCleanup(ip, "link del eth0", force=True)
        resolv_conf = self.directory / "resolv.conf"
        resolv_conf.write_text(f"nameserver {SERVER}\nnameserver {SECOND}\n")
        subprocess.run(["mount", "--bind", resolv_conf, "/etc/resolv.conf"], check=True)
        self.addCleanup(subprocess.run, ["umount", "/etc/resolv.conf"], check=True)
        gateway = {"username": "u", "password": "p", "proxy": f"trunk.{CARRIER}"}
        internal = Profile("internal", self.domain, gateways={"trunk": gateway})
        calls = extension(r"^9(\d+)$", f"sofia/internal/$1@{CARRIER}")
        self.sofia = self.node(Conf(self.domain, [internal], extensions=calls))

    def start(self):
        self.sofia.start()
        self.a, self.b = self.registered("1000", "1001")

    def has_route(self):
        ip(*(f"addr add {address}/24 dev eth0" for address in (SERVER, SECOND)))

    def answers(self):
        zone = {CARRIER: [dns.a(self.b.ip)], f"trunk.{CARRIER}": [dns.a(self.b.ip)]}
        for address in (SERVER, SECOND):
            self.addCleanup(dns.NameServer(address, 53, zone).close)

    def fails(self):
        call = self.a.dial("9555")
        self.assertEqual(503, call.wait(lambda m: m.status >= 300, 3).status)

    def serves(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        out.bye()
        into.hung_up()

    def rings_the_carrier(self):
        """Whether a call by name comes to the place of that name."""
        out = self.a.dial("9555")
        try:
            into = self.b.incoming(1)
        except AssertionError:
            return False
        into.answer()
        out.answered()
        into.expect("ACK")
        out.bye()
        into.hung_up()
        return True

    def test_a_node_goes_on_without_them_and_finds_them_again(self):
        self.start()
        self.then("what needs a name fails at once, all else is served")
        self.fails()
        self.assertIn("gateway=trunk TRYING -> FAILED", self.sofia.log())
        self.assertIn("DNS Error", self.sofia.log())
        self.serves()
        self.assertIn(f"name server {SERVER} has no route", self.sofia.log())
        self.assertEqual(f"-ERR: {CARRIER}: not found\n", self.sofia.api(f"sofia_dig {CARRIER}"))
        self.when("the route comes")
        self.has_route()
        self.answers()
        until(self.rings_the_carrier, AGAIN, "the name is found")
        self.assertIn(f"name server {SERVER} has a route again", self.sofia.log())
        self.assertIn(self.b.ip, self.sofia.api(f"sofia_dig {CARRIER}"))

    def test_phones_are_served_when_the_route_vanishes_while_a_name_is_asked_for(self):
        self.has_route()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind((SERVER, 53))
            self.start()
            self.when("a name is asked for, and nobody says anything")
            out = self.a.dial("9555")
            while CARRIER.partition(".")[0].encode() not in silent.recv(4096):
                pass
        ip(*(f"addr del {address}/24 dev eth0" for address in (SECOND, SERVER)))
        for _ in range(6):
            self.serves()
            time.sleep(0.5)
        self.then("the call has failed, or the caller may give up")
        out.cancel()
        out.wait(lambda m: m.status in (487, 503))
        self.when("all is back")
        self.has_route()
        self.answers()
        until(self.rings_the_carrier, AGAIN, "the name is found")


if __name__ == "__main__":
    unittest.main()
