"""Recovered calls whose peers are asked whether they still have them."""

import socket
import unittest

from support.calls import CallStory
from support.sip_message import Message
from support.wait import until

# Of the call between SIPp phones.
CALL_ID = "told-when-to-hang-up"


class ProbeAfterRecovery(CallStory):
    limit = 90

    def crash_and_recover(self):
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])

    def asked(self, call):
        """The OPTIONS within the call, which comes some ten seconds after the recovery."""
        options = call.expect("OPTIONS", within=15)
        self.assertTrue(options.to_tag and options.from_tag)
        self.assertGreater(options.cseq, call.offered.cseq if call.offered else 0)
        return options

    def test_call_whose_peers_are_there_goes_on(self):
        out, into = self.talking()
        self.crash_and_recover()
        self.then("both peers are asked within their dialogs; whatever they answer, the call goes on")
        out.reply(self.asked(out), 200)
        into.reply(self.asked(into), 501)
        until(lambda: "alive=1 gone=0" in self.sofia.log(), 3, "the answers are noted")
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_call_that_one_peer_has_forgotten_is_ended_for_the_other(self):
        out, into = self.talking()
        self.when("the caller's phone loses power and starts again while the node is dead")
        self.crash_and_recover()
        self.then("it knows no such call, the callee gets BYE with a reason, the row is gone")
        out.reply(self.asked(out), 481)
        bye = into.hung_up()
        self.assertIn("cause=", bye.get("Reason"))
        self.assert_no_calls()
        self.assertEqual(0, self.a.count("BYE"))
        reply = self.sofia.api("sofia recover").splitlines()
        self.assertEqual(
            ["No calls to recover.", "1 ended since: peer of leg a has no such call (481)"], reply)
        self.sofia.restart_after_crash()
        self.assertEqual("No calls to recover.", self.sofia.api("sofia recover").splitlines()[0])

    def test_ghost_that_both_sides_had_left_is_removed(self):
        out, into = self.talking()
        self.when("both phones hang up while no node is there to hear it")
        self.crash_and_recover()
        self.assertEqual(1, self.sofia.calls())
        out.reply(self.asked(out), 481)
        into.reply(into.expect("BYE"), 481)
        self.assert_no_calls()


class ProbeOfSippPhones(CallStory):
    settings = {"auth-calls": "false"}

    def test_they_answer_and_talk_on(self):
        for phone in (self.a, self.b):
            phone.close()
        self.given("a call of SIPp phones, which lasts until its caller is told to hang up")
        callee = self.sipp_phone("uas_answer", "1001", server=True, timeout=50)
        caller = self.sipp_phone("uac_call_until_told", "1000", keys={"callee": "1001"}, timeout=50,
                                 options=("-cid_str", CALL_ID))
        # An INVITE makes a call to the node; both phones are in it with their ACKs.
        for run in (caller, callee):
            until(lambda: "\nACK sip:" in run.messages(), 5, f"{run.name} is in the call")
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])
        until(lambda: "alive=1 gone=0" in self.sofia.log(), 15, "both phones have answered")
        self.then("the call ends when its caller wants it, and not before")
        self.assertEqual(1, self.sofia.calls())
        self.tell_to_hang_up()
        for run in (caller, callee):
            run.assert_success()
        self.assert_no_calls()


    def tell_to_hang_up(self):
        caller = self.a.ip, 5060
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as teller:
            teller.bind((self.lan.host(90), 5060))
            word = Message(f"INFO sip:{caller[0]} SIP/2.0", [
                ("Via", f"SIP/2.0/UDP {self.lan.host(90)}:5060;branch=z9hG4bK-hang-up"),
                ("From", "<sip:story@localhost>;tag=story"), ("To", "<sip:1000@localhost>"),
                ("Call-ID", CALL_ID), ("CSeq", "1 INFO"),
            ])  # fmt: skip
            teller.sendto(word.encode(), caller)


class WithoutProbe(CallStory):
    def node(self, conf=None, **values):
        return super().node(conf, options=("--probe-rate", "0"), **values)

    def test_nobody_is_asked(self):
        out, into = self.talking()
        self.sofia.restart_after_crash()
        self.sofia.api("sofia recover")
        self.b.expect_nothing("OPTIONS", 12)
        self.assertEqual(0, self.a.count("OPTIONS"))
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
