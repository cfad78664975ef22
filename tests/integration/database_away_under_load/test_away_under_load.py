"""PostgreSQL restarted, killed and frozen while calls come in."""

import time
import unittest

from support.latency import assert_never_silent
from support.load import LoadStory

RATE = 50


class AwayUnderLoad(LoadStory):
    def outage(self, leave, come_back, lasts):
        self.given(f"a node on PostgreSQL with {RATE} calls a second")
        database = self.postgres()
        node = self.node(db=database.create("sofia")).start()
        load = self.start_load(RATE)
        assert_never_silent(self, node, during=4, worst=0.5)
        self.when("the database goes away")
        leave(database)
        assert_never_silent(self, node, during=lasts, worst=0.5)
        self.when("it is back")
        come_back(database)
        assert_never_silent(self, node, during=10, worst=0.5)
        self.then("new calls are answered as before")
        before = load.count("answered")
        time.sleep(7)  # SIPp writes its counts once a second.
        self.assertGreater(load.count("answered") - before, 4 * RATE)
        self.stop_load(load, at_least=8 * RATE)

    def test_stopped_and_started(self):
        self.outage(lambda database: database.stop(), lambda database: database.start(), lasts=3)

    def test_killed_and_started(self):
        self.outage(lambda database: database.crash(), lambda database: database.start(), lasts=1)

    def test_frozen_for_five_seconds(self):
        self.outage(lambda database: database.freeze(), lambda database: database.thaw(), lasts=5)


if __name__ == "__main__":
    unittest.main()
