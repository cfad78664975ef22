"""The dialplan, by what happens on the wire."""

import time
import unittest
from xml.sax.saxutils import quoteattr

from support.calls import CallStory
from support.story import Story


def do(application: str, data: str = "", more: str = "") -> str:
    return f"<action application='{application}' data={quoteattr(data)} {more}/>"


def number(pattern: str, *steps: str, attributes: str = "") -> str:
    """An extension for one number."""
    return (f"<extension name={quoteattr(pattern)} {attributes}><condition field='destination_number' "
            f"expression='^{pattern}$'>{''.join(steps)}</condition></extension>\n")


EXTENSIONS = (
    # Every number passes here first, and sees what an inline action has set.
    number(".*", do("set", "first=yes", "inline='true'"), attributes="continue='true'")
    + """<extension name="tests"><condition field="destination_number" expression="^3(\\d)(\\d)$">
<condition field="${nobody}" expression="^1$" break="never"/>
<condition regex="xor" break="never">
 <regex field="${first}" expression="^yes$"/><regex field="destination_number" expression="^.9"/>
 <action application="set" data="digits=$1"/>
</condition>
<condition hour="0-23" wday="1-7"><action application="respond" data="410 ${digits:-none} ${first}"/>
 <anti-action application="respond" data="411"/></condition>
</condition></extension>
"""
    + number("400", do("respond", "480 ${sip_from_user:0:2} ${sip_from_user:-2} ${nobody:-x} ${domain_name}"))
    + number("401", do("bridge", "${sofia_contact(internal/1001@{domain})}"))
    + number("402", do("answer"), do("sleep", "300"), do("bridge", "user/1001@{domain}"))
    + number("403", do("ring_ready"), do("sleep", "200"), do("hangup", "USER_BUSY"))
    + number("404", do("redirect", "sip:1002@elsewhere.example"))
    + number("405", do("park"))
    + number("406", do("limit", "hash office ${sip_from_user} 1"), do("bridge", "user/1001@{domain}"))
    + number("limit_exceeded", do("respond", "503 Too many"))
    + number("407", do("execute_extension", "500"), do("respond", "480 ${did} ${destination_number}"))
    + number("408", do("transfer", "500"), do("respond", "480"))
    + number("500", do("set", "did=500"))
    + number("409", do("sched_hangup", "+2"), do("bridge", "user/1001@{domain}"))
    + number("410", do("set", "transfer_on_fail=USER_BUSY"), do("bridge", "user/1001@{domain}"))
    + number("USER_BUSY", do("respond", "486 Later"))
    + number("411", do("multiset", "call_timeout=1 continue_on_fail=true"),
             do("bridge", "user/1001@{domain}"), do("bridge", "user/1002@{domain}"))
    + number("412", do("sched_hangup", "+6"), do("bridge", "user/1001@{domain}"))
)


class Dialplan(CallStory):
    extensions = EXTENSIONS

    def answer_to(self, dialled, status):
        """The phrase of the refusal that a number gets."""
        return self.a.dial(dialled).wait(status).reason

    def test_conditions_lead_to_one_extension(self):
        self.assertEqual("1 yes", self.answer_to("312", 410))
        self.assertEqual("none yes", self.answer_to("392", 410))

    def test_variables_are_taken_apart(self):
        self.assertEqual(f"10 00 x {self.domain}", self.answer_to("400", 480))

    def test_a_command_answers_within_the_dialplan(self):
        out = self.a.dial("401")
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.hang_up(out, into)

    def test_answer_waits_for_the_callee(self):
        out = self.a.dial("402")
        into = self.b.incoming()
        self.assertFalse(self.a.count(200, out.call_id))
        into.answer()
        out.answered()
        into.expect("ACK")
        self.hang_up(out, into)

    def test_refusals(self):
        out = self.a.dial("403")
        out.wait(180)
        out.wait(486)
        self.assertIn("elsewhere.example", self.a.dial("404").wait(302).get("Contact"))

    def test_a_parked_caller_gives_up(self):
        out = self.a.dial("405")
        out.wait(180)
        out.cancel()
        out.wait(487)
        self.assert_no_calls()

    def test_the_second_call_is_too_many(self):
        out = self.a.dial("406")
        into = self.b.incoming()
        self.a.dial("406").wait(503)
        into.answer()
        out.answered()
        into.expect("ACK")
        self.a.dial("406").wait(503)
        self.hang_up(out, into)
        again = self.a.dial("406")
        self.b.incoming().refuse(486)
        again.wait(486)

    def test_execute_comes_back_and_transfer_does_not(self):
        self.assertEqual("500 407", self.answer_to("407", 480))
        self.assertNotEqual("500 407", self.answer_to("408", 480))

    def test_a_call_ends_at_its_time(self):
        began = time.monotonic()
        out = self.a.dial("409")
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        bye = out.hung_up()
        into.hung_up()
        self.assertIn("ALLOTTED_TIMEOUT", bye.get("Reason"))
        self.assertGreater(time.monotonic() - began, 1.0)

    def test_a_failed_bridge_is_followed(self):
        out = self.a.dial("410")
        self.b.incoming().refuse(486)
        self.assertEqual("Later", out.wait(486).reason)
        c, = self.registered("1002")
        out = self.a.dial("411")
        at_b = self.b.incoming()
        at_b.ring()
        at_b.cancelled()
        at_c = c.incoming()
        at_c.answer()
        out.answered()
        at_c.expect("ACK")
        self.hang_up(out, at_c)

    def test_the_next_process_ends_a_recovered_call_at_its_time(self):
        out = self.a.dial("412")
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        self.assertIn("ALLOTTED_TIMEOUT", out.hung_up(within=8).get("Reason"))
        into.hung_up()

    def test_sipp_phones_talk_by_captures_and_commands(self):
        self.a.close()
        self.b.close()
        callee = self.sipp_phone("uas_answer", "1001", server=True, options=("-d", "100"))
        self.sipp_phone("uac_call", "1000", keys={"callee": "401"},
                        options=("-d", "100")).assert_success()
        callee.assert_success()
        self.assert_no_calls()


class Mistakes(Story):
    SLIPS = {
        "<extension nam='x'><condition field='destination_number' expression='^1$'/></extension>":
            "attribute 'nam' of <extension> is unknown",
        number("2", "<actoin application='set' data='a=1'/>"): "<actoin> inside of <condition> is unknown",
        number("3", do("playback", "hello.wav")): "application 'playback' is not available",
        number("4", do("bridge", "sofia/internal")): "column 1: expected '/' and an address",
        number("5", do("hangup", "BUSSY")): "expected the name or the number of a cause",
        number("6", do("respond", "200 OK")): "expected a final status from 300 to 699",
        number("7", do("sched_hangup", "soon")): "expected +SECONDS",
        number("8", do("set", "lonely")): "expected NAME=VALUE",
        number("9", do("sleep", "long")): "expected milliseconds",
    }

    def test_a_slip_has_its_line(self):
        node = self.node(self.conf(extensions="\n".join(self.SLIPS))).start()
        for slip, expected in self.SLIPS.items():
            lines = [line for line in node.log().splitlines() if expected in line]
            self.assertTrue(lines, expected)
            self.assertRegex(lines[0], r"freeswitch\.xml:\d+", slip)

    def test_an_application_that_is_not_there_is_told_of_once_however_often_it_is_called(self):
        steps = do("playback", "hello.wav"), do("respond", "486")
        node = self.node(self.conf(extensions=number("3", *steps))).start()
        caller, = self.registered("1000")
        for _ in range(3):
            caller.dial("3").wait(486)
        self.assertEqual(1, node.log().count("application 'playback' is not available, skipped; this is said once"))


if __name__ == "__main__":
    unittest.main()
