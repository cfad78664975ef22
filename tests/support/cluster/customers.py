"""Everybody who talks to a pair while something is done to it, and who listens."""

from pathlib import Path

from support.cluster.network import SERVICE, add_address
from support.cluster.outcome import Outcome
from support.cluster.pair_load import PairLoad
from support.cluster.probe import Probe
from support.cluster.tap import Tap
from support.cluster.wire import OnWire, changes_of_speaker, owned_twice

PROBE_HOST, PROBE_CALLEE_HOST = 40, 41


class Customers:
    """Calls and registrations, the probe with its call, and the tap; they have come when it is made.
    `pair` is the address, `machines` are those that are on, with their hardware addresses."""

    def __init__(
        self,
        directory: Path,
        pair: str,
        machines: dict[str, str],
        rates: tuple[float, float],
        hold: float,
        registrants: int,
        limit: float,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        own, callee = add_address(SERVICE, PROBE_HOST), add_address(SERVICE, PROBE_CALLEE_HOST)
        # What has passed the machines' cables, and of it what the machines said.
        self.wire: list[OnWire] = []
        self.said: list[OnWire] = []
        self.tap = Tap(directory, pair, machines)
        self.probe = Probe(directory, pair, pair, own, callee)
        self.load = PairLoad(directory, (pair, 5060), *rates, hold, registrants, limit)

    def stop(self) -> None:
        """All go home: calls are hung up in order, the tap has listened to the end."""
        self.load.stop()
        self.probe.stop()
        self.wire = self.tap.stop()
        self.said = [message for message in self.wire if message.sent]
        assert self.said, "the tap has heard nothing"

    def outcome(self, fault: str, at: float, moves: tuple[float, ...], found: set[str]) -> Outcome:
        """What the fault at time `at` has cost; `moves` are times at which the role was moved on
        purpose, `found` the users that are registered in the end."""
        registered = self.load.registered()
        return Outcome(
            fault,
            self.probe.gap_ms("options", at),
            self.probe.gap_ms("info", at),
            self.load.answered + 1,
            self.load.lost + (not self.probe.call_survived),
            len(registered),
            len(registered - found),
            len(owned_twice(self.said, moves)),
        )

    def spoken_twice(self, moves: tuple[float, ...] = ()) -> str:
        """Of each call that was owned twice, what passed when the speaker changed."""
        calls = owned_twice(self.said, moves)
        return "\n".join(changes_of_speaker([m for m in self.wire if m.call_id == call]) for call in calls)

    def close(self) -> None:
        """Ends what still runs, after a failure."""
        self.tap.close()
        self.probe.close()
