"""Loopback addresses of which nobody else makes use."""

import os
import random
import socket
from pathlib import Path


class Lan:
    """A /24 of 127.0.0.0/8 that belongs to one story, which can so use the standard ports.

    It is held by a socket bound in it until close(); two stories never get the same one.
    """

    def __init__(self) -> None:
        order = random.Random(os.getpid() ^ id(self))
        for _ in range(200):
            self.net = f"127.{order.randint(80, 126)}.{order.randint(0, 255)}"
            self._claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self._claim.bind((f"{self.net}.254", 9))
                return
            except OSError:
                self._claim.close()
        raise RuntimeError("no free loopback network")

    def host(self, number: int) -> str:
        """The address that ends in `number` (1..253)."""
        return f"{self.net}.{number}"

    def close(self) -> None:
        """Gives the network back."""
        self._claim.close()


def free_port(ip: str) -> int:
    """A port of `ip` that no UDP or TCP socket uses now, and that no outgoing connection is given
    later: one could sit on it while our server is down, or, connecting to it, meet itself there."""
    given = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    first, last = map(int, given)
    ours = [port for port in range(10240, 65536) if not first <= port <= last]
    for port in random.SystemRandom().sample(ours, len(ours)):
        if all(_is_free(ip, port, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)):
            return port
    raise RuntimeError(f"no free port on {ip}")


def _is_free(ip: str, port: int, kind: socket.SocketKind) -> bool:
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    with socket.socket(family, kind) as attempt:
        try:
            attempt.bind((ip, port))
        except OSError:
            return False
    return True


def is_listening(ip: str, port: int, protocol: str = "tcp") -> bool:
    """Whether some process accepts TCP connections, or takes UDP datagrams from anybody, on an IPv4
    address; sends nothing."""
    wanted = f"{int.from_bytes(socket.inet_aton(ip), 'little'):08X}:{port:04X}"
    state = "07" if protocol == "udp" else "0A"
    with open(f"/proc/net/{protocol}", encoding="ascii") as sockets:
        return any(line.split()[1:4:2] == [wanted, state] for line in sockets)
