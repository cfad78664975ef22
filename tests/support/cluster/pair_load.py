"""Customers of a pair: calls of SIPp that are held for a while, and registrations."""

from pathlib import Path

from support.cluster.network import SERVICE, add_address
from support.sipp import Sipp

CALLEE = "77"
CALLERS_HOST, CALLEES_HOST, REGISTRANTS_HOST = 30, 31, 32
# Numbers of the users that register, beside those of the scripted phones.
FIRST_USER = 5000


def users(count: int) -> dict[str, str]:
    """Names and passwords of the users that register."""
    return {str(number): "1234" for number in range(FIRST_USER, FIRST_USER + count)}


class PairLoad:
    """Runs from start to stop(); any rate may be 0."""

    def __init__(
        self,
        directory: Path,
        node: tuple[str, int],
        calls_per_s: float,
        registers_per_s: float,
        hold: float,
        registrants: int,
        limit: float = 200,
    ) -> None:
        self._registered = directory / "registered.log"
        self.callers = self.callees = self.registrants = None
        domain = node[0]
        if calls_per_s:
            self.callees = Sipp(
                directory, "uas_survivor", (add_address(SERVICE, CALLEES_HOST), 5060),
                calls=100000, timeout=limit,
            )  # fmt: skip
            self.callers = Sipp(
                directory, "uac_survivor", (add_address(SERVICE, CALLERS_HOST), 5060), node,
                user="1002", calls=100000, rate=calls_per_s, timeout=limit,
                keys={"domain": domain, "callee": CALLEE},
                options=("-d", str(int(1000 * hold)), "-l", "5000"),
            )  # fmt: skip
        if registers_per_s:
            rows = [
                [name, f"[authentication username={name} password={password}]"]
                for name, password in users(registrants).items()
            ]
            self.registrants = Sipp(
                directory, "uac_register_survivor", (add_address(SERVICE, REGISTRANTS_HOST), 5060),
                node, calls=1000000, rate=registers_per_s, timeout=limit, csv_rows=rows,
                keys={"domain": domain, "contact_port": "5060"},
                options=("-trace_logs", "-log_file", str(self._registered), "-l", "5000"),
            )  # fmt: skip

    def stop(self) -> "PairLoad":
        """No new customers; waits for the calls that are up to be hung up."""
        for sipp in (self.registrants, self.callers):
            if sipp:
                sipp.finish(within=90)
        if self.callees:
            self.callees.stop()
        return self

    @property
    def answered(self) -> int:
        """Calls whose caller has seen 200."""
        return self.callers.count("answered") if self.callers else 0

    @property
    def lost(self) -> int:
        """Calls of these that could not be hung up with 200."""
        return self.callers.count("FailedCall") if self.callers else 0

    def registered(self) -> set[str]:
        """Users that have seen 200 to a REGISTER."""
        return set(self._registered.read_text().split()) if self.registrants else set()

    def why(self) -> str:
        """SIPp's errors, for the report of a failure."""
        runs = (self.callers, self.registrants)
        return "\n".join(run.errors()[-1500:] for run in runs if run)
