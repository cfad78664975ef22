"""PostgreSQL fails over under the pair."""

import time
import unittest

from support.cluster.database import DatabaseHost, dsn_of
from support.cluster.pair import PairStory
from support.wait import until

PROMOTED_AFTER = 2


class DatabaseFailover(PairStory):
    def make_database(self):
        super().make_database()
        self.standby = DatabaseHost(12, of=self.database)
        self.addCleanup(self.standby.close)
        self.standby.start()
        self.database.wait_for_the_standby()
        return dsn_of("sofia", self.database, self.standby)

    def registers_again(self):
        phone = self.pair_phone(5)
        try:
            return phone.register(within=2).status == 200
        except AssertionError:
            return False
        finally:
            phone.close()

    def test_the_node_goes_on_with_the_new_primary(self):
        active = self.settled()
        self.start_customers()
        time.sleep(4)
        self.when("the primary loses its power")
        at = time.time()
        self.database.power_off()
        time.sleep(PROMOTED_AFTER)
        self.standby.promote()
        self.when(f"the standby is the primary, {time.time() - at:.2f} s later")
        promoted = time.time()
        until(self.registers_again, 20, "registrations are accepted again")
        self.then(f"registrations are accepted, {time.time() - promoted:.2f} s later")
        self.assertLess(time.time() - promoted, 10)
        time.sleep(4)
        outcome = self.stop_customers("database primary dies", at)
        self.assert_nothing_lost(outcome, within_ms=3000)
        self.assertEqual(active.name, self.serving().name)
        self.then(f"{active.name} has been active all the time")
        self.assertEqual([], self.cluster.power.fenced())


if __name__ == "__main__":
    unittest.main()
