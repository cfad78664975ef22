"""The servers that are measured: ours, and a peer that Debian ships. Each has its own PostgreSQL."""

from pathlib import Path

from support.conf import Conf, Profile, extension
from support.lan import Lan, free_port
from support.node import Node
from support.postgres import Postgres
from support.sipp import Sipp

USERS = 2000
PASSWORD = "1234"


class Server:
    """A SIP server at host 1 of a network of its own, PostgreSQL with fsync at host 2; 77 is a phone at
    host 31, and users 10000, 10001 ... register with digest."""

    name = ""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lan = Lan()
        self.ip = self.lan.host(1)
        self.postgres = Postgres(self.lan.host(2)).start()

    def close(self) -> None:
        self.postgres.close()
        self.lan.close()

    def cpu(self) -> tuple[float, float]:
        """Processor seconds of the server and of PostgreSQL so far."""
        raise NotImplementedError

    def load(self, rate: float, calls: int, hold: float) -> tuple[Sipp, Sipp]:
        """SIPp calling 77 `calls` times, each held for `hold` seconds; gives callee and caller."""
        port = 5060
        callee = Sipp(self.directory, "uas_survivor", (self.lan.host(31), port), calls=10**6, timeout=600)
        caller = Sipp(
            self.directory, "uac_survivor", (self.lan.host(30), port), (self.ip, 5060), calls=calls,
            rate=rate, user="1000", timeout=600, keys={"domain": self.ip, "callee": "77"},
            options=("-d", str(int(hold * 1000)), "-l", str(calls)),
        )
        return callee, caller


class Ours(Server):
    """One node as operators run it: calls tracked and durable, a line of log for each warning."""

    name = "sofiad"

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        conf = Conf(
            self.ip,
            [Profile("internal", self.ip, settings={"auth-calls": "false"})],
            users={str(10000 + n): PASSWORD for n in range(USERS)},
            extensions=extension("^77$", f"sofia/internal/77@{self.lan.host(31)}:5060"),
        )
        self.nodes: list[Node] = []
        self.conf, self.dsn = conf, self.postgres.create("bench")
        self.node = self._start("node-a", "active")

    def _start(self, name: str, role: str) -> Node:
        control = (self.ip, free_port(self.ip))
        options = ("--log-level", "warn", "--role", role)
        node = Node(self.directory / name, self.conf, control, self.dsn, name, options=options)
        self.nodes.append(node)
        return node.start()

    def standby(self) -> Node:
        """A second node on the same address and database, not promoted yet."""
        return self._start("node-b", "standby")

    def close(self) -> None:
        for node in self.nodes:
            node.close()
        super().close()

    def cpu(self) -> tuple[float, float]:
        return self.node.process.cpu_seconds(), self.postgres.process.cpu_seconds()

    def metric(self, name: str) -> int:
        """A figure of the node's own, 0 when it has none of this name."""
        values = dict(line.split() for line in self.node.api("metrics").splitlines() if " " in line)
        return int(values.get(name, 0))
