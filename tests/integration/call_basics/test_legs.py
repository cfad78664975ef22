"""Each leg is a dialog of its own."""

import unittest

from support.calls import CallStory


class Legs(CallStory):
    def test_nothing_of_one_phone_is_shown_to_the_other(self):
        out, into = self.talking()
        invite, answer = into.offered, self.a.received[-1][1]
        self.assertNotEqual(out.call_id, into.call_id)
        self.assertNotIn(out.local.partition("tag=")[2], invite.get("From"))
        self.assertEqual(1, len(invite.values("Via")))
        for header, value in invite.headers:
            self.assertNotIn(self.a.ip, value, header)
        for header, value in answer.headers:
            if header.lower() not in ("via",):
                self.assertNotIn(self.b.ip, value, header)
        self.hang_up(out, into)

    def test_the_session_descriptions_pass_unchanged(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        self.assertEqual(out.sent.body, into.offered.body)
        answered = into.answer()
        self.assertEqual(answered.body, out.answered().body)

    def test_hops_are_counted(self):
        out = self.a.dial("1001", extra=[("Max-Forwards", "33")])
        into = self.b.incoming()
        self.assertEqual(32, int(into.offered.get("Max-Forwards")))
        into.answer()
        out.answered()

    def test_the_reason_of_a_hangup_is_passed_on(self):
        out, into = self.talking()
        reason = 'Q.850;cause=31;text="NORMAL_UNSPECIFIED"'
        out.send("BYE", "", [("Reason", reason)])
        self.assertIn("cause=31", into.hung_up().get("Reason"))
        out.wait(200)

    def test_early_media_reaches_the_caller(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        early = into.ring("v=0\r\no=early 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", 183)
        self.assertEqual(early.body, out.wait(183).body)
        into.answer()
        out.answered()

    def test_the_offer_may_come_from_the_callee(self):
        out = self.a.dial("1001", body="")
        into = self.b.incoming()
        self.assertEqual("", into.offered.body)
        offer = into.answer()
        self.assertEqual(offer.body, out.wait(200).body)
        out.ack("v=0\r\no=answer 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
        self.assertIn("o=answer", into.expect("ACK").body)
        self.hang_up(into, out)

    def test_show_calls_counts_one_call_and_show_channels_two_legs(self):
        out, into = self.talking()
        self.assertEqual(1, self.sofia.calls())
        self.assertEqual("2 total.", self.sofia.api("show channels count").strip())
        self.hang_up(into, out)


class LegsOverTcp(CallStory):
    transport = "tcp"

    def test_either_side_hangs_up(self):
        out, into = self.talking()
        self.assert_talking(out, into)
        self.hang_up(into, out)
        out, into = self.talking()
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
