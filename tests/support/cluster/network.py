"""The switches of a world and the cables of its machines."""

import subprocess
from contextlib import contextmanager
from typing import Iterable, Iterator

# The networks by name: the third number of their addresses, 10.77.<n>.0/24.
SERVICE, RING, MANAGEMENT, DATA = "svc", "ring", "mgmt", "data"
NETWORKS = {SERVICE: 0, RING: 1, MANAGEMENT: 2, DATA: 3}
# What a machine loses when it is cut from the world. Its power is still within reach.
ALL_BUT_POWER = (SERVICE, RING, DATA)
# The host number of the world itself, in each network.
WORLD = 254


def address(network: str, host: int) -> str:
    """The address of a host in a network."""
    return f"10.77.{NETWORKS[network]}.{host}"


def ip(*commands: str, force: bool = False) -> None:
    """Runs `ip` commands in the world's network, in one process; errors are ignored by `force`."""
    options = ["-force"] if force else []
    done = subprocess.run(
        ["ip", *options, "-batch", "-"],
        input="\n".join(commands) + "\n",
        capture_output=True,
        text=True,
    )
    if done.returncode != 0 and not force:
        raise RuntimeError(f"ip: {done.stderr.strip()} in {commands}")


def build() -> None:
    """Makes the switches. Their hardware addresses are pinned: a bridge otherwise takes that of one
    of its ports and changes it when that port goes, and everybody's ARP tables are wrong for up to
    half a minute."""
    commands = ["link set lo up"]
    for name, number in NETWORKS.items():
        commands += [
            f"link add br-{name} address 02:77:00:00:{number:02x}:fe type bridge",
            f"link set br-{name} up",
            f"addr add {address(name, WORLD)}/24 dev br-{name}",
        ]
    ip(*commands)


def remove() -> None:
    """Takes the switches away."""
    ip(*(f"link del br-{name}" for name in NETWORKS), force=True)


@contextmanager
def built() -> Iterator[None]:
    """The switches are there, inside `with`."""
    build()
    try:
        yield
    finally:
        remove()


def add_address(network: str, host: int) -> str:
    """Gives the world one more address, for a phone or for SIPp. It is returned."""
    new = address(network, host)
    ip(f"addr replace {new}/24 dev br-{network}", force=True)
    return new


class Cables:
    """The links of one machine, one to each network of `networks`, as `<network>0` inside."""

    def __init__(self, name: str, host: int, networks: Iterable[str] = NETWORKS) -> None:
        self.name = name
        self.host = host
        self.networks = tuple(networks)

    def plug(self, pid: int) -> None:
        """Connects the network namespace of process `pid`. Links left from its last life go first."""
        ip(*(f"link del {n}-{self.name}" for n in self.networks), force=True)
        ip(*(self._new_link(n, pid) for n in self.networks))
        ip(*(f"link set {n}-{self.name} master br-{n} up" for n in self.networks))
        inside = ["link set lo up"]
        for n in self.networks:
            inside += [f"addr add {address(n, self.host)}/24 dev {n}0", f"link set {n}0 up"]
        subprocess.run(
            ["nsenter", "-t", str(pid), "-n", "ip", "-batch", "-"],
            input="\n".join(inside) + "\n",
            check=True,
            text=True,
        )

    def hardware_address(self, network: str, kind: str = "02") -> str:
        """The pinned MAC address of the machine's end of a cable."""
        return f"02:77:00:{kind}:{NETWORKS[network]:02x}:{self.host:02x}"

    def _new_link(self, network: str, pid: int) -> str:
        return (
            f"link add {network}-{self.name} address {self.hardware_address(network, '01')} "
            f"type veth peer name {network}0 address {self.hardware_address(network)} netns {pid}"
        )

    def cut(self, *networks: str) -> None:
        """Pulls these cables, or all."""
        ip(*(f"link set {n}-{self.name} down" for n in networks or self.networks), force=True)

    def heal(self, *networks: str) -> None:
        """Puts them back."""
        ip(*(f"link set {n}-{self.name} up" for n in networks or self.networks))

    def unplug(self) -> None:
        """Removes the links. It takes the kernel a while, so fencing does not do it."""
        ip(*(f"link del {n}-{self.name}" for n in self.networks), force=True)
