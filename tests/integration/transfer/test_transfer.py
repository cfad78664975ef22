"""REFER between three phones."""

import unittest

from support import sdp
from support.calls import CallStory


class TransferStory(CallStory):
    def setUp(self):
        super().setUp()
        (self.c,) = self.registered("1002")

    def refer(self, call, to):
        """REFER of one side; gives it when it has its 202."""
        sent = call.send("REFER", "", [("Contact", call.phone.contact), ("Refer-To", to)])
        self.assertTrue(call.wait(202).get("Contact"))
        return sent

    def to_carol(self):
        return f"<sip:1002@{self.domain}>"

    def notified(self, call, status, within=5):
        """The next NOTIFY of a transferor, which is of this status."""
        notify = call.expect("NOTIFY", within)
        call.reply(notify, 200)
        self.assertIn(f"SIP/2.0 {status}", notify.body)
        return notify

    def reconnected(self, party, body_of):
        """The party is offered what its new partner described, under the origin that it knows."""
        offer = party.expect("INVITE")
        self.assertIn(f"c=IN IP4 {body_of.ip}", offer.body)
        party.reply(offer, 200, sdp.offer(party.phone.ip, version=9))
        party.expect("ACK")
        return offer

    def crash(self):
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))


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

    def test_what_cannot_be_understood(self):
        out, into = self.talking()
        out.send("REFER", "", [("Refer-To", "<mailto:carol@example.com>")])
        out.wait(400)
        out.send("REFER")
        out.wait(400)
        self.hang_up(out, into)


class Attended(TransferStory):
    def consultation(self):
        """A talks with B, and in a second call with C."""
        out, into = self.talking()
        second = self.a.dial("1002")
        at_carol = self.c.incoming()
        at_carol.answer()
        second.answered()
        at_carol.expect("ACK")
        return out, into, second, at_carol

    def replaces(self, second):
        """The Refer-To that names the transferor's second call."""
        to_tag = second.remote.rpartition("tag=")[2]
        from_tag = second.local.rpartition("tag=")[2]
        return (f"<{second.target}?Replaces={second.call_id}%3Bto-tag%3D{to_tag}"
                f"%3Bfrom-tag%3D{from_tag}>")

    def test_the_two_calls_become_one(self):
        self.become_one(*self.consultation())

    def test_so_they_do_when_nobody_has_recovered_either(self):
        calls = self.consultation()
        self.when("the node is killed and started again, and nobody says recover")
        self.sofia.restart_after_crash()
        self.become_one(*calls)

    def become_one(self, out, into, second, at_carol):
        self.refer(out, self.replaces(second))
        self.notified(out, 100)
        new = self.c.incoming()
        own = at_carol.local.rpartition("tag=")[2]
        ours = at_carol.remote.rpartition("tag=")[2]
        self.assertEqual(f"{at_carol.call_id};to-tag={own};from-tag={ours}",
                         new.offered.get("Replaces"))
        new.answer()
        new.expect("ACK")
        at_carol.send("BYE")
        self.notified(out, 200)
        out.hung_up()
        second.hung_up()
        at_carol.wait(200)
        self.reconnected(into, self.c)
        self.assert_talking(into, new)
        self.assertEqual(1, self.sofia.calls())
        self.hang_up(into, new)

    def test_a_target_that_does_not_know_replaces_keeps_its_call(self):
        out, into, second, at_carol = self.consultation()
        self.refer(out, self.replaces(second))
        self.notified(out, 100)
        self.c.incoming().refuse(420, [("Unsupported", "replaces")])
        self.notified(out, 420)
        self.assert_talking(out, into)
        self.assert_talking(second, at_carol)
        second.send("BYE")
        at_carol.hung_up()
        second.wait(200)
        self.hang_up(out, into)


class Replaced(TransferStory):
    """A phone takes the place of another (RFC 3891)."""

    def pick_up(self, out):
        """1002 calls in the place of the caller, whose dialog with the node it names."""
        ours = out.remote.rpartition("tag=")[2]
        own = out.local.rpartition("tag=")[2]
        return self.c.dial("1001", extra=[
            ("Replaces", f"{out.call_id};to-tag={ours};from-tag={own}"), ("Require", "replaces")])

    def test_a_newcomer_takes_the_place_of_the_caller(self):
        out, into = self.talking()
        self.takes_the_place(out, into)

    def test_so_it_does_before_anybody_has_recovered_the_call(self):
        out, into = self.talking()
        self.when("the node is killed and started again, and nobody says recover")
        self.sofia.restart_after_crash()
        self.takes_the_place(out, into)

    def takes_the_place(self, out, into):
        new = self.pick_up(out)
        offer = into.expect("INVITE")
        self.assertIn(f"c=IN IP4 {self.c.ip}", offer.body)
        into.reply(offer, 200, sdp.offer(self.b.ip, version=2))
        self.assertIn(f"c=IN IP4 {self.b.ip}", new.answered().body)
        into.expect("ACK")
        out.hung_up()
        self.assert_talking(new, into)
        self.when("the node is killed and recovers it")
        self.crash()
        self.assert_talking(new, into)
        self.hang_up(into, new)

    def test_killed_before_the_newcomer_was_answered_the_first_call_is_there(self):
        out, into = self.talking()
        self.pick_up(out)
        into.expect("INVITE")
        self.b.stop_repeating()
        self.c.stop_repeating()
        self.crash()
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_a_call_that_is_not_there(self):
        new = self.c.dial("1001", extra=[("Replaces", "nobody;to-tag=a;from-tag=b")])
        new.wait(481)


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
