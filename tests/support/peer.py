"""A SIP endpoint whose every message a test decides, for what SIPp cannot time.

It does the transaction layer's chores and nothing else: repeats requests over UDP until they are
answered (RFC 3261 17.1), repeats a final answer to INVITE until its ACK, answers repetitions as the
first time, acknowledges failures of INVITE. The test sees each message once; `received` has all.
"""

import secrets
import select
import socket
import ssl
import time
from typing import Callable, Optional, Union

from support.sip_message import Message, full_name

T1 = 0.5
T2 = 4.0
# What expect() accepts: a method, a status, a class of status ("2xx"), or any condition.
Wanted = Union[str, int, Callable[[Message], bool]]


class Peer:
    """One address, "udp", "tcp" or "tls". Not thread-safe.

    Over TLS it connects by itself and does not listen; `tls` says whom it trusts (anybody by default).
    """

    def __init__(
        self, ip: str, port: int = 5060, transport: str = "udp", tls: Optional[ssl.SSLContext] = None
    ) -> None:
        self.ip, self.port, self.transport = ip, port, transport
        self._tls = tls or ssl._create_unverified_context()
        # Every message that arrived, repetitions included, with its time.
        self.received: list[tuple[float, Message]] = []
        self._inbox: list[Message] = []
        self._seen: set[tuple] = set()
        self._answers: dict[tuple, tuple[bytes, tuple[str, int]]] = {}
        self._acks: dict[tuple, tuple[bytes, tuple[str, int]]] = {}
        self._requests: dict[str, Message] = {}
        self._repeats: dict[tuple, _Repeat] = {}
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        self._socket = socket.socket(family, kind)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((ip, port))
        self._streams: dict[tuple[str, int], _Stream] = {}
        if transport == "tcp":
            self._socket.listen()

    @property
    def host(self) -> str:
        """Our address as a URI has it: with port, IPv6 in brackets."""
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"

    def close(self) -> None:
        self._socket.close()
        self.reconnect()

    def reconnect(self) -> None:
        """Closes all connections; the next message opens a new one."""
        for stream in self._streams.values():
            stream.socket.close()
        self._streams.clear()

    # Sending

    def via(self) -> str:
        """A fresh Via value with a branch of its own."""
        return f"SIP/2.0/{self.transport.upper()} {self.host};rport;branch=z9hG4bK{secrets.token_hex(8)}"

    def send_request(self, request: Message, to: tuple[str, int], repeat: bool = True) -> None:
        """Sends a request that has its Via, and repeats it until it is answered, unless told not."""
        data = request.encode()
        self._requests[request.branch] = request
        if request.method == "ACK":
            self._acks[(request.call_id, request.cseq)] = (data, to)
        elif repeat and self.transport == "udp":
            limit = time.monotonic() + 64 * T1
            self._repeats[("request", request.branch, request.method)] = _Repeat(data, to, limit)
        self.send_raw(data, to)

    def send_response(self, request: Message, response: Message) -> None:
        """Sends `response` to where `request` came from; a final one to INVITE until its ACK."""
        data = response.encode()
        self._answers[_request_key(request)] = (data, request.source)
        if request.method == "INVITE" and response.status >= 200:
            repeat = _Repeat(data, request.source, time.monotonic() + 64 * T1)
            self._repeats[("answer", request.call_id, request.cseq)] = repeat
        self.send_raw(data, request.source)

    def send_raw(self, data: bytes, to: tuple[str, int]) -> None:
        """Puts bytes onto the wire."""
        if self.transport == "udp":
            try:
                self._socket.sendto(data, to)
            except ConnectionRefusedError:
                pass  # The answer to an earlier datagram: nobody listens there now.
        else:
            self._stream_to(to).socket.sendall(data)

    def response(
        self, request: Message, status: int, reason: str, headers: list[tuple[str, str]], body: str
    ) -> Message:
        """A response with what it copies from `request` (RFC 3261 8.2.6.2), To without our tag."""
        headers_of_it = [(full_name(name), value) for name, value in request.headers]
        copied = [(name, value) for name, value in headers_of_it
                  if name.lower() in ("via", "from", "to", "call-id", "cseq", "record-route")]
        return Message(f"SIP/2.0 {status} {reason}", [*copied, *headers], body)

    # Receiving

    def expect(self, wanted: Wanted, within: float = 5.0, call_id: str = "") -> Message:
        """The next message that is `wanted`, taken from those that came already or are to come.

        Others stay for later. Raises AssertionError with what came instead.
        """
        deadline = time.monotonic() + within
        while True:
            for message in self._inbox:
                if fits(message, wanted) and call_id in ("", message.call_id):
                    self._inbox.remove(message)
                    return message
            left = deadline - time.monotonic()
            if left <= 0:
                got = ", ".join(str(message) for message in self._inbox) or "nothing"
                raise AssertionError(f"{self.host}: no {wanted} within {within:g} s; came: {got}")
            self.pump(left)

    def expect_nothing(self, wanted: Wanted, during: float, call_id: str = "") -> None:
        """Fails when a `wanted` message comes within `during` seconds."""
        try:
            message = self.expect(wanted, during, call_id)
        except AssertionError:
            return
        raise AssertionError(f"{self.host}: {message} should not have come")

    def listen(self, during: float) -> None:
        """Receives, and repeats what is due, for all of that time."""
        deadline = time.monotonic() + during
        while time.monotonic() < deadline:
            self.pump(deadline - time.monotonic())

    def take(self) -> list[Message]:
        """What has come and was not asked for yet, in order."""
        taken, self._inbox = self._inbox, []
        return taken

    def forget(self) -> None:
        """Drops what has come and was not asked for."""
        self.listen(0.01)
        self._inbox.clear()

    def count(self, wanted: Wanted, call_id: str = "") -> int:
        """How often a `wanted` message has come, repetitions included."""
        return sum(
            fits(message, wanted) and call_id in ("", message.call_id)
            for _, message in self.received
        )

    def request_of(self, branch: str) -> Message:
        """The request that we sent with this branch."""
        return self._requests[branch]

    def stop_repeating(self) -> None:
        """Sends nothing again by itself from now on, as if the phone had lost its power."""
        self._repeats.clear()

    def pump(self, within: float) -> None:
        """Receives what comes first within that time, and repeats what is due meanwhile."""
        deadline = time.monotonic() + within
        while True:
            now = time.monotonic()
            self._repeat_due(now)
            due = min((repeat.due for repeat in self._repeats.values()), default=deadline)
            own = [] if self.transport == "tls" else [self._socket]
            sources = [*own, *(stream.socket for stream in self._streams.values())]
            ready, _, _ = select.select(sources, [], [], max(0.0, min(due, deadline) - now))
            for source in ready:
                self._read(source)
            if ready or time.monotonic() >= deadline:
                return

    def _repeat_due(self, now: float) -> None:
        for key, repeat in list(self._repeats.items()):
            if now >= repeat.limit:
                del self._repeats[key]
            elif now >= repeat.due:
                self.send_raw(repeat.data, repeat.to)
                repeat.interval = min(2 * repeat.interval, T2)
                repeat.due = now + repeat.interval

    def _read(self, source: socket.socket) -> None:
        if self.transport == "udp":
            try:
                data, sender = self._socket.recvfrom(65535)
            except ConnectionRefusedError:
                return
            if data.strip():
                self._take(data, sender[:2])
        elif source is self._socket:
            accepted, sender = self._socket.accept()
            self._streams[sender[:2]] = _Stream(accepted)
        else:
            sender = next(key for key, stream in self._streams.items() if stream.socket is source)
            try:
                data = source.recv(65535)
            except ConnectionResetError:
                data = b""
            if not data:
                self._streams.pop(sender).socket.close()
                return
            # What TLS has unpacked already wakes up no select().
            if isinstance(source, ssl.SSLSocket) and source.pending():
                data += source.recv(source.pending())
            for message in self._streams[sender].messages(data):
                self._take(message, sender)

    def _take(self, data: bytes, sender: tuple[str, int]) -> None:
        message = Message.parse(data)
        message.source = sender
        self.received.append((time.monotonic(), message))
        if message.is_request:
            self._take_request(message)
        else:
            self._take_response(message)

    def _take_request(self, request: Message) -> None:
        if request.method == "ACK":
            self._repeats.pop(("answer", request.call_id, request.cseq), None)
        key = _request_key(request)
        if key in self._seen:
            if key in self._answers:
                self.send_raw(*self._answers[key])
            return
        self._seen.add(key)
        self._inbox.append(request)

    def _take_response(self, response: Message) -> None:
        invite = response.cseq_method == "INVITE"
        if response.status >= 200 or invite:
            self._repeats.pop(("request", response.branch, response.cseq_method), None)
        if invite and response.status >= 300:
            self._acknowledge_failure(response)
        if invite and 200 <= response.status < 300:
            again = self._acks.get((response.call_id, response.cseq))
            if again:
                self.send_raw(*again)
        key = (response.branch, response.start, response.cseq_method, response.to_tag)
        if key not in self._seen and response.status != 100:
            self._inbox.append(response)
        self._seen.add(key)

    def _acknowledge_failure(self, response: Message) -> None:
        """ACK within the INVITE transaction: same Via, Request-URI, Route (RFC 3261 17.1.1.3)."""
        invite = self._requests.get(response.branch)
        if invite is None:
            return
        kept = [(name, value) for name, value in invite.headers
                if name.lower() in ("from", "call-id", "route", "max-forwards")]
        headers = [("Via", invite.get("Via")), *kept, ("To", response.get("To")),
                   ("CSeq", f"{invite.cseq} ACK")]
        self.send_raw(Message(f"ACK {invite.uri} SIP/2.0", headers).encode(), response.source)

    def _stream_to(self, to: tuple[str, int]) -> "_Stream":
        if to not in self._streams:
            stream = socket.create_connection(to, 5, source_address=(self.ip, 0))
            if self.transport == "tls":
                stream = self._tls.wrap_socket(stream, server_hostname=to[0])
            self._streams[to] = _Stream(stream)
        return self._streams[to]


class _Repeat:
    """Something that is sent again until it is answered."""

    def __init__(self, data: bytes, to: tuple[str, int], limit: float) -> None:
        self.data, self.to, self.limit = data, to, limit
        self.interval = T1
        self.due = time.monotonic() + T1


class _Stream:
    """A TCP or TLS connection and the start of the message that has not come whole."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._buffer = b""

    def messages(self, data: bytes) -> list[bytes]:
        """The messages that are complete with `data` (RFC 3261 18.3)."""
        self._buffer += data
        whole = []
        while True:
            self._buffer = self._buffer.lstrip(b"\r\n")
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return whole
            length = int(Message.parse(head + separator).get("Content-Length") or 0)
            if len(rest) < length:
                return whole
            whole.append(head + separator + rest[:length])
            self._buffer = rest[length:]


def _request_key(request: Message) -> tuple:
    """What a repetition of a request has in common with it."""
    return (request.branch, request.method, request.call_id, request.cseq)


def is_final(message: Message) -> bool:
    """Whether this is a final response."""
    return message.status >= 200


def fits(message: Message, wanted: Wanted) -> bool:
    """Whether `message` is what `wanted` names."""
    if callable(wanted):
        return wanted(message)
    if isinstance(wanted, int):
        return message.status == wanted
    if wanted.endswith("xx"):
        return message.status // 100 == int(wanted[0])
    return message.is_request and message.method == wanted
