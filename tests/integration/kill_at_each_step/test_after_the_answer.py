"""The call had been answered when the node died: it goes on."""

import unittest

from support import sdp
from support.calls import CallStory


class AfterTheAnswer(CallStory):
    def crash_and_recover(self):
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])

    def test_killed_before_the_ack(self):
        out, into = self.ringing()
        into.answer()
        out.wait(200)
        self.crash_and_recover()
        self.then("the ACK is taken, and the call is hung up from either side")
        out.ack()
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_killed_after_the_ack_and_the_caller_hangs_up(self):
        out, into = self.talking()
        self.crash_and_recover()
        self.assertEqual(1, self.sofia.calls())
        self.hang_up(out, into)

    def test_killed_after_the_ack_and_the_callee_hangs_up(self):
        out, into = self.talking()
        self.crash_and_recover()
        self.hang_up(into, out)

    def test_killed_in_a_reinvite(self):
        out, into = self.talking()
        out.invite(sdp.offer(self.a.ip, direction="sendonly", version=2))
        lost = into.expect("INVITE")
        self.crash_and_recover()
        self.a.stop_repeating()
        into.reply(lost, 500)
        self.b.stop_repeating()
        self.then("the next re-INVITE is passed, with a higher CSeq")
        out.invite(sdp.offer(self.a.ip, direction="sendonly", version=2))
        again = into.expect("INVITE")
        self.assertGreater(again.cseq, lost.cseq)
        into.reply(again, 200, sdp.offer(self.b.ip, direction="recvonly", version=2))
        out.answered()
        into.expect("ACK")
        self.hang_up(into, out)

    def test_killed_in_bye(self):
        out, into = self.talking()
        out.send("BYE")
        bye = into.expect("BYE")
        self.when("the node is killed before the callee has answered BYE")
        self.sofia.restart_after_crash()
        self.sofia.api("sofia recover")
        self.then("the caller's BYE, repeated, gets an answer, and no call is left")
        out.wait(lambda m: m.status in (200, 481))
        into.reply(bye, 200)
        self.b.listen(0.2)
        if self.sofia.calls():
            into.send("BYE")
            into.wait(lambda m: m.status in (200, 481))
        self.assert_no_calls()


class AfterTheAnswerOnPostgres(AfterTheAnswer):
    def node(self, conf=None, **values):
        return super().node(conf, db=self.postgres().create("sofia"), **values)


if __name__ == "__main__":
    unittest.main()
