"""sofiad as a process."""

import os
import signal
from pathlib import Path
from typing import Optional

from support.child import Child
from support.conf import Conf
from support.esl import EventSocket
from support.wait import until

PASSWORD = "ClueCon"


def sofiad_binary() -> Path:
    """The program under test, which CTest names in SOFIA_BIN."""
    return Path(os.environ["SOFIA_BIN"]) / "sofiad"


class Node:
    """One node. It lives in `directory`, listens for commands on `control` and keeps its state in
    `db`, so that it can be killed and started again."""

    def __init__(
        self,
        directory: Path,
        conf: Conf,
        control: tuple[str, int],
        db: str = "",
        name: str = "node-a",
        cluster: str = "pair",
        options: tuple[str, ...] = (),
    ) -> None:
        self.directory = directory
        self.conf = conf
        self.control = control
        self.db = db or f"sqlite://{directory}/node.db"
        self.name = name
        self.cluster = cluster
        self.options = options
        self.log_file = directory / "sofiad.log"
        # A program and its words that run sofiad in their place, by exec.
        self.wrapper: tuple[str, ...] = ()
        self._process: Optional[Child] = None
        directory.mkdir(parents=True, exist_ok=True)

    def arguments(self) -> list[str]:
        """The command line, program first."""
        ip, port = self.control
        return [
            *self.wrapper,
            str(sofiad_binary()),
            *("--conf", str(self.directory / "conf")),
            *("--db", self.db),
            *("--node-name", self.name),
            *("--cluster", self.cluster),
            *("--event-socket", f"{ip}:{port}"),
            *("--event-socket-password", PASSWORD),
            *("--log-file", str(self.log_file)),
            *("--log-level", "debug"),
            "--foreground",
            *self.options,
        ]

    def start(self, within: float = 10) -> "Node":
        """Starts it and waits until it serves its profiles; a standby node: until it answers."""
        self.launch()
        until(self._serves, within, f"node {self.name} serves")
        return self

    def launch(self) -> None:
        """Starts it without waiting."""
        assert self._process is None or self._process.exit_code is not None, "it runs already"
        self.conf.write(self.directory / "conf")
        self._process = Child(self.arguments(), self.directory / "sofiad.out")

    def _serves(self) -> bool:
        if self.process.exit_code is not None:
            raise AssertionError(f"node {self.name} ended with {self.process.exit_code}\n{self.tail()}")
        try:
            profiles = self.api("sofia status")
        except (OSError, EOFError):
            return False
        return "standby" in self.options or profiles.count("RUNNING") >= len(self.conf.profiles)

    @property
    def process(self) -> Child:
        """The running process, or the last one."""
        assert self._process is not None, f"node {self.name} was never started"
        return self._process

    def running(self) -> bool:
        return self._process is not None and self._process.exit_code is None

    def api(self, command: str, within: float = 10) -> str:
        """What `command` prints, over a connection of its own."""
        with self.event_socket() as connection:
            return connection.api(command, within)

    def event_socket(self) -> EventSocket:
        """A new authenticated connection."""
        return EventSocket(*self.control, password=PASSWORD)

    def kill9(self) -> None:
        """The crash: SIGKILL, and returns when the process is gone."""
        self.process.kill()

    def stop(self, within: float = 10) -> int:
        """SIGTERM. Gives the exit code."""
        return self.process.end(signal.SIGTERM, within)

    def restart_after_crash(self) -> "Node":
        """kill9() and start()."""
        self.kill9()
        return self.start()

    def freeze(self) -> None:
        """Stops the process in its tracks, as a machine that hangs does."""
        self.process.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send(signal.SIGCONT)

    def calls(self) -> int:
        """How many calls `show calls` counts."""
        return int(self.api("show calls count").split()[0])

    def settle(self, within: float = 10) -> None:
        """Waits until nothing waits for the database any more."""
        until(lambda: "store_queue 0" in self.api("metrics").splitlines(), within, "every write is committed")

    def log(self) -> str:
        """Everything that it has logged, over all its lives."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def tail(self, lines: int = 30) -> str:
        """The end of its log, or of its output when there is no log."""
        output = (self.directory / "sofiad.out").read_text(errors="replace")
        return "\n".join((self.log() or output).splitlines()[-lines:])

    def close(self) -> None:
        """Kills what still runs. The address sanitizer looks for leaks where a program ends by itself:
        under it the node is told to, and has time for it."""
        if self._process is None:
            return
        if "ASAN_OPTIONS" in os.environ and self.running():
            self.thaw()
            try:
                self.stop(within=20)
            except AssertionError:
                pass  # It hangs on something that the story took away.
        self._process.kill()
