"""A private PostgreSQL server."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Optional

from support.child import Child
from support.wait import until

# Binaries of PostgreSQL are not on the PATH in Debian.
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]


class Postgres:
    """A server with its data in a temporary directory, listening on `ip`:5432 only.

    It writes to disk as a real one does (fsync is on). Under root it runs as user postgres, which
    the server insists on.
    """

    def __init__(
        self, ip: str, port: int = 5432, settings: Optional[dict[str, str]] = None
    ) -> None:
        assert PROGRAMS, "PostgreSQL is not installed: tools/install-deps"
        self.ip = ip
        self.port = port
        self._settings = {"max_connections": "50", **(settings or {})}
        self._bin = PROGRAMS[0]
        self._user = "postgres" if os.geteuid() == 0 else None
        self._home = Path(tempfile.mkdtemp(prefix="sofia-pg-"))
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self._home, account.pw_uid, account.pw_gid)
        self._data = self._home / "data"
        self.log_file = self._home / "postgres.log"
        self._fill()
        self._server: Child | None = None

    def _fill(self) -> None:
        """Makes the data directory of a new server."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def _command(self, program: list[str]) -> tuple[list[str], Optional[str]]:
        """The command line that runs the server, and the account that it is started under."""
        return program, self._user

    def _run(self, program: str, *arguments: object) -> str:
        done = subprocess.run(
            [str(self._bin / program), *map(str, arguments)],
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            capture_output=True,
            text=True,
            cwd=self._home,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"
        return done.stdout

    def start(self, within: float = 20) -> "Postgres":
        """Starts the server and waits until it accepts connections."""
        settings = {
            "listen_addresses": self.ip,
            "unix_socket_directories": str(self._home),
            **self._settings,
        }
        program = [str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        for name, value in settings.items():
            program += ["-c", f"{name}={value}"]
        command, user = self._command(program)
        self._server = Child(command, self.log_file, user=user, cwd=self._home)
        until(self._ready, within, "PostgreSQL accepts connections")
        return self

    def _ready(self) -> bool:
        assert self.process.exit_code is None, self.log_file.read_text()
        ask = [self._bin / "pg_isready", "-q", "-h", self.ip, "-p", str(self.port), "-t", "1"]
        return subprocess.run(ask).returncode == 0

    @property
    def process(self) -> Child:
        """The server's main process."""
        assert self._server is not None, "never started"
        return self._server

    def create(self, database: str) -> str:
        """Makes an empty database. Gives its DSN."""
        self.query("postgres", f'CREATE DATABASE "{database}"')
        return self.dsn(database)

    def dsn(self, database: str) -> str:
        """The libpq URI of a database."""
        return f"postgresql://postgres@{self.ip}:{self.port}/{database}"

    def query(self, database: str, sql: str) -> list[list[str]]:
        """Rows of columns as text."""
        arguments = ["-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", self.dsn(database)]
        lines = self._run("psql", *arguments, "-c", sql).splitlines()
        return [line.split("\t") for line in lines if line]

    def stop(self) -> None:
        """Ends the server at once and in order: open transactions are rolled back."""
        self.process.end(signal.SIGINT, within=20)

    def crash(self) -> None:
        """The server dies without a word (its children too), as on a power cut."""
        # It must not start a child while we look for them.
        self.process.send(signal.SIGSTOP)
        for pid in self.process.family():
            _send(pid, signal.SIGKILL)
        self.process.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Nothing answers any more and no connection breaks, as when the disk hangs."""
        # The main process first: it must not start a child while we look for them.
        self.process.send(signal.SIGSTOP)
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Goes on after freeze()."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: int) -> None:
        for pid in self.process.family():
            _send(pid, number)

    def close(self) -> None:
        """Ends the server and removes its data."""
        if self._server is not None and self._server.exit_code is None:
            self.thaw()
            self.crash()
        shutil.rmtree(self._home, ignore_errors=True)


def _send(pid: int, number: int) -> None:
    """A signal to a process that may end at any moment: a backend whose client has gone does."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
