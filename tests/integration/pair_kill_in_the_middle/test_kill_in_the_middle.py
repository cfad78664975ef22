"""A second death, at the worst moment of dealing with the first."""

import os
import random
import signal
import threading
import time
import unittest

from support.cluster.pair import PairStory

FULL = os.environ.get("SOFIA_STORY_FULL") == "1"


class KillInTheMiddle(PairStory):
    limit = 250

    def kill_when(self, machine, reached, within, after=0.0):
        """Kills the node on `machine` `after` seconds after `reached`; polls fast."""
        deadline = time.monotonic() + within
        while not reached():
            self.assertLess(time.monotonic(), deadline, "the moment has not come")
            time.sleep(0.001)
        time.sleep(after)
        killed = machine.signal(signal.SIGKILL, "sofiad")
        self.when(f"{machine.name} dies in the middle ({len(killed)} process)")

    def phase(self, machine):
        """What the agent has brought the node to."""
        try:
            return machine.path("/run/resource-agents/sofia-node-node.phase").read_text().strip()
        except OSError:
            return ""

    def second_death(self, name, after):
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.start_customers(calls=10, registers=20, hold=15)
        time.sleep(3)
        at = time.time()
        active.signal(signal.SIGKILL, "sofiad")
        self.kill_when(peer, lambda: self.phase(peer) == "promoted", 20, after)
        self.back(name, at)

    def back(self, name, at):
        served = self.serving(45).name
        self.then(f"{served} is active, {time.time() - at:.2f} s after the first death")
        time.sleep(1)
        self.assert_nothing_lost(self.stop_customers(name, at), within_ms=45000)

    def test_during_promote_and_recover(self):
        self.second_death("killed during promote", 0)
        if FULL:
            self.second_death("killed during recover", random.uniform(0.05, 0.3))

    def test_during_demote(self):
        active = self.settled()
        self.start_customers(calls=10, registers=20, hold=15)
        time.sleep(3)
        at = time.time()
        command = threading.Thread(
            target=active.run, args=("crm", "node", "standby", active.name)
        )
        command.start()
        self.kill_when(active, lambda: self.phase(active) != "promoted", 20)
        command.join()
        self.back("killed during demote", at)


if __name__ == "__main__":
    unittest.main()
