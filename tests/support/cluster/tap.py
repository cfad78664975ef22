"""Listens on the machines' cables to the service network: which machine said what, and when.

    python3 -m support.cluster.tap <address> <report> <machine>...

Records every SIP message that a machine sends from the pair's address, until SIGTERM; then writes a
line of JSON for each: [time, machine, first line, Call-ID].
"""

import json
import select
import signal
import socket
import sys
from pathlib import Path
from typing import NamedTuple, Optional

from support.child import Child
from support.cluster.network import SERVICE
from support.wait import until

# A bridge takes the frames of its ports before a listener to one protocol sees them.
ETH_P_ALL = 0x0003
IPV4 = b"\x08\x00"
UDP, TCP = 17, 6
SO_TIMESTAMPNS = 35


class Said(NamedTuple):
    """One message on the wire."""

    # Seconds since the epoch, as the kernel saw it.
    time: float
    machine: str
    first_line: str
    call_id: str


def sip_in(frame: bytes, source: bytes) -> Optional[tuple[str, str]]:
    """First line and Call-ID of the SIP message in an Ethernet frame from `source`; None if none."""
    if frame[12:14] != IPV4 or frame[26:30] != source:
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
    at = rest.lower().find(b"call-id:")
    call_id = rest[at + 8 :].partition(b"\r\n")[0].strip() if at >= 0 else b""
    return first.decode(errors="replace"), call_id.decode(errors="replace")


def main(address: str, report: str, machines: list[str]) -> None:
    source = socket.inet_aton(address)
    sockets = {}
    for machine in machines:
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        tap.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        tap.bind((f"{SERVICE}-{machine}", ETH_P_ALL))
        sockets[tap] = machine
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    with open(report, "w", encoding="utf-8") as lines:
        while not stop:
            for tap in select.select(list(sockets), [], [], 0.2)[0]:
                try:
                    frame, extra, _, sender = tap.recvmsg(2048, 64)
                except OSError:
                    continue  # The cable was pulled; it works again when it is back.
                if sender[2] == socket.PACKET_OUTGOING:
                    continue
                said = sip_in(frame, source)
                if said:
                    seconds = int.from_bytes(extra[0][2][:8], "little")
                    nanos = int.from_bytes(extra[0][2][8:16], "little")
                    print(json.dumps([seconds + nanos / 1e9, sockets[tap], *said]), file=lines)


class Tap:
    """The process, seen from the story. The machines must be on, and not be switched on again while
    it listens: new cables need a new tap."""

    def __init__(self, directory: Path, address: str, machines: list[str]) -> None:
        self._report = directory / "tap.json"
        self._report.unlink(missing_ok=True)
        arguments = [sys.executable, "-m", "support.cluster.tap", address, str(self._report)]
        self._process = Child([*arguments, *machines], directory / "tap.log")
        until(self._report.exists, 10, f"the tap listens: {self._process.log.read_text()}")

    def stop(self) -> list[Said]:
        """Everything that was said, in order."""
        self._process.end(signal.SIGTERM, within=10)
        lines = self._report.read_text(encoding="utf-8").splitlines()
        return sorted(Said(*json.loads(line)) for line in lines)

    def close(self) -> None:
        self._process.kill()


def owned_twice(said: list[Said], moves: tuple[float, ...] = ()) -> list[str]:
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


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
