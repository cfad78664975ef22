"""A call that a scripted phone is in: one dialog (RFC 3261 section 12), in either role."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Optional

from support import sdp
from support.peer import Wanted, fits, is_final
from support.sip_message import Message, addr_spec, target_of

if TYPE_CHECKING:
    from support.phone import Phone

Headers = list[tuple[str, str]]

REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 302: "Moved Temporarily",
    404: "Not Found", 422: "Session Interval Too Small", 480: "Temporarily Unavailable", 486: "Busy Here", 487: "Request Terminated",
    488: "Not Acceptable Here", 491: "Request Pending", 500: "Server Internal Error",
    503: "Service Unavailable", 603: "Decline",
}
# What is sent again when a request is repeated with credentials.
REPEATED = {
    "contact", "content-type", "content-disposition", "supported", "require", "max-forwards", "route", "reason", "allow",
    "session-expires", "min-se", "replaces", "privacy", "user-to-user", "p-asserted-identity", "session-id",
}


class Call:
    """Made by Phone.call() and Phone.incoming(). Requests of ours carry rising CSeq numbers."""

    def __init__(self, phone: Phone, call_id: str, local: str, remote: str, target: str) -> None:
        self.phone = phone
        self.call_id = call_id
        # From and To of our requests, the remote tag included once it is known.
        self.local, self.remote = local, remote
        self.target = target
        self.route: list[str] = []
        self.cseq = 0
        # Our last request.
        self.sent: Optional[Message] = None
        # The INVITE that came, when we are the callee.
        self.offered: Optional[Message] = None
        self.established = False

    @staticmethod
    def from_invite(phone: Phone, invite: Message) -> Call:
        """The callee's side of a call."""
        local = f"{invite.get('To')};tag={secrets.token_hex(4)}"
        call = Call(phone, invite.call_id, local, invite.get("From"), invite.contact_uri)
        call.route = invite.values("Record-Route")
        call.offered = invite
        return call

    # Requests of ours

    def invite(self, body: str, extra: Optional[Headers] = None) -> Message:
        """The first INVITE, or a re-INVITE once there is a dialog; an empty body is a late offer."""
        return self.send("INVITE", body, [("Contact", self.phone.contact), *(extra or [])])

    def send(
        self, method: str, body: str = "", extra: Optional[Headers] = None, repeat: bool = True
    ) -> Message:
        """Sends a request with the next CSeq. Its answer is for wait()."""
        self.cseq += 1
        self.sent = self._request(method, self.cseq, body, extra)
        self.phone.send_request(self.sent, self.next_hop(), repeat)
        return self.sent

    def _request(
        self, method: str, cseq: int, body: str, extra: Optional[Headers] = None
    ) -> Message:
        headers = [("Route", value) for value in self.route] + with_type(body, extra)
        request = self.phone.request(
            method, self.target, self.local, self.remote, self.call_id, cseq, headers
        )
        request.body = body
        return request

    def next_hop(self) -> tuple[str, int]:
        """Where our requests go: the first route, else the peer's Contact (RFC 3261 12.2.1.1)."""
        if self.route:
            return tuple(target_of(addr_spec(self.route[0])))
        if self.established or self.offered:
            return tuple(target_of(self.target))
        return self.phone.node

    def wait(self, wanted: Wanted = "2xx", within: float = 5) -> Message:
        """The response to our last request. A challenge is answered on the way, unless wanted."""
        while True:
            response = self.phone.expect(
                lambda m: self._answers_last(m) and (is_final(m) or fits(m, wanted)), within
            )
            if fits(response, wanted):
                self._learn(response)
                return response
            challenged = response.status in (401, 407) and not self.sent.get("Proxy-Authorization")
            assert challenged, f"wanted {wanted}, got {response}"
            self.authenticate(response)

    def _answers_last(self, message: Message) -> bool:
        # CANCEL has the branch of its INVITE, and its own answer.
        return (message.branch == self.sent.branch and message.cseq_method == self.sent.method
                and message.call_id == self.call_id)

    def authenticate(self, response: Message) -> None:
        """Sends our last request again, with the credentials that `response` (401, 407) asks for."""
        challenge = response.get("Proxy-Authenticate") or response.get("WWW-Authenticate")
        name = "Proxy-Authorization" if response.status == 407 else "Authorization"
        value = self.phone.credentials(challenge, self.sent.method, self.sent.uri)
        kept = [(key, text) for key, text in self.sent.headers
                if key.lower() in REPEATED or key.startswith("X-")]
        self.send(self.sent.method, self.sent.body, [*kept, (name, value)])

    def _learn(self, response: Message) -> None:
        """Takes what a response to INVITE establishes or refreshes (RFC 3261 12.1.2, 12.2.1.2)."""
        if response.cseq_method != "INVITE" or not 100 < response.status < 300:
            return
        if response.to_tag:
            self.remote = response.get("To")
        if not self.established:
            self.route = list(reversed(response.values("Record-Route")))
        if response.contact_uri:
            self.target = response.contact_uri
        if response.status >= 200:
            self.established = True

    def ack(self, body: str = "") -> None:
        """ACK of the 2xx that wait() has given."""
        acknowledgement = self._request("ACK", self.sent.cseq, body)
        self.phone.send_request(acknowledgement, self.next_hop())

    def answered(self, within: float = 5) -> Message:
        """Waits for the 200 to our INVITE and acknowledges it."""
        response = self.wait("2xx", within)
        self.ack()
        return response

    def cancel(self, extra: Optional[Headers] = None) -> Message:
        """CANCEL of our INVITE, of the same branch and CSeq number (RFC 3261 9.1)."""
        invite = self.sent
        kept = [(name, value) for name, value in invite.headers
                if name in ("Via", "Max-Forwards", "From", "To", "Call-ID", "Route")]
        headers = [*kept, ("CSeq", f"{invite.cseq} CANCEL"), *(extra or [])]
        cancel = Message(f"CANCEL {invite.uri} SIP/2.0", headers)
        self.phone.send_request(cancel, self.next_hop())
        return cancel

    def bye(self, within: float = 5, extra: Optional[Headers] = None) -> Message:
        """Hangs up and waits for the 200."""
        self.send("BYE", "", extra)
        return self.wait(200, within)

    # Requests of the node

    def expect(self, method: str, within: float = 5) -> Message:
        """The next request of this method in this call."""
        return self.phone.expect(method, within, self.call_id)

    def reply(
        self, request: Message, status: int, body: str = "", extra: Optional[Headers] = None
    ) -> Message:
        """Answers a request. A body is SDP unless `extra` has another Content-Type."""
        headers = with_type(body, extra)
        if request.method == "INVITE" and 100 < status < 300:
            headers.append(("Contact", self.phone.contact))
        if request.method == "INVITE" and self.established and status == 200:
            self.target = request.contact_uri or self.target
        response = self.phone.response(request, status, REASONS.get(status, "Because"), headers, body)
        if status > 100 and not request.to_tag:
            response.headers = [("To", self.local) if name == "To" else (name, value)
                                for name, value in response.headers]
        self.phone.send_response(request, response)
        return response

    def ring(self, body: str = "", status: int = 180) -> Message:
        """180, or 183 with early media."""
        return self.reply(self.offered, status, body)

    def answer(self, body: Optional[str] = None) -> Message:
        """200 with our SDP, without waiting for the ACK."""
        self.established = True
        return self.reply(self.offered, 200, sdp.offer(self.phone.ip) if body is None else body)

    def accept(self, body: Optional[str] = None, within: float = 5) -> Message:
        """answer(), and gives the ACK."""
        self.answer(body)
        return self.expect("ACK", within)

    def refuse(self, status: int, extra: Optional[Headers] = None) -> Message:
        """A failure answer to the INVITE; gives its ACK."""
        self.reply(self.offered, status, "", extra)
        return self.expect("ACK")

    def hung_up(self, within: float = 5) -> Message:
        """The BYE of the node, which is answered with 200."""
        bye = self.expect("BYE", within)
        self.reply(bye, 200)
        return bye

    def cancelled(self, within: float = 5) -> Message:
        """The CANCEL of the node, which is answered with 200 and the INVITE with 487."""
        cancel = self.expect("CANCEL", within)
        self.reply(cancel, 200)
        self.reply(self.offered, 487)
        self.expect("ACK", within)
        return cancel


def with_type(body: str, extra: Optional[Headers]) -> Headers:
    """`extra`, with the Content-Type of SDP when there is a body and no other type."""
    headers = list(extra or [])
    if body and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/sdp"))
    return headers
