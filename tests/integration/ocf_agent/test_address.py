"""The agent of the pair's address, on two machines and a neighbour: namespaces on one bridge."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from support.ocf import CONFIGURED, INSTALLED, NOT_RUNNING, SUCCESS, UNIMPLEMENTED

AGENT = Path(__file__).resolve().parents[3] / "ha" / "ocf" / "address"
NETWORKS = {"10.9.0.9": "10.9.0.{}/24", "fd00:9::9": "fd00:9::{}/64"}


class Machine:
    """A machine of its own network namespace, which ends with `process`."""

    def __init__(self, name):
        self.name = name
        # The namespace is there as soon as the program in it says so.
        self.process = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo there; exec sleep 600"], stdout=subprocess.PIPE
        )
        self.process.stdout.readline()

    def run(self, *words, **environment):
        return subprocess.run(
            ["nsenter", f"--net=/proc/{self.process.pid}/ns/net", *map(str, words)],
            capture_output=True, text=True, timeout=30, env={**os.environ, **environment},
        )  # fmt: skip

    def must(self, line):
        done = self.run(*line.split())
        assert done.returncode == 0, f"{self.name}: {line}: {done.stderr}"
        return done.stdout

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@unittest.skipUnless(os.geteuid() == 0, "SKIPPED: only root may make network namespaces")
class Address(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.phone, self.east, self.west = (self.machine(name) for name in ("phone", "east", "west"))
        self.phone.must("ip link add lan type bridge")
        self.phone.must("ip link set lan up")
        for number, machine in enumerate((self.east, self.west), 2):
            self.phone.must(f"ip link add {machine.name} type veth peer name eth0 netns {machine.process.pid}")
            self.phone.must(f"ip link set {machine.name} master lan up")
            machine.must("ip link set eth0 up")
            for network in NETWORKS.values():
                machine.must(f"ip addr add {network.format(number)} dev eth0" + " nodad" * (":" in network))
        for network in NETWORKS.values():
            self.phone.must(f"ip addr add {network.format(1)} dev lan" + " nodad" * (":" in network))

    def machine(self, name):
        machine = Machine(name)
        self.addCleanup(machine.end)
        return machine

    def act(self, machine, action, **parameters):
        """Runs an action on a machine; gives its code and reason."""
        given = {name if name.isupper() else f"OCF_RESKEY_{name}": value for name, value in parameters.items()}
        folder = self.folder / machine.name
        folder.mkdir(exist_ok=True)
        given["HA_RSCTMP"] = str(folder)
        done = machine.run(AGENT, action, OCF_RESOURCE_INSTANCE="vip", **given)
        self.output = done.stdout
        return done.returncode, done.stderr.strip()

    def gives(self, code, machine, action, **parameters):
        got, reason = self.act(machine, action, **parameters)
        self.assertEqual(code, got, f"{action} on {machine.name}: {reason}")
        return reason

    def reaches(self, ip):
        return self.phone.run("ping", "-c4", "-i0.3", "-W1", ip).returncode == 0

    def where(self, ip):
        """Link-layer address at which the phone believes `ip`."""
        words = self.phone.must(f"ip neigh show {ip}").split()
        return words[words.index("lladdr") + 1]

    def link_of(self, machine):
        words = machine.must("ip -o link show eth0").split()
        return words[words.index("link/ether") + 1]

    def test_it_moves_and_the_neighbours_follow(self):
        for ip in NETWORKS:
            with self.subTest(ip):
                self.gives(SUCCESS, self.east, "start", ip=ip)
                self.assertTrue(self.reaches(ip))
                self.assertEqual(self.link_of(self.east), self.where(ip))
                self.gives(SUCCESS, self.east, "stop", ip=ip)
                self.gives(SUCCESS, self.west, "start", ip=ip)
                self.assertTrue(self.reaches(ip), "the phone has heard where it is now")
                self.assertEqual(self.link_of(self.west), self.where(ip))
                self.gives(SUCCESS, self.west, "stop", ip=ip)

    def test_everything_said_twice(self):
        for ip in NETWORKS:
            for action, state in (("stop", NOT_RUNNING), ("start", SUCCESS), ("stop", NOT_RUNNING)):
                for time in ("once", "twice"):
                    with self.subTest(ip=ip, action=action, time=time):
                        self.gives(SUCCESS, self.east, action, ip=ip)
                        self.gives(state, self.east, "monitor", ip=ip)

    def test_an_address_that_somebody_else_put_there_is_taken_away_as_it_stands(self):
        self.east.must("ip addr add 10.9.0.9/32 dev lo")
        self.gives(SUCCESS, self.east, "monitor", ip="10.9.0.9", nic="eth0")
        self.gives(SUCCESS, self.east, "stop", ip="10.9.0.9", nic="eth0")
        self.gives(NOT_RUNNING, self.east, "monitor", ip="10.9.0.9", nic="eth0")

    def test_a_process_that_has_the_number_of_an_announcer_is_left_alone(self):
        with subprocess.Popen(["sleep", "60"]) as other:
            self.addCleanup(other.kill)
            for ip in NETWORKS:
                self.gives(SUCCESS, self.east, "start", ip=ip)
                (self.folder / "east" / "sofia-address-vip").write_text(f"{other.pid}\n")
                self.gives(SUCCESS, self.east, "stop", ip=ip)
                self.assertIsNone(other.poll())
            other.kill()

    def test_a_longer_address_is_another_one(self):
        self.east.must("ip addr add 10.9.0.91/24 dev eth0")
        self.gives(NOT_RUNNING, self.east, "monitor", ip="10.9.0.9")

    def test_what_cannot_be_has_its_reason(self):
        for code, text, parameters in (
            (CONFIGURED, "expected an IPv4 or IPv6 address", {}),
            (CONFIGURED, "expected an IPv4 or IPv6 address", {"ip": "sip.example.com"}),
            (CONFIGURED, "expected an IPv4 or IPv6 address", {"ip": "10.9.0.9 dev lo"}),
            (CONFIGURED, "expected a number of bits", {"ip": "10.9.0.9", "cidr_netmask": "255.255.255.0"}),
            (CONFIGURED, "expected a number", {"ip": "10.9.0.9", "announcements": "often"}),
            (CONFIGURED, "is in no network of this machine", {"ip": "10.8.0.9"}),
            (INSTALLED, "install resource-agents", {"ip": "10.9.0.9", "HA_BIN": "/nowhere"}),
        ):
            with self.subTest(parameters):
                reason = self.gives(code, self.east, "start", **parameters)
                self.assertIn("ocf-exit-reason:", reason)
                self.assertIn(text, reason)
        reason = self.gives(1, self.east, "start", ip="10.9.0.9", nic="eth7", cidr_netmask="24")
        self.assertIn("cannot be put on eth7", reason)

    def test_it_says_what_it_is(self):
        self.gives(SUCCESS, self.east, "meta-data")
        told = ElementTree.fromstring(self.output)
        self.assertEqual(["ip", "nic", "cidr_netmask", "announcements"], [p.get("name") for p in told.iter("parameter")])
        self.gives(UNIMPLEMENTED, self.east, "promote", ip="10.9.0.9")


if __name__ == "__main__":
    unittest.main()
