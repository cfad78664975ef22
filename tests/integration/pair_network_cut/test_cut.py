"""One cable after the other, with fencing."""

import time
import unittest

from support.cluster.network import DATA, RING, SERVICE
from support.cluster.pair import PairStory


class Cut(PairStory):
    limit = 280

    def begin(self):
        self.active = self.settled()
        self.peer = self.cluster.other(self.active.name)
        self.fenced_before = len(self.cluster.power.fenced())
        self.start_customers(calls=10, registers=20, hold=5)
        time.sleep(3)

    def fenced(self):
        return self.cluster.power.fenced()[self.fenced_before :]

    def test_one_cable_after_the_other(self):
        self.begin()
        self.when(f"{self.active.name} loses the ring")
        at = time.time()
        self.active.cut(RING)
        time.sleep(3)
        self.active.heal(RING)
        self.assert_nothing_lost(self.stop_customers("cut: ring only", at), within_ms=1500)
        self.assertEqual(self.active.name, self.cluster.wait_until_complete())
        self.assertEqual([], self.fenced())

        self.loses(SERVICE, "cut: service network only", within_ms=15000)
        self.begin()
        self.when(f"{self.active.name} loses everything but the power controller")
        at = time.time()
        self.active.cut()
        self.cluster.wait_until_active(self.peer.name, 30)
        time.sleep(2)
        outcome = self.stop_customers("cut: everything but power", at)
        self.assertEqual([self.active.name], self.fenced())
        self.then("the healthy machine has won")
        self.assert_nothing_lost(outcome, within_ms=10000)

    def test_the_database_only(self):
        old = self.loses(DATA, "cut: database only", within_ms=30000)
        self.assert_back_as_standby(old)
        # Or it would not be chosen for the next fault.
        self.cluster.wait(
            "its score is sound again",
            lambda seen: seen.attributes.get(old.name, {}).get("master-node") == "100",
            15,
        )

    def loses(self, net, name, within_ms):
        self.begin()
        self.when(f"{self.active.name}: {name}")
        at = time.time()
        self.active.cut(net)
        self.cluster.wait_until_active(self.peer.name, 30)
        self.then(f"{self.peer.name} is active, {time.time() - at:.2f} s later")
        time.sleep(1)
        self.active.heal(net)
        self.assert_nothing_lost(self.stop_customers(name, at), within_ms)
        self.assertEqual([], self.fenced())
        return self.active


if __name__ == "__main__":
    unittest.main()
