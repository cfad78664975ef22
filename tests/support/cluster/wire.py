"""SIP messages as they were seen on the cables of machines, and what they tell."""

import socket
from typing import NamedTuple, Optional

IPV4 = b"\x08\x00"
UDP, TCP = 17, 6


class OnWire(NamedTuple):
    """One message on a machine's cable."""

    # Seconds since the epoch, as the kernel saw it.
    time: float
    machine: str
    # By the machine; otherwise it was sent to the machine.
    sent: bool
    first_line: str
    call_id: str
    # Number and method: "2 INFO".
    cseq: str

    @property
    def is_answer(self) -> bool:
        return self.first_line.startswith("SIP/2.0")


def sip_in(frame: bytes, address: str, sent: bool) -> Optional[tuple[str, str, str]]:
    """First line, Call-ID and CSeq of the SIP message in an Ethernet frame that was `sent` from the
    address, or else to it; None if there is none."""
    ours = frame[26:30] if sent else frame[30:34]
    if frame[12:14] != IPV4 or ours != socket.inet_aton(address):
        return None
    head = 14 + 4 * (frame[14] & 15)
    if frame[23] == UDP:
        payload = frame[head + 8 :]
    elif frame[23] == TCP:
        payload = frame[head + 4 * (frame[head + 12] >> 4) :]
    else:
        return None
    first, _, rest = payload.partition(b"\r\n")
    if b"SIP/2.0" not in first:
        return None
    found = (first, _header(rest, b"call-id:"), _header(rest, b"cseq:"))
    return tuple(text.decode(errors="replace") for text in found)


def _header(headers: bytes, name: bytes) -> bytes:
    """The value of the first header with that name (in small letters, with its colon)."""
    at = (b"\r\n" + headers.lower()).find(b"\r\n" + name)
    return headers[at + len(name) :].partition(b"\r\n")[0].strip() if at >= 0 else b""


def owned_twice(said: list[OnWire], moves: tuple[float, ...] = ()) -> list[str]:
    """Call-IDs for which a machine spoke again after another one had taken them over. `moves` are
    the times at which the role was moved once more, after which the first owner may be the next."""
    found = []
    for begin, end in zip((0.0, *moves), (*moves, float("inf"))):
        owners: dict[str, list[str]] = {}
        for message in said:
            line = owners.setdefault(message.call_id, [])
            if begin <= message.time < end and line[-1:] != [message.machine]:
                line.append(message.machine)
        found += [call_id for call_id, line in owners.items() if len(line) != len(set(line))]
    return found


def changes_of_speaker(wire: list[OnWire], around: int = 3) -> str:
    """Of one call, the messages around each change of the machine that speaks, a line each."""
    spoken = [i for i, message in enumerate(wire) if message.sent]
    changes = [i for before, i in zip(spoken, spoken[1:]) if wire[before].machine != wire[i].machine]
    shown = sorted({i for at in changes for i in range(max(0, at - around), min(len(wire), at + around))})
    return "\n".join(
        f"{m.time - wire[0].time:9.4f} {m.machine} {'sends' if m.sent else 'gets '} {m.first_line} ({m.cseq}, {m.call_id})"
        for m in (wire[i] for i in shown)
    )


def explained(message: OnWire, wire: list[OnWire], moments: dict[str, float]) -> str:
    """Why a machine sent a message: the request that it answers, each time that it came, or when it
    was said before. Times are told by their distance from `moments`."""

    def when(other: OnWire) -> str:
        return ", ".join(f"{name} {1000 * (other.time - at):+.1f} ms" for name, at in moments.items())

    def is_cause(other: OnWire) -> bool:
        return (
            other.time < message.time
            and (other.machine, other.call_id, other.cseq) == (message.machine, message.call_id, message.cseq)
            and other.sent != message.is_answer
            and not other.is_answer
        )

    causes = [other for other in wire if is_cause(other)]
    said = f"{message.first_line} ({message.cseq}, {message.call_id}) at {when(message)}"
    if not causes:
        return f"{said}: " + ("answers nothing that was seen" if message.is_answer else "a new request")
    relation = "answers" if message.is_answer else "repeats"
    return f"{said}: {relation} " + "; ".join(f"{c.first_line} of {when(c)}" for c in causes)
