"""A callee repeats its 200 to an INVITE of the node that died (RFC 3261 13.2.2.4)."""

import time
import unittest

from support import sdp
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


class OffersInTheAnswerOfTheDead(CallStory):
    """The caller sent no description: the callee's 200 made the offer, and the ACKs carry the answer
    (RFC 3261 13.2.1)."""

    def setUp(self):
        super().setUp()
        self.out = self.a.dial("1001", body="")
        self.into = self.b.incoming()
        self.into.ring()
        self.out.wait(180)
        self.into.answer(sdp.offer(self.b.ip))
        self.assertEqual(sdp.offer(self.b.ip), self.out.wait(200).body)

    def crash(self):
        """From here on the callee repeats its 200 when the story says so, however long the start takes."""
        self.b.stop_repeating()
        self.sofia.restart_after_crash()
        self.b.forget()

    def assert_answered_with(self, body):
        ack = self.into.expect("ACK")
        self.assertEqual(self.into.offered.cseq, ack.cseq)
        self.assertEqual(body, ack.body)
        self.assert_talking(self.out, self.into)
        self.assertEqual(0, self.a.count("BYE") + self.b.count("BYE"))
        self.hang_up(self.into, self.out)

    def test_the_callers_ack_reaches_the_next_node(self):
        self.when("the node is killed before the ACK, and the next one is sent it")
        self.crash()
        self.out.ack(sdp.offer(self.a.ip))
        time.sleep(0.3)
        self.then("the callee, which repeats its 200, is given the caller's answer")
        self.into.answer(sdp.offer(self.b.ip))
        self.assert_answered_with(sdp.offer(self.a.ip))
        self.assertEqual(0, self.a.count("INVITE"))

    def test_the_callers_ack_was_lost(self):
        self.when("the caller's ACK went to the node that died")
        self.crash()
        self.a.stop_repeating()
        self.into.answer(sdp.offer(self.b.ip))
        self.then("the caller is offered the same once more, and its answer reaches the callee")
        again = self.out.expect("INVITE")
        self.assertEqual(sdp.offer(self.b.ip), again.body)
        self.out.reply(again, 200, sdp.offer(self.a.ip, version=2))
        self.out.expect("ACK")
        self.assert_answered_with(sdp.offer(self.a.ip, version=2))

    def test_the_caller_that_refuses_the_offer_ends_the_call(self):
        self.crash()
        self.a.stop_repeating()
        self.into.answer(sdp.offer(self.b.ip))
        self.out.reply(self.out.expect("INVITE"), 488)
        self.then("both are told BYE")
        self.out.hung_up()
        self.into.expect("ACK")
        self.into.hung_up()
        self.assert_no_calls()


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
