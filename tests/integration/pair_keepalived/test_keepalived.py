"""A pair under keepalived, configured by the example."""

import os
import signal
import time
import unittest

from support.cluster.keepalived import KeepalivedStory

FULL = os.environ.get("SOFIA_STORY_FULL") == "1"


class Keepalived(KeepalivedStory):
    lease = 10 if FULL else 4

    def begin(self):
        self.active = self.settled()
        self.peer = self.cluster.other(self.active.name)
        self.start_customers(calls=10, registers=20, hold=4)
        time.sleep(2)

    def end(self, name, at, within_ms):
        time.sleep(1)
        self.assert_nothing_lost(self.stop_customers(name, at), within_ms)

    def test_a_dead_node_is_active_again_and_a_dead_machine_has_a_successor(self):
        self.begin()
        self.when(f"sofiad is killed on {self.active.name}, and started again by its unit")
        at = time.time()
        self.active.signal(signal.SIGKILL, "sofiad")
        time.sleep(0.5)
        self.wait_until_active(self.active, 15)
        self.then(f"it is active again, {time.time() - at:.2f} s later")
        self.end("keepalived: kill -9 of sofiad", at, within_ms=6000)

        self.begin()
        self.when(f"{self.active.name} loses its power")
        at = time.time()
        self.active.power_off()
        self.wait_until_active(self.peer, 30)
        self.then(f"{self.peer.name} is active, {time.time() - at:.2f} s later")
        self.end("keepalived: power off", at, within_ms=1000 * self.lease + 6000)


if __name__ == "__main__":
    unittest.main()
