"""Name servers to which the machine has no route: when its network is cut, or before it is there."""

import os
import unittest

from support.conf import Conf, Profile, extension
from support.story import Story

# In a mount namespace of its own, and as the process that sofiad becomes.
WITH_RESOLV_CONF = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'


@unittest.skipUnless(os.geteuid() == 0, "SKIPPED: only root may lay a file over /etc/resolv.conf")
class NoWayToANameServer(Story):
    def setUp(self):
        super().setUp()
        gateway = {"username": "u", "password": "p", "proxy": "sip.carrier.example"}
        internal = Profile("internal", self.domain, gateways={"trunk": gateway})
        calls = extension(r"^9(\d+)$", "sofia/internal/$1@other.example")
        self.sofia = self.node(Conf(self.domain, [internal], extensions=calls))
        resolv_conf = self.directory / "resolv.conf"
        # Connecting to a broadcast address fails at once, as it does without a route.
        resolv_conf.write_text("nameserver 255.255.255.255\n")
        self.sofia.wrapper = ("unshare", "--mount", "sh", "-c", WITH_RESOLV_CONF, str(resolv_conf))
        self.sofia.start()

    def test_what_needs_no_name_goes_on_and_what_does_fails_at_once(self):
        self.then("the node serves, although its gateway has a name")
        a, b = self.registered("1000", "1001")
        out = a.dial("9555")
        self.assertEqual(503, out.wait(lambda m: m.status >= 300, 3).status)
        out = a.dial("1001")
        into = b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        out.bye()
        into.hung_up()
        self.assertIn("no name server has a route", self.sofia.log())
        self.assertIn("no name server has a route", self.sofia.api("sofia_dig other.example"))


if __name__ == "__main__":
    unittest.main()
