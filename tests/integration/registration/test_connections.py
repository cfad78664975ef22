"""Connections of phones are kept open, or found dead, by line ends (RFC 5626 3.5.1)."""

import unittest

from support.story import Story


class Connections(Story):
    def connected(self, **settings):
        """The socket of a TCP phone that has registered at a node with these settings."""
        self.node(self.conf(settings)).start()
        phone = self.registered("1000", transport="tcp")[0]
        stream = next(iter(phone._streams.values())).socket
        stream.settimeout(5)
        return stream

    def test_a_silent_connection_is_kept_open(self):
        stream = self.connected(**{"tcp-keepalive": "300"})
        self.then("a line end comes now and then")
        for _ in range(3):
            self.assertEqual(b"\r\n\r\n", stream.recv(4))

    def test_a_connection_that_answers_stays(self):
        stream = self.connected(**{"tcp-pingpong": "400", "tcp-keepalive": "300"})
        for _ in range(4):
            self.assertEqual(b"\r\n\r\n", stream.recv(4))
            stream.sendall(b"\r\n")

    def test_a_connection_that_does_not_answer_is_closed(self):
        stream = self.connected(**{"tcp-pingpong": "400", "tcp-keepalive": "300"})
        self.then("two line ends are all that comes")
        received = b""
        while part := stream.recv(100):
            received += part
        self.assertEqual(b"", received.replace(b"\r\n", b""))

    def test_the_line_ends_of_a_phone_are_answered(self):
        stream = self.connected()
        stream.sendall(b"\r\n\r\n")
        self.assertEqual(b"\r\n", stream.recv(10))


if __name__ == "__main__":
    unittest.main()
