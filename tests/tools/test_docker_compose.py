"""docker-compose.yml as Debian's docker-compose reads it, and the Dockerfile that it builds from."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Compose(unittest.TestCase):
    def compose(self, *words):
        """What docker-compose prints; no daemon is asked."""
        return subprocess.run(
            ["/usr/bin/docker-compose", *words], cwd=ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, "DOCKER_HOST": "unix:///nonexistent"},
        ).stdout  # fmt: skip

    def test_the_configuration_is_accepted(self):
        services = self.compose("config", "--services").split()
        self.assertEqual({"database", "east", "west", "callee", "caller"}, set(services))

    def test_only_one_node_takes_the_address_by_itself(self):
        text = self.compose("config")
        self.assertEqual(1, len(re.findall(r"FIRST: .yes.", text)))

    def test_each_target_is_a_stage_of_the_dockerfile_from_debian(self):
        stages = re.findall(r"^FROM (\S+) AS (\S+)$", (ROOT / "Dockerfile").read_text(), re.M)
        self.assertEqual({"debian:bookworm"}, {base for base, _ in stages})
        targets = set(re.findall(r"target: (\S+)", self.compose("config")))
        self.assertLessEqual(targets, {name for _, name in stages})

    def test_what_the_dockerfile_copies_is_there(self):
        for line in (ROOT / "Dockerfile").read_text().splitlines():
            if line.startswith("COPY ") and "--from" not in line:
                for source in line.split()[1:-1]:
                    self.assertTrue((ROOT / source).exists(), source)

    def test_the_scenarios_of_the_phones_are_there(self):
        for scenario in re.findall(r"/scenarios/(\S+)", self.compose("config")):
            self.assertTrue((ROOT / "tests" / "support" / "sipp" / scenario).exists(), scenario)

    def test_the_configuration_of_the_pair_is_good(self):
        sofiad = Path(os.environ["SOFIA_BIN"]) / "sofiad"
        conf = ROOT / "ha" / "docker" / "conf"
        subprocess.run([sofiad, "--conf", conf, "--check-config"], check=True, capture_output=True)

    def test_the_phones_answer_when_a_node_that_has_recovered_their_call_asks(self):
        # SIPp gives a call up when a message comes that its scenario does not know.
        self.assertEqual(2, self.compose("config").count(" -aa "))

    def test_what_it_says_of_a_killed_node_displaces_its_lease(self):
        # docker-compose kill is the fencing; without --force the lease of the killed node is waited for.
        for file in ("docker-compose.yml", "README.md"):
            text = (ROOT / file).read_text()
            self.assertIn("docker-compose exec west take-over --force", text, file)


class TakeOver(unittest.TestCase):
    def take_over(self, outcome):
        """Its status, and what it did, when promote ends with `outcome`."""
        with tempfile.TemporaryDirectory() as place:
            for name, status in (("ip", 0), ("arping", 0), ("promote", outcome)):
                program = Path(place) / name
                program.write_text(f'#!/bin/sh\necho "{name} $*" >> {place}/calls\nexit {status}\n')
                program.chmod(0o755)
            environment = {"PATH": f"{place}:/usr/bin:/bin", "SOFIA_HA_DIR": place}
            program = ROOT / "ha" / "docker" / "take-over"
            status = subprocess.run([program, "--force"], env=environment, check=False).returncode
            done = (Path(place) / "calls").read_text().splitlines()
            # While promote is at work.
            self.assertIn("arping -q -A -c 3 -I eth0 172.30.0.10", done)
            return status, [line for line in done if not line.startswith("arping")]

    def test_takes_the_address_and_then_promotes(self):
        for outcome in (0, 3):
            status, done = self.take_over(outcome)
            self.assertEqual((outcome, ["ip address replace 172.30.0.10/24 dev eth0", "promote --force"]), (status, done))

    def test_leaves_no_address_on_a_node_that_was_refused(self):
        status, done = self.take_over(1)
        self.assertEqual(1, status)
        self.assertEqual("ip address del 172.30.0.10/24 dev eth0", done[-1])


if __name__ == "__main__":
    unittest.main()
