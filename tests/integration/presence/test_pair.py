"""A subscription that begins on one node goes on, and ends, on the other."""

import unittest

from support.pair import PairStory
from support.watcher import Subscription, completeness, dialogs, version


class Pair(PairStory):
    lease = 3

    def standby(self, name, **values):
        return super().standby(name, conf=self.conf({"manage-presence": "true"}), **values)

    def test_the_other_node_goes_on_and_a_stale_one_says_nothing(self):
        self.promote(self.east)
        caller, callee = self.registered("1000", "1001")
        watcher = self.phone("1005")
        lamp = Subscription.to(watcher, "1001", "dialog")
        self.assertEqual(202, lamp.ask().status)
        first = lamp.notified()
        self.when("the active node is killed and the other one promoted")
        self.east.settle()
        self.east.kill9()
        self.promote(self.west, "--force")
        self.then("a call on it is told of, in full, with higher numbers")
        call = caller.dial("1001")
        into = callee.incoming()
        into.ring()
        told = lamp.notified()
        self.assertEqual("full", completeness(told))
        self.assertGreater(told.cseq, first.cseq)
        self.assertGreater(version(told), version(first))
        self.assertEqual("recipient", dialogs(told)[0][0])
        self.then("a refresh reaches it")
        self.assertEqual(202, lamp.ask().status)
        lamp.notified_of("<state>early</state>")
        call.cancel()
        into.cancelled()
        self.then("and so does the end")
        self.assertEqual(202, lamp.ask(expires=0).status)
        while "terminated;" not in lamp.notified().get("Subscription-State"):
            pass


if __name__ == "__main__":
    unittest.main()
