"""What a fault has cost, as a row of the table that each story prints."""

from dataclasses import dataclass

HEAD = ("fault", "gap, ms", "gap in a call, ms", "calls answered", "lost", "registrations", "lost", "owned twice")


@dataclass
class Outcome:
    """One fault. Gaps are from the last good answer before to the first one after it; infinite when
    there was none after it. Counts are of calls and registrations that were answered with 200."""

    fault: str
    gap_ms: float = 0
    gap_in_call_ms: float = 0
    calls: int = 0
    calls_lost: int = 0
    registrations: int = 0
    registrations_lost: int = 0
    owned_twice: int = 0

    def cells(self) -> tuple[str, ...]:
        return (
            self.fault, f"{self.gap_ms:.0f}", f"{self.gap_in_call_ms:.0f}", str(self.calls),
            str(self.calls_lost), str(self.registrations), str(self.registrations_lost),
            str(self.owned_twice),
        )  # fmt: skip

    def nothing_lost(self) -> bool:
        return self.calls_lost == self.registrations_lost == self.owned_twice == 0


def table(outcomes: list[Outcome]) -> str:
    """A Markdown table."""
    rows = [HEAD, *(outcome.cells() for outcome in outcomes)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)
