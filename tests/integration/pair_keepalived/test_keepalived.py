"""A pair under keepalived, configured by the example."""

import os
import signal
import time
import unittest

from support.cluster.keepalived import KeepalivedStory
from support.wait import until

FULL = os.environ.get("SOFIA_STORY_FULL") == "1"


class Keepalived(KeepalivedStory):
    lease = 10 if FULL else 4

    def test_a_dead_node_is_active_again_and_a_dead_machine_has_a_successor(self):
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.start_customers(calls=10, registers=20, hold=3)
        time.sleep(2)
        self.when(f"sofiad is killed on {active.name}, and started again by its unit")
        at = time.time()
        killed = active.signal(signal.SIGKILL, "sofiad")
        until(lambda: active.pids("sofiad") not in ([], killed), 5, "the unit has started it again")
        self.wait_until_active(active, 5)
        self.then(f"it is active again, {time.time() - at:.2f} s later")
        self.assertFalse(self.has_address(peer))

        time.sleep(2)
        self.when(f"{active.name} loses its power")
        at = time.time()
        active.power_off()
        self.wait_until_active(peer, 30)
        self.then(f"{peer.name} is active, {time.time() - at:.2f} s later")
        time.sleep(1)
        outcome = self.stop_customers(f"keepalived: power off, lease {self.lease} s", at)
        self.assert_nothing_lost(outcome, within_ms=1000 * self.lease + 6000)
        if FULL:
            self.comes_back_and_takes_over_when_asked(active, peer)

    def comes_back_and_takes_over_when_asked(self, old, active):
        old.power_on()
        self.assertEqual(active, self.settled())
        self.then(f"{old.name} is back as the standby")
        self.start_customers(calls=10, registers=20, hold=3)
        time.sleep(2)
        self.when(f"keepalived is stopped on {active.name}")
        at = time.time()
        active.signal(signal.SIGTERM, "keepalived")
        self.wait_until_active(old, 10)
        self.then(f"{old.name} is active, {time.time() - at:.2f} s later")
        self.assertEqual("STANDBY", self.role(active))
        time.sleep(1)
        self.assert_nothing_lost(self.stop_customers("keepalived: stopped", at), within_ms=3000)


if __name__ == "__main__":
    unittest.main()
