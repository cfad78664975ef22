"""A process that a story has started, and its descendants."""

import ctypes
import os
import signal
import subprocess
from pathlib import Path
from typing import Optional

PR_SET_PDEATHSIG = 1
TICKS = os.sysconf("SC_CLK_TCK")
_libc = ctypes.CDLL(None)


def _die_with_parent() -> None:
    """Runs in the child: no process outlives its story, even one that was killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """One running process with its output in `log`. `user` is the account it runs under. It dies
    with us unless `outlives_us`. With `terminal`, a file descriptor, it reads and writes there."""

    def __init__(
        self,
        arguments: list[str],
        log: Path,
        user: Optional[str] = None,
        cwd: Optional[Path] = None,
        outlives_us: bool = False,
        terminal: Optional[int] = None,
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL if terminal is None else terminal,
                stdout=output if terminal is None else terminal,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                user=user,
                group=user,
                extra_groups=[] if user else None,
                preexec_fn=os.setsid if outlives_us else _die_with_parent,
            )
        self.pid = self._process.pid

    @property
    def exit_code(self) -> Optional[int]:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def send(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.exit_code is None:
            self._process.send_signal(number)

    def wait(self, within: float) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired."""
        return self._process.wait(within)

    def kill(self) -> None:
        """SIGKILL, and waits for the end."""
        self.send(signal.SIGKILL)
        self._process.wait()

    def end(self, number: int = signal.SIGTERM, within: float = 10) -> int:
        """Sends `number` and waits for the exit code; kills what has not ended by then."""
        self.send(number)
        try:
            return self.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"pid {self.pid} did not end within {within:g} s") from None

    def family(self) -> list[int]:
        """Its pid and those of its children."""
        return [self.pid, *children_of(self.pid)]

    def cpu_seconds(self) -> float:
        """Processor time of the process and its children, user and system."""
        return sum(_cpu_seconds(pid) for pid in self.family())

    def rss_bytes(self) -> int:
        """Resident memory of the process alone."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")


def children_of(parent: int) -> list[int]:
    """Pids of the processes that `parent` has started and that run."""
    found = []
    for thread in Path(f"/proc/{parent}/task").glob("*/children"):
        found += [int(pid) for pid in thread.read_text().split()]
    return found


def _cpu_seconds(pid: int) -> float:
    try:
        # The second field is the name in parentheses, which may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
