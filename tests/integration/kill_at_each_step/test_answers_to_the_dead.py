"""A callee repeats its 200 to an INVITE of the node that died (RFC 3261 13.2.2.4)."""

import unittest

from support.calls import CallStory


class AnswersToTheDead(CallStory):
    def setUp(self):
        super().setUp()
        self.out, self.into = self.ringing()

    def restart_and_answer(self):
        """The callee picks up when the node that rang it is gone; the next process hears of it."""
        self.sofia.restart_after_crash()
        self.into.answer()

    def assert_ended(self):
        self.into.expect("ACK")
        bye = self.into.hung_up()
        self.assertIn("cause=41", bye.get("Reason"))
        self.assertGreater(bye.cseq, self.into.offered.cseq)
        self.b.listen(1.2)
        self.assertEqual(1, len({m.cseq for _, m in self.b.received if m.method == "BYE"}))

    def test_callee_that_picks_up_after_the_crash_is_told_that_the_call_is_gone(self):
        self.when("the node is killed while it rings, is started again, and the callee picks up")
        self.restart_and_answer()
        self.then("it gets ACK, then BYE with the reason, and no call is left")
        self.assert_ended()
        self.assert_no_calls()
        self.a.stop_repeating()
        self.b.forget()
        self.hang_up(*self.talking())

    def test_callee_whose_ack_was_lost_gets_it_from_the_next_node(self):
        self.into.answer()
        self.out.answered()
        self.into.expect("ACK")
        self.when("the node is killed, started again, and the callee repeats its 200")
        self.sofia.restart_after_crash()
        self.into.answer()
        self.then("it gets its ACK, and both sides talk on")
        ack = self.into.expect("ACK")
        self.assertEqual(self.into.offered.cseq, ack.cseq)
        self.assertEqual("", ack.body)
        self.assert_talking(self.out, self.into)
        self.assertEqual(0, self.b.count("BYE"))
        self.hang_up(self.into, self.out)

    def test_recovered_callee_whose_ack_was_lost_gets_it_too(self):
        self.into.answer()
        self.out.answered()
        self.into.expect("ACK")
        self.sofia.restart_after_crash()
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])
        self.into.answer()
        self.into.expect("ACK")
        self.hang_up(self.out, self.into)


class AnswersToTheDeadOnPostgres(AnswersToTheDead):
    def node(self, conf=None, **values):
        self.server = self.postgres()
        return super().node(conf, db=self.server.create("sofia"), **values)

    def test_nothing_is_said_while_the_database_cannot_answer(self):
        self.sofia.restart_after_crash()
        self.when("the database stands still and the callee picks up")
        self.server.freeze()
        self.into.answer()
        self.then("it gets neither ACK nor BYE: its call may be in the database")
        self.b.expect_nothing(lambda m: m.method in ("ACK", "BYE"), 3)
        self.when("the database goes on")
        self.server.thaw()
        self.then("the repeated 200 gets ACK and BYE")
        self.into.expect("ACK", within=8)
        self.into.hung_up(within=8)
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
