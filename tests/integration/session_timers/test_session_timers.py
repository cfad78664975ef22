"""Session timers on either side of the node."""

import time
import unittest
from pathlib import Path

from support import sdp
from support.calls import CallStory, SippStory

HERE = Path(__file__).parent
TAKES_UPDATE = ("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE")


def expires(value):
    return "Session-Expires", value


class SessionStory(CallStory):
    settings = {"update-refresher": "true"}

    def talking_with(self, *headers, caller=()):
        """A call whose caller's INVITE and whose callee's 200 have these headers."""
        out = self.a.dial("1001", extra=list(caller))
        into = self.b.incoming()
        into.established = True
        into.reply(into.offered, 200, sdp.offer(self.b.ip), list(headers))
        out.answered()
        into.expect("ACK")
        return out, into


class Sessions(SessionStory):
    def test_too_short_is_refused_and_a_longer_one_is_agreed_on(self):
        self.a.dial("1001", extra=[("Supported", "timer"), expires("30")])
        self.assertEqual("90", self.a.expect(422).get("Min-SE"))
        self.b.expect_nothing("INVITE", 0.2)
        out, into = self.ringing_with([("Supported", "timer"), expires("90"), ("Min-SE", "90")])
        answer = out.wait(200)
        self.assertEqual("90;refresher=uac", answer.get("Session-Expires"))
        self.assertEqual("timer", answer.get("Require"))
        out.ack()
        into.expect("ACK")
        self.hang_up(out, into)

    def ringing_with(self, headers):
        out = self.a.dial("1001", extra=headers)
        into = self.b.incoming()
        into.answer()
        return out, into

    def test_a_timer_may_be_required(self):
        out, into = self.ringing_with([("Require", "timer"), ("Supported", "timer"), expires("1800")])
        self.assertEqual("timer", into.offered.get("Supported"))
        self.assertEqual("1800;refresher=uac", out.wait(200).get("Session-Expires"))
        out.ack()
        into.expect("ACK")
        self.when("the caller refreshes")
        out.send("UPDATE", "", [("Contact", self.a.contact), ("Supported", "timer"),
                                expires("1800;refresher=uac")])
        self.assertEqual("1800;refresher=uac", out.wait(200).get("Session-Expires"))
        self.b.expect_nothing("UPDATE", 0.2)
        self.hang_up(out, into)

    def test_the_node_refreshes_with_update(self):
        out, into = self.talking_with(expires("3;refresher=uac"), TAKES_UPDATE)
        for _ in range(2):
            refresh = into.expect("UPDATE", within=3)
            self.assertEqual("", refresh.body)
            self.assertEqual("3;refresher=uac", refresh.get("Session-Expires"))
            into.reply(refresh, 200, "", [expires("3;refresher=uac")])
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_the_node_refreshes_with_a_reinvite(self):
        out, into = self.talking_with(expires("3;refresher=uac"))
        refresh = into.expect("INVITE", within=3)
        self.assertEqual(into.offered.body, refresh.body)
        into.reply(refresh, 200, sdp.offer(self.b.ip), [expires("3;refresher=uac")])
        into.expect("ACK")
        self.assertEqual(0, self.a.count("INVITE"), "the other phone has nothing to do with it")
        self.hang_up(into, out)

    def test_a_refresh_that_is_refused_is_tried_again_until_the_end(self):
        began = time.monotonic()
        out, into = self.talking_with(expires("4;refresher=uac"), TAKES_UPDATE)
        for _ in range(2):
            into.reply(into.expect("UPDATE", within=3), 500)
        while not self.b.count("BYE"):
            self.b.pump(0.2)
            for request in self.b.take():
                into.reply(request, 200 if request.method == "BYE" else 500)
        self.assertGreater(time.monotonic() - began, 2.5)
        self.assertIn("cause=102", out.hung_up().get("Reason"))
        self.assert_no_calls()

    def test_a_phone_that_does_not_refresh_loses_its_call(self):
        began = time.monotonic()
        out, into = self.talking_with(expires("3;refresher=uas"))
        self.assertIn("cause=102", into.hung_up().get("Reason"))
        self.then("that is a third of the interval before its end")
        self.assertAlmostEqual(2.0, time.monotonic() - began, delta=0.7)
        out.hung_up()
        self.assert_no_calls()

    def test_a_refresh_that_finds_no_call_ends_it(self):
        out, into = self.talking_with(expires("3;refresher=uac"), TAKES_UPDATE)
        into.reply(into.expect("UPDATE", within=3), 481)
        out.hung_up()
        into.hung_up()
        self.assert_no_calls()


class SessionsWithoutUpdate(SessionStory):
    settings: dict[str, str] = {}

    def test_the_node_refreshes_with_a_reinvite_unless_it_is_told_otherwise(self):
        out, into = self.talking_with(expires("3;refresher=uac"), TAKES_UPDATE)
        refresh = into.expect("INVITE", within=3)
        self.assertEqual(into.offered.body, refresh.body)
        into.reply(refresh, 200, sdp.offer(self.b.ip), [expires("3;refresher=uac")])
        into.expect("ACK")
        self.assertEqual(0, self.b.count("UPDATE"))
        self.hang_up(out, into)


class SessionsOfSipp(SippStory):
    settings = {"update-refresher": "true"}

    def test_refreshes_come(self):
        self.call("uac_call", HERE / "uas_refreshed.xml", calls=3, hold=2600)


class SessionsAndCrash(SessionStory):
    def test_refreshes_go_on_from_the_next_node(self):
        out, into = self.talking_with(expires("6;refresher=uac"), TAKES_UPDATE)
        into.reply(into.expect("UPDATE", within=4), 200, "", [expires("6;refresher=uac")])
        refreshed = time.monotonic()
        self.b.listen(0.3)
        self.sofia.settle()
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        self.b.expect_nothing("UPDATE", max(0.0, refreshed + 2.5 - time.monotonic()))
        refresh = into.expect("UPDATE", within=2.5)
        self.assertEqual("6;refresher=uac", refresh.get("Session-Expires"))
        into.reply(refresh, 200, "", [expires("6;refresher=uac")])
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_a_phone_that_does_not_refresh_loses_its_call_on_the_next_node(self):
        out, into = self.talking_with(expires("6;refresher=uas"))
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        self.assertIn("cause=102", into.hung_up(within=6).get("Reason"))
        out.hung_up()


class SessionsThatWeWant(SessionStory):
    settings = {"session-timeout": "600", "minimum-session-expires": "300"}

    def test_a_callee_that_wants_longer_ones_gets_the_invite_again(self):
        out = self.a.dial("1001", extra=[("Supported", "timer")])
        into = self.b.incoming()
        self.assertEqual("600", into.offered.get("Session-Expires"))
        self.assertEqual("300", into.offered.get("Min-SE"))
        into.refuse(422, [("Min-SE", "900")])
        again = self.b.incoming()
        self.assertEqual(into.call_id, again.call_id)
        self.assertEqual(into.offered.cseq + 1, again.offered.cseq)
        self.assertEqual("900", again.offered.get("Session-Expires"))
        again.established = True
        again.reply(again.offered, 200, sdp.offer(self.b.ip), [expires("900;refresher=uas")])
        self.assertEqual("600;refresher=uac", out.wait(200).get("Session-Expires"))
        out.ack()
        again.expect("ACK")
        self.hang_up(out, again)

    def test_a_caller_that_knows_no_timers_is_refreshed(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.answer()
        answer = out.wait(200)
        self.assertEqual("600;refresher=uas", answer.get("Session-Expires"))
        self.assertEqual("", answer.get("Require"))
        out.ack()
        into.expect("ACK")
        self.hang_up(out, into)


class SessionsSwitchedOff(SessionStory):
    settings = {"enable-timer": "false"}

    def test_they_are_neither_offered_nor_taken(self):
        self.a.dial("1001", extra=[("Require", "timer")])
        self.assertEqual("timer", self.a.expect(420).get("Unsupported"))
        out, into = self.talking_with(caller=[("Supported", "timer"), expires("1800")])
        self.assertNotIn("timer", into.offered.get("Supported"))
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
