"""A registration outlives the node, and is never promised when it could not be stored."""

import time
import unittest

from support.story import Story


class Restart(Story):
    def after_a_crash(self, node):
        phone, caller = self.registered("1000", "1005")
        self.when("the node is killed and started again")
        node.restart_after_crash()
        self.then("the nonce is still good: no new challenge")
        challenged = phone.count(401)
        self.assertEqual(200, phone.register().status)
        self.assertEqual(challenged, phone.count(401))
        self.then("a call reaches the phone")
        call = caller.dial("1000")
        phone.incoming().ring()
        call.wait(180)

    def test_bindings_and_nonces_survive_on_sqlite(self):
        self.after_a_crash(self.node().start())

    def test_bindings_and_nonces_survive_on_postgresql(self):
        self.after_a_crash(self.node(db=self.postgres().create("sofia")).start())

    def test_a_binding_removed_before_the_crash_stays_removed(self):
        sofia = self.node().start()
        phone, = self.registered("1000")
        self.assertEqual(200, phone.register(expires=0).status)
        sofia.restart_after_crash()
        self.assertEqual("0", sofia.api(f"sofia_count_reg 1000@{self.domain}").strip())

    def test_register_is_refused_while_the_database_hangs(self):
        database = self.postgres()
        self.node(db=database.create("sofia")).start()
        phone, = self.registered("1000")
        self.when("the database is frozen")
        database.freeze()
        began = time.monotonic()
        answer = phone.register(within=4)
        self.then("503 with Retry-After comes within 3 seconds")
        self.assertLess(time.monotonic() - began, 3)
        self.assertEqual(503, answer.status)
        self.assertGreater(int(answer.get("Retry-After")), 0)
        self.when("it goes on")
        database.thaw()
        self.then("REGISTER is good again within 5 seconds")
        deadline = time.monotonic() + 5
        while phone.register(within=4).status != 200:
            self.assertLess(time.monotonic(), deadline)


if __name__ == "__main__":
    unittest.main()
