"""Pacemaker is split and fences nobody: both nodes are promoted, one may write."""

import time
import unittest

from support.cluster.network import RING
from support.cluster.pair import PairStory
from support.wait import until


class SplitBrain(PairStory):
    fencing = False
    links = (RING,)
    # The machine that has lost must not try again before the end of the story.
    failure_timeout = "300s"

    def test_the_epoch_decides(self):
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.start_customers(calls=10, registers=20, hold=5)
        time.sleep(3)
        self.when("the ring is cut, and Pacemaker may not fence")
        at = time.time()
        active.cut(RING)
        self.cluster.wait_until_active(peer.name, 30)
        self.then(f"{peer.name} is active, {time.time() - at:.2f} s later")
        until(lambda: self.role(active) in ("", "FENCED", "STANDBY"), 10, "the old node has given up")
        self.then(f"{active.name} is no longer active, {time.time() - at:.2f} s after the cut")
        time.sleep(4)
        outcome = self.stop_customers("split brain without fencing", at)
        self.assertEqual("ACTIVE", self.role(peer))
        owner = self.database.query("sofia", "SELECT owner FROM cluster_epochs")
        self.assertEqual([[peer.name]], owner)
        self.assertEqual(0, outcome.owned_twice)
        self.assert_nothing_lost(outcome, within_ms=15000)


if __name__ == "__main__":
    unittest.main()
