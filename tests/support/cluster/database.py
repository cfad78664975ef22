"""Database hosts: PostgreSQL servers with a network of their own, which can be cut or lose power."""

import os
import pwd
import subprocess

from support.cluster.network import DATA, Cables, address
from support.postgres import Postgres
from support.wait import until

# Who may connect, beside the host itself.
EVERYBODY = "host all,replication all 10.77.0.0/16 trust\n"


class DatabaseHost(Postgres):
    """A server on host `number` of the data network. `of` makes it a standby of that server."""

    def __init__(self, number: int, of: "DatabaseHost | None" = None) -> None:
        self._primary = of
        self._holder = subprocess.Popen(["unshare", "-n", "sleep", "infinity"])
        until(self._has_its_network, 5, "the database host has its network")
        self.cables = Cables(f"db{number}", number, (DATA,))
        self.cables.plug(self._holder.pid)
        super().__init__(address(DATA, number), settings={"wal_level": "replica"})
        with (self._data / "pg_hba.conf").open("a") as rules:
            rules.write(EVERYBODY if of is None else "")

    def _has_its_network(self) -> bool:
        return os.stat(f"/proc/{self._holder.pid}/ns/net").st_ino != os.stat("/proc/self/ns/net").st_ino

    def _fill(self) -> None:
        if self._primary is None:
            super()._fill()
            return
        source = f"host={self._primary.ip} port={self._primary.port} user=postgres application_name=standby"
        self._run("pg_basebackup", "-D", self._data, "-d", source, "-R", "-X", "stream", "-c", "fast")

    def _command(self, program: list[str]) -> tuple[list[str], "str | None"]:
        if self._user is None:
            return program, None
        account = pwd.getpwnam(self._user)
        enter = ["nsenter", "-t", str(self._holder.pid), "-n", f"-S{account.pw_uid}", f"-G{account.pw_gid}"]
        return [*enter, *program], None

    def has_standby(self) -> bool:
        """Whether a standby receives every commit before it counts."""
        return self.query("postgres", "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == [["1"]]

    def wait_for_the_standby(self) -> None:
        """From now on a commit counts when the standby has it too."""
        self.query("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.query("postgres", "SELECT pg_reload_conf()")
        until(self.has_standby, 10, "the standby follows")

    def promote(self) -> None:
        """A standby becomes the primary, and waits for nobody: it was copied before its primary
        was told to."""
        self._run("pg_ctl", "promote", "-D", self._data, "-w")

    def power_off(self) -> None:
        """The host is gone without a word: not even its kernel answers."""
        self.cables.cut()
        self.crash()

    def close(self) -> None:
        super().close()
        self._holder.kill()
        self._holder.wait()
        self.cables.unplug()


def dsn_of(database: str, *hosts: DatabaseHost) -> str:
    """The DSN that finds the one of these hosts which may be written to."""
    places = ",".join(f"{host.ip}:{host.port}" for host in hosts)
    options = "connect_timeout=2"
    if len(hosts) > 1:
        options += "&target_session_attrs=read-write"
    return f"postgresql://postgres@{places}/{database}?{options}"
