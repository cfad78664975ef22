"""What a phone does with event packages: SUBSCRIBE, PUBLISH, MESSAGE, and the NOTIFYs that come."""

from __future__ import annotations

import re
import secrets
from typing import Optional

from support.call import Call, Headers
from support.peer import is_final
from support.phone import Phone
from support.sip_message import Message


class Subscription(Call):
    """A subscription of a phone: the dialog of its SUBSCRIBE."""

    @staticmethod
    def to(phone: Phone, user: str, event: str, host: str = "") -> Subscription:
        """One of `phone` to `user`, of which nothing is sent yet."""
        uri = f"sip:{user}@{host or phone.domain}"
        local = f"<{phone.aor}>;tag={secrets.token_hex(4)}"
        subscription = Subscription(phone, f"sub-{secrets.token_hex(6)}", local, f"<{uri}>", uri)
        subscription.event = event
        return subscription

    def ask(
        self, expires: Optional[int] = 600, extra: Optional[Headers] = None, within: float = 5
    ) -> Message:
        """Sends SUBSCRIBE, answering a challenge once. Gives the final answer."""
        headers = [("Event", self.event), ("Contact", self.phone.contact)]
        if expires is not None:
            headers.append(("Expires", str(expires)))
        named = {name.lower() for name, _ in extra or []}
        headers = [header for header in headers if header[0].lower() not in named]
        headers += [header for header in extra or [] if header[1]]
        self.send("SUBSCRIBE", "", headers)
        answer = self.phone.expect(
            lambda m: is_final(m) and m.branch == self.sent.branch, within)
        if answer.status in (401, 407) and not self.sent.get("Authorization"):
            value = self.phone.credentials(answer.get("WWW-Authenticate"), "SUBSCRIBE", self.sent.uri)
            self.send("SUBSCRIBE", "", [*headers, ("Authorization", value)])
            answer = self.phone.expect(
                lambda m: is_final(m) and m.branch == self.sent.branch, within)
        if answer.status in (200, 202):
            self.remote = answer.get("To")
            self.target = answer.contact_uri
            self.established = True
        return answer

    def notified_of(self, text: str, within: float = 5) -> Message:
        """The next NOTIFY whose document has `text`; those before it are answered too."""
        while True:
            notify = self.notified(within)
            if text in notify.body:
                return notify

    def notified(self, within: float = 5, status: int = 200) -> Message:
        """The next NOTIFY, which is answered with `status`."""
        notify = self.phone.expect("NOTIFY", within, self.call_id)
        self.reply(notify, status)
        return notify


def request(
    phone: Phone, method: str, user: str, extra: Headers, body: str = "", within: float = 5
) -> Message:
    """A request of `phone` for `user` outside of any dialog, a challenge being answered once."""
    local = f"<{phone.aor}>;tag={secrets.token_hex(4)}"
    uri = f"sip:{user}@{phone.domain}"
    call_id = f"{method.lower()}-{secrets.token_hex(6)}"
    credentials: Headers = []
    for cseq in (1, 2):
        sent = phone.request(method, uri, local, f"<{uri}>", call_id, cseq, [*extra, *credentials])
        sent.body = body
        phone.send_request(sent, phone.node)
        answer = phone.expect(lambda m: is_final(m) and m.branch == sent.branch, within)
        if answer.status not in (401, 407) or credentials:
            return answer
        is_proxy = answer.status == 407
        challenge = answer.get("Proxy-Authenticate" if is_proxy else "WWW-Authenticate")
        value = phone.credentials(challenge, method, uri)
        credentials = [("Proxy-Authorization" if is_proxy else "Authorization", value)]
    return answer


def dialogs(notify: Message) -> list[tuple[str, str]]:
    """Direction and state of each dialog of a dialog-info document."""
    return re.findall(r'direction="(\w+)">\s*<state>(\w+)</state>', notify.body)


def version(notify: Message) -> int:
    """The version of a dialog-info document."""
    return int(re.search(r'version="(\d+)"', notify.body)[1])


def completeness(notify: Message) -> str:
    """"full" or "partial" of a dialog-info document."""
    return re.search(r' state="(\w+)"', notify.body)[1]
