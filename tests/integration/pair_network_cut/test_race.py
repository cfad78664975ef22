"""Both machines are sound, cannot hear each other, and may both fence."""

import os
import time
import unittest

from support.cluster.network import RING
from support.cluster.pair import PairStory
from support.wait import until


@unittest.skipUnless(os.environ.get("SOFIA_STORY_FULL") == "1", "only with SOFIA_STORY_FULL=1")
class Race(PairStory):
    # One cable is a split.
    links = (RING,)
    registrants = 1
    # Longer than the power controller takes, and the cut is noticed up to a second later on one of them.
    properties = {"priority-fencing-delay": "4s"}

    def test_the_active_machine_wins_and_nobody_else_is_shot(self):
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.cluster.power.delay = 1.0
        phone = self.pair_phone(5)
        self.when("the only ring is cut, and the power controller takes a second")
        at = time.time()
        active.cut(RING)
        until(self.cluster.power.fenced, 15, "somebody is fenced")
        self.then(f"{self.cluster.power.fenced()} is dark, {time.time() - at:.2f} s later")
        # What the peer may have sent as its last word would be carried out by now.
        time.sleep(1.5)
        self.assertEqual([peer.name], self.cluster.power.fenced())
        self.assertEqual(active, self.serving())
        self.assertEqual(200, phone.register(within=2).status)


if __name__ == "__main__":
    unittest.main()
