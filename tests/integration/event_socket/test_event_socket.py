"""The event socket's protocol."""

import json
import os
import subprocess
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from support import sdp
from support.calls import CallStory
from support.esl import EventSocket
from support.wait import until

CALL_EVENTS = ("CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_HANGUP_COMPLETE")


class Protocol(CallStory):
    def setUp(self):
        super().setUp()
        self.client = self.sofia.event_socket()
        self.addCleanup(self.client.close)

    def test_it_asks_for_a_password_and_refuses_a_wrong_one(self):
        with EventSocket(*self.sofia.control, password=None) as stranger:
            self.assertEqual("auth/request", stranger.greeting.content_type)
            stranger.send("api status")
            with self.assertRaisesRegex(AssertionError, "said nothing"):
                stranger.read_frame(0.5)
        with self.assertRaisesRegex(PermissionError, "-ERR invalid"):
            EventSocket(*self.sofia.control, password="guess")

    def test_api_prints_and_an_unknown_command_is_an_error(self):
        self.assertIn("is ready", self.client.api("status"))
        self.assertEqual("-ERR frobnicate Command not found!\n", self.client.api("frobnicate"))

    def test_bgapi_answers_at_once_and_sends_the_result_as_an_event(self):
        self.client.subscribe("BACKGROUND_JOB")
        job = self.client.bgapi("status")
        event = self.client.event("BACKGROUND_JOB", Job_UUID=job)
        self.assertIn("is ready", event["_body"])
        self.assertEqual("status", event["Job-Command"])

    def test_the_events_of_a_call_come_in_order(self):
        self.client.subscribe(*CALL_EVENTS)
        out, into = self.talking()
        self.hang_up(out, into)
        names, legs = [], set()
        while names.count("CHANNEL_HANGUP_COMPLETE") < 2:
            event = self.client.next_event()
            names.append(event["Event-Name"])
            legs.add(event["Unique-ID"])
        self.assertEqual(2, len(legs))
        self.assertEqual("CHANNEL_CREATE", names[0])
        self.assertLess(names.index("CHANNEL_ANSWER"), names.index("CHANNEL_BRIDGE"))
        self.assertLess(names.index("CHANNEL_BRIDGE"), names.index("CHANNEL_HANGUP_COMPLETE"))
        self.assertEqual(2, names.count("CHANNEL_ANSWER"))

    def test_each_leg_has_its_whole_life_in_events(self):
        self.client.subscribe("ALL")
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.ring()
        out.wait(180)
        into.answer()
        out.answered()
        into.expect("ACK")
        self.hang_up(out, into)
        lives = {}
        while sum(life[-1] == "CHANNEL_DESTROY" for life in lives.values()) < 2:
            event = self.client.next_event()
            if event["Event-Name"].startswith("CHANNEL_") and not event["Event-Name"].endswith("STATE"):
                lives.setdefault(event["Call-Direction"], []).append(event["Event-Name"])
                self.assertTrue(event["Event-Sequence"].isdigit())
        over = ["CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"]
        dialplan = [name for name in lives["inbound"] if name.startswith("CHANNEL_EXECUTE")]
        self.assertEqual("CHANNEL_EXECUTE", dialplan[-1], "the bridge in which the call was answered")
        self.assertEqual(["CHANNEL_CREATE", "CHANNEL_PROGRESS", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_UNBRIDGE",
                          *over], [name for name in lives["inbound"] if name not in dialplan])
        self.assertEqual(["CHANNEL_CREATE", "CHANNEL_OUTGOING", "CHANNEL_ORIGINATE", "CHANNEL_PROGRESS",
                          "CHANNEL_ANSWER", *over], lives["outbound"])

    def test_the_call_state_is_told_and_a_phone_that_does_not_confirm_makes_no_call_longer(self):
        self.client.subscribe("CHANNEL_CALLSTATE CHANNEL_HANGUP_COMPLETE")
        out, into = self.talking()
        self.a.listen(1.2)
        self.when("one phone hangs up and the other is silent")
        out.bye()
        states, ends = {}, []
        while len(ends) < 2:
            event = self.client.next_event()
            if event["Event-Name"] == "CHANNEL_CALLSTATE":
                states.setdefault(event["Call-Direction"], []).append(event["Channel-Call-State"])
            else:
                ends.append(event)
        self.then("both legs have ended within seconds, and are billed for the call alone")
        self.assertEqual(["RINGING", "ACTIVE", "HANGUP"], states["inbound"])
        self.assertEqual(["RINGING", "ACTIVE", "HANGUP"], states["outbound"][-3:])
        for event in ends:
            self.assertIn(event["variable_billsec"], ("1", "2"))
            self.assertLess(int(event["variable_end_epoch"]) - int(event["variable_answer_epoch"]), 3)
        into.hung_up()
        self.assert_no_calls()

    def test_a_leg_that_is_originated_is_there_while_it_rings(self):
        self.client.subscribe("CHANNEL_CREATE CHANNEL_HANGUP_COMPLETE")
        self.client.command("bgapi originate {origination_uuid=click}"
                            f"user/1001@{self.domain} &bridge(sofia/internal/1000%{self.domain})")
        into = self.b.incoming()
        into.ring()
        self.assertEqual("click", self.client.event("CHANNEL_CREATE")["Unique-ID"])
        self.assertEqual("true", self.client.api("uuid_exists click"))
        self.assertIn("click,outbound,", self.client.api("show channels"))
        self.assertEqual("+OK\n", self.client.api("uuid_kill click"))
        into.cancelled()
        self.assertEqual("click", self.client.event("CHANNEL_HANGUP_COMPLETE")["Unique-ID"])
        self.assertEqual("false", self.client.api("uuid_exists click"))

    def test_json_and_xml_say_the_same(self):
        for form in ("json", "xml"):
            with self.subTest(form), self.sofia.event_socket() as client:
                client.subscribe("CHANNEL_CREATE", form=form)
                out, into = self.ringing()
                out.cancel()
                into.cancelled()
                frame = client.read_frame(5)
                self.assertEqual(f"text/event-{form}", frame.content_type)
                if form == "json":
                    self.assertEqual("CHANNEL_CREATE", json.loads(frame.body)["Event-Name"])
                else:
                    root = xml.fromstring(frame.body)
                    self.assertEqual("CHANNEL_CREATE", root.findtext("headers/Event-Name"))

    def test_a_filter_narrows_and_nixevent_stops(self):
        self.client.subscribe("ALL")
        self.assertTrue(self.client.command("filter Event-Name CHANNEL_ANSWER").startswith("+OK"))
        out, into = self.talking()
        self.assertEqual("CHANNEL_ANSWER", self.client.next_event()["Event-Name"])
        self.assertEqual("CHANNEL_ANSWER", self.client.next_event()["Event-Name"])
        self.assertTrue(self.client.command("filter delete all").startswith("+OK"))
        self.assertTrue(self.client.command("nixevent CHANNEL_HANGUP_COMPLETE").startswith("+OK"))
        self.hang_up(out, into)
        self.assertTrue(self.client.command("noevents").startswith("+OK"))

    def test_one_leg_is_followed_and_hung_up(self):
        self.client.subscribe("CHANNEL_ANSWER")
        out, into = self.talking()
        leg, other = (self.client.event("CHANNEL_ANSWER")["Unique-ID"] for _ in range(2))
        follower = self.sofia.event_socket()
        self.addCleanup(follower.close)
        self.assertEqual("-ERR invalid uuid", follower.command("myevents json nobody"))
        self.assertEqual("+OK Events Enabled", follower.command(f"myevents json {leg}"))
        self.assertEqual("-ERR aready enabled.", follower.command(f"myevents {other}"))
        self.assertEqual("-ERR invalid session id [nobody]",
                         self.client.command("sendmsg nobody\ncall-command: hangup"))
        self.assertEqual("-ERR application playback is not supported in this version",
                         self.client.command(f"sendmsg {leg}\ncall-command: execute\n"
                                             "execute-app-name: playback"))
        self.assertEqual("+OK", self.client.command(
            f"sendmsg {leg}\ncall-command: hangup\nhangup-cause: USER_BUSY"))
        for side in (out, into):
            side.hung_up()
        events = [follower.next_event()]
        while events[-1]["Event-Name"] != "CHANNEL_DESTROY":
            events.append(follower.next_event())
        self.assertEqual({leg}, {event["Unique-ID"] for event in events})
        self.assertEqual("text/disconnect-notice", follower.read_frame(5).content_type)
        over = next(event for event in events if event["Event-Name"] == "CHANNEL_HANGUP_COMPLETE")
        self.assertEqual("USER_BUSY", over["Hangup-Cause"])
        self.assert_no_calls()

    def test_scripts_read_and_set_the_variables_of_a_leg(self):
        self.client.subscribe("CHANNEL_ANSWER")
        out, into = self.talking()
        leg = self.client.event("CHANNEL_ANSWER")["Unique-ID"]
        self.assertEqual("true", self.client.api(f"uuid_exists {leg}"))
        self.assertEqual("_undef_", self.client.api(f"uuid_getvar {leg} colour"))
        self.assertEqual("+OK\n", self.client.api(f"uuid_setvar {leg} colour dark green"))
        self.assertEqual("dark green", self.client.api(f"uuid_getvar {leg} colour"))
        self.assertIn("\nvariable_colour: dark green\n", self.client.api(f"uuid_dump {leg}"))
        self.hang_up(out, into)
        self.assertEqual("false", self.client.api(f"uuid_exists {leg}"))
        self.assertEqual("true", self.client.api(f"user_exists id 1000 {self.domain}"))
        self.assertEqual("true", self.client.api("acl 127.0.0.1 loopback.auto"))
        self.assertEqual("two  words", self.client.api("echo two  words"))

    def test_sendmsg_executes_what_the_dialplan_could_and_tells_of_it(self):
        self.client.subscribe("CHANNEL_ANSWER", "CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE")
        out, into = self.talking()
        leg = self.client.event("CHANNEL_ANSWER")["Unique-ID"]
        execute = f"sendmsg {leg}\ncall-command: execute\nexecute-app-name: "
        self.assertEqual("+OK", self.client.command(
            execute + "set\nexecute-app-arg: colour=dark green\nEvent-UUID: mine"))
        done = self.client.event("CHANNEL_EXECUTE_COMPLETE", Application_UUID="mine")
        self.assertEqual(("set", "colour=dark green", "dark green"),
                         (done["Application"], done["Application-Data"], done["variable_colour"]))
        self.assertEqual("-ERR application playback is not supported in this version",
                         self.client.command(execute + "playback\nexecute-app-arg: music"))
        self.assertEqual("+OK", self.client.command(f"sendmsg {leg}\ncall-command: nomedia"))
        self.assert_talking(out, into)
        self.assertEqual("+OK", self.client.command(execute + "hangup\nexecute-app-arg: USER_BUSY"))
        for call in (out, into):
            self.assertIn("cause=17", call.hung_up().get("Reason"))
        self.assert_no_calls()

    def test_a_caller_and_a_leg_of_a_call_are_sent_elsewhere(self):
        c = self.registered("1002")[0]
        self.client.subscribe("CHANNEL_CREATE")
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.ring()
        caller = self.client.event("CHANNEL_CREATE", Call_Direction="inbound")["Unique-ID"]
        self.assertEqual("+OK\n", self.client.api(f"uuid_transfer {caller} 1002"))
        into.cancelled()
        second = c.incoming()
        second.answer()
        out.answered()
        second.expect("ACK")
        self.then("and within the call once more, as soon as the caller's ACK is there")
        until(lambda: self.client.api(f"uuid_transfer {caller} 1001") == "+OK\n", 5, "the leg is sent on")
        third = self.b.incoming()
        third.ring()
        self.assert_talking(out, second)
        third.answer()
        second.hung_up()
        third.expect("ACK")
        offered = out.expect("INVITE")
        out.reply(offered, 200, sdp.offer(self.a.ip))
        out.expect("ACK")
        third.send("BYE")
        out.hung_up()
        third.wait(200)
        self.assert_no_calls()

    def test_a_user_of_the_directory_does_what_he_is_allowed(self):
        file = self.sofia.directory / "conf" / "freeswitch.xml"
        rights = "".join(f"<param name='esl-{name}' value='{value}'/>" for name, value in (
            ("password", "watch me"), ("allowed-events", "CUSTOM sofia::register"), ("allowed-api", "status echo")))
        file.write_text(file.read_text().replace("<params>", "<params>" + rights, 1))
        with EventSocket(*self.sofia.control, password=None) as user:
            self.assertEqual("-ERR invalid", user.command("userauth 1000:watch me"))
        self.assertEqual("+OK [Success]", self.client.api("reloadxml").strip())
        with EventSocket(*self.sofia.control, password=None) as user:
            self.assertEqual("+OK accepted", user.command(f"userauth 1000@{self.domain}:watch me"))
            self.assertEqual("hello", user.api("echo hello"))
            for line in ("api shutdown", "event ALL", "log", "sendevent HEARTBEAT"):
                self.assertEqual("-ERR permission denied", user.command(line))
            user.subscribe("CUSTOM sofia::register")
            self.registered("1005")
            self.assertEqual("1005", user.event("sofia::register")["from-user"])
        self.then("the command-line client says what he may not do, and does not wait")
        ip, port = self.sofia.control
        client = [Path(os.environ["SOFIA_BIN"]) / "sofia", "-H", ip, "-P", str(port), "-u", f"1000@{self.domain}",
                  "-p", "watch me", "-x"]
        refused = subprocess.run([*client, "shutdown"], capture_output=True, text=True, timeout=10)
        self.assertEqual((1, "-ERR permission denied"), (refused.returncode, refused.stdout.strip()))
        self.assertEqual("hello\n", subprocess.run([*client, "echo hello"], capture_output=True, text=True,
                                                   timeout=10).stdout)

    def test_events_that_nobody_wants_are_not_made(self):
        self.client.subscribe("HEARTBEAT", "CUSTOM story::mark")

        def mark():
            self.client.send("sendevent CUSTOM\nEvent-Subclass: story::mark")
            return int(self.client.event("story::mark")["Event-Sequence"])

        before = mark()
        self.hang_up(*self.talking())
        # One HEARTBEAT may have come in between; a call would make a dozen.
        self.assertLessEqual(mark() - before, 2)

    def test_bad_input_gets_its_error_and_the_others_are_served(self):
        for sent, error in (
            ("auth guess", "-ERR invalid"),
            ("auth guess\nContent-Length: -1", "-ERR Content-Length '-1': expected a number"),
            ("auth guess\nContent-Length: 4294967296", "-ERR command longer than 16384 bytes"),
            ("auth guess\n" + "X-Padding: 0123456789\n" * 1000,
             "-ERR command longer than 16384 bytes"),
            ("\x16\x03" * 10000, "-ERR command longer than 16384 bytes"),
        ):
            with self.subTest(error, sent=sent[:40]), \
                    EventSocket(*self.sofia.control, password=None) as stranger:
                self.assertEqual(error, stranger.command(sent))
                self.assertEqual("text/disconnect-notice", stranger.read_frame(5).content_type)
                with self.assertRaises(EOFError):
                    stranger.read_frame(5)
        self.assertEqual("-ERR command not found", self.client.command("frobnicate"))
        self.assertIn("is ready", self.client.api("status"))

    def test_a_registration_is_a_custom_event(self):
        self.client.subscribe("CUSTOM sofia::register")
        self.registered("1002")
        self.assertEqual("1002", self.client.event("sofia::register")["from-user"])

    def test_a_refused_registration_is_a_custom_event(self):
        self.client.subscribe("CUSTOM sofia::register_failure")
        self.assertEqual(403, self.phone("1003", password="guess").register().status)
        self.assertEqual("1003", self.client.event("sofia::register_failure")["to-user"])

    def test_an_event_of_a_client_reaches_the_others(self):
        with self.sofia.event_socket() as other:
            other.subscribe("CUSTOM story::said")
            self.client.send("sendevent CUSTOM\nEvent-Subclass: story::said\nWord: hello")
            self.assertEqual("hello", other.event("story::said")["Word"])

    def test_the_log_is_sent_to_who_asks(self):
        self.assertTrue(self.client.command("log 7").startswith("+OK"))
        self.registered("1004")
        self.assertEqual("log/data", self.client.read_frame(5).content_type)

    def test_exit_ends_the_connection_in_order(self):
        self.assertTrue(self.client.command("exit").startswith("+OK"))
        frame = self.client.read_frame(5)
        self.assertEqual("text/disconnect-notice", frame.content_type)
        with self.assertRaises(EOFError):
            self.client.read_frame(5)

    def test_a_client_that_reads_nothing_disturbs_nobody(self):
        sleeper = self.sofia.event_socket()
        self.addCleanup(sleeper.close)
        sleeper.subscribe("ALL")
        began = time.monotonic()
        for _ in range(10):
            self.hang_up(*self.talking())
        self.assertLess(time.monotonic() - began, 10)


if __name__ == "__main__":
    unittest.main()
