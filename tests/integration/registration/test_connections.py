"""Connections of phones are kept open, or found dead, by line ends (RFC 5626 3.5.1)."""

import socket
import unittest
from pathlib import Path

from support.story import Story
from support.wait import until


class Connections(Story):
    def connected(self, **settings):
        """The socket of a TCP phone that has registered at a node with these settings."""
        self.node(self.conf(settings)).start()
        phone = self.registered("1000", transport="tcp")[0]
        self.connected_phone = phone
        stream = next(iter(phone._streams.values())).socket
        stream.settimeout(5)
        return stream

    def test_a_silent_connection_is_kept_open(self):
        stream = self.connected(**{"tcp-keepalive": "300"})
        self.then("two line ends come now and then")
        for _ in range(3):
            self.assertEqual(b"\r\n\r\n", stream.recv(4))

    def test_a_connection_that_answers_stays(self):
        stream = self.connected(**{"tcp-pingpong": "400", "tcp-keepalive": "300"})
        asked = 0
        # The stack takes two of our answers in a row for a question, and answers that.
        while asked < 5:
            part = stream.recv(100)
            self.assertNotEqual(b"", part, "the connection was closed")
            if b"\r\n\r\n" in part:
                asked += 1
                stream.sendall(b"\r\n")
        self.then("five answers later a REGISTER still gets through on it")
        self.assertEqual(200, self.connected_phone.register().status)

    def test_a_connection_that_does_not_answer_is_closed(self):
        stream = self.connected(**{"tcp-pingpong": "400", "tcp-keepalive": "300"})
        self.then("two line ends are all that comes")
        received = b""
        while part := stream.recv(100):
            received += part
        self.assertEqual(b"", received.replace(b"\r\n", b""))

    def test_nobody_is_asked_without_a_keepalive(self):
        stream = self.connected(**{"tcp-pingpong": "200"})
        stream.settimeout(1.5)
        with self.assertRaises(TimeoutError):
            stream.recv(100)

    def test_the_line_ends_of_a_phone_are_answered(self):
        stream = self.connected()
        stream.sendall(b"\r\n\r\n")
        self.assertEqual(b"\r\n", stream.recv(10))

    def timers(self):
        """What the kernel waits for on the node's ends of connections: "02" is a keep-alive."""
        ip, port = self.node_address
        here = f"{int.from_bytes(socket.inet_aton(ip), 'little'):08X}:{port:04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()]
        return {row[5].partition(":")[0] for row in rows if row[1] == here and row[3] == "01"}

    def test_the_kernel_looks_after_connections_when_it_is_told(self):
        self.connected(**{"socket-tcp-keepalive": "60"})
        until(lambda: self.timers() == {"02"}, 3, "a timer runs that asks the peer")

    def test_and_does_not_by_itself(self):
        self.connected()
        until(lambda: self.timers() == {"00"}, 3, "nothing is waited for")


if __name__ == "__main__":
    unittest.main()
