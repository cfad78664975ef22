"""The call had not been answered when the node died."""

import unittest

from support.calls import CallStory


class BeforeTheAnswer(CallStory):
    def crash(self):
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        return self.sofia.api("sofia recover")

    def assert_forgotten_and_usable(self, out, into, reply):
        self.then("there is nothing to recover")
        self.assertEqual("No calls to recover.", reply.strip().splitlines()[0])
        self.then("CANCEL gets 481, and the callee's late answers disturb nothing")
        out.cancel()
        self.a.expect(lambda m: m.cseq_method == "CANCEL" and m.status == 481, call_id=out.call_id)
        self.a.stop_repeating()
        into.reply(into.offered, 180)
        into.reply(into.offered, 486)
        self.b.stop_repeating()
        self.then("the next call goes through")
        self.hang_up(*self.talking())

    def test_killed_after_invite(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        # A caller that has heard 100 does not repeat its INVITE to the next node (RFC 3261 17.1.1.2).
        while not self.a.count(lambda m: m.status == 100 and m.branch == out.sent.branch):
            self.a.pump(1)
        self.assert_forgotten_and_usable(out, into, self.crash())

    def test_killed_while_it_rings(self):
        out, into = self.ringing()
        self.assert_forgotten_and_usable(out, into, self.crash())

    def test_killed_while_the_answer_is_on_its_way_is_all_or_nothing(self):
        for attempt in range(5):
            with self.subTest(attempt):
                out, into = self.ringing()
                into.answer()
                self.sofia.kill9()
                self.a.listen(0.05)
                seen = self.a.count(200, out.call_id) > 0
                self.b.stop_repeating()
                self.sofia.start()
                recovered = self.sofia.api("sofia recover").startswith("Recovered 1 call")
                if seen:
                    self.assertTrue(recovered, "the caller saw 200 and the call is lost")
                    out.wait(200)
                    out.ack()
                if recovered:
                    self.hang_up(into, out)
                self.assert_no_calls()
                self.a.forget()
                self.b.forget()


if __name__ == "__main__":
    unittest.main()
