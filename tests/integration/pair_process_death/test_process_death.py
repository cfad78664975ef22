"""The active node's process is killed under load."""

import os
import signal
import unittest

from support.cluster.pair import PairStory

FULL = os.environ.get("SOFIA_STORY_FULL") == "1"


class ProcessDeath(PairStory):
    registrants = 1000

    def kill(self, active):
        up = int(self.ask(active, "-x", "show calls count").split()[0])
        self.given(f"{up} calls are up")
        # A few may be on their way up or down, and SIPp is late on a busy machine.
        self.assertGreater(up, 900 if FULL else 80)
        active.signal(signal.SIGKILL, "sofiad")

    def test_kill9_of_the_active_node(self):
        load = {"calls": 50, "registers": 200, "hold": 20} if FULL else {}
        outcome, old, _ = self.fault_and_takeover(
            "kill -9 of sofiad",
            self.kill,
            settle=22 if FULL else 5,
            **load,
        )
        self.assert_nothing_lost(outcome, within_ms=3000)
        self.assert_back_as_standby(old)


if __name__ == "__main__":
    unittest.main()
