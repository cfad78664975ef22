"""The count of answered calls that twenty kills lose: 0."""

import random
import time
import unittest

from support.load import LoadStory

KILLS = 20
RATE = 30


class RandomKills(LoadStory):
    def lives(self, **options):
        seed = random.SystemRandom().randrange(10**6)
        moments = random.Random(seed)
        self.given(f"a node with {RATE} calls a second (seed {seed})")
        node = self.node(**options).start()
        load = self.start_load(RATE)
        time.sleep(2)
        self.when(f"it is killed {KILLS} times")
        for _ in range(KILLS):
            time.sleep(moments.uniform(0.3, 1.5))
            node.restart_after_crash()
            self.assertRegex(node.api("sofia recover"), r"^(Recovered \d+ call|No calls to recover)")
        time.sleep(2)
        self.assertTrue(load.running)
        self.stop_load(load, at_least=20 * RATE)

    def test_on_sqlite(self):
        self.lives()

    def test_on_postgresql(self):
        self.lives(db=self.postgres().create("sofia"))


if __name__ == "__main__":
    unittest.main()
