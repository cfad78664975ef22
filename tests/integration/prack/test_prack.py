"""Reliable provisional answers on both sides of the node."""

import unittest
from pathlib import Path

from support import sdp
from support.calls import CallStory, SippStory

HERE = Path(__file__).parent
SUPPORTED = ("Supported", "100rel")


class PrackStory(CallStory):
    settings = {"enable-100rel": "true", "timer-T1X64": "3000"}

    def dialling(self, *extra):
        """A call that has reached the callee: the caller's INVITE is kept in `invite`."""
        out = self.a.dial("1001", extra=list(extra))
        return out, self.b.incoming()

    def rings_reliably(self, into, status=180, rseq=1, body=""):
        """A reliable answer of the callee, and its PRACK."""
        into.reply(into.offered, status, body, [("Require", "100rel"), ("RSeq", str(rseq))])
        prack = into.expect("PRACK")
        self.assertEqual(f"{rseq} {into.offered.cseq} INVITE", prack.get("RAck"))
        into.reply(prack, 200)

    def acknowledge(self, out, answer, body=""):
        """The caller's PRACK; its INVITE stays the request that wait() waits for."""
        invite = out.sent
        rack = f"{answer.get('RSeq')} {invite.cseq} INVITE"
        out.send("PRACK", body, [("RAck", rack)])
        prack, out.sent = out.sent, invite
        return self.a.expect(lambda m: m.status >= 200 and m.branch == prack.branch)

    def connect(self, out, into, body=None):
        into.answer(body)
        answer = out.wait(200)
        # The PRACKs have had their numbers; ACK has that of the INVITE.
        out.ack()
        into.expect("ACK")
        return answer


class Prack(PrackStory):
    def test_ringing_is_reliable_on_both_sides(self):
        out, into = self.dialling(SUPPORTED)
        self.assertIn("100rel", into.offered.get("Supported"))
        self.rings_reliably(into)
        ringing = out.wait(180)
        self.assertEqual("100rel", ringing.get("Require"))
        self.assertEqual(200, self.acknowledge(out, ringing).status)
        came = self.a.count(180)
        self.a.listen(1.2)
        self.assertEqual(came, self.a.count(180), "it is not repeated after its PRACK")
        self.connect(out, into)
        self.hang_up(out, into)

    def test_it_is_repeated_until_its_prack(self):
        out, into = self.dialling(SUPPORTED)
        into.ring()
        ringing = out.wait(180)
        self.a.listen(1.7)
        self.assertGreaterEqual(self.a.count(180), 3)
        self.acknowledge(out, ringing)
        self.connect(out, into)
        self.hang_up(into, out)

    def test_an_answer_before_the_200_is_acknowledged_first(self):
        out, into = self.dialling(SUPPORTED)
        body = sdp.offer(self.b.ip)
        self.rings_reliably(into, 183, 7, body)
        progress = out.wait(183)
        self.assertEqual(body, progress.body)
        into.established = True
        into.reply(into.offered, 200)
        self.a.expect_nothing(200, 0.3)
        self.acknowledge(out, progress)
        self.assertEqual(body, out.wait(200).body)
        out.ack()
        into.expect("ACK")
        self.hang_up(out, into)

    def test_a_caller_that_never_acknowledges_is_refused(self):
        out, into = self.dialling(SUPPORTED)
        into.ring()
        out.wait(180)
        into.cancelled(within=5)
        out.wait(504)
        self.assert_no_calls()

    def test_a_prack_for_nothing_and_one_with_an_offer(self):
        out, into = self.dialling(("Require", "100rel"))
        into.ring()
        ringing = out.wait(180)
        refused = self.acknowledge(out, ringing, sdp.offer(self.a.ip, version=2))
        self.assertEqual(488, refused.status)
        self.assertIn("PRACK", refused.get("Warning"))
        self.assertEqual(481, self.acknowledge(out, ringing).status)
        self.connect(out, into)
        self.hang_up(out, into)

    def test_a_caller_without_it_is_served_as_ever(self):
        out, into = self.dialling()
        self.rings_reliably(into)
        self.assertEqual("", out.wait(180).get("Require"))
        self.connect(out, into)
        self.hang_up(out, into)

    def test_after_a_crash_the_prack_finds_nothing(self):
        out, into = self.dialling(SUPPORTED)
        into.ring()
        ringing = out.wait(180)
        self.b.stop_repeating()
        self.when("the node is killed while it rings, and started again")
        self.sofia.restart_after_crash()
        self.assertEqual(481, self.acknowledge(out, ringing).status)
        self.a.stop_repeating()
        self.a.forget()
        self.b.forget()
        self.hang_up(*self.talking())


class PrackOfSipp(SippStory):
    settings = {"enable-100rel": "true"}

    def test_an_answer_before_the_200(self):
        self.call(HERE / "uac_prack.xml", HERE / "uas_prack.xml", calls=3)


class PrackSwitchedOff(PrackStory):
    settings = {}

    def test_it_may_not_be_required(self):
        self.a.dial("1001", extra=[("Require", "100rel")])
        self.assertEqual("100rel", self.a.expect(420).get("Unsupported"))
        out, into = self.dialling(SUPPORTED)
        self.assertNotIn("100rel", into.offered.get("Supported"))
        into.ring()
        self.assertEqual("", out.wait(180).get("RSeq"))
        self.connect(out, into)
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
