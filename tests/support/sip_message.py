"""SIP messages as values (RFC 3261 section 7): enough to write tests with, strict where it matters."""

import re
from typing import NamedTuple, Optional

# RFC 3261 20, RFC 3515 2.1, RFC 3892 3, RFC 4028 4, RFC 6665 8.2.
COMPACT = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact",
    "l": "content-length", "c": "content-type", "e": "content-encoding", "k": "supported",
    "s": "subject", "r": "refer-to", "b": "referred-by", "x": "session-expires", "o": "event",
    "u": "allow-events",
}
FULL = {"v": "Via", "f": "From", "t": "To", "i": "Call-ID"}
URI = re.compile(r"sips?:(?:(?P<user>[^@;>]+)@)?(?P<host>\[[^\]]+\]|[^:;>?,\s]+)(?::(?P<port>\d+))?")


class Message:
    """A request or a response. Headers keep their order; names compare without regard to case."""

    def __init__(
        self, start: str, headers: Optional[list[tuple[str, str]]] = None, body: str = ""
    ) -> None:
        self.start = start
        self.headers = headers if headers is not None else []
        self.body = body
        # Where it came from, (ip, port); set by the peer that received it.
        self.source: tuple[str, int] = ("", 0)

    @staticmethod
    def parse(data: bytes) -> "Message":
        """Reads one whole message. Raises ValueError when it is none."""
        head, separator, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        if not separator:
            raise ValueError(f"not a SIP message: {data[:80]!r}")
        start, *lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
        if "SIP/2.0" not in start:
            raise ValueError(f"not a SIP message: {start!r}")
        headers = []
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"not a header: {line!r}")
            headers.append((name.strip(), value.strip()))
        return Message(start, headers, body)

    def encode(self) -> bytes:
        """The text that goes onto the wire, with the right Content-Length."""
        lines = [f"{name}: {value}" for name, value in self.headers if _key(name) != "content-length"]
        lines.append(f"Content-Length: {len(self.body.encode())}")
        return ("\r\n".join([self.start, *lines]) + "\r\n\r\n" + self.body).encode()

    def get(self, name: str) -> str:
        """The first value of a header, empty when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """All values of a header in order, one for each line."""
        return [value for key, value in self.headers if _key(key) == _key(name)]

    def values(self, name: str) -> list[str]:
        """As all(), with the comma-separated values of a line (Route, Record-Route) split."""
        found = []
        for line in self.all(name):
            found += [value.strip() for value in re.split(r",(?![^<]*>)(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", line)]
        return found

    @property
    def is_request(self) -> bool:
        return not self.start.startswith("SIP/2.0 ")

    @property
    def method(self) -> str:
        """Of a request its method, of a response that of its CSeq."""
        return self.start.split(" ")[0] if self.is_request else self.cseq_method

    @property
    def uri(self) -> str:
        """The Request-URI."""
        return self.start.split(" ")[1]

    @property
    def status(self) -> int:
        """Status code of a response; 0 for a request."""
        return 0 if self.is_request else int(self.start.split(" ")[1])

    @property
    def reason(self) -> str:
        """Reason phrase of a response."""
        return self.start.split(" ", 2)[2]

    @property
    def call_id(self) -> str:
        return self.get("Call-ID")

    @property
    def cseq(self) -> int:
        return int(self.get("CSeq").split()[0])

    @property
    def cseq_method(self) -> str:
        return self.get("CSeq").split()[1]

    @property
    def branch(self) -> str:
        """The branch of the topmost Via."""
        return parameter(self.get("Via"), "branch")

    @property
    def from_tag(self) -> str:
        return parameter(self.get("From"), "tag")

    @property
    def to_tag(self) -> str:
        return parameter(self.get("To"), "tag")

    @property
    def contact_uri(self) -> str:
        """The URI of the first Contact, without its brackets."""
        return addr_spec(self.get("Contact"))

    def __str__(self) -> str:
        return f"{self.start} ({self.get('CSeq')}, {self.call_id})"


class HostPort(NamedTuple):
    """Where a URI points: an address without brackets, and a port."""

    host: str
    port: int


def full_name(name: str) -> str:
    """The long name of a header that every message has; others as they are."""
    return FULL.get(name.lower(), name)


def _key(name: str) -> str:
    return COMPACT.get(name.lower(), name.lower())


def parameter(value: str, name: str) -> str:
    """The value of `;name=` behind the brackets of a header value; empty when there is none."""
    tail = value.rpartition(">")[2] if "<" in value else value
    found = re.search(rf";\s*{name}\s*=\s*\"?([^;,\s\"]+)", tail, re.IGNORECASE)
    return found[1] if found else ""


def addr_spec(value: str) -> str:
    """The URI inside the brackets of a name-addr, or the bare one without header parameters."""
    found = re.search(r"<([^>]*)>", value)
    return found[1] if found else value.split(";")[0].strip()


def target_of(uri: str) -> HostPort:
    """Where to send a request for this URI; the default port is 5060."""
    found = URI.search(uri)
    if not found:
        raise ValueError(f"not a SIP URI: {uri!r}")
    return HostPort(found["host"].strip("[]"), int(found["port"] or 5060))


def user_of(uri: str) -> str:
    """The user part of a URI, empty when it has none."""
    found = URI.search(uri)
    return (found["user"] or "") if found else ""
