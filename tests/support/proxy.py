"""A record-routing SIP proxy between a phone and the node."""

import secrets
import threading
from typing import Optional

from support.peer import Peer
from support.sip_message import Message, addr_spec, target_of


class Proxy:
    """Stateless, over UDP (RFC 3261 16.11). Requests without a route to it go to `default`, when
    given, as an outbound proxy's do; else where their Request-URI points. Runs in a thread."""

    def __init__(self, ip: str, port: int = 5060, default: Optional[tuple[str, int]] = None) -> None:
        self._peer = Peer(ip, port)
        self._default = default
        # Requests that have passed, with the Route values they came with.
        self.passed: list[Message] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def address(self) -> tuple[str, int]:
        return self._peer.ip, self._peer.port

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._peer.close()

    def _run(self) -> None:
        seen = 0
        while not self._stopping.is_set():
            self._peer.pump(0.05)
            for _, message in self._peer.received[seen:]:
                self._forward_request(message) if message.is_request else self._forward_response(message)
            seen = len(self._peer.received)

    def _forward_request(self, request: Message) -> None:
        self.passed.append(request)
        routes = request.values("Route")
        if routes and target_of(addr_spec(routes[0])) == self.address:
            routes = routes[1:]
        via = f"SIP/2.0/UDP {self._peer.host};branch={self._branch(request)}"
        headers = [("Via", via)]
        if request.method == "INVITE" and not request.to_tag:
            headers.append(("Record-Route", f"<sip:{self._peer.host};lr>"))
        headers += [("Route", route) for route in routes]
        headers += [header for header in request.headers if header[0].lower() != "route"]
        to = target_of(addr_spec(routes[0])) if routes else self._next(request)
        self._peer.send_raw(Message(request.start, headers, request.body).encode(), tuple(to))

    def _next(self, request: Message) -> tuple[str, int]:
        outward = request.source != self._default and not request.to_tag
        return self._default if self._default and outward else target_of(request.uri)

    def _forward_response(self, response: Message) -> None:
        vias = response.values("Via")[1:]
        headers = [("Via", via) for via in vias]
        headers += [header for header in response.headers if header[0].lower() != "via"]
        to = target_of("sip:" + vias[0].split()[1])
        self._peer.send_raw(Message(response.start, headers, response.body).encode(), tuple(to))

    def _branch(self, request: Message) -> str:
        """The same for a request and its repetitions and its CANCEL."""
        return f"z9hG4bKproxy{request.branch[7:]}" if request.branch else f"z9hG4bK{secrets.token_hex(8)}"
