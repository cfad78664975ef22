"""The node asks its phones whether they are there."""

import re
import unittest

from support.story import Story
from support.wait import until

# A phone is given up one second after it was asked, and asked again within one and a half.
OFTEN = {"ping-mean-interval": "1", "timer-T1": "100", "timer-T1X64": "1000",
         "sip-user-ping-max": "2"}


class Pings(Story):
    limit = 20

    def start(self, **settings):
        names = {name.replace("_", "-"): value for name, value in settings.items()}
        self.sofia = self.node(self.conf({**OFTEN, **names})).start()
        return self.sofia

    def status(self, user):
        """Ping-Status and Ping-Time (ms) of a user's binding, as the operator sees them."""
        text = self.sofia.api(f"sofia status profile internal user {user}@{self.domain}")
        found = re.search(r"Ping-Status:\t(\S+)\nPing-Time:\t([0-9.]+)", text)
        self.assertIsNotNone(found, text)
        return found[1], float(found[2])

    def binds(self, user):
        """A SIPp phone registers."""
        keys = {"contact_port": "5060", "expires": "3600"}
        self.sipp_phone("uac_register", user, keys=keys).assert_success()

    def lives(self, user):
        """A SIPp phone is there and answers OPTIONS."""
        return self.sipp_phone("uas_options", user, server=True, calls=1000)

    def test_of_two_phones_one_dies_and_comes_back(self):
        self.given("two registered SIPp phones")
        self.start(all_reg_options_ping="true")
        for user in ("1000", "1001"):
            self.binds(user)
        phones = {user: self.lives(user) for user in ("1000", "1001")}
        for user in phones:
            until(lambda: self.status(user)[0] == "Reachable" and self.status(user)[1] > 0, 5,
                  f"{user} has answered")
        socket = self.sofia.event_socket()
        self.addCleanup(socket.close)
        socket.subscribe("CUSTOM sofia::sip_user_state")
        self.when("one of them dies")
        phones["1000"].stop()
        self.then("an event says so")
        event = socket.event("sofia::sip_user_state", 8, from_user="1000")
        self.assertEqual("Unreachable", event["Ping-Status"])
        self.assertEqual(self.domain, event["from-host"])
        self.assertEqual("internal", event["profile-name"])
        self.assertIn("1000@", event["sip_contact"])
        self.assertEqual("Unreachable", self.status("1000")[0])
        self.assertEqual("Reachable", self.status("1001")[0])
        self.when("it comes back")
        self.lives("1000")
        event = socket.event("sofia::sip_user_state", 5, from_user="1000")
        self.assertEqual(("Reachable", "200"), (event["Ping-Status"], event["Status"]))
        self.assertEqual("Reachable", self.status("1000")[0])

    def test_behind_nat_only(self):
        self.start(nat_options_ping="udp-only", apply_nat_acl="rfc1918.auto")
        near, far, tcp = self.phone("1000"), self.phone("1001"), self.phone("1002", transport="tcp")
        self.assertEqual(200, near.register().status)
        for phone in (far, tcp):
            self.assertEqual(200, phone.register([f"<sip:{phone.user}@192.168.77.7:5060>"]).status)
        options = far.expect("OPTIONS", 4)
        far.send_response(options, far.response(options, 405, "Method Not Allowed", [], ""))
        self.assertEqual(self.node_address, options.source)
        self.assertIn("192.168.77.7", options.uri)
        until(lambda: self.status("1001")[1] > 0, 2, "any answer shows that it is there")
        for phone in (near, tcp):
            phone.expect_nothing("OPTIONS", 0.1)

    def test_a_node_started_again_asks_again(self):
        self.start(all_reg_options_ping="true")
        self.binds("1000")
        until(lambda: self.status("1000")[0] == "Unreachable", 5, "nobody answers")
        self.sofia.restart_after_crash()
        until(lambda: self.status("1000")[0] == "Unreachable", 5, "nobody answers the next one")

    def test_unregister_on_options_fail_ends_the_binding(self):
        self.start(all_reg_options_ping="true", unregister_on_options_fail="true")
        with self.sofia.event_socket() as socket:
            socket.subscribe("CUSTOM sofia::expire")
            self.binds("1000")
            self.assertEqual("1000", socket.event("sofia::expire", 6)["user"])
        self.assertEqual("0", self.sofia.api(f"sofia_count_reg 1000@{self.domain}"))


if __name__ == "__main__":
    unittest.main()
