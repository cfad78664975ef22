"""A name server for stories, with the records that the test gives it."""

import socket
import struct
import threading
from typing import NamedTuple

A, SOA, AAAA, SRV, NAPTR = 1, 6, 28, 33, 35


class Record(NamedTuple):
    """One answer: its type and its data as on the wire."""

    type: int
    data: bytes


def name(text: str) -> bytes:
    """A domain name as on the wire, without compression."""
    labels = [label.encode() for label in text.rstrip(".").split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def a(address: str) -> Record:
    return Record(A, socket.inet_aton(address))


def srv(priority: int, weight: int, port: int, target: str) -> Record:
    return Record(SRV, struct.pack(">HHH", priority, weight, port) + name(target))


def naptr(order: int, preference: int, service: str, replacement: str) -> Record:
    texts = b"".join(bytes([len(text)]) + text.encode() for text in ("s", service, ""))
    return Record(NAPTR, struct.pack(">HH", order, preference) + texts + name(replacement))


class NameServer:
    """Answers over UDP with the records of `zone`, by lower-case name; other names do not exist."""

    def __init__(self, ip: str, port: int, zone: dict[str, list[Record]]) -> None:
        self.zone = zone
        # The questions that came: (name, type).
        self.asked: list[tuple[str, int]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((ip, port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A datagram to ourselves ends the wait.
        self.zone = {}
        address = self._socket.getsockname()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", address)
        self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            data, sender = self._socket.recvfrom(4096)
            if len(data) < 12:
                return
            self._socket.sendto(self._answer(data), sender)

    def _answer(self, query: bytes) -> bytes:
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode().lower())
            at += query[at] + 1
        asked = ".".join(labels)
        kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
        self.asked.append((asked, kind))
        question = query[12 : at + 5]
        records = [record for record in self.zone.get(asked, []) if record.type == kind]
        code = 0 if asked in self.zone else 3
        head = query[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(records), 0, 0)
        body = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", record.type, 1, 60, len(record.data)) + record.data
            for record in records
        )
        return head + question + body
