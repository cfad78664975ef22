"""Variables and headers, on the wire."""

import unittest
from xml.sax.saxutils import quoteattr

from support.calls import CallStory

B = "user/1001@{domain}"


def sets(number: str, bridge: str, **values: str) -> str:
    """An extension that sets variables, `__` standing for a hyphen, and bridges."""
    steps = "".join(
        f"<action application='{'export' if value.startswith('>') else 'set'}' "
        f"data={quoteattr(name.replace('__', '-') + '=' + value.lstrip('>'))}/>"
        for name, value in values.items()
    )
    return (f"<extension name='n{number}'><condition field='destination_number' "
            f"expression='^{number}$'>{steps}<action application='bridge' data={quoteattr(bridge)}/>"
            "</condition></extension>\n")


EXTENSIONS = (
    sets("2000", B, sip_h_X__Answer="42", sip_ph_X__Ringing="soft", sip_rh_X__Final="done",
         sip_bye_h_X__Account=">77")
    + sets("2001", B, sip_copy_custom_headers="false", sip_h_X__Answer="42")
    + sets("2002", B, exclude_outgoing_extra_header="^X-No")
    + sets("2003", B, disable_q850_reason="true")
    + sets("2010", "[sip_cid_type=pid]" + B)
    + sets("2011", "[sip_cid_type=pid]" + B, origination_privacy="full")
    + sets("2012", "[sip_cid_type=none]" + B)
    + sets("2013", B, origination_privacy="hide_number")
    + sets("2020", "[sip_from_uri=sip:desk@office.example,sip_from_display=Desk,sip_contact_user=desk,"
           "sip_invite_to_uri=sip:team@office.example,sip_invite_call_id=chosen-${uuid},"
           "origination_caller_id_number=5]" + B)
    + sets("2021", "[sip_from_uri='not a uri']" + B)
    + sets("2030", B, sip_h_X__Copy="${sip_h_X-Odd}", effective_caller_id_name="${sip_h_X-Odd}",
           alert_info="${sip_h_X-Odd}")
    + sets("2031", B, sip_h_Contact="<sip:evil@evil.example>", sip_h_Route="<sip:evil.example;lr>")
)


class HeaderStory(CallStory):
    extensions = EXTENSIONS

    def up(self, number, extra=None):
        out = self.a.dial(number, extra=extra)
        into = self.b.incoming()
        into.answer()
        answer = out.answered()
        into.expect("ACK")
        return out, into, answer

    def invite_of(self, number, extra=None):
        """The INVITE that b gets, who is busy."""
        out = self.a.dial(number, extra=extra)
        into = self.b.incoming()
        into.refuse(486)
        out.wait(486)
        return into.offered


class Headers(HeaderStory):
    def test_each_prefix_is_on_its_own_kind_of_message(self):
        out = self.a.dial("2000")
        into = self.b.incoming()
        self.assertEqual("42", into.offered.get("X-Answer"))
        into.ring()
        ringing = out.wait(180)
        self.assertEqual(("soft", ""), (ringing.get("X-Ringing"), ringing.get("X-Final")))
        into.answer()
        answer = out.answered()
        self.assertEqual(("", "done"), (answer.get("X-Ringing"), answer.get("X-Final")))
        into.expect("ACK")
        out.send("BYE")
        self.assertEqual("77", into.hung_up().get("X-Account"))
        self.assertEqual("77", out.wait(200).get("X-Account"))

    def test_what_one_phone_says_the_other_hears(self):
        out = self.a.dial("1001", extra=[("X-One", "1"), ("User-to-User", "abc;encoding=hex"),
                                         ("Subject", "no")])
        into = self.b.incoming()
        self.assertEqual(["1", "abc;encoding=hex", ""],
                         [into.offered.get(name) for name in ("X-One", "User-to-User", "Subject")])
        into.reply(into.offered, 180, extra=[("X-Two", "2")])
        self.assertEqual("2", out.wait(180).get("X-Two"))
        into.established = True
        into.reply(into.offered, 200, "v=0\r\n", [("X-Three", "3")])
        self.assertEqual("3", out.answered().get("X-Three"))
        into.expect("ACK")
        into.send("BYE", "", [("X-Four", "4")])
        self.assertEqual("4", out.hung_up().get("X-Four"))
        into.wait(200)

    def test_what_repeats_is_heard_as_often(self):
        offered = self.invite_of("1001", [("X-Multi", "1"), ("X-Other", "1"), ("X-Multi", "2")])
        self.assertEqual((["1", "2"], ["1"]), (offered.all("X-Multi"), offered.all("X-Other")))

    def test_the_dialplan_may_exclude_names(self):
        offered = self.invite_of("2002", [("X-No-Go", "1"), ("X-Go", "2")])
        self.assertEqual(("", "2"), (offered.get("X-No-Go"), offered.get("X-Go")))

    def test_the_dialplan_may_leave_out_the_cause(self):
        out, into, _ = self.up("2003")
        into.send("BYE")
        self.assertEqual("", out.hung_up().get("Reason"))
        into.wait(200)

    def test_the_caller_may_forbid_it(self):
        out = self.a.dial("2001")
        into = self.b.incoming()
        self.assertEqual("", into.offered.get("X-Answer"))
        into.reply(into.offered, 180, extra=[("X-Two", "2")])
        self.assertEqual("", out.wait(180).get("X-Two"))
        into.refuse(486)
        out.wait(486)

    def test_they_are_there_after_a_takeover(self):
        out, into, _ = self.up("2000")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        into.send("BYE", "", [("X-Last", "word")])
        bye = out.hung_up()
        self.assertEqual(("77", "word"), (bye.get("X-Account"), bye.get("X-Last")))
        self.assertEqual("77", into.wait(200).get("X-Account"))


class WhoCalls(HeaderStory):
    def test_by_remote_party_id(self):
        invite = self.invite_of("1001")
        self.assertIn("sip:1000@", invite.get("Remote-Party-ID"))
        self.assertIn("privacy=off", invite.get("Remote-Party-ID"))

    def test_by_asserted_identity_or_not_at_all(self):
        invite = self.invite_of("2010")
        self.assertIn("sip:1000@", invite.get("P-Asserted-Identity"))
        self.assertEqual(("", ""), (invite.get("Remote-Party-ID"), invite.get("Privacy")))
        invite = self.invite_of("2012")
        self.assertEqual("", invite.get("Remote-Party-ID") + invite.get("P-Asserted-Identity"))

    def test_privacy_hides_the_caller_from_the_callee(self):
        invite = self.invite_of("2011")
        self.assertIn("<sip:anonymous@anonymous.invalid>", invite.get("From"))
        self.assertIn("sip:1000@", invite.get("P-Asserted-Identity"))
        self.assertEqual("id", invite.get("Privacy"))
        invite = self.invite_of("2013")
        self.assertIn("<sip:anonymous@anonymous.invalid>", invite.get("From"))
        self.assertIn("privacy=uri", invite.get("Remote-Party-ID"))

    def test_the_callers_own_privacy_is_kept(self):
        self.assertEqual("id", self.invite_of("2010", [("Privacy", "id")]).get("Privacy"))

    def test_a_leg_may_say_otherwise(self):
        out, into, _ = self.up("2020")
        invite = into.offered
        self.assertIn("<sip:desk@office.example>", invite.get("From"))
        self.assertIn("Desk", invite.get("From"))
        self.assertIn("<sip:team@office.example>", invite.get("To"))
        self.assertTrue(invite.call_id.startswith("chosen-"), invite.call_id)
        self.assertTrue(invite.contact_uri.startswith("sip:desk@"), invite.contact_uri)
        self.assertIn("sip:5@", invite.get("Remote-Party-ID"))
        self.hang_up(out, into)


class Injection(HeaderStory):
    def test_nothing_adds_a_line(self):
        odd = "a\t\"b\" <c>; ,\\ %0d%0aX-Evil: 1"
        invite = self.invite_of("2030", [("X-Odd", odd)])
        self.assertEqual("", invite.get("X-Evil"))
        self.assertEqual(invite.get("X-Odd"), invite.get("X-Copy"))

    def test_headers_of_the_dialog_are_the_nodes(self):
        invite = self.invite_of("2031")
        self.assertEqual(1, len(invite.all("Contact")))
        self.assertNotIn("evil", str(invite))
        self.assertIn("variable=sip_h_Contact left out", self.sofia.log())

    def test_a_leg_that_cannot_be_written_is_refused_with_its_reason(self):
        self.a.dial("2021").wait(484)
        self.assertIn("variable sip_from_uri='not a uri': expected a SIP URI", self.sofia.log())


class SippPhones(HeaderStory):
    def test_a_call_with_headers_of_every_kind(self):
        self.a.close()
        self.b.close()
        callee = self.sipp_phone("uas_answer", "1001", server=True, options=("-d", "100"))
        self.sipp_phone("uac_call", "1000", keys={"callee": "2000"},
                        options=("-d", "100")).assert_success()
        callee.assert_success()
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
