"""REFER between three phones."""

import unittest

from support import sdp
from transfer_story import TransferStory


class Blind(TransferStory):
    def test_either_side_hands_the_other_on(self):
        for by_callee in (False, True):
            out, into = self.talking()
            transferor, party = (into, out) if by_callee else (out, into)
            refer = self.refer(transferor, self.to_carol())
            first = self.notified(transferor, 100)
            self.assertEqual(f"refer;id={refer.cseq}", first.get("Event"))
            at_carol = self.c.incoming()
            self.assertIn(f"c=IN IP4 {party.phone.ip}", at_carol.offered.body)
            at_carol.ring()
            self.notified(transferor, 180)
            at_carol.answer()
            at_carol.expect("ACK")
            last = self.notified(transferor, 200)
            self.assertIn("terminated", last.get("Subscription-State"))
            transferor.hung_up()
            self.reconnected(party, self.c)
            self.assertEqual(1, self.sofia.calls())
            self.assert_talking(party, at_carol)
            self.hang_up(at_carol, party)

    def test_a_held_phone_is_taken_off_hold(self):
        out, into = self.talking()
        out.invite(sdp.offer(self.a.ip, direction="sendonly", version=2))
        into.reply(into.expect("INVITE"), 200, sdp.offer(self.b.ip, direction="recvonly", version=2))
        out.answered()
        into.expect("ACK")
        self.refer(out, self.to_carol())
        at_carol = self.c.incoming()
        self.assertNotIn("recvonly", at_carol.offered.body)
        at_carol.answer()
        at_carol.expect("ACK")
        out.hung_up()
        self.reconnected(into, self.c)
        self.hang_up(into, at_carol)

    def test_a_target_that_is_busy_leaves_the_call_as_it_was(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        self.notified(out, 100)
        self.c.incoming().refuse(486)
        self.notified(out, 486)
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_a_number_that_nobody_has(self):
        out, into = self.talking()
        self.refer(out, f"<sip:nobody@{self.domain}>")
        self.notified(out, 100)
        self.notified(out, 404)
        self.assert_talking(out, into)
        self.hang_up(into, out)

    def test_the_transferor_need_not_wait(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        at_carol = self.c.incoming()
        out.bye()
        at_carol.answer()
        at_carol.expect("ACK")
        self.reconnected(into, self.c)
        self.hang_up(into, at_carol)

    def test_nobody_is_left_alone_when_it_fails_then(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        at_carol = self.c.incoming()
        out.bye()
        at_carol.refuse(486)
        into.hung_up()
        self.assert_no_calls()

    def test_the_party_hangs_up_while_it_rings(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        at_carol = self.c.incoming()
        at_carol.ring()
        into.send("BYE")
        at_carol.cancelled()
        out.hung_up()
        into.wait(200)
        self.assert_no_calls()

    def test_a_transferor_who_does_not_want_to_know(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        out.reply(out.expect("NOTIFY"), 481)
        at_carol = self.c.incoming()
        at_carol.ring()
        at_carol.answer()
        at_carol.expect("ACK")
        out.hung_up()
        self.reconnected(into, self.c)
        self.assertEqual(1, self.a.count("NOTIFY", out.call_id), "he is told nothing more")
        self.hang_up(into, at_carol)

    def test_what_cannot_be_understood(self):
        out, into = self.talking()
        out.send("REFER", "", [("Refer-To", "<mailto:carol@example.com>")])
        out.wait(400)
        out.send("REFER")
        self.assertEqual("Missing Refer-To Header", out.wait(400).reason)
        out.send("REFER", "", 2 * [("Refer-To", self.to_carol())])
        self.assertEqual("More Than One Refer-To Header", out.wait(400).reason)
        self.assert_talking(out, into)
        self.hang_up(out, into)


class TransferAndCrash(TransferStory):
    def test_killed_after_the_202_the_next_node_goes_on(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        self.notified(out, 100)
        self.c.incoming().ring()
        self.notified(out, 180)
        self.crash()
        self.then("the target is called again")
        again = self.c.incoming()
        again.answer()
        again.expect("ACK")
        self.notified(out, 200)
        out.hung_up()
        self.reconnected(into, self.c)
        self.hang_up(into, again)

    def test_killed_after_the_transferor_has_left(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        self.c.incoming()
        out.bye()
        self.crash()
        again = self.c.incoming()
        again.answer()
        again.expect("ACK")
        self.reconnected(into, self.c)
        self.hang_up(again, into)

    def test_killed_after_the_answer_the_new_pair_is_known(self):
        out, into = self.talking()
        self.refer(out, self.to_carol())
        at_carol = self.c.incoming()
        at_carol.answer()
        at_carol.expect("ACK")
        into.expect("INVITE")
        self.b.stop_repeating()
        self.crash()
        self.then("the other phone is offered the new partner's description once more")
        self.reconnected(into, self.c)
        self.assert_talking(into, at_carol)
        self.hang_up(at_carol, into)

    def test_a_transferred_call_is_recovered_as_any_other(self):
        out, into = self.talking()
        self.refer(into, self.to_carol())
        at_carol = self.c.incoming()
        at_carol.answer()
        at_carol.expect("ACK")
        into.hung_up()
        self.reconnected(out, self.c)
        self.sofia.settle()
        self.crash()
        came = len(self.a.received), len(self.c.received)
        self.a.listen(0.5)
        self.c.listen(0.5)
        self.assertEqual(came, (len(self.a.received), len(self.c.received)), "it is silent")
        self.assert_talking(out, at_carol)
        self.hang_up(at_carol, out)


class WhoTransferred(TransferStory):
    def test_the_newcomer_hears_by_whom(self):
        out, into = self.talking()
        by = f"<sip:1001@{self.domain}>"
        into.send("REFER", "", [("Contact", into.phone.contact), ("Refer-To", self.to_carol()),
                                ("Referred-By", by)])
        into.wait(202)
        newcomer = self.c.incoming()
        self.assertEqual(by, newcomer.offered.get("Referred-By"))
        newcomer.refuse(486)
        self.notified(into, 100)
        self.notified(into, 486)
        self.hang_up(out, into)


class Progress(TransferStory):
    def test_what_a_phone_reports_of_a_transfer_is_an_event(self):
        out, into = self.talking()
        with self.sofia.event_socket() as socket:
            socket.subscribe("CUSTOM sofia::notify_refer")
            into.send("NOTIFY", "SIP/2.0 180 Ringing\r\n",
                      [("Event", "refer;id=7"), ("Content-Type", "message/sipfrag"),
                       ("Subscription-State", "active;expires=60")])
            into.wait(200)
            event = socket.event("sofia::notify_refer", event_id="7")
        self.assertEqual(("active", "60", "message/sipfrag"),
                         tuple(event[name] for name in (
                             "subscription-substate", "subscription-expires", "content-type")))
        self.assertIn("SIP/2.0 180", event.get("_body", event.get("body", "")))
        self.hang_up(out, into)


class TransferSwitchedOff(TransferStory):
    settings = {"disable-transfer": "true"}

    def test_it_is_refused(self):
        out, into = self.talking()
        out.send("REFER", "", [("Refer-To", self.to_carol())])
        out.wait(403)
        self.hang_up(out, into)


class Passed(TransferStory):
    settings = {"proxy-refer": "true"}

    def passed(self, transferor, party):
        """A REFER that the other phone has accepted; gives it as each side knows it."""
        sent = transferor.send("REFER", "", [("Contact", transferor.phone.contact),
                                             ("Refer-To", self.to_carol()),
                                             ("Referred-By", f"<sip:1000@{self.domain}>")])
        came = party.expect("REFER")
        self.assertEqual(self.to_carol(), came.get("Refer-To"))
        self.assertEqual(f"<sip:1000@{self.domain}>", came.get("Referred-By"))
        party.reply(came, 202, "", [("Contact", party.phone.contact)])
        self.assertTrue(transferor.wait(202).get("Contact"))
        return sent, came

    def tells(self, party, event, status, state="active;expires=60"):
        party.send("NOTIFY", f"SIP/2.0 {status}\r\n",
                   [("Contact", party.phone.contact), ("Event", event), ("Subscription-State", state),
                    ("Content-Type", "message/sipfrag;version=2.0")])

    def test_either_side_asks_the_other_and_hears_how_it_goes(self):
        for by_callee in (False, True):
            out, into = self.talking()
            transferor, party = (into, out) if by_callee else (out, into)
            sent, came = self.passed(transferor, party)
            self.c.expect_nothing("INVITE", 0.2)
            self.tells(party, f"refer;id={came.cseq}", "180 Ringing")
            first = self.notified(transferor, 180)
            self.assertEqual(f"refer;id={sent.cseq}", first.get("Event"))
            party.wait(200)
            self.tells(party, "refer", "200 OK", "terminated;reason=noresource")
            self.assertIn("terminated", self.notified(transferor, 200).get("Subscription-State"))
            party.wait(200)
            self.hang_up(transferor, party)

    def test_a_refusal_passes_and_the_call_goes_on(self):
        out, into = self.talking()
        out.send("REFER", "", [("Contact", self.a.contact), ("Refer-To", self.to_carol())])
        into.reply(into.expect("REFER"), 603)
        out.wait(603)
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_the_next_node_passes_what_is_told(self):
        out, into = self.talking()
        sent, came = self.passed(out, into)
        self.crash()
        self.tells(into, f"refer;id={came.cseq}", "200 OK", "terminated;reason=noresource")
        self.assertEqual(f"refer;id={sent.cseq}", self.notified(out, 200).get("Event"))
        into.wait(200)
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
