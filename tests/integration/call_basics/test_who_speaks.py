"""Who a profile says it is, and whom it believes within a call."""

import unittest

from support.calls import CallStory

KEY = ("Signal=1\r\n", [("Content-Type", "application/dtmf-relay")])


class EveryRequestIsAskedFor(CallStory):
    """auth-all-packets."""

    settings = {"auth-all-packets": "true"}

    def test_a_caller_shows_who_he_is_each_time(self):
        out, into = self.talking()
        out.send("INFO", *KEY)
        challenge = out.wait(407)
        self.b.expect_nothing("INFO", during=0.3)
        out.authenticate(challenge)
        into.reply(into.expect("INFO"), 200)
        out.wait(200)
        out.bye()
        into.hung_up()
        self.assert_no_calls()

    def test_a_callee_who_was_asked_for_nothing_is_not_asked_now(self):
        out, into = self.talking()
        into.send("INFO", *KEY)
        out.reply(out.expect("INFO"), 200)
        self.assertEqual(200, into.wait(lambda m: m.status > 100).status)
        self.hang_up(into, out)

    def test_nobody_speaks_for_another_user(self):
        out, into = self.talking()
        self.a.user, own = self.b.user, self.a.user
        out.send("BYE")
        out.authenticate(out.wait(407))
        self.assertEqual(403, out.wait(lambda m: m.status not in (100, 407)).status)
        self.assertEqual(1, self.sofia.calls())
        self.a.user = own
        out.bye()
        into.hung_up()

    def test_it_holds_after_a_crash(self):
        out, into = self.talking()
        self.sofia.restart_after_crash()
        self.sofia.api("sofia recover")
        out.send("BYE")
        challenge = out.wait(407)
        self.assertEqual(1, self.sofia.calls())
        out.authenticate(challenge)
        into.hung_up()
        out.wait(200)


class NamesOfAProfile(CallStory):
    settings = {"contact-user": "pbx", "ext-sip-port": "5099", "user-agent-string": "Switch 7"}

    def test_its_contact_and_its_agent_are_as_configured(self):
        self.a.dial("1001")
        into = self.b.incoming()
        self.assertIn(f"sip:pbx@{self.node_address[0]}:5099", into.offered.get("Contact"))
        self.assertEqual("Switch 7", into.offered.get("User-Agent"))
        into.refuse(486)
        self.assertEqual("Switch 7", self.a.expect(486).get("User-Agent"))
        self.then("so is whatever else the node says by itself")
        for _, message in [*self.a.received, *self.b.received]:
            # The ACK of a refusal belongs to the transaction (RFC 3261 17.1.1.3) and is the stack's.
            self.assertEqual("" if message.start.startswith("ACK") else "Switch 7",
                             message.get("User-Agent"), str(message))


if __name__ == "__main__":
    unittest.main()
