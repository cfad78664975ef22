"""Calls that a server outside steers (application `socket`)."""

import time
import unittest

from esl_server import EslServer
from support.calls import CallStory
from support.wait import until


def number(dialled, *actions):
    """An extension for one number."""
    steps = "".join(f"<action application='{name}' data='{data}'/>" for name, data in actions)
    return (f"<extension name='{dialled}'><condition field='destination_number' expression='^{dialled}$'>"
            f"{steps}</condition></extension>\n")


NEXT = ("respond", "480 The next action")
EXTENSIONS = (
    number("500", ("socket", "{domain}:8084 async full"), NEXT)
    + number("501", ("set", "colour=dark green"), ("socket", "{domain}:8084"), NEXT)
    + number("502", ("socket", "{domain}:8085|{domain}:8084 async"), NEXT)
    + number("503", ("socket", "{domain}:8085"), NEXT)
    + number("504", ("respond", "410 ${colour}"))
)


class OutboundSocket(CallStory):
    extensions = EXTENSIONS

    def setUp(self):
        super().setUp()
        self.server = EslServer(self.domain)
        self.addCleanup(self.server.close)

    def steered(self, dialled):
        """A call of `a` and its connection, to which `connect` was said."""
        out = self.a.dial(dialled)
        call = self.server.accept()
        self.addCleanup(call.close)
        return out, call.connect()

    def assert_notice(self, call, disposition="disconnect"):
        """The next frame says that the connection ends, or lingers."""
        frame = call.read_frame(5)
        self.assertEqual(("text/disconnect-notice", disposition, call.data["Unique-ID"]),
                         (frame.content_type, frame.headers["Content-Disposition"],
                          frame.headers["Controlled-Session-UUID"]))

    def assert_ended(self, call):
        self.assert_notice(call)
        with self.assertRaises(EOFError):
            call.read_frame(5)

    def assert_next_action(self, out):
        self.assertEqual("The next action", out.wait(480).reason)
        self.assert_no_calls()

    def test_the_server_sets_bridges_and_hangs_up(self):
        out, call = self.steered("500")
        self.assertEqual(("async", "full", "+OK\n", "500", "CHANNEL_DATA"),
                         tuple(call.data[name] for name in ("Socket-Mode", "Control", "Reply-Text",
                                                            "Caller-Destination-Number", "Event-Name")))
        self.assertEqual("+OK Events Enabled", call.command("myevents"))
        self.assertEqual("+OK", call.execute("set", "colour=blue", Event_UUID="mine"))
        done = call.event("CHANNEL_EXECUTE_COMPLETE", Application_UUID="mine")
        self.assertEqual(("set", "blue"), (done["Application"], done["variable_colour"]))
        self.assertEqual("blue", call.command("getvar colour"))
        self.assertEqual("+OK", call.execute("ring_ready"))
        out.wait(180)
        self.assertEqual("+OK", call.execute("bridge", f"user/1001@{self.domain}", event_lock="true"))
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        call.event("CHANNEL_BRIDGE")
        self.assert_talking(out, into)
        self.then("what the server says of a call that is up is done as well")
        self.assertEqual("+OK", call.execute("set", "colour=red"))
        self.assertEqual("red", call.command("getvar colour"))
        self.assertIn("is ready", call.api("status"))
        self.assertEqual("+OK", call.command("sendmsg\ncall-command: hangup\nhangup-cause: USER_BUSY"))
        for side in (out, into):
            self.assertIn("cause=17", side.hung_up().get("Reason"))
        names = [call.next_event()["Event-Name"]]
        while names[-1] != "CHANNEL_DESTROY":
            names.append(call.next_event()["Event-Name"])
        self.assertIn("CHANNEL_HANGUP_COMPLETE", names)
        self.assert_ended(call)
        self.assert_no_calls()

    def test_a_synchronous_server_hears_when_each_application_has_ended(self):
        out, call = self.steered("501")
        self.assertEqual(("static", "single-channel", "dark green"),
                         tuple(call.data[name] for name in ("Socket-Mode", "Control", "variable_colour")))
        began = time.monotonic()
        self.assertEqual("+OK", call.execute("sleep", "500"))
        self.assertGreaterEqual(time.monotonic() - began, 0.45)
        self.assertEqual("+OK", call.execute("set", "continue_on_fail=true"))
        call.send(f"sendmsg\ncall-command: execute\nexecute-app-name: bridge\nexecute-app-arg: user/1001@{self.domain}")
        into = self.b.incoming()
        into.ring()
        out.wait(180)
        into.refuse(486)
        self.assertEqual("+OK", call.read_frame(5).headers["Reply-Text"])
        self.assertEqual("USER_BUSY", call.command("getvar last_bridge_hangup_cause"))
        self.assertEqual("-ERR application playback is not supported in this version",
                         call.execute("playback", "music"))
        for line in ("api status", "bgapi status", "event plain ALL", "log", "sendevent CUSTOM"):
            self.assertEqual("-ERR command not found", call.command(line))
        self.assertEqual("+OK", call.execute("respond", "403 Not you"))
        self.assertEqual("Not you", out.wait(403).reason)
        self.assert_ended(call)

    def test_the_next_action_follows_when_the_server_leaves(self):
        for says in ("exit", "resume"):
            out, call = self.steered("501")
            self.assertTrue(call.command(says).startswith("+OK"))
            if says == "exit":
                self.assert_ended(call)
            call.close()
            self.assert_next_action(out)

    def test_the_next_action_follows_when_the_server_is_killed(self):
        out, call = self.steered("500")
        self.assertEqual("+OK", call.execute("ring_ready"))
        call.die()
        self.assert_next_action(out)
        self.then("and a call that is up stays up")
        out, call = self.steered("500")
        self.assertEqual("+OK", call.execute("bridge", f"user/1001@{self.domain}"))
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        call.die()
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_hosts_that_are_down_are_passed_over(self):
        out, call = self.steered("502")
        call.execute("hangup", "USER_BUSY")
        out.wait(486)
        out = self.a.dial("503")
        self.assert_next_action(out)
        self.assertIn(f"socket {self.domain} port 8085 cannot be reached", self.sofia.log())

    def test_the_server_hears_of_a_caller_who_gives_up(self):
        out, call = self.steered("500")
        self.assertEqual("+OK Events Enabled", call.command("myevents json"))
        self.assertEqual("+OK will linger 2 seconds", call.command("linger 2"))
        call.execute("ring_ready")
        out.wait(180)
        out.cancel()
        frames = [call.read_frame(5)]
        while frames[-1].content_type != "text/disconnect-notice":
            frames.append(call.read_frame(5))
        self.assertEqual(("linger", "2"), (frames[-1].headers["Content-Disposition"],
                                           frames[-1].headers["Linger-Time"]))
        names = [frame.event()["Event-Name"] for frame in frames[:-1] if frame.content_type == "text/event-json"]
        self.assertEqual("CHANNEL_DESTROY", names[-1])
        self.assert_ended(call)
        self.assert_no_calls()

    def test_a_transfer_takes_the_call_from_the_server(self):
        out, call = self.steered("501")
        self.assertEqual("+OK", call.execute("transfer", "504 XML default"))
        self.assertEqual("dark green", out.wait(410).reason)
        self.assert_ended(call)

    def test_several_calls_at_once_do_not_meet(self):
        calls = [self.steered("500") for _ in range(5)]
        for place, (_, call) in enumerate(calls):
            call.command("myevents")
            self.assertEqual("+OK", call.execute("set", f"place={place}"))
        for place, (out, call) in enumerate(calls):
            self.assertEqual(str(place), call.command("getvar place"))
            self.assertEqual("+OK", call.execute("respond", f"48{place} Number {place}"))
            self.assertEqual(f"Number {place}", out.wait(480 + place).reason)
            event = call.next_event()
            while event["Event-Name"] != "CHANNEL_DESTROY":
                self.assertEqual(call.data["Unique-ID"], event["Unique-ID"])
                event = call.next_event()
            self.assert_ended(call)
        self.assert_no_calls()

    def test_a_server_that_reads_nothing_disturbs_nobody(self):
        out, call = self.steered("500")
        call.command("event plain ALL")
        for _ in range(5):
            self.hang_up_beside(*self.talking())
        out.cancel()
        until(lambda: self.sofia.calls() == 0, 3, "no call is left")

    def hang_up_beside(self, first, second):
        first.send("BYE")
        second.hung_up()
        first.wait(200)

    def test_a_node_that_stops_says_good_bye(self):
        _, call = self.steered("500")
        self.assertEqual(0, self.sofia.stop())
        self.assert_ended(call)


if __name__ == "__main__":
    unittest.main()
