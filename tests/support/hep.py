"""A collector of HEP packets, as HOMER is one."""

import socket
import struct
from typing import NamedTuple


class Copy(NamedTuple):
    """What one packet says."""

    source: tuple[str, int]
    target: tuple[str, int]
    # 17 for UDP, 6 for TCP.
    protocol: int
    time: float
    capture_id: int
    text: str


def decode(packet: bytes) -> Copy:
    """Reads a packet of HEP version 3, of which every chunk must be whole."""
    assert packet[:4] == b"HEP3", packet[:4]
    assert struct.unpack(">H", packet[4:6])[0] == len(packet)
    chunks, at = {}, 6
    while at < len(packet):
        vendor, kind, length = struct.unpack(">HHH", packet[at : at + 6])
        assert vendor == 0 and length >= 6, (vendor, kind, length)
        chunks[kind] = packet[at + 6 : at + length]
        at += length
    assert at == len(packet)
    family = socket.AF_INET if chunks[1][0] == 2 else socket.AF_INET6
    first = 3 if family == socket.AF_INET else 5
    address = [socket.inet_ntop(family, chunks[kind]) for kind in (first, first + 1)]
    port = [struct.unpack(">H", chunks[kind])[0] for kind in (7, 8)]
    seconds, micro = (struct.unpack(">I", chunks[kind])[0] for kind in (9, 10))
    assert chunks[11] == b"\x01", "the protocol is SIP"
    return Copy((address[0], port[0]), (address[1], port[1]), chunks[2][0],
                seconds + micro / 1e6, struct.unpack(">I", chunks[12])[0], chunks[15].decode())


class Collector:
    """A UDP socket that copies are sent to."""

    def __init__(self, ip: str, port: int = 9060) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((ip, port))

    def close(self) -> None:
        self._socket.close()

    def copies(self, count: int, within: float = 3) -> list[Copy]:
        """The next `count` copies. Raises TimeoutError when they do not come."""
        self._socket.settimeout(within)
        return [decode(self._socket.recv(65535)) for _ in range(count)]

    def expect_nothing(self, during: float = 0.3) -> None:
        self._socket.settimeout(during)
        try:
            copy = decode(self._socket.recv(65535))
        except TimeoutError:
            return
        raise AssertionError(f"should not have come: {copy}")
