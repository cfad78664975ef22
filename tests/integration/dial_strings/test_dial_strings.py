"""Every form of a dial string, on the wire."""

import time
import unittest
from xml.sax.saxutils import quoteattr

from support import sdp
from support.calls import CallStory
from support.wait import until


def dials(number: str, text: str, after: str = "", **variables: str) -> str:
    """Dialplan XML: `number` is bridged to `text`, as it stands, and then answered with `after`."""
    actions = [("set", f"{name}={value}") for name, value in variables.items()]
    actions += [("bridge", text)] + ([("respond", after)] if after else [])
    steps = "".join(f"<action application='{application}' data={quoteattr(data)}/>"
                    for application, data in actions)
    return (f"<extension name='n{number}'><condition field='destination_number' "
            f"expression='^{number}$'>{steps}</condition></extension>\n")


# The phones of this story: b is 1001, c is 1002 (see Story.phone for their addresses).
B, C = "sofia/internal/1001@{b}:5060", "sofia/internal/1002@{c}:5060"
FORMS = {
    "2000": B,
    "2001": "sofia/internal/sip:1001%{domain}",
    "2002": "user/1001@{domain}",
    "2003": "group/default@{domain}",
    "2004": B + "^team@office.example",
    "2005": "sofia/internal/elsewhere@192.0.2.1;fs_path=sip%3A1001%40{b}%3A5060",
    "2006": B + ";transport=udp;x=1",
    "2010": "<a=1>{sip_h_X-All=yes,sip_h_X-Who=all}" + B + ",[sip_h_X-Who='c,c']" + C,
    "2011": "{^^:sip_h_X-List=a,b:sip_h_X-Esc=c}[sip_h_X-Comma=d\\,e]" + B,
    "2020": B + ",[leg_delay_start=1]" + C,
    "2021": "{originate_timeout=1}" + B + ":_:" + C,
    "2022": "{originate_retries=2,originate_retry_sleep_ms=500}" + B,
    "2023": "error/USER_BUSY|" + B,
    "2030": "{ignore_early_media=true}" + B,
    "2031": "{fail_on_single_reject=USER_BUSY}" + B + "," + C,
    "2032": "[sip_exclude_contact={b}]group/default@{domain}",
    "2036": "user/1003@{domain}",
    "2037": "${sofia_contact(internal/1003@{domain})}",
    "2034": "sofia/internal/1001%office.example",
    "2035": "${sofia_contact(internal/1001@office.example)}",
    "2070": "sofia/internal/1003@{d};transport=tcp",
    "2040": "loopback/1," + B + ";transport=sctp," + B,
}
MISTAKES = {
    "2050": ("sofia/internal", "column 1: expected '/' and an address"),
    "2051": ("user/1001,", "column 11: expected ENDPOINT/DESTINATION"),
    "2052": ("{a=b user/1001", "column 1: expected '}'"),
    "2053": ("user/1001,{a=b}user/1002", "column 11: expected '['"),
    "2054": (B + ":x", "expected a port from 1 to 65535"),
}


class DialStringStory(CallStory):
    @property
    def settings(self):
        return {"presence-hosts": f"office.example,{self.domain}"}

    @property
    def extensions(self):
        fill = lambda text: text.replace("{b}", self.place(1)).replace("{c}", self.place(2)).replace(
            "{d}", self.place(3))
        texts = FORMS | {number: text for number, (text, _) in MISTAKES.items()}
        return (
            "".join(dials(number, fill(text)) for number, text in texts.items())
            + dials("2038", "user/1003@{domain}", sip_match_user_agent="ACME/T4")
            + dials("2039", "${sofia_contact(internal/1003@{domain})}", sip_match_user_agent="ACME/T4")
            + dials("2060", fill(B), after="410", continue_on_fail="USER_BUSY")
            + dials("2061", fill(B), after="410", failure_causes="USER_BUSY")
        )

    def place(self, number):
        """The address of phone 100<number>."""
        return self.lan.host(self.FIRST_PHONE + number)

    def setUp(self):
        super().setUp()
        self.c, = self.registered("1002")

    def talk(self, number):
        """A whole call with b; its INVITE."""
        out = self.a.dial(number)
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.hang_up(out, into)
        return into.offered

    def refuse_all(self, out, *phones, status=486):
        for phone in phones:
            phone.incoming().refuse(486)
        out.wait(status)


class Where(DialStringStory):
    def test_each_form_leads_to_the_phone(self):
        contact = f"sip:1001@{self.b.host}"
        for number in ("2000", "2001", "2002", "2004", "2006"):
            with self.subTest(FORMS[number]):
                invite = self.talk(number)
                self.assertTrue(invite.uri.startswith(f"sip:1001@{self.place(1)}"), invite.uri)
                if number == "2004":
                    self.assertIn("<sip:team@office.example>", invite.get("To"))
                elif number == "2002":
                    self.assertEqual(contact, invite.uri)
                    self.assertIn(f"<sip:1001@{self.domain}>", invite.get("To"))
                elif number == "2006":
                    self.assertIn(";x=1", invite.uri)

    def test_a_domain_is_dialled_by_each_of_its_names(self):
        for number in ("2034", "2035"):
            with self.subTest(FORMS[number]):
                self.assertTrue(self.talk(number).uri.startswith(f"sip:1001@{self.place(1)}"))

    def test_a_group_rings_all_its_members(self):
        out = self.a.dial("2003")
        self.a.incoming().refuse(486)  # A member as well.
        self.refuse_all(out, self.b, self.c)

    def test_the_next_hop_need_not_be_the_address(self):
        invite = self.talk("2005")
        self.assertEqual("sip:elsewhere@192.0.2.1", invite.uri)
        self.assertNotIn("fs_path", str(invite))

    def test_sipp_phones_talk_over_tcp_by_transport(self):
        place = (self.lan.host(self.FIRST_PHONE + 3), 5060)
        callee = self.sipp("uas_answer", place, user="1003", transport="t1", options=("-d", "100"))
        self.a.close()
        caller = self.sipp_phone("uac_call", "1000", keys={"callee": "2070"}, options=("-d", "100"))
        caller.assert_success()
        callee.assert_success()
        self.assert_no_calls()


class When(DialStringStory):
    def test_a_leg_rings_later(self):
        began = time.monotonic()
        out = self.a.dial("2020")
        at_b = self.b.incoming()
        at_b.ring()
        into = self.c.incoming()
        self.assertGreater(time.monotonic() - began, 0.9)
        into.answer()
        at_b.cancelled()
        out.answered()

    def test_one_originate_gives_up_and_the_other_rings_on(self):
        out = self.a.dial("2021")
        at_b, at_c = self.b.incoming(), self.c.incoming()
        at_b.ring()
        at_b.cancelled(within=2)
        at_c.answer()
        out.answered()
        at_c.expect("ACK")
        self.hang_up(out, at_c)

    def test_a_failed_originate_is_tried_again(self):
        out = self.a.dial("2022")
        self.refuse_all(out, self.b, self.b)

    def test_a_cause_moves_on_to_the_next(self):
        self.talk("2023")


class What(DialStringStory):
    def test_variables_reach_their_legs(self):
        out = self.a.dial("2010")
        at_b, at_c = self.b.incoming(), self.c.incoming()
        for leg, who in ((at_b, "all"), (at_c, "c,c")):
            self.assertEqual("yes", leg.offered.get("X-All"))
            self.assertEqual(who, leg.offered.get("X-Who"))
            leg.refuse(486)
        out.wait(486)

    def test_separators_may_be_part_of_a_value(self):
        invite = self.talk("2011")
        self.assertEqual(["a,b", "c", "d,e"],
                         [invite.get(f"X-{name}") for name in ("List", "Esc", "Comma")])

    def test_early_media_is_kept_from_the_caller(self):
        out = self.a.dial("2030")
        into = self.b.incoming()
        into.ring(sdp.offer(self.b.ip), status=183)
        self.assertEqual("", out.wait(180).body)
        into.answer()
        self.assertEqual(sdp.offer(self.b.ip), out.answered().body)

    def test_one_who_is_busy_ends_it_for_all(self):
        out = self.a.dial("2031")
        at_b, at_c = self.b.incoming(), self.c.incoming()
        at_c.ring()
        at_b.refuse(486)
        at_c.cancelled()
        out.wait(486)

    def test_an_excluded_phone_does_not_ring(self):
        out = self.a.dial("2032")
        self.a.incoming().refuse(486)
        self.refuse_all(out, self.c)
        self.assertFalse(self.b.count("INVITE"))


class PhonesOfOneUser(DialStringStory):
    @property
    def settings(self):
        return {"multiple-registrations": "true"}

    def setUp(self):
        super().setUp()
        self.acme, self.other = self.phone("1003"), self.phone("1003", ip=self.place(4))
        for phone, agent in ((self.acme, "Acme/T4 1.0"), (self.other, "Other")):
            self.assertEqual(200, phone.register(extra=[("User-Agent", agent)]).status)

    def test_those_with_the_user_agent_ring(self):
        for number in ("2038", "2039"):
            with self.subTest(number):
                self.refuse_all(self.a.dial(number), self.acme)
                self.assertFalse(self.other.count("INVITE"))

    def test_all_of_them_ring_without_a_word_about_agents(self):
        for number in ("2036", "2037"):
            with self.subTest(number):
                self.refuse_all(self.a.dial(number), self.acme, self.other)


class AfterAFailure(DialStringStory):
    def test_the_cause_decides_whether_the_dialplan_goes_on(self):
        for number, busy, rejected in (("2060", 410, 603), ("2061", 486, 410)):
            for status, wanted in ((486, busy), (603, rejected)):
                with self.subTest(number=number, status=status):
                    out = self.a.dial(number)
                    self.b.incoming().refuse(status)
                    out.wait(wanted)


class Mistakes(DialStringStory):
    def test_one_line_names_the_column_and_what_was_expected(self):
        for number, (text, expected) in MISTAKES.items():
            with self.subTest(text):
                self.a.dial(number).wait(484)
                until(lambda: expected in self.sofia.log(), 2, f"the log says: {expected}")

    def test_a_place_that_cannot_be_called_does_not_spoil_the_others(self):
        self.talk("2040")
        for expected in ("this node has no endpoint 'loopback'", "transport 'sctp' is not supported"):
            self.assertIn(expected, self.sofia.log())


if __name__ == "__main__":
    unittest.main()
