"""SIPp as a process, and what became of its calls."""

import csv
import signal
import subprocess
from pathlib import Path
from typing import Optional

from support.child import Child
from support.lan import is_listening
from support.wait import until

SCENARIOS = Path(__file__).parent / "sipp"
# Message traces of more calls than this would fill the disk.
TRACED_CALLS = 100


class Sipp:
    """One run of a scenario file, which is one of tests/support/sipp or a path.

    `remote` is None for a server, which listens when the constructor returns. `keys` fill the [name] fields of the scenario, `csv_rows` its
    [field0], [field1] ...
    """

    def __init__(
        self,
        directory: Path,
        scenario: str | Path,
        local: tuple[str, int],
        remote: Optional[tuple[str, int]] = None,
        calls: int = 1,
        rate: float = 10,
        user: str = "",
        password: str = "1234",
        keys: Optional[dict[str, str]] = None,
        csv_rows: Optional[list[list[str]]] = None,
        transport: str = "u1",
        timeout: float = 30,
        options: tuple[str, ...] = (),
    ) -> None:
        path = Path(scenario) if "/" in str(scenario) else SCENARIOS / f"{scenario}.xml"
        assert path.exists(), f"no such scenario: {path}"
        self.name = f"{path.stem}-{local[0]}-{local[1]}"
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.errors_file = directory / f"{self.name}.errors"
        self.messages_file = directory / f"{self.name}.messages"
        self.statistics_file = directory / f"{self.name}.csv"
        self.screen_file = directory / f"{self.name}.screen"
        arguments = ["sipp", "-sf", path, "-i", local[0], "-p", local[1], "-m", calls, "-t", transport]
        arguments += ["-r", rate, "-timeout", f"{timeout:g}", "-timeout_error", "-nostdin"]
        # A recovered call is asked with OPTIONS whether it is still there.
        arguments += ["-aa", "-trace_err", "-error_file", self.errors_file]
        arguments += ["-trace_stat", "-stf", self.statistics_file, "-fd", "1"]
        if calls <= TRACED_CALLS:
            arguments += ["-trace_msg", "-message_file", self.messages_file]
        if user:
            arguments += ["-s", user, "-au", user, "-ap", password]
        for name, value in (keys or {}).items():
            arguments += ["-key", name, value]
        if keys and "callee" in keys:
            # SIPp would name its peer's address in the digest, and not the Request-URI.
            arguments += ["-auth_uri", f"{keys['callee']}@{keys['domain']}"]
        if csv_rows is not None:
            table = directory / f"{self.name}.fields"
            table.write_text("SEQUENTIAL\n" + "".join(";".join(row) + "\n" for row in csv_rows))
            arguments += ["-inf", table]
        arguments += options
        if remote:
            arguments.append(f"{remote[0]}:{remote[1]}" if ":" not in remote[0] else f"[{remote[0]}]:{remote[1]}")
        self._limit = timeout + 5
        self._process = Child([str(a) for a in arguments], self.screen_file, cwd=directory)
        if remote is None:
            protocol = "udp" if transport.startswith("u") else "tcp"
            until(lambda: is_listening(*local, protocol) or not self.running, 10, f"{self.name} listens")

    def wait(self, within: Optional[float] = None) -> "Sipp":
        """Waits until it has ended by itself."""
        try:
            self._process.wait(within or self._limit)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise AssertionError(f"{self.name} did not end\n{self.why()}") from None
        return self

    def stop(self) -> "Sipp":
        """Ends it now: no new calls, and running ones are given up."""
        self._process.end(signal.SIGKILL)
        return self

    def finish(self, within: float = 30) -> "Sipp":
        """No new calls; waits for those that run."""
        self._process.send(signal.SIGUSR1)
        return self.wait(within)

    @property
    def running(self) -> bool:
        return self._process.exit_code is None

    @property
    def exit_code(self) -> Optional[int]:
        """0: every call went as the scenario says. None while it runs."""
        return self._process.exit_code

    def assert_success(self) -> "Sipp":
        """wait(), and every call must have gone as the scenario says."""
        self.wait()
        assert self.exit_code == 0, f"{self.name} ended with {self.exit_code}\n{self.why()}"
        return self

    def why(self) -> str:
        """The errors and the end of the messages, for the report of a failure."""
        return f"{self.errors()[-3000:]}\n{self.messages()[-6000:]}"

    def errors(self) -> str:
        return _text(self.errors_file)

    def messages(self) -> str:
        """All messages sent and received; empty for more than TRACED_CALLS calls."""
        return _text(self.messages_file)

    def statistics(self) -> dict[str, str]:
        """The last line of its statistics by column name, for example FailedCall(C)."""
        rows = list(csv.DictReader(_text(self.statistics_file).splitlines(), delimiter=";"))
        return rows[-1] if rows else {}

    def count(self, column: str) -> int:
        """A cumulated figure: SuccessfulCall, FailedCall, TotalCallCreated, OutgoingCall ..."""
        values = self.statistics()
        return int(values.get(f"{column}(C)", values.get(column, 0)) or 0)


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""
