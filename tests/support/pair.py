"""Stories about two nodes of one cluster."""

import json
import subprocess

from support.node import PASSWORD, Node, sofiad_binary
from support.story import Story


class PairStory(Story):
    """Nodes `east` and `west` on one SQLite database and one address, both on standby."""

    lease = 10

    def setUp(self) -> None:
        super().setUp()
        self.db = f"sqlite://{self.directory}/pair.db"
        self.east, self.west = self.standby("east"), self.standby("west")

    def standby(self, name: str, **values: object) -> Node:
        """A started node on standby."""
        options = ("--role", "standby", "--cluster-lease", str(self.lease))
        values.setdefault("db", self.db)
        return self.node(name=name, options=(*options, *values.pop("options", ())), **values).start()

    def promote(self, node: Node, *words: str) -> str:
        """Promotes it, which must succeed. Gives the reply."""
        reply = node.api(" ".join(["sofia ha promote", *words]))
        self.assertTrue(reply.startswith("+OK"), reply)
        return reply

    def demote(self, node: Node) -> None:
        self.assertEqual("+OK standby\n", node.api("sofia ha demote"))

    def ha(self, node: Node) -> dict:
        """What `sofia ha status --json` says."""
        return json.loads(node.api("sofia ha status --json"))


def client(node: Node, *words: str) -> subprocess.CompletedProcess:
    """Runs the client against a node."""
    ip, port = node.control
    program = [str(sofiad_binary().with_name("sofia")), "-H", ip, "-P", str(port), "-p", PASSWORD]
    return subprocess.run([*program, *words], capture_output=True, text=True, timeout=20)
