"""The event-socket client, against a server that says what it is told to say."""

import socket
import threading
import unittest

from support.esl import EventSocket
from support.story import Story

GREETING = b"Content-Type: auth/request\n\n"
ACCEPTED = b"Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
EVENT = b"Event-Name: HEARTBEAT\nEvent-Info: System%20Ready\n\n"


class EventSocketClient(Story):
    def server(self, *replies):
        """Answers each command in turn with one of `replies`."""
        listening = socket.create_server((self.lan.host(1), 8021))
        self.addCleanup(listening.close)

        def serve():
            connection, _ = listening.accept()
            with connection:
                connection.sendall(GREETING)
                for reply in replies:
                    text = b""
                    while not text.endswith(b"\n\n"):
                        text += connection.recv(1000)
                    connection.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        return self.lan.host(1), 8021

    def test_an_event_before_the_reply_is_kept_for_later(self):
        event = b"Content-Length: %d\nContent-Type: text/event-plain\n\n%s" % (len(EVENT), EVENT)
        body = b"Content-Type: api/response\nContent-Length: 5\n\nhello"
        with EventSocket(*self.server(ACCEPTED, event + body)) as client:
            self.assertEqual("hello", client.api("say hello"))
            self.assertEqual("System Ready", client.event("HEARTBEAT")["Event-Info"])

    def test_a_wrong_password_is_an_error(self):
        refused = b"Content-Type: command/reply\nReply-Text: -ERR invalid\n\n"
        with self.assertRaisesRegex(PermissionError, "-ERR invalid"):
            EventSocket(*self.server(refused))


if __name__ == "__main__":
    unittest.main()
