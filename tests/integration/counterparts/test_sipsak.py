"""sipsak: single requests, a flood, and garbage."""

import subprocess
import unittest

from support.calls import CallStory


class Sipsak(CallStory):
    """Beside two scripted phones."""

    def setUp(self):
        super().setUp()
        self.me = self.lan.host(20)

    def sipsak(self, *arguments, text=None, within=10):
        """Its exit code and what it printed."""
        done = subprocess.run(["sipsak", *arguments], capture_output=True, input=text, timeout=within)
        return done.returncode, done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")

    def account(self, user, password="1234"):
        return ("-i", "-u", user, "-a", password, "-s", f"sip:{user}@{self.domain}")

    def register(self, contact, expires="120", user="1002", password="1234"):
        return self.sipsak("-v", "-U", "-C", contact, "-x", expires, *self.account(user, password))

    def status(self, text):
        """Of the answer to a request that is sent as it stands."""
        _, printed = self.sipsak("-v", "-f", "-", "-s", f"sip:{self.domain}", text=text.encode())
        return printed.splitlines()[0]

    def test_asks_what_the_node_can(self):
        for transport in ("udp", "tcp"):
            code, printed = self.sipsak("-vv", "-E", transport, "-s", f"sip:1000@{self.domain}")
            self.assertEqual(0, code, printed)
            self.assertRegex(printed, r"SIP/2\.0 200 OK[\s\S]*Allow: INVITE, ACK, BYE, CANCEL")

    def test_registers_asks_and_removes(self):
        contact = f"sip:1002@{self.me}:5060"
        code, printed = self.register(contact)
        self.assertEqual(0, code, printed)
        self.assertEqual(f"sofia/internal/{contact}", self.sofia.api(f"sofia_contact 1002@{self.domain}"))
        self.assertEqual(0, self.register("empty")[0])
        self.assertEqual(0, self.register("star", expires="0")[0])
        self.assertEqual("error/user_not_registered", self.sofia.api(f"sofia_contact 1002@{self.domain}"))

    def test_a_wrong_password_registers_nothing(self):
        code, printed = self.register(f"sip:1002@{self.me}:5060", password="guess")
        self.assertNotEqual(0, code, printed)
        self.assertEqual("0", self.sofia.api(f"sofia_count_reg 1002@{self.domain}"))

    def test_a_request_of_no_dialog_that_needs_one(self):
        for method in ("BYE", "INFO", "NOTIFY", "PRACK", "REFER", "UPDATE"):
            answer = self.status(
                f"{method} sip:1000@{self.domain} SIP/2.0\nFrom: <sip:1001@{self.domain}>;tag=a\n"
                f"To: <sip:1000@{self.domain}>\nCall-ID: {method}\nCSeq: 1 {method}\nMax-Forwards: 70\n"
                f"Contact: <sip:1001@{self.me}>\nContent-Length: 0\n\n")
            self.assertTrue(answer.startswith("SIP/2.0 481"), f"{method}: {answer}")

    def test_a_flood_and_garbage_disturb_no_call(self):
        out, into = self.talking()
        code, printed = self.sipsak("-F", "-e", "2000", "-s", f"sip:1000@{self.domain}")
        self.assertEqual(0, code, printed)
        self.when("characters of a request are replaced by others, more and more of them")
        self.sipsak("-R", "-t", "12", "-s", f"sip:1000@{self.domain}", within=20)
        self.assert_talking(out, into)
        self.assertEqual(200, self.a.options().status)
        self.hang_up(out, into)




if __name__ == "__main__":
    unittest.main()
