"""baresip and linphonec watch the presence of a user."""

import unittest

from support.baresip import Baresip
from support.linphone import Linphone
from support.story import Story
from support.wait import until

# Seconds that a program may take to start and subscribe, on a machine that has other work.
STARTS = 30


class Watching(Story):
    limit = 120

    def setUp(self):
        super().setUp()
        self.sofia = self.node(self.conf({"manage-presence": "true"})).start()
        self.watchers = [self.program(Baresip, "1000"), self.program(Linphone, "1002")]
        until(lambda: self.subscriptions() == 2, STARTS, "both programs have subscribed")
        self.phone = self.phone("1001")

    def program(self, kind, user):
        ip = self.lan.host(self.FIRST_PHONE + int(user[-2:]))
        program = kind(self.directory, user, self.domain, ip, watched=("1001",))
        self.addCleanup(program.close)
        return program

    def subscriptions(self):
        """How many watchers the node has, by its own count."""
        lines = dict(line.split() for line in self.sofia.api("metrics").splitlines() if " " in line)
        return int(lines.get("subscriptions", 0))

    def all_see(self, state):
        for watcher in self.watchers:
            watcher.sees("1001", state)

    def test_they_see_a_phone_come_and_go(self):
        self.when("1001 registers")
        self.assertEqual(200, self.phone.register().status)
        self.all_see("Online")
        self.when("it takes its binding back")
        self.assertEqual(200, self.phone.register(expires=0).status)
        self.all_see("Offline")

    def test_their_subscriptions_outlive_the_node(self):
        self.assertEqual(200, self.phone.register().status)
        self.all_see("Online")
        self.when("the node dies and comes back, and 1001 goes")
        self.sofia.kill9()
        self.sofia.start()
        self.assertEqual(200, self.phone.register(expires=0).status)
        self.then("they are told within the subscription that they have")
        self.all_see("Offline")
        self.assertEqual(2, self.subscriptions())


if __name__ == "__main__":
    unittest.main()
