"""A client of the event socket (behaviour of the other system's protocol, version as of 1.10)."""

import json
import socket
from collections import deque
from typing import NamedTuple, Optional
from urllib.parse import unquote


class Frame(NamedTuple):
    """One message of the server: its headers, names as sent, and its body."""

    headers: dict[str, str]
    body: str

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")

    def event(self) -> dict[str, str]:
        """The headers of the event that this frame carries, decoded; its body as `_body`."""
        if self.content_type == "text/event-json":
            return json.loads(self.body)
        head, _, body = self.body.partition("\n\n")
        values = {name: unquote(value) for name, value in _headers(head).items()}
        return {**values, "_body": body} if body else values


def _headers(text: str) -> dict[str, str]:
    """The `Name: value` lines of `text`."""
    lines = (line.partition(":") for line in text.split("\n") if ":" in line)
    return {name.strip(): value.strip() for name, _, value in lines}


class EventSocket:
    """One connection, authenticated unless `password` is None. Events wait in a queue."""

    def __init__(
        self, ip: str, port: int, password: Optional[str] = "ClueCon", timeout: float = 5
    ) -> None:
        self._socket = socket.create_connection((ip, port), timeout)
        self._buffer = b""
        self._events: deque[Frame] = deque()
        self.greeting = self.read_frame(timeout)
        if password is not None:
            reply = self.command(f"auth {password}")
            if not reply.startswith("+OK"):
                self.close()
                raise PermissionError(reply)

    def __enter__(self) -> "EventSocket":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, text: str) -> None:
        """Sends one command, or raw headers, and the empty line that ends it. Bytes that are no text are
        surrogate escapes, here and in what comes."""
        self._socket.sendall(text.encode(errors="surrogateescape") + b"\n\n")

    def command(self, text: str, within: float = 10) -> str:
        """The Reply-Text of a command such as `event plain ALL`."""
        self.send(text)
        return self._reply("command/reply", within).headers.get("Reply-Text", "")

    def api(self, text: str, within: float = 10) -> str:
        """What the command `text` prints."""
        self.send(f"api {text}")
        return self._reply("api/response", within).body

    def bgapi(self, text: str) -> str:
        """Starts `text` in the background. Gives the Job-UUID that its BACKGROUND_JOB carries."""
        self.send(f"bgapi {text}")
        return self._reply("command/reply", 10).headers.get("Job-UUID", "")

    def subscribe(self, *names: str, form: str = "plain") -> None:
        """Asks for events, for example subscribe("CHANNEL_ANSWER", "CUSTOM sofia::register")."""
        reply = self.command(f"event {form} {' '.join(names)}")
        assert reply.startswith("+OK"), reply

    def event(self, name: str, within: float = 5, **wanted: str) -> dict[str, str]:
        """The next event with this Event-Name or Event-Subclass and these header values.

        Underscores in `wanted` stand for hyphens. Other events are dropped.
        """
        while True:
            values = self.next_event(within)
            named = name in (values.get("Event-Name"), values.get("Event-Subclass"))
            if named and all(
                values.get(key.replace("_", "-")) == value for key, value in wanted.items()
            ):
                return values

    def next_event(self, within: float = 5) -> dict[str, str]:
        """The next event, whatever it is. Raises AssertionError when none comes."""
        if self._events:
            return self._events.popleft().event()
        while True:
            frame = self.read_frame(within)
            if frame.content_type.startswith("text/event-"):
                return frame.event()

    def read_frame(self, within: float) -> Frame:
        """The next message of any kind. Raises AssertionError on silence, EOFError at the end."""
        self._socket.settimeout(within)
        while b"\n\n" not in self._buffer:
            self._receive()
        head, _, self._buffer = self._buffer.partition(b"\n\n")
        headers = _headers(head.decode(errors="surrogateescape"))
        length = int(headers.get("Content-Length", 0))
        while len(self._buffer) < length:
            self._receive()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return Frame(headers, body.decode(errors="surrogateescape"))

    def _receive(self) -> None:
        try:
            received = self._socket.recv(65536)
        except socket.timeout:
            raise AssertionError("the event socket said nothing in time") from None
        if not received:
            raise EOFError("the event socket was closed by the node")
        self._buffer += received

    def _reply(self, content_type: str, within: float) -> Frame:
        while True:
            frame = self.read_frame(within)
            if frame.content_type == content_type:
                return frame
            if frame.content_type.startswith("text/event-"):
                self._events.append(frame)
