"""An OCF resource agent as Pacemaker calls it, and stand-ins for the cluster's programs."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple, Optional

from support.wait import until

OCF_ROOT = Path("/usr/lib/ocf")

# The codes of the standard, by its names.
SUCCESS, GENERIC, ARGS, UNIMPLEMENTED, PERM, INSTALLED, CONFIGURED, NOT_RUNNING = range(8)
RUNNING_PROMOTED, FAILED_PROMOTED = 8, 9

STAND_IN = """#!/bin/sh
echo "$(date +%s.%N) {name} $*" >> {calls}
if [ -s {folder}/{name}.fails ]; then
    sed -i 1d {folder}/{name}.fails
    echo "{name}: the cluster is busy" >&2
    exit 1
fi
if [ -e {folder}/{name}.kills ]; then
    rm {folder}/{name}.kills
    kill -KILL "$(cut -d' ' -f4 "/proc/$PPID/stat")"
fi
"""


class Outcome(NamedTuple):
    """How an action ended, what it gave as its reason, and the seconds it took."""

    code: int
    reason: str
    took: float
    output: str


class Told(NamedTuple):
    """One call of a program of the cluster, with the time since the epoch."""

    when: float
    words: str


class OcfAgent:
    """The agent `program` for resource `node` on cluster node `east`. Its state, and the stand-ins
    for crm_attribute and crm_resource, are in `directory`."""

    def __init__(self, program: Path, directory: Path, environment: dict[str, str]) -> None:
        self.program = program
        self.parameters: dict[str, str] = {}
        self.directory = directory
        self.state = directory / "state"
        self._calls = directory / "cluster-calls"
        self._programs = directory / "sbin"
        self._environment = environment
        self.state.mkdir(parents=True)
        self._programs.mkdir()
        for name in ("crm_attribute", "crm_resource"):
            self._stand_in(name)

    def _stand_in(self, name: str) -> None:
        program = self._programs / name
        program.write_text(STAND_IN.format(name=name, calls=self._calls, folder=self._programs))
        program.chmod(0o755)

    def refuse(self, name: str, times: int) -> None:
        """The stand-in fails the next `times` calls."""
        (self._programs / f"{name}.fails").write_text("x\n" * times)

    def die_of(self, name: str) -> None:
        """The stand-in kills the action that calls it next (by `timeout`) when it has been told."""
        (self._programs / f"{name}.kills").touch()

    def environment(self, timeout: float, interval: float, level: int) -> dict[str, str]:
        """What Pacemaker gives to an action."""
        meta = {
            "OCF_RESKEY_CRM_meta_timeout": str(int(timeout * 1000)),
            "OCF_RESKEY_CRM_meta_interval": str(int(interval * 1000)),
            "OCF_RESKEY_CRM_meta_on_node": "east",
            "OCF_RESKEY_crm_feature_set": "3.16.1",
            "OCF_CHECK_LEVEL": str(level),
        }
        given = {f"OCF_RESKEY_{name}": value for name, value in self.parameters.items()}
        return {
            "PATH": f"{self._programs}:/usr/sbin:/usr/bin:/sbin:/bin",
            "OCF_ROOT": str(OCF_ROOT),
            "OCF_RESOURCE_INSTANCE": "node",
            "HA_RSCTMP": str(self.state),
            "HA_SBIN_DIR": str(self._programs),
            "HA_LOGFILE": str(self.directory / "agent.log"),
            **meta,
            **given,
            **self._environment,
        }

    def run(
        self, *action: str, timeout: float = 20, interval: float = 1, level: int = 0
    ) -> Outcome:
        """Runs an action, which must end within the `timeout` that it is told."""
        began = time.monotonic()
        done = subprocess.run(
            [self.program, *action],
            env=self.environment(timeout, interval, level),
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        reasons = [line.partition(":")[2] for line in done.stderr.splitlines()
                   if line.startswith("ocf-exit-reason:")]  # fmt: skip
        took = time.monotonic() - began
        return Outcome(done.returncode, "; ".join(reasons), took, done.stdout)

    def told(self, words: str) -> list[Told]:
        """The calls of the cluster's programs that begin with `words`, oldest first."""
        if not self._calls.exists():
            return []
        calls = [line.split(" ", 1) for line in self._calls.read_text().splitlines()]
        return [Told(float(when), text) for when, text in calls if text.startswith(words)]

    @property
    def score(self) -> Optional[int]:
        """The promotion score that was told last; None when there is none."""
        calls = self.told("crm_attribute")
        value = calls[-1].words.split()[-1] if calls else "-D"
        return None if value == "-D" else int(value)

    @property
    def pid_file(self) -> Path:
        return self.state / "sofia-node-node.pid"

    def pid(self) -> int:
        """The process that the agent has started; 0 when it has none."""
        if not self.pid_file.exists():
            return 0
        return int(self.pid_file.read_text().split()[0])

    def processes(self, with_watchers: bool = False) -> list[int]:
        """All living processes of the resource; with those that watch them, if wished."""
        mark = f"SOFIA_NODE_STATE={self.state}/sofia-node-node".encode()
        own = f"HA_RSCTMP={self.state}".encode()
        found = []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                variables = Path("/proc", entry, "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in variables or (with_watchers and own in variables):
                found.append(int(entry))
        return found

    def kill_all(self) -> None:
        """SIGKILL to whatever the agent has left, watchers first, and waits for the end."""
        for pid in [*set(self.processes(True)) - set(self.processes()), *self.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        until(lambda: not self.processes(True), 5, "the agent has left nothing")
