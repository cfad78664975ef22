"""Two or three machines under Corosync and Pacemaker."""

import shutil
from pathlib import Path
from typing import Callable, Optional

from support.cluster import cib, corosync, world
from support.cluster.machine import Machine
from support.cluster.network import RING, SERVICE
from support.cluster.power import PowerController
from support.cluster.state import State, look
from support.wait import until

AGENTS = Path(__file__).parent / "agents"


class Cluster:
    """A context manager: the machines are on, inside `with`. `resources` and `constraints` are XML
    of Pacemaker (see `cib`); `install` puts further programs below a folder that the machines see as
    their root. `reach` are parameters of fence_reach, which is then asked before power is switched off.
    `links` are the networks of Corosync. `fencing` False is the configuration that nobody should have. The networks
    must be there; one cluster at a time."""

    def __init__(
        self,
        directory: Path,
        resources: str,
        constraints: str = "",
        names: tuple[str, ...] = ("a", "b"),
        install: Callable[[Path], None] = lambda root: None,
        options: Optional[dict[str, object]] = None,
        fencing: bool = True,
        reach: Optional[dict[str, object]] = None,
        links: tuple[str, ...] = (RING, SERVICE),
    ) -> None:
        assert world.inside(), "start it by: python3 -m support.cluster.world FOLDER"
        self.directory = directory
        self.machines = {n: Machine(n, i, directory / n) for i, n in enumerate(names, 1)}
        self._install = install
        settings = {"stonith-enabled": str(fencing).lower(), **(options or {})}
        fences = [f"fence-{name}" for name in names] if fencing else []
        levels = ""
        for fence, name in zip(fences, names):
            resources = cib.fence_device(fence, name, "fence_power", {}) + resources
            constraints += cib.not_on(fence, name)
            levels += cib.fence_level(name, "reach", fence) if reach else ""
        if levels:
            resources = cib.fence_device("reach", " ".join(names), "fence_reach", reach) + resources
        self._cib = cib.cib(list(names), settings, resources, constraints, levels)
        # With two machines nobody else can be in the new membership: no need to wait for it longer.
        self._conf = corosync.corosync_conf(list(names), links, 200 if len(names) == 2 else 0)

    def __enter__(self) -> "Cluster":
        self.power = PowerController(self.machines)
        root = self.directory / "installed"
        shutil.copytree(AGENTS, root / "usr")
        self._install(root)
        for name, machine in self.machines.items():
            corosync.format_disk(machine.directory, name, list(self.machines), self._conf, self._cib)
            machine.power_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.power.close()
        for machine in self.machines.values():
            machine.power_off()
            machine.cables.unplug()

    def __getitem__(self, name: str) -> Machine:
        return self.machines[name]

    def other(self, name: str) -> Machine:
        """The peer, in a cluster of two."""
        return next(machine for machine in self.machines.values() if machine.name != name)

    def state(self, seen_by: str = "") -> State:
        """What the machines that are on say; the first that can, or one that is named."""
        names = [seen_by] if seen_by else list(self.machines)
        for name in names:
            seen = look(self.machines[name])
            if seen.online:
                return seen
        return State()

    def wait(
        self, what: str, condition: Callable[[State], bool], within: float, seen_by: str = ""
    ) -> State:
        """Asks until Pacemaker's state is so; gives that state."""
        last = State()

        def holds() -> bool:
            nonlocal last
            last = self.state(seen_by)
            return condition(last)

        try:
            until(holds, within, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the state is {last}") from None
        return last

    def wait_until_complete(self, within: float = 60) -> str:
        """All machines online, one promoted with the address, the others not. Gives the active one."""
        everybody = sorted(self.machines)

        def complete(seen: State) -> bool:
            others = sorted(set(everybody) - {seen.active})
            return (
                sorted(seen.online) == everybody
                and not seen.pending
                and bool(seen.active)
                and sorted(seen.unpromoted) == others
            )

        return self.wait("the cluster is complete", complete, within).active

    def wait_until_active(self, name: str, within: float = 30) -> None:
        """That machine is the active one, as it says itself."""
        self.wait(f"{name} is active", lambda seen: seen.active == name, within, seen_by=name)

    def clean_up(self) -> None:
        """Makes Pacemaker forget failures."""
        next(m for m in self.machines.values() if m.is_on).run("crm_resource", "--cleanup")
