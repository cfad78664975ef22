"""What the network may bring, and what must stay."""

import secrets
import select
import socket
import time
import unittest

import messages
from support.calls import CallStory

PATIENCE = 3.0
# Long enough for an answer that should not come.
SILENCE = 0.1


class Stranger:
    """Somebody with a socket who writes his messages himself; each one has its own `{id}`."""

    def __init__(self, ip, node):
        self.node = node
        self.host = f"{ip}:5060"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((ip, 5060))

    def text(self, template, ident):
        for name, value in (("{host}", self.host), ("{node}", self.node[0]), ("{id}", ident)):
            template = template.replace(name, value)
        return template

    def send(self, template):
        """Sends a message; gives what names it."""
        ident = secrets.token_hex(6)
        self.socket.sendto(self.text(template, ident).encode("latin-1"), self.node)
        return ident

    def final(self, ident, patience):
        """The final response to that message, acknowledged; nothing when none has come in time."""
        end = time.monotonic() + patience
        while select.select([self.socket], [], [], max(0, end - time.monotonic()))[0]:
            answer = self.socket.recv(65535).decode("latin-1")
            start = answer.partition("\r\n")[0].split()
            if start[0] == "SIP/2.0" and int(start[1]) >= 200 and ident in answer:
                self.acknowledge(answer, ident)
                return answer
        return ""

    def acknowledge(self, answer, ident):
        lines = dict(line.partition(":")[::2] for line in answer.split("\r\n")[1:] if ":" in line)
        if lines.get("CSeq", "").split()[1:] != ["INVITE"]:
            return
        self.socket.sendto(self.text(
            "ACK sip:5555@{node} SIP/2.0\r\nVia: SIP/2.0/UDP {host};rport;branch=z9hG4bK{id}\r\n"
            f"From:{lines['From']}\r\nTo:{lines['To']}\r\nCall-ID:{lines['Call-ID']}\r\n"
            "CSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n", ident).encode("latin-1"), self.node)

    def close(self):
        self.socket.close()


class BadMessages(CallStory):
    limit = 120

    def setUp(self):
        super().setUp()
        self.out, self.into = self.talking()
        self.stranger = Stranger(self.lan.host(30), self.node_address)
        self.addCleanup(self.stranger.close)

    def assert_serves(self, what):
        answer = self.stranger.final(self.stranger.send(messages.request()), PATIENCE)
        self.assertTrue(answer.startswith("SIP/2.0 200 "), f"after {what}: {answer!r}")

    def assert_nothing_is_lost(self):
        self.assert_talking(self.out, self.into)
        self.hang_up(self.out, self.into)
        for user in ("1000", "1001"):
            self.assertEqual("1", self.sofia.api(f"sofia_count_reg internal/{user}@{self.domain}"))

    def test_what_is_odd_and_right_is_served(self):
        for row in messages.VALID:
            with self.subTest(row.name):
                answer = self.stranger.final(self.stranger.send(row.text), PATIENCE)
                self.assertEqual(f"SIP/2.0 {row.status} ", answer[:12])
                self.assert_serves(row.name)
        self.assert_nothing_is_lost()

    def test_what_cannot_be_served_is_answered_with_its_fault(self):
        for row in messages.INVALID:
            with self.subTest(row.name):
                answer = self.stranger.final(self.stranger.send(row.text), PATIENCE)
                self.assertEqual(f"SIP/2.0 {row.status} ", answer[:12])
                self.assert_serves(row.name)
        self.assert_nothing_is_lost()

    def test_an_event_that_nobody_has_is_answered_with_those_there_are(self):
        for method in ("SUBSCRIBE", "PUBLISH"):
            answer = self.stranger.final(self.stranger.send(
                messages.request(method, "sip:1000@{node}", event="foo")), PATIENCE)
            self.assertEqual("SIP/2.0 489 ", answer[:12])
            self.assertIn("\r\nAllow-Events: message-summary\r\n", answer)

    def test_what_nobody_can_be_told_of_gets_no_answer(self):
        for row in messages.SILENT:
            with self.subTest(row.name):
                self.stranger.send(row.text)
                self.assertEqual("", self.stranger.final("", SILENCE))
                self.assert_serves(row.name)
        self.assert_nothing_is_lost()

    def test_connections_with_half_a_message_hold_nobody_up(self):
        good = self.stranger.text(messages.request(), "tcp-1").replace("SIP/2.0/UDP", "SIP/2.0/TCP").encode()
        endless = good.replace(b"Content-Length: 0", b"Content-Length: 99999999999")
        held = []
        for name, octets in (("half a start line", b"OPTIONS sip:"), ("half a message", good[:-20]),
                             ("a length without end", endless + b"x" * 1000),
                             ("garbage", b"\x00\xff" * 5000), ("line ends", b"\r\n" * 1000)):
            with self.subTest(name):
                connection = socket.create_connection(self.node_address, timeout=PATIENCE)
                self.addCleanup(connection.close)
                connection.sendall(octets)
                held.append(connection)
                self.assert_serves(name)
        with socket.create_connection(self.node_address, timeout=PATIENCE) as slow:
            for octet in good:
                slow.sendall(bytes([octet]))
            self.assertTrue(slow.recv(65535).startswith(b"SIP/2.0 200 "))
        with socket.create_connection(self.node_address, timeout=PATIENCE) as two:
            two.sendall(good + good.replace(b"tcp-1", b"tcp-2"))
            answers = b""
            while answers.count(b"SIP/2.0 200 ") < 2:
                answers += two.recv(65535)
        self.assert_nothing_is_lost()

    def test_no_text_of_a_stranger_becomes_a_header_line_of_ours(self):
        evil = "x%0d%0aX-Evil:%201%0d%0a"
        phone = self.phone("1002")
        self.assertEqual(200, phone.register().status)
        call = phone.dial("1001", extra=[("X-Text", evil), ("X-Folded", "a\r\n b"), ("User-to-User", evil)])
        into = self.b.incoming()
        into.ring()
        self.assertEqual(evil, into.offered.get("X-Text"))
        self.assertEqual(["a", "b"], into.offered.get("X-Folded").split())
        self.assertEqual("", into.offered.get("X-Evil"))
        call.cancel()
        into.cancelled()
        self.assert_serves("an INVITE with escapes")
        self.assert_nothing_is_lost()


if __name__ == "__main__":
    unittest.main()
