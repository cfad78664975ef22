"""A second death, at the worst moment of dealing with the first."""

import os
import random
import signal
import threading
import time
import unittest

from support.cluster.pair import LOG, PairStory

FULL = os.environ.get("SOFIA_STORY_FULL") == "1"


class KillInTheMiddle(PairStory):
    limit = 250

    def kill_when(self, machine, reached, within, after=0.0):
        """Kills the node on `machine` `after` seconds after `reached`; polls fast. Gives the time."""
        pids = machine.pids("sofiad")
        deadline = time.monotonic() + within
        while not reached():
            self.assertLess(time.monotonic(), deadline, "the moment has not come")
            time.sleep(0.001)
        time.sleep(after)
        died = time.time()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.when(f"{machine.name} dies in the middle ({len(pids)} process)")
        return died

    def logged(self, machine, words):
        """Whether the node on `machine` logs these words from now on, to be asked again and again."""
        log = (machine.directory / LOG).open()
        self.addCleanup(log.close)
        log.seek(0, os.SEEK_END)
        seen = []

        def found():
            seen.append(log.read())
            return words in "".join(seen)

        return found

    def phase(self, machine):
        """What the agent has brought the node to."""
        try:
            return machine.path("/run/resource-agents/sofia-node-node.phase").read_text().strip()
        except OSError:
            return ""

    def second_death(self, name, moment, after=0.0):
        """The active node is killed, then its peer, `after` seconds after moment(peer) has come."""
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.start_customers(calls=10, registers=20, hold=15)
        time.sleep(15 if FULL else 3)
        reached, recovered = moment(peer), self.logged(peer, "recovered=")
        at = time.time()
        active.signal(signal.SIGKILL, "sofiad")
        died = self.kill_when(peer, reached, 20, after)
        self.then(f"it had {'' if recovered() else 'not '}brought the calls back")
        # What the peer has answered before its death, the first machine may go on with.
        self.back(name, at, moves=(died,))

    def back(self, name, at, moves=()):
        served = self.serving(45).name
        self.then(f"{served} is active, {time.time() - at:.2f} s after the first death")
        time.sleep(1)
        self.assert_nothing_lost(self.stop_customers(name, at, moves), within_ms=45000)

    def test_during_promote_and_recover(self):
        self.second_death(
            "killed during promote", lambda peer: lambda: self.phase(peer) == "promoted"
        )
        if FULL:
            self.second_death(
                "killed during recover",
                lambda peer: self.logged(peer, "active with epoch"),
                random.uniform(0, 0.05),
            )

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
