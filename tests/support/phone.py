"""A SIP phone that does what the test says."""

import secrets
import ssl
import time
from typing import Optional

from support import sdp
from support.call import Call, Headers
from support.digest import authorization
from support.peer import Peer, is_final
from support.sip_message import Message


class Phone(Peer):
    """User `user` of `domain`, whose requests go to `node` (ip, port)."""

    def __init__(
        self,
        node: tuple[str, int],
        ip: str,
        user: str,
        domain: str,
        password: str = "1234",
        port: int = 5060,
        transport: str = "udp",
        tls: Optional[ssl.SSLContext] = None,
    ) -> None:
        super().__init__(ip, port, transport, tls)
        self.node, self.user, self.domain, self.password = node, user, domain, password
        self.register_call_id = f"reg-{secrets.token_hex(6)}"
        self.register_cseq = 0
        # The last challenge and how often its nonce was used.
        self.challenge = ""
        self.nonce_count = 0

    @property
    def aor(self) -> str:
        return f"sip:{self.user}@{self.domain}"

    @property
    def contact(self) -> str:
        """Our Contact value."""
        transport = "" if self.transport == "udp" else f";transport={self.transport}"
        return f"<sip:{self.user}@{self.host}{transport}>"

    def request(
        self, method: str, uri: str, local: str, remote: str, call_id: str, cseq: int, extra: Headers
    ) -> Message:
        """A request of ours, not sent yet. `local` and `remote` are the From and To values; a
        header in `extra` takes the place of the usual one."""
        named = {name.lower() for name, _ in extra}
        usual = [
            ("Via", self.via()),
            ("Max-Forwards", "70"),
            ("From", local),
            ("To", remote),
            ("Call-ID", call_id),
            ("CSeq", f"{cseq} {method}"),
        ]
        kept = [header for header in usual if header[0].lower() not in named]
        return Message(f"{method} {uri} SIP/2.0", [*kept, *extra])

    def credentials(self, challenge: str, method: str, uri: str) -> str:
        """The header value that answers `challenge`, counting the uses of its nonce."""
        self.nonce_count = self.nonce_count + 1 if challenge == self.challenge else 1
        self.challenge = challenge
        return authorization(challenge, method, uri, self.user, self.password, self.nonce_count)

    def send_register(
        self,
        contacts: Optional[list[str]] = None,
        expires: Optional[int] = 3600,
        extra: Optional[Headers] = None,
    ) -> Message:
        """Sends one REGISTER: our own contact when `contacts` is None, none when it is empty."""
        self.register_cseq += 1
        headers = [("Contact", value) for value in ([self.contact] if contacts is None else contacts)]
        if expires is not None:
            headers.append(("Expires", str(expires)))
        register = self.request(
            "REGISTER", f"sip:{self.domain}", f"<{self.aor}>;tag={secrets.token_hex(4)}",
            f"<{self.aor}>", self.register_call_id, self.register_cseq, [*headers, *(extra or [])],
        )
        self.send_request(register, self.node)
        return register

    def register(
        self,
        contacts: Optional[list[str]] = None,
        expires: Optional[int] = 3600,
        extra: Optional[Headers] = None,
        within: float = 5,
    ) -> Message:
        """Registers, with the nonce that we have if we have one, answering a challenge once.

        Gives the last answer, whatever it is.
        """
        for _ in range(2):
            headers = list(extra or [])
            if self.challenge:
                value = self.credentials(self.challenge, "REGISTER", f"sip:{self.domain}")
                headers.append(("Authorization", value))
            register = self.send_register(contacts, expires, headers)
            answer = self.expect(lambda m: is_final(m) and m.branch == register.branch, within)
            if answer.status != 401:
                return answer
            self.nonce_count, self.challenge = 0, answer.get("WWW-Authenticate")
        return answer

    def call(
        self, number: str, body: Optional[str] = None, extra: Optional[Headers] = None
    ) -> Call:
        """Sends INVITE to `number`, with our SDP unless `body` is given (empty: late offer)."""
        local = f"<{self.aor}>;tag={secrets.token_hex(4)}"
        uri = f"sip:{number}@{self.domain}"
        call = Call(self, f"call-{secrets.token_hex(6)}", local, f"<{uri}>", uri)
        call.invite(sdp.offer(self.ip) if body is None else body, extra)
        return call

    def dial(
        self, number: str, body: Optional[str] = None, extra: Optional[Headers] = None
    ) -> Call:
        """call(), and our credentials when the node asks for them. Later answers are for wait().

        A node that has just been promoted may say 100 before it asks: it reads its users' bindings.
        """
        call = self.call(number, body, extra)
        deadline = time.monotonic() + 5
        while not self.count(lambda m: m.status > 100, call.call_id) and time.monotonic() < deadline:
            self.pump(deadline - time.monotonic())
            if self.count(100, call.call_id):
                deadline = min(deadline, time.monotonic() + 0.3)
        if self.count(407, call.call_id):
            call.authenticate(self.expect(407, call_id=call.call_id))
        return call

    def incoming(self, within: float = 5) -> Call:
        """The next INVITE that arrives for a new call."""
        return Call.from_invite(self, self.expect(starts_a_call, within))

    def options(
        self, uri: str = "", extra: Optional[Headers] = None, within: float = 5
    ) -> Message:
        """OPTIONS to the node outside of any dialog, and its answer."""
        options = self.request(
            "OPTIONS", uri or f"sip:{self.domain}", f"<{self.aor}>;tag={secrets.token_hex(4)}",
            f"<sip:{self.domain}>", f"opt-{secrets.token_hex(6)}", 1, extra or [],
        )
        self.send_request(options, self.node)
        return self.expect(lambda m: is_final(m) and m.branch == options.branch, within)


def starts_a_call(message: Message) -> bool:
    """Whether this is an INVITE outside of any dialog."""
    return message.is_request and message.method == "INVITE" and not message.to_tag
