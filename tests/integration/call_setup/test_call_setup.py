"""What a profile makes of setting up a call, seen by phones."""

import time
import unittest

from support import sdp
from support.calls import CallStory

KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"


def encrypted(ip: str) -> str:
    """The usual description with SRTP."""
    return sdp.offer(ip).replace("RTP/AVP", "RTP/SAVP") + KEY


class WhatTheDialplanSees(CallStory):
    settings = {"full-id-in-dialplan": "true", "parse-invite-tel-params": "true",
                "p-asserted-id-parse": "user-only"}
    extensions = (
        "<extension name='full'><condition field='destination_number' expression='^2000@'>"
        "<action application='set' "
        "data='sip_h_X-Seen=${destination_number} ${sip_invite_tel_params} ${sip_P-Asserted-Identity}'/>"
        "<action application='bridge' data='user/1001@{domain}'/></condition></extension>\n"
    )

    def test_host_parameters_and_asserted_user(self):
        out = self.a.dial("2000;isub=7",
                          extra=[("P-Asserted-Identity", "\"Real\" <sip:real@example.org>")])
        into = self.b.incoming()
        self.assertEqual(f"2000@{self.domain} isub=7 real", into.offered.get("X-Seen"))
        into.refuse(486)
        out.wait(486)


class Progress(CallStory):
    settings = {"ignore-183nosdp": "true", "auto-invite-100": "false"}

    def test_idle_progress_stays_here(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.reply(into.offered, 183)
        self.a.expect_nothing(183, 0.3, out.call_id)
        into.ring()
        out.wait(180)
        into.reply(into.offered, 183, sdp.offer(self.b.ip))
        self.assertIn("m=audio", out.wait(183).body)
        into.refuse(486)
        out.wait(486)

    def test_100_comes_when_nothing_else_does(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        sent = next(at for at, message in self.b.received if message is into.offered)
        self.a.listen(0.6)
        hundreds = [at for at, message in self.a.received
                    if message.status == 100 and message.call_id == out.call_id]
        self.assertTrue(hundreds, "RFC 3261 17.2.1")
        self.assertGreater(hundreds[0] - sent, 0.1)
        into.refuse(486)
        out.wait(486)


class Bodies(CallStory):
    def test_one_that_may_be_passed_over_is_as_if_it_were_not_there(self):
        out = self.a.dial("1001", "a picture", [
            ("Content-Type", "image/x-icon"), ("Content-Disposition", "icon;handling=optional")])
        into = self.b.incoming()
        self.assertEqual(("", ""), (into.offered.body, into.offered.get("Content-Type")))
        into.answer()
        out.wait("2xx")
        out.ack(sdp.offer(self.a.ip))
        self.assertIn(f"c=IN IP4 {self.a.ip}", into.expect("ACK").body)
        self.when("one asks for another body in the call")
        out.send("INVITE", "a picture", [("Contact", self.a.contact), ("Content-Type", "image/x-icon")])
        self.assertEqual("application/sdp", out.wait(415).get("Accept"))
        self.assert_talking(out, into)
        self.hang_up(out, into)


    def test_an_answer_without_a_description_is_none(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.answer("")
        into.expect("ACK")
        self.assertIn("INCOMPATIBLE_DESTINATION", into.hung_up().get("Reason"))
        out.wait(488)
        self.when("he has described himself while it rang")
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.ring(sdp.offer(self.b.ip), status=183)
        out.wait(183)
        into.answer("")
        self.assertIn(f"c=IN IP4 {self.b.ip}", out.answered().body)
        into.expect("ACK")
        self.hang_up(out, into)


class WhatIsSent(CallStory):
    settings = {"username": "office", "enable-compact-headers": "true"}

    def assert_short(self, message):
        names = [name for name, _ in message.headers]
        for name in ("v", "f", "t", "i", "l"):
            self.assertIn(name, names, str(message))
        for name in ("Via", "From", "To", "Call-ID", "Contact", "Content-Type", "Content-Length"):
            self.assertNotIn(name, names, str(message))

    def test_short_names_and_the_user_name_of_descriptions(self):
        out = self.a.dial("1001", extra=[("X-One", "1, 2"), ("X-Two", "3")])
        into = self.b.incoming()
        self.assertEqual(("1, 2", "3"), tuple(into.offered.get(n) for n in ("X-One", "X-Two")))
        self.assertIn("UPDATE", into.offered.get("Allow"))
        into.answer()
        out.answered()
        into.expect("ACK")
        messages = [message for phone in (self.a, self.b) for _, message in phone.received]
        for message in messages:
            self.assert_short(message)
        described = [message.body for message in messages if message.body.startswith("v=0")]
        self.assertEqual(2, len(described), described)
        for body in described:
            self.assertIn("o=office 1 1 IN IP4", body)
        out.invite(sdp.offer(self.a.ip, direction="sendonly", version=2))
        change = into.expect("INVITE")
        self.assertIn("o=office 1 2 IN IP4", change.body)
        into.reply(change, 200, sdp.offer(self.b.ip, direction="recvonly", version=2))
        self.assertIn("o=office 1 2 IN IP4", out.answered().body)
        into.expect("ACK")
        self.hang_up(into, out)


class Encrypted(CallStory):
    settings = {"require-secure-rtp": "true", "track-calls": "true"}

    def test_an_offer_without_it_is_refused(self):
        out = self.a.dial("1001")
        self.assertIn("INCOMPATIBLE_DESTINATION", out.wait(488, within=1).get("Reason"))
        self.b.expect_nothing("INVITE", 0.2)
        self.assert_no_calls()

    def test_an_answer_without_it_ends_the_call(self):
        out = self.a.dial("1001", encrypted(self.a.ip))
        into = self.b.incoming()
        into.answer()
        into.expect("ACK")
        into.hung_up()
        out.wait(488)
        self.assert_no_calls()

    def test_a_call_with_it_stands_and_stays_encrypted(self):
        out = self.a.dial("1001", encrypted(self.a.ip))
        into = self.b.incoming()
        self.assertIn(KEY, into.offered.body)
        into.answer(encrypted(self.b.ip))
        self.assertIn(KEY, out.answered().body)
        into.expect("ACK")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        out.invite(sdp.offer(self.a.ip, version=2))
        out.wait(488)
        self.b.expect_nothing("INVITE", 0.2)
        self.hang_up(into, out)


class WhoAnswers(CallStory):
    header = "Remote-Party-ID"
    settings = {"track-calls": "true"}

    def rings_and_answers(self, extra=None):
        """What the caller is shown in 180 and in 200."""
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.reply(into.offered, 180, extra=extra)
        early = out.wait(180).get(self.header)
        into.established = True
        into.reply(into.offered, 200, sdp.offer(self.b.ip), extra)
        final = out.answered().get(self.header)
        into.expect("ACK")
        self.hang_up(out, into)
        return early, final

    def test_the_caller_is_shown_the_callee(self):
        for shown in self.rings_and_answers():
            self.assertIn(f"<sip:1001@{self.domain}>;party=called", shown)
        said = [("P-Asserted-Identity", "\"Desk\" <sip:500@office.example>")]
        for shown in self.rings_and_answers(said):
            self.assertIn(f"\"Desk\" <sip:500@{self.domain}>", shown)

    def test_nobody_who_wants_privacy(self):
        said = [("P-Asserted-Identity", "<sip:500@office.example>"), ("Privacy", "id")]
        self.assertEqual(("", ""), self.rings_and_answers(said))

    def transferred(self, allow):
        """b hands a, whose Allow this is, to c; gives the calls of a and c when the media are settled."""
        (carol,) = self.registered("1002")
        out = self.a.dial("1001", extra=[("Allow", allow)])
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        into.send("REFER", "", [("Contact", self.b.contact),
                                ("Refer-To", f"<sip:1002@{self.domain}>")])
        into.wait(202)
        at_carol = carol.incoming()
        at_carol.established = True
        at_carol.reply(at_carol.offered, 200, sdp.offer(carol.ip),
                       [("P-Asserted-Identity", "\"Carol\" <sip:1002@office.example>")])
        at_carol.expect("ACK")
        into.hung_up()
        out.reply(out.expect("INVITE"), 200, sdp.offer(self.a.ip, version=2))
        out.expect("ACK")
        return out, at_carol

    def test_a_phone_with_update_is_shown_its_new_partner(self):
        out, at_carol = self.transferred("INVITE, ACK, BYE, UPDATE")
        update = out.expect("UPDATE")
        self.assertIn(f"\"Carol\" <sip:1002@{self.domain}>", update.get(self.header))
        self.assertEqual("", update.body)
        out.reply(update, 200)
        self.assert_talking(out, at_carol)
        self.hang_up(out, at_carol)

    def test_a_phone_without_update_gets_none(self):
        out, at_carol = self.transferred("INVITE, ACK, BYE")
        self.a.expect_nothing("UPDATE", 0.3)
        self.hang_up(out, at_carol)


class WhoAnswersByAssertedIdentity(WhoAnswers):
    header = "P-Asserted-Identity"
    settings = {"caller-id-type": "pid", "track-calls": "true"}

    def test_the_caller_is_shown_the_callee(self):
        for shown in self.rings_and_answers():
            self.assertEqual(f"<sip:1001@{self.domain}>", shown)


class WhoAnswersIsNotShown(WhoAnswers):
    settings = {"cid-in-1xx": "false", "send-display-update": "false"}

    def test_the_caller_is_shown_the_callee(self):
        early, final = self.rings_and_answers()
        self.assertEqual("", early)
        self.assertIn("<sip:1001@", final)

    def test_a_phone_with_update_is_shown_its_new_partner(self):
        out, at_carol = self.transferred("INVITE, ACK, BYE, UPDATE")
        self.a.expect_nothing("UPDATE", 0.3)
        self.hang_up(out, at_carol)


if __name__ == "__main__":
    unittest.main()
