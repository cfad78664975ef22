"""Faults at random, one after the other, each with its own measurement. See tools/chaos."""

import os
import random
import statistics
import time
from pathlib import Path

from support.cluster.faults import FAULTS, Fault
from support.cluster.outcome import Outcome, table
from support.cluster.pair import PairStory
from support.wait import until


class Chaos(PairStory):
    """Runs for CHAOS_SECONDS with the seed CHAOS_SEED and writes its report to CHAOS_REPORT."""

    registrants = 1000

    def setUp(self) -> None:
        self.seconds = float(os.environ["CHAOS_SECONDS"])
        self.seed = int(os.environ["CHAOS_SEED"])
        self.limit = int(self.seconds) + 300
        super().setUp()

    def runTest(self) -> None:
        moments = random.Random(self.seed)
        names = list(FAULTS)
        moments.shuffle(names)
        self.loads: list[float] = []
        self.moved_for_nothing: list[str] = []
        # A fault that breaks the run itself does not take the report with it.
        self.addCleanup(self.report)
        end = time.monotonic() + self.seconds
        turn = 0
        while time.monotonic() < end:
            # Every fault once before any comes again.
            name = names[turn] if turn < len(names) else moments.choice(names)
            turn += 1
            self.one(name, FAULTS[name], moments.uniform(2, 6))
        bad = [o for o in self.outcomes if not o.nothing_lost() or o.gap_ms > LIMITS_MS[o.fault]]
        self.assertEqual([], bad)
        self.assertEqual([], self.moved_for_nothing)

    def one(self, name: str, fault: Fault, after: float) -> None:
        """One fault, `after` seconds after customers have come."""
        active = self.settled(90)
        peer = self.cluster.other(active.name)
        self.start_customers(calls=15, registers=30, hold=10)
        time.sleep(after)
        self.when(f"{active.name}: {name}")
        at = time.time()
        fault.inject(self, active)
        if fault.moves:
            self.cluster.wait_until_active(peer.name, fault.limit_ms / 1000 + 10)
        time.sleep(3)
        self.loads.append(os.getloadavg()[0])
        outcome = self.stop_customers(name, at)
        if not outcome.nothing_lost() or outcome.gap_ms > fault.limit_ms:
            self.then(f"THAT IS TOO MUCH: {outcome}")
        if not fault.moves and self.serving() != active:
            self.moved_for_nothing.append(name)
            self.then("THAT IS TOO MUCH: the role has moved")
        self.bring_back(active, fault)

    def bring_back(self, machine, fault: Fault) -> None:
        """The machine is as it was: on, with its cables, without leftovers of the fault."""
        fault.undo(self, machine)
        if machine.is_on:
            machine.heal()
        seen = self.cluster.state(self.cluster.other(machine.name).name)
        if machine.is_on and machine.name not in seen.online:
            machine.power_off()
        until(lambda: not machine.is_on or machine.name in seen.online, 5, "fencing is over")
        machine.power_on()
        self.cluster.clean_up()

    def report(self) -> None:
        """Writes the Markdown that the README publishes."""
        by_fault: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            by_fault.setdefault(outcome.fault, []).append(outcome)
        worst = []
        for name, group in sorted(by_fault.items()):
            gaps = [o.gap_ms for o in group]
            worst.append(
                Outcome(
                    f"{name} ({len(group)} x)",
                    statistics.median(gaps),
                    max(o.gap_in_call_ms for o in group),
                    *(sum(getattr(o, field) for o in group) for field in COUNTED),
                )
            )
        busy = f"{min(self.loads):.1f} to {max(self.loads):.1f}" if self.loads else "unknown"
        text = (
            f"{len(self.outcomes)} faults in {self.seconds:g} s, seed {self.seed}, on {os.cpu_count()} cores "
            f"with a load average of {busy}. Gaps are medians, those in a call the worst.\n\n{table(worst)}\n"
        )
        Path(os.environ["CHAOS_REPORT"]).write_text(text)
        print(f"\n{text}", flush=True)


LIMITS_MS = {name: fault.limit_ms for name, fault in FAULTS.items()}
COUNTED = ("calls", "calls_lost", "registrations", "registrations_lost", "owned_twice")
