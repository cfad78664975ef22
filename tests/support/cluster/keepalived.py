"""The base of the stories of a pair under keepalived, as ha/examples/keepalived has it."""

import subprocess
from pathlib import Path

from support.cluster.machine import Machine
from support.cluster.network import SERVICE
from support.cluster.pair import ROOT, VIP, PairStory, install_product
from support.wait import until

EXAMPLES = ROOT / "ha" / "examples" / "keepalived"
# Not the usual one: each part must read it where the example says.
PASSWORD = "by-file-only"


def replaced(text: str, changes: dict[str, str]) -> str:
    """The example for these machines; each thing that differs must be in it."""
    for old, new in changes.items():
        assert old in text, f"the example has no '{old}'"
        text = text.replace(old, new)
    return text


class KeepalivedPair:
    """Two machines on which systemd and keepalived would start the node. They are on, inside `with`."""

    def __init__(self, directory: Path, conf: Path, node_conf: dict[str, object]) -> None:
        self.directory = directory
        self.machines = {n: Machine(n, i, directory / n, "keepalived") for i, n in enumerate(("a", "b"), 1)}
        self._conf = conf
        self._node_conf = node_conf

    def __enter__(self) -> "KeepalivedPair":
        install_product(self.directory / "installed")
        for priority, machine in zip((100, 90), self.machines.values()):
            self._format_disk(machine, priority)
            machine.power_on()
        return self

    def __exit__(self, *_: object) -> None:
        for machine in self.machines.values():
            machine.power_off()
            machine.cables.unplug()

    def __getitem__(self, name: str) -> Machine:
        return self.machines[name]

    def other(self, name: str) -> Machine:
        """The peer."""
        return next(machine for machine in self.machines.values() if machine.name != name)

    def _format_disk(self, machine: Machine, priority: int) -> None:
        etc = machine.directory / "etc"
        node = etc / "sofia-node"
        for folder in (machine.directory / "log" / "sofia-node", etc / "keepalived", etc / "systemd" / "system", node):
            folder.mkdir(parents=True)
        changes = {"priority 100": f"priority {priority}", "interface eth0": f"interface {SERVICE}0", "192.0.2.10/24": f"{VIP}/24"}
        text = (EXAMPLES / "keepalived.conf").read_text()
        (etc / "keepalived" / "keepalived.conf").write_text(replaced(text, changes))
        for script in EXAMPLES.iterdir():
            if script.suffix != ".conf":
                subprocess.run(["install", "-m", "755", script, node / f"keepalived-{script.name}"], check=True)
        unit = "sofia-node-standby.service"
        (etc / "systemd" / "system" / unit).write_text((EXAMPLES.parent / "systemd" / unit).read_text())
        (node / "freeswitch.xml").write_text((self._conf / "freeswitch.xml").read_text())
        (node / "event-socket.password").write_text(f"{PASSWORD}\n")
        settings = {
            "node-name": machine.name, "cluster": "pair", "log-file": "/var/log/sofia-node/node.log",
            "event-socket-password-file": "/etc/sofia-node/event-socket.password", **self._node_conf,
        }  # fmt: skip
        (node / "node.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))


class KeepalivedStory(PairStory):
    """As PairStory, with keepalived in Pacemaker's place."""

    lease = 10

    def make_cluster(self) -> KeepalivedPair:
        conf = {"db": self.dsn, "cluster-lease": self.lease}
        return KeepalivedPair(self.directory / "machines", self.conf_directory, conf)

    def ask(self, machine: Machine, *words: str) -> str:
        return machine.run("env", f"SOFIA_PASSWORD={PASSWORD}", "sofia", *words, within=20).stdout

    def has_address(self, machine: Machine) -> bool:
        """Whether the pair's address is on the machine."""
        return f" {VIP}/" in machine.run("ip", "-o", "address", "show", f"{SERVICE}0").stdout

    def settled(self, within: float = 40) -> Machine:
        """One machine is active with the address, the other the standby without. Gives the active machine."""
        active: list[Machine] = []

        def in_order() -> bool:
            facts = {m.name: (self.role(m), self.has_address(m)) for m in self.cluster.machines.values() if m.is_on}
            active[:] = [self.cluster[name] for name, fact in facts.items() if fact == ("ACTIVE", True)]
            return sorted(facts.values()) == [("ACTIVE", True), ("STANDBY", False)]

        until(in_order, within, "one is active with the address, the other is the standby")
        return active[0]

    def wait_until_active(self, machine: Machine, within: float) -> None:
        """The machine has the address, and its node is active."""
        until(
            lambda: self.has_address(machine) and self.role(machine) == "ACTIVE",
            within,
            f"{machine.name} is active with the address: {self.role(machine)}, {self.has_address(machine)}",
        )

    def serving(self, within: float = 20) -> Machine:
        def active() -> list[Machine]:
            return [m for m in self.cluster.machines.values() if m.is_on and self.role(m) == "ACTIVE"]

        until(lambda: len(active()) == 1, within, "one node is active")
        return active()[0]
