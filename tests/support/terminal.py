"""A program that a person would sit in front of: what it prints is heard, what it should do is said."""

import os
import pty
import re
import termios
import threading
import time
from pathlib import Path
from typing import Any

from support.child import Child
from support.wait import until

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """Runs `arguments` at a terminal of its own, of which nothing is echoed. Everything that it
    prints is also written to `log`."""

    def __init__(self, arguments: list[str], log: Path, **environment: Any) -> None:
        self._log = log
        self._printed = ""
        # Up to here hear() has heard.
        self._heard = 0
        self._master, slave = pty.openpty()
        modes = termios.tcgetattr(slave)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, modes)
        settings = [f"{name}={value}" for name, value in environment.items()]
        self.process = Child(["env", *settings, *arguments], log, terminal=slave)
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with self._log.open("ab") as log:
            while True:
                try:
                    piece = os.read(self._master, 4096)
                except OSError:  # EIO: the program has ended.
                    return
                log.write(piece)
                log.flush()
                self._printed += COLOUR.sub("", piece.decode(errors="replace"))

    def say(self, line: str) -> None:
        """Types a line."""
        os.write(self._master, f"{line}\n".encode())

    def hear(self, pattern: str, within: float = 5) -> re.Match[str]:
        """The next place in what it prints that matches."""
        wanted = re.compile(pattern)
        deadline = time.monotonic() + within
        while not (found := wanted.search(self._printed, self._heard)):
            if time.monotonic() > deadline:
                rest = self._printed[self._heard:][-1500:]
                raise AssertionError(f"{self._log.name}: no {pattern!r} within {within:g} s, but\n{rest}")
            time.sleep(0.01)
        self._heard = found.end()
        return found

    def close(self, farewell: str = "") -> None:
        """Says farewell and waits a moment for its end; then ends it."""
        if farewell and self.process.exit_code is None:
            self.say(farewell)
            try:
                until(lambda: self.process.exit_code is not None, 2, "it ends")
            except AssertionError:
                pass
        self.process.kill()
        self._reader.join(2)
        os.close(self._master)
