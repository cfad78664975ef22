"""What passes within a call because the profile says so."""

import re
import unittest

from support import sdp
from support.calls import CallStory

ALICE, BOB, NIL = "a" * 32, "b" * 32, "0" * 32


class Passes(CallStory):
    settings = {"proxy-message": "true", "proxy-notify-events": "talk,hold"}

    def test_a_message_reaches_the_other_phone_in_both_directions(self):
        out, into = self.talking()
        self.assertIn("MESSAGE", into.offered.get("Allow"))
        for first, second in ((out, into), (into, out)):
            first.send("MESSAGE", "hello", [("Content-Type", "text/plain")])
            request = second.expect("MESSAGE")
            self.assertEqual(("hello", "text/plain"), (request.body, request.get("Content-Type")))
            second.reply(request, 202)
            first.wait(202)
        self.hang_up(out, into)

    def test_a_notify_of_a_listed_event_reaches_the_other_phone(self):
        out, into = self.talking()
        out.send("NOTIFY", "", [("Event", "talk"), ("Subscription-State", "terminated")])
        request = into.expect("NOTIFY")
        self.assertEqual("talk", request.get("Event"))
        self.assertEqual("terminated", request.get("Subscription-State"))
        into.reply(request, 200)
        out.wait(200)
        out.send("NOTIFY", "", [("Event", "presence"), ("Subscription-State", "active")])
        out.wait(489)
        self.b.expect_nothing("NOTIFY", 0.2)
        self.hang_up(out, into)


class PassesNot(CallStory):
    def test_a_message_is_refused_by_default(self):
        out, into = self.talking()
        self.assertNotIn("MESSAGE", into.offered.get("Allow"))
        out.send("MESSAGE", "hello", [("Content-Type", "text/plain")])
        out.wait(405)
        self.b.expect_nothing("MESSAGE", 0.2)
        self.hang_up(out, into)


class SessionId(CallStory):
    settings = {"rfc-7989": "true"}

    def talk(self, of_alice, of_bob):
        out = self.a.dial("1001", extra=[("Session-ID", f"{of_alice};remote={NIL}")] if of_alice else [])
        into = self.b.incoming()
        into.established = True
        own = [("Session-ID", f"{of_bob};remote={of_alice}")] if of_bob else []
        into.reply(into.offered, 200, sdp.offer(self.b.ip), own)
        answer = out.answered()
        into.expect("ACK")
        return out, into, answer

    def told(self, first, second):
        """The Session-ID of an INFO that the second phone gets."""
        first.send("INFO", "Signal=1\r\n", [("Content-Type", "application/dtmf-relay")])
        info = second.expect("INFO")
        second.reply(info, 200)
        first.wait(200)
        return info.get("Session-ID")

    def test_the_names_of_both_phones_pass_from_end_to_end(self):
        out, into, answer = self.talk(ALICE, BOB)
        self.assertEqual(f"{ALICE};remote={NIL}", into.offered.get("Session-ID"))
        self.assertEqual(f"{BOB};remote={ALICE}", answer.get("Session-ID"))
        self.assertEqual(f"{ALICE};remote={BOB}", self.told(out, into))
        out.send("BYE")
        self.assertEqual(f"{ALICE};remote={BOB}", into.hung_up().get("Session-ID"))
        self.assertEqual(f"{BOB};remote={ALICE}", out.wait(200).get("Session-ID"))

    def test_phones_without_one_are_given_one_that_the_next_node_keeps(self):
        out, into, answer = self.talk("", "")
        told = self.told(out, into)
        self.assertTrue(re.fullmatch(r"[0-9a-f]{32};remote=[0-9a-f]{32}", told), told)
        self.assertEqual(told, ";remote=".join(reversed(answer.get("Session-ID").split(";remote="))))
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        self.assertEqual(told, self.told(out, into))
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
