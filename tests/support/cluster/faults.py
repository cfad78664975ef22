"""Everything that can go wrong with the active machine of a pair, by name."""

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from support.cluster.machine import Machine
from support.cluster.network import DATA, RING, SERVICE

if TYPE_CHECKING:
    from support.cluster.pair import PairStory


def _nothing(_: "PairStory", __: Machine) -> None:
    """Most faults are over when the machine is switched on and its cables are in."""


@dataclass(frozen=True)
class Fault:
    """`inject` makes it happen, `undo` ends what outlasts the machine's next start. `moves` says
    whether the peer must take over, within `limit_ms`."""

    inject: Callable[["PairStory", Machine], object]
    limit_ms: float
    moves: bool = True
    undo: Callable[["PairStory", Machine], object] = _nothing


def _restart_the_database(story: "PairStory", _: Machine) -> None:
    story.database.crash()
    story.database.start()


def _stand_by(_: "PairStory", machine: Machine) -> None:
    machine.output("crm", "node", "standby", machine.name)


def _back_online(_: "PairStory", machine: Machine) -> None:
    machine.output("crm", "node", "online", machine.name)


FAULTS = {
    "kill -9 of sofiad": Fault(lambda _, m: m.signal(signal.SIGKILL, "sofiad"), 5000),
    "SIGSTOP of sofiad": Fault(lambda _, m: m.signal(signal.SIGSTOP, "sofiad"), 30000),
    "power off": Fault(lambda _, m: m.power_off(), 10000),
    "machine hangs": Fault(lambda _, m: m.freeze(), 10000),
    "machine is paused": Fault(lambda _, m: m.pause(), 10000),
    "kill -9 of Corosync": Fault(lambda _, m: m.signal(signal.SIGKILL, "corosync"), 15000),
    "planned switchover": Fault(_stand_by, 5000, undo=_back_online),
    "cut: everything but power": Fault(lambda _, m: m.cut(), 15000),
    "cut: service network": Fault(lambda _, m: m.cut(SERVICE), 20000),
    "cut: database": Fault(lambda _, m: m.cut(DATA), 30000),
    "cut: ring": Fault(lambda _, m: m.cut(RING), 3000, moves=False),
    "database crashes and starts again": Fault(_restart_the_database, 10000, moves=False),
}
