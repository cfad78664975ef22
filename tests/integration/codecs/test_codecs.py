"""What a profile says of codecs, seen by two phones."""

from support.calls import CallStory
from support.conf import extension

RTPMAPS = {"96": "opus/48000/2", "97": "iLBC/8000", "101": "telephone-event/8000"}


def audio(ip: str, formats: str, direction: str = "sendrecv", version: int = 1) -> str:
    """A description with these formats; the static ones (0, 4, 8, 18) have no rtpmap."""
    maps = "".join(f"a=rtpmap:{one} {RTPMAPS[one]}\r\n" for one in formats.split() if one in RTPMAPS)
    return (
        f"v=0\r\no=phone 1 {version} IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n"
        f"m=audio 4000 RTP/AVP {formats}\r\n{maps}a={direction}\r\n"
    )


def formats_of(body: str) -> str:
    """The formats of the m= line of a description."""
    line = next(line for line in body.splitlines() if line.startswith("m=audio"))
    return " ".join(line.split()[3:])


class CodecStory(CallStory):
    def dial(self, formats, number="1001"):
        return self.a.dial(number, audio(self.a.ip, formats))

    def talk(self, offered, answered):
        """A call that is up; gives both sides, and what the callee was offered."""
        out = self.dial(offered)
        into = self.b.incoming()
        into.answer(audio(self.b.ip, answered))
        answer = out.answered()
        into.expect("ACK")
        return out, into, answer

    def lines_of_log(self, text):
        return [line for line in self.sofia.log().splitlines() if text in line]

    def assert_refused(self, formats):
        out = self.dial(formats)
        refusal = out.wait(488, within=1)
        self.assertIn("INCOMPATIBLE_DESTINATION", refusal.get("Reason"))
        self.b.expect_nothing("INVITE", 0.2)
        self.assert_no_calls()


class Unconfigured(CodecStory):
    def test_descriptions_pass_byte_for_byte(self):
        odd = audio(self.a.ip, "97 96 18 0 101") + "a=x-unknown:\t 1\r\nm=video 5000 RTP/AVP 31\r\nb=AS:1\r\n"
        out = self.a.dial("1001", odd)
        into = self.b.incoming()
        self.assertEqual(odd, into.offered.body)
        answer = audio(self.b.ip, "18 101")
        into.answer(answer)
        self.assertEqual(answer, out.answered().body)
        into.expect("ACK")
        change = audio(self.a.ip, "0 8", version=2)
        out.invite(change)
        request = into.expect("INVITE")
        self.assertEqual(change, request.body)
        into.reply(request, 200, audio(self.b.ip, "8", version=2))
        self.assertEqual(audio(self.b.ip, "8", version=2), out.answered().body)
        into.expect("ACK")
        self.assertIn(",PCMA,8000,64000,PCMA,8000,64000,", self.sofia.api("show channels"))
        self.hang_up(out, into)

    def test_an_answer_in_another_codec_ends_the_call_and_no_silence_is_up(self):
        out = self.dial("18")
        into = self.b.incoming()
        into.answer(audio(self.b.ip, "4"))
        into.expect("ACK")
        bye = into.hung_up()
        self.assertIn("INCOMPATIBLE_DESTINATION", bye.get("Reason"))
        self.assertIn("INCOMPATIBLE_DESTINATION", out.wait(488).get("Reason"))
        self.assert_no_calls()
        self.assertEqual(1, len(self.lines_of_log("without a codec that it was offered")))

    def test_early_media_in_another_codec_is_a_ringing_tone(self):
        out = self.dial("0")
        into = self.b.incoming()
        into.ring(audio(self.b.ip, "8"), 183)
        self.assertEqual("", out.wait(180).body)
        into.answer(audio(self.b.ip, "0"))
        out.answered()
        into.expect("ACK")
        self.hang_up(out, into)

    def test_a_change_to_nothing_in_common_is_refused_and_the_call_goes_on(self):
        out, into, _ = self.talk("0 8", "0")
        out.invite(audio(self.a.ip, "8", version=2))
        into.reply(into.expect("INVITE"), 200, audio(self.b.ip, "18", version=2))
        out.wait(488)
        into.expect("ACK")
        back = into.expect("INVITE")
        self.assertEqual("0 8", formats_of(back.body))
        into.reply(back, 200, audio(self.b.ip, "0", version=3))
        into.expect("ACK")
        self.assert_talking(out, into)
        self.hang_up(out, into)


class Inbound(CodecStory):
    settings = {"inbound-codec-prefs": "PCMU,PCMA@20i"}

    def test_a_caller_without_any_of_them_is_refused(self):
        self.assert_refused("18 4")
        lines = self.lines_of_log("refused with 488")
        self.assertEqual(1, len(lines), lines)
        self.assertIn("G729,G723 in place of PCMU,PCMA@20i", lines[0])

    def test_the_callee_is_offered_them_in_the_callers_order(self):
        out, into, answer = self.talk("18 8 0 101", "8 101")
        self.assertEqual("8 0 101", formats_of(into.offered.body))
        self.assertEqual("8 101", formats_of(answer.body))
        self.hang_up(out, into)

    def test_the_profile_shows_them(self):
        text = self.sofia.api("sofia status profile internal")
        for row in ("CODECS IN        \tPCMU,PCMA@20i", "CODECS OUT       \tany", "LATE-NEG         \tfalse",
                    "NOMEDIA          \ttrue"):
            self.assertIn(row + "\n", text)


class Greedy(CodecStory):
    settings = {"codec-prefs": "PCMU,PCMA", "inbound-codec-negotiation": "greedy",
                "disable-transcoding": "true"}
    extensions = extension("^7$", "user/1001@{domain}", order="${rtp_use_codec_name} ${ep_codec_string}")

    def test_our_first_is_the_callers_codec(self):
        out, into, _ = self.talk("18 8 0", "0")
        self.assertEqual("0", formats_of(into.offered.body))
        self.hang_up(out, into)

    def test_the_dialplan_sees_what_was_chosen(self):
        out = self.dial("8 0", "7")
        into = self.b.incoming()
        leg = self.sofia.api("show channels").splitlines()[1].split(",")[0]
        self.assertIn("variable_order: PCMU PCMU@8000h,PCMA@8000h", self.sofia.api(f"uuid_dump {leg}"))
        into.refuse(486)
        out.wait(486)


class Outbound(CodecStory):
    settings = {"outbound-codec-prefs": "PCMA,G729,PCMU"}
    extensions = (
        extension("^71$", "[absolute_codec_string=G729]user/1001@{domain}")
        + extension("^72$", "[codec_string=PCMU]user/1001@{domain}")
        + extension("^73$", "[absolute_codec_string=opus]user/1001@{domain}")
        + extension("^74$", "[bypass_media=true]user/1001@{domain}")
    )

    def offered(self, number, formats):
        out = self.dial(formats, number)
        into = self.b.incoming()
        into.refuse(486)
        out.wait(486)
        return formats_of(into.offered.body)

    def test_is_the_order_of_the_offer_and_adds_nothing(self):
        self.assertEqual("8 0", self.offered("1001", "97 0 8"))

    def test_variables_of_a_leg_go_before_it(self):
        self.assertEqual("18", self.offered("71", "0 18 8"))
        self.assertEqual("0 8 18", self.offered("72", "18 8 0"))
        self.assertEqual("97 0 8", self.offered("74", "97 0 8"))

    def test_nobody_rings_when_nothing_is_left(self):
        out = self.dial("0", "73")
        out.wait(488)
        self.b.expect_nothing("INVITE", 0.2)
        self.assert_no_calls()

    def test_the_callers_answer_has_what_was_offered_alone(self):
        out, into, answer = self.talk("0 97", "97 0")
        self.assertEqual("0", formats_of(answer.body))
        self.hang_up(out, into)


class OfferedByTheCallee(CodecStory):
    settings = {"outbound-codec-prefs": "PCMA,PCMU", "inbound-codec-prefs": "PCMU,PCMA"}

    def talk_with_its_offer(self, offered):
        out = self.a.dial("1001", "")
        into = self.b.incoming()
        self.assertEqual("", into.offered.body)
        into.answer(audio(self.b.ip, offered))
        return out, into

    def test_is_narrowed_like_a_callers(self):
        out, into = self.talk_with_its_offer("18 0 8 101")
        self.assertEqual("8 0 101", formats_of(out.wait(200).body))
        out.ack(audio(self.a.ip, "8 101"))
        self.assertEqual("8 101", formats_of(into.expect("ACK").body))
        self.when("the node is killed, started again and told to recover")
        self.sofia.settle()
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        self.then("the call is held to what was narrowed")
        out.invite(audio(self.a.ip, "18", version=2))
        out.wait(488)
        self.hang_up(out, into)

    def test_ends_the_call_when_nothing_is_left(self):
        out, into = self.talk_with_its_offer("18")
        into.expect("ACK")
        into.hung_up()
        out.wait(488)
        self.assert_no_calls()


class Late(CodecStory):
    settings = {"inbound-codec-prefs": "PCMU", "inbound-late-negotiation": "true"}
    extensions = extension("^7$", "user/1001@{domain}", absolute_codec_string="G729")

    def test_the_bridge_decides(self):
        self.assert_refused("18")
        out = self.dial("0 18", "7")
        into = self.b.incoming()
        self.assertEqual("18", formats_of(into.offered.body))
        into.refuse(486)
        out.wait(486)
        self.assertIn("LATE-NEG         \ttrue\n", self.sofia.api("sofia status profile internal"))


class Bypassed(CodecStory):
    settings = {"codec-prefs": "PCMU", "inbound-bypass-media": "true"}

    def test_descriptions_pass_whatever_the_lists_say(self):
        out, into, _ = self.talk("18 8", "8")
        self.assertEqual("18 8", formats_of(into.offered.body))
        self.hang_up(out, into)


class OneCodec(CodecStory):
    settings = {"disable-transcoding": "true", "inbound-late-negotiation": "false"}

    def test_a_callee_is_offered_the_callers_first_codec_alone(self):
        out, into, _ = self.talk("18 0 101", "18 101")
        self.assertEqual("18 101", formats_of(into.offered.body))
        self.hang_up(out, into)

    def test_a_node_that_takes_the_call_over_holds_it_to_the_same(self):
        out, into, _ = self.talk("8 0", "8")
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        out.invite(audio(self.a.ip, "0 8", version=2))
        request = into.expect("INVITE")
        self.assertEqual("8", formats_of(request.body))
        into.reply(request, 200, audio(self.b.ip, "8", version=2))
        out.answered()
        into.expect("ACK")
        out.invite(audio(self.a.ip, "0", version=3))
        out.wait(488)
        self.assert_talking(out, into)
        self.hang_up(out, into)


class NoHold(CodecStory):
    settings = {"disable-hold": "true"}

    def assert_answered_here(self, out, into, direction, answer):
        out.invite(audio(self.a.ip, "0", direction, 2))
        response = out.answered()
        self.assertIn(f"a={answer}\r\n", response.body)
        self.assertEqual("0", formats_of(response.body))
        into.phone.expect_nothing("INVITE", 0.2)
        self.assertNotIn("HELD", self.sofia.api("show channels"))

    def test_a_hold_is_answered_and_the_other_phone_is_not_told(self):
        out, into, _ = self.talk("0", "0")
        self.assert_answered_here(out, into, "sendonly", "recvonly")
        self.assert_answered_here(out, into, "inactive", "inactive")
        out.send("UPDATE", audio(self.a.ip, "0", "sendonly", 3), [("Contact", self.a.contact)])
        self.assertIn("a=recvonly\r\n", out.wait(200).body)
        into.phone.expect_nothing("INVITE", 0.2)
        self.assert_talking(out, into)
        self.hang_up(into, out)

    def test_a_hold_to_the_null_address_is_answered_as_well(self):
        out, into, _ = self.talk("0", "0")
        out.invite(audio("0.0.0.0", "0", version=2))
        out.answered()
        into.phone.expect_nothing("INVITE", 0.2)
        self.hang_up(out, into)

    def test_a_node_that_takes_the_call_over_does_the_same(self):
        out, into, _ = self.talk("0", "0")
        self.assert_answered_here(out, into, "sendonly", "recvonly")
        self.sofia.restart_after_crash()
        self.sofia.api("sofia recover")
        self.assert_answered_here(out, into, "sendonly", "recvonly")
        out.invite(audio(self.a.ip, "0", version=4))
        request = into.expect("INVITE")
        into.reply(request, 200, audio(self.b.ip, "0", version=2))
        out.answered()
        into.expect("ACK")
        self.hang_up(out, into)
