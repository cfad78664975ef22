"""`sofia ha check` on a pair: what the nodes know of each other and of themselves."""

import json
import unittest

from support.pair import PairStory, client
from support.wait import until


class Doctor(PairStory):
    lease = 3

    def findings(self, node) -> dict[str, tuple[str, str]]:
        """Level and words by name."""
        checks = json.loads(node.api("sofia ha check --json"))["checks"]
        return {check["name"]: (check["level"], check["words"]) for check in checks}

    def wait_for_peer(self, node, role: str) -> None:
        until(lambda: [p["role"] for p in self.ha(node)["peers"]] == [role], 5, f"{node.name} sees a peer {role}")

    def test_a_pair_in_order(self):
        self.promote(self.east)
        self.wait_for_peer(self.east, "STANDBY")
        self.wait_for_peer(self.west, "ACTIVE")
        for node in (self.east, self.west):
            found = self.findings(node)
            self.assertEqual({"address", "config", "schema", "clock", "database", "agent", "watchdog", "peer"}, set(found))
            self.assertEqual([], [name for name, (level, _) in found.items() if level == "fail"], found)
        self.assertIn("west STANDBY", self.findings(self.east)["peer"][1])
        self.then("the exit status of the client tells")
        self.assertEqual(0, client(self.west, "ha", "check").returncode)

    def test_a_peer_that_has_died(self):
        self.promote(self.east)
        self.wait_for_peer(self.east, "STANDBY")
        self.west.kill9()
        until(lambda: self.findings(self.east)["peer"][0] == "fail", 8, "the peer is missed")
        told = client(self.east, "ha", "check")
        self.assertEqual(1, told.returncode)
        self.assertTrue(told.stdout.startswith("-ERR 1 of 8 checks failed"), told.stdout)

    def test_two_configurations(self):
        self.wait_for_peer(self.east, "STANDBY")
        file = next(self.east.directory.rglob("freeswitch.xml"))
        file.write_text(file.read_text().replace("</document>", '<section name="of-somebody-else"/></document>'))
        self.assertIn("+OK", self.east.api("reloadxml"))
        for node, other in ((self.east, "west"), (self.west, "east")):
            until(lambda: self.findings(node)["config"][0] == "fail", 8, "the difference is seen")
            self.assertIn(other, self.findings(node)["config"][1])


if __name__ == "__main__":
    unittest.main()
