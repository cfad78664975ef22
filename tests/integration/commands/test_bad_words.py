"""Words at the door of commands that are missing, unknown, too long or no text: a clear answer each, and the node goes on."""

import re
import unittest

from support.calls import CallStory
from support.wait import until

NOBODY = "00000000-0000-4000-8000-000000000000"
LONG = "x" * 20000
# A byte that only continues, an overlong slash, one that no text has: as Python's surrogate escapes.
BYTES = "\udc80\udcc0\udcaf\udcff"
BAD = ("", "nosuch", LONG, BYTES)
NO_CHANNEL = "-ERR No such channel!\n"
NO_SYNTAX, NO_PROFILE, NO_GATEWAY = "Invalid Syntax!\n", "Invalid Profile!\n", "Invalid Gateway!\n"
# By command: the beginning of its answer to no word, an unknown one, a long one, and bytes.
TABLE = {
    "sofia": ("USAGE:\n", "Unknown Command [nosuch]", f"Unknown Command [{LONG}]", f"Unknown Command [{BYTES}]"),
    "sofia profile": ("Invalid Args!\n",) * 4,
    "sofia profile internal": ("Invalid Args!\n", *("-ERR Unknown command!\n",) * 3),
    "sofia profile nosuch": ("Invalid Args!\n", *("Invalid Profile [nosuch]",) * 3),
    "sofia profile internal siptrace": ("Usage: sofia profile <name> siptrace",) * 4,
    "sofia profile internal watchdog": ("Usage: sofia profile <name> watchdog",) * 4,
    "sofia profile internal killgw": ("-ERR missing gw name\n", *("-ERR no such gateway.\n",) * 3),
    "sofia status nosuch": (NO_SYNTAX,) * 4,
    "sofia status profile": (NO_SYNTAX, *(NO_PROFILE,) * 3),
    "sofia status profile internal x": (NO_SYNTAX,) * 4,
    "sofia xmlstatus nosuch": (NO_SYNTAX,) * 4,
    "sofia xmlstatus profile": (NO_SYNTAX, *(NO_PROFILE,) * 3),
    "sofia xmlstatus gateway x": (NO_GATEWAY,) * 4,
    "sofia global": ("-ERR Usage: siptrace",) * 4,
    "sofia loglevel nta x": ("USAGE:",) * 4,
    "sofia recover x": ("-ERR expected [flush]\n",) * 4,
    "sofia ha": ("-USAGE: sofia ha",) * 4,
    "sofia_contact": ("error/user_not_registered",) * 4,
    "sofia_count_reg": ("-1",) * 4,
    "sofia_gateway_data": ("-ERR Parameter missing\n",) * 4,
    "sofia_presence_data": ("-ERR expected list|status|rpid|user_agent",) * 4,
    "uuid_kill": ("-USAGE: <uuid> [cause]\n", *(NO_CHANNEL,) * 3),
    "uuid_dump": ("-USAGE: <uuid> [plain|xml|json]\n", *(NO_CHANNEL,) * 3),
    "uuid_exists": ("false",) * 4,
    "uuid_getvar": ("-USAGE: <uuid> <name>\n",) * 4,
    f"uuid_getvar {NOBODY}": ("-USAGE:", *(NO_CHANNEL,) * 3),
    f"uuid_setvar {NOBODY}": ("-USAGE:", *(NO_CHANNEL,) * 3),
    f"uuid_setvar {NOBODY} name": (NO_CHANNEL,) * 4,
    f"uuid_transfer {NOBODY}": ("-USAGE:", *(NO_CHANNEL,) * 3),
    f"uuid_deflect {NOBODY}": ("-USAGE:", *(NO_CHANNEL,) * 3),
    f"uuid_execute {NOBODY}": ("-USAGE:", *(NO_CHANNEL,) * 3),
    "sched_hangup +5": ("-USAGE:", *(NO_CHANNEL,) * 3),
    "sched_hangup soon": ("-USAGE:",) + ("-",) * 3,
    "show": ("-USAGE: channels|calls",) * 4,
    "acl": ("-USAGE:",) * 4,
    "user_data": ("-USAGE:",) * 4,
    "fsctl": ("-USAGE: fsctl", *("-ERR fsctl ",) * 3),
    "fsctl recover x": ("-ERR expected [flush:]",) * 4,
    "fsctl shutdown x": ("-ERR fsctl shutdown x ",) * 4,
    "fsctl pause x": ("-ERR expected",) * 4,
    "fsctl max_sessions x": ("-ERR expected a number",) * 4,
    "json": ("-USAGE: json",) * 4,
    "uptime x": ("-USAGE:",) * 4,
    "nosuch": ("-ERR nosuch Command not found!\n",) * 4,
    "originate": ("-USAGE: <call url>",) * 4,
}
# Dial strings that cannot be called, with what originate says: an open bracket takes the rest of the line.
DIAL_STRINGS = {
    "nosuch": "-ERR ", "user/": "-ERR ", "user/@x": "-ERR ", "sofia/internal": "-ERR ", "sofia//1": "-ERR ",
    "sofia/nosuch/1001@192.0.2.1": "-ERR ", "sofia/internal/1@[::1": "-USAGE", "sofia/internal/1@h:0": "-ERR ",
    "sofia/gateway/nosuch/1": "-ERR ", "{a=b": "-USAGE", "{=b}user/1": "-ERR ", "[a=b]": "-ERR ", "user/1,": "-ERR ",
    ",": "-ERR ", "|": "-ERR ", ":_:": "-ERR ", "user/nosuch": "-ERR USER_NOT_REGISTERED", "error/": "-ERR ",
    "error/NOSUCH": "-ERR ", "error/USER_BUSY": "-ERR USER_BUSY", "user/" + LONG: "-ERR ",
    ",".join(["user/1"] * 129): "-ERR ", "{" * 5000: "-USAGE", f"user/{BYTES}": "-ERR ", f"sofia/internal/{BYTES}@{BYTES}": "-ERR ",
    f"{{{BYTES}={BYTES}}}user/1017": "-ERR ", BYTES: "-ERR ",
}


class BadWords(CallStory):
    limit = 120

    def ask(self, line):
        """What the node answers to a line whose bytes may be no text."""
        with self.sofia.event_socket() as client:
            return client.api(line)

    def test_commands(self):
        out, into = self.talking()
        for command, answers in TABLE.items():
            for word, expected in zip(BAD, answers):
                with self.subTest(command=command, word=word[:10]):
                    said = self.ask(f"{command} {word}".strip())
                    self.assertTrue(said.startswith(expected), said[:200])
                    self.assertLess(len(said), len(word) + 3000)
        self.then("no call was hung up, no binding lost")
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_dial_strings(self):
        out, into = self.talking()
        for text, expected in DIAL_STRINGS.items():
            with self.subTest(text[:40]):
                said = self.ask(f"originate {text} &bridge(user/1001@{self.domain})")
                self.assertTrue(said.startswith(expected), said[:200])
                self.assertLess(len(said), 1000)
        self.assertEqual(1, self.sofia.calls())
        self.hang_up(out, into)

    def on_a_call_that_is_up(self):
        out, into = self.talking()
        leg = re.search(r"^([0-9a-f-]{36}),", self.sofia.api("show channels"), re.MULTILINE)[1]
        for word, name in ((LONG, "long"), (BYTES, "bytes"), ("x" * 300, "short")):
            self.ask(f"uuid_setvar {leg} {name} {word}")
            self.ask(f"uuid_setvar {leg} {word} value")
            self.ask(f"uuid_getvar {leg} {word}")
            self.assertTrue(self.ask(f"uuid_deflect {leg} {word}").startswith("-"), name)
            self.assertTrue(self.ask(f"uuid_execute {leg} {word} {word}").startswith("-"), name)
            self.assertTrue(self.ask(f"uuid_dump {leg} {word}").startswith("-"), name)
            self.assertTrue(self.ask(f"sched_hangup {word} {leg} {word}").startswith("-"), name)
            for form in ("plain", "xml", "json"):
                self.assertIn("short" if name == "short" else leg, self.ask(f"uuid_dump {leg} {form}"))
        self.then("what was set does not keep the row from the database")
        self.sofia.settle()
        self.sofia.restart_after_crash()
        self.assertIn("recovered", self.sofia.api("sofia recover").lower())
        until(lambda: self.sofia.calls() == 1, 5, "the call is back")
        self.hang_up(out, into)

    def test_on_a_call_that_is_up(self):
        self.on_a_call_that_is_up()


class OnPostgres(BadWords):
    """The same where the database takes nothing but text."""

    def node(self, conf=None, **values):
        return super().node(conf, db=self.postgres().create("sofia"), **values)

    test_commands = test_dial_strings = None


if __name__ == "__main__":
    unittest.main()
