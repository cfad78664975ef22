"""A machine: processes with namespaces of their own, which has power, cables and a disk."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Optional

from support.child import children_of
from support.cluster.network import ALL_BUT_POWER, Cables, address
from support.wait import until

TESTS = Path(__file__).resolve().parents[2]
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
NAMESPACES = ("-m", "-u", "-i", "-n", "-p")


class Machine:
    """Machine `name` with host number `number`. Its disk is `directory` and survives power_off().
    `services` is what it starts: see machine_init."""

    def __init__(self, name: str, number: int, directory: Path, services: str = "cluster") -> None:
        self.services = services
        self.name = name
        self.number = number
        self.directory = directory
        self.cables = Cables(name, number)
        # Time of the last power_off(), seconds since the epoch.
        self.dark_since = 0.0
        self._init = 0
        self._holder: Optional[subprocess.Popen] = None
        self._switch = threading.RLock()
        directory.mkdir(parents=True, exist_ok=True)

    def address(self, network: str) -> str:
        """Its address in a network."""
        return address(network, self.number)

    @property
    def is_on(self) -> bool:
        """Whether it has power; a frozen machine has."""
        return self._holder is not None and self._holder.poll() is None

    def power_on(self) -> None:
        """Boots it, unless it is on: `machine_init` becomes its process 1."""
        with self._switch:
            if self.is_on:
                return
            log = (self.directory / "console.log").open("ab")
            ready = self.directory / "cables-are-in"
            ready.unlink(missing_ok=True)
            self._holder = subprocess.Popen(
                ["unshare", *NAMESPACES, "-f", "--kill-child", "--mount-proc"]
                + ["--propagation", "private", sys.executable]
                + ["-m", "support.cluster.machine_init", self.name, str(self.directory), self.services],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "PYTHONPATH": str(TESTS)},
                start_new_session=True,
            )
            log.close()
            holder = self._holder.pid
            self._init = until(lambda: children_of(holder), 5, f"machine {self.name} boots")[0]
            self.cables.plug(self._init)
            ready.touch()

    def power_off(self) -> None:
        """Pulls the power cord. The cables go dead first, so that no dying process says a word."""
        with self._switch:
            if not self.is_on:
                return
            self.cables.cut()
            self.dark_since = time.time()
            os.kill(self._init, signal.SIGKILL)
            self._holder.wait(10)

    def run(self, *command: object, within: float = 30) -> subprocess.CompletedProcess:
        """Runs a command on the machine and gives its status and its output (stderr included)."""
        return subprocess.run(
            self.entered(*command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=within,
            cwd="/",
        )

    def output(self, *command: object, within: float = 30) -> str:
        """What a command prints that must succeed."""
        done = self.run(*command, within=within)
        assert done.returncode == 0, f"{self.name}: {command} gave {done.returncode}: {done.stdout}"
        return done.stdout

    def entered(self, *command: object) -> list[str]:
        """The command line that runs `command` on the machine."""
        environment = [f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8", "USER=root", "TERM=dumb"]
        enter = ["nsenter", "-t", str(self._init), *NAMESPACES, "--wd=/", "--"]
        return [*enter, "env", "-i", *environment, *map(str, command)]

    def path(self, place: str) -> Path:
        """A file of the machine, as it is seen from the world."""
        return Path(f"/proc/{self._init}/root{place}")

    def pids(self, program: str = "") -> list[int]:
        """Its processes, by the world's numbers; of one program only, by the name of its file."""
        wanted = os.stat(f"/proc/{self._init}/ns/pid").st_ino
        found = []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.stat(f"/proc/{entry}/ns/pid").st_ino != wanted:
                    continue
                if program and Path(os.readlink(f"/proc/{entry}/exe")).name != program:
                    continue
            except OSError:
                continue
            found.append(int(entry))
        return found

    def signal(self, number: int, program: str) -> list[int]:
        """Sends a signal to every process of a program. Gives their numbers."""
        pids = self.pids(program)
        for pid in pids:
            os.kill(pid, number)
        return pids

    def freeze(self) -> None:
        """Stops every process. Its kernel still answers ARP and ping, as that of a hung machine."""
        self._signal_all(signal.SIGSTOP, "T")

    def thaw(self) -> None:
        """Goes on after freeze()."""
        self._signal_all(signal.SIGCONT, "")

    def pause(self) -> None:
        """Silent and stopped, as a virtual machine that is paused."""
        self.cables.cut()
        self.freeze()

    def resume(self) -> None:
        """Goes on after pause()."""
        self.thaw()
        self.cables.heal()

    def cut(self, *networks: str) -> None:
        """Pulls the cables to these networks; to all but that of the power controller by default."""
        self.cables.cut(*(networks or ALL_BUT_POWER))

    def heal(self, *networks: str) -> None:
        """Puts cables back."""
        self.cables.heal(*(networks or ALL_BUT_POWER))

    def _signal_all(self, number: int, state: str) -> None:
        """Signals all processes, again until those that were just started are in `state` too."""
        for _ in range(20):
            pids = [pid for pid in self.pids() if not state or _state(pid) not in (state, "Z", "")]
            for pid in pids:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            if not pids or not state:
                return

    def erase(self) -> None:
        """Removes its disk."""
        shutil.rmtree(self.directory, ignore_errors=True)


def _state(pid: int) -> str:
    """The letter of a process's state; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
