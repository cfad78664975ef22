"""The active node's process is killed under load."""

import os
import signal
import unittest

from support.cluster.pair import PairStory

FULL = os.environ.get("SOFIA_STORY_FULL") == "1"


class ProcessDeath(PairStory):
    registrants = 1000

    def test_kill9_of_the_active_node(self):
        load = {"calls": 50, "registers": 200, "hold": 20} if FULL else {}
        outcome, old, _ = self.fault_and_takeover(
            "kill -9 of sofiad",
            lambda active: active.signal(signal.SIGKILL, "sofiad"),
            settle=22 if FULL else 5,
            **load,
        )
        self.assert_nothing_lost(outcome, within_ms=3000)
        self.assert_back_as_standby(old)


if __name__ == "__main__":
    unittest.main()
