"""What happens between answer and hangup."""

import unittest

from support import sdp
from support.calls import CallStory
from support.wait import until


class InTheCall(CallStory):
    def modify(self, first, second, body):
        """A re-INVITE from one side that the other accepts."""
        first.invite(body)
        request = second.expect("INVITE")
        second.reply(request, 200, sdp.offer(second.phone.ip, version=3))
        answer = first.wait(200)
        first.ack("" if body else sdp.offer(first.phone.ip, version=4))
        ack = second.expect("ACK")
        return request, answer, ack

    def test_a_hold_and_its_end_pass_in_both_directions(self):
        out, into = self.talking()
        for first, second in ((out, into), (into, out)):
            for version, direction in ((2, "sendonly"), (3, "sendrecv")):
                body = sdp.offer(first.phone.ip, direction=direction, version=version)
                request, _, _ = self.modify(first, second, body)
                self.assertEqual(body, request.body)
        self.hang_up(out, into)

    def test_a_reinvite_without_an_offer_gets_one_and_answers_in_the_ack(self):
        out, into = self.talking()
        request, answer, ack = self.modify(into, out, "")
        self.assertEqual("", request.body)
        self.assertEqual(sdp.offer(self.a.ip, version=3), answer.body)
        self.assertEqual(sdp.offer(self.b.ip, version=4), ack.body)
        self.hang_up(out, into)

    def test_a_refused_reinvite_leaves_the_call_as_it_was(self):
        out, into = self.talking()
        out.invite(sdp.offer(self.a.ip, version=2))
        into.reply(into.expect("INVITE"), 488)
        out.wait(488)
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_two_reinvites_that_cross_are_both_put_off(self):
        out, into = self.talking()
        out.invite(sdp.offer(self.a.ip, version=2))
        into.invite(sdp.offer(self.b.ip, version=2))
        into.wait(491)
        into.reply(into.expect("INVITE"), 491)
        out.wait(491)
        self.assert_talking(out, into)
        self.modify(out, into, sdp.offer(self.a.ip, version=3))
        self.hang_up(out, into)

    def test_info_is_passed_with_its_body_and_its_refusal(self):
        out, into = self.talking()
        self.assert_talking(out, into)
        out.send("INFO", "Signal=5\r\nDuration=160\r\n", [("Content-Type", "application/dtmf-relay")])
        request = into.expect("INFO")
        self.assertEqual("Signal=5\r\nDuration=160\r\n", request.body)
        self.assertEqual("application/dtmf-relay", request.get("Content-Type"))
        into.reply(request, 415)
        out.wait(415)
        self.hang_up(out, into)

    def test_options_are_answered_in_the_call(self):
        out, into = self.talking()
        out.send("OPTIONS")
        self.assertIn("INVITE", out.wait(200).get("Allow"))
        self.hang_up(out, into)

    def test_a_request_out_of_order_is_refused(self):
        out, into = self.talking()
        out.cseq = 0
        out.send("INFO")
        out.wait(500)
        out.cseq = 50
        self.hang_up(out, into)

    def test_an_unknown_method_is_refused_and_the_call_goes_on(self):
        out, into = self.talking()
        out.send("DANCE")
        self.assertIn(out.wait(lambda m: m.status >= 400).status, (405, 501))
        self.hang_up(out, into)

    def test_an_answer_that_is_repeated_is_acknowledged_again(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        answer = into.answer()
        into.expect("ACK")
        out.answered()
        acks = self.b.count("ACK")
        self.b.send_raw(answer.encode(), into.offered.source)
        until(lambda: self.b.listen(0.02) or self.b.count("ACK") > acks, 5, "an ACK comes again")
        self.b.listen(0.3)
        self.assertEqual(acks + 1, self.b.count("ACK"))
        self.hang_up(out, into)

    def test_a_reinvite_from_a_new_address_moves_the_call_there(self):
        out, into = self.talking()
        moved = self.phone("1000", ip=self.lan.host(40))
        out.phone = moved
        self.modify(out, into, sdp.offer(moved.ip, version=2))
        into.send("BYE")
        out.hung_up()
        into.wait(200)


class NoAcknowledgement(CallStory):
    settings = {"timer-T1X64": "3000"}

    def test_an_answer_without_ack_is_repeated_and_then_the_call_is_ended(self):
        out, into = self.ringing()
        into.answer()
        out.wait(200)
        self.when("the caller sends no ACK for 64*T1, here 3 seconds")
        out.hung_up(within=5)
        self.then("the 200 had been repeated, and both sides get BYE")
        self.assertGreaterEqual(self.a.count(200, out.call_id), 3)
        into.hung_up()
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
