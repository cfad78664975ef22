"""PostgreSQL under Patroni and etcd, as ha/examples/postgresql/patroni.yml has it."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from support.child import Child, children_of
from support.postgres import PROGRAMS
from support.wait import until

EXAMPLE = Path(__file__).resolve().parents[2] / "ha" / "examples" / "postgresql" / "patroni.yml"
WANTED = ("patroni", "etcd")
MISSING = [program for program in WANTED if shutil.which(program) is None]


class Patroni:
    """Machines db1 and db2, and etcd on three addresses. `ips` are three addresses of loopback."""

    def __init__(self, ips: list[str]) -> None:
        self.ips = ips
        self.home = Path(tempfile.mkdtemp(prefix="sofia-patroni-"))
        self._account = "postgres" if os.geteuid() == 0 else None
        self._give_away(self.home)
        self.etcd = [self._start_etcd(n) for n in range(3)]
        self.machines: dict[str, Child] = {}

    def _give_away(self, folder: Path) -> None:
        if self._account:
            account = pwd.getpwnam(self._account)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def _start_etcd(self, number: int) -> Child:
        ip, name = self.ips[number], f"etcd{number + 1}"
        peers = ",".join(f"etcd{n + 1}=http://{ip}:2380" for n, ip in enumerate(self.ips))
        arguments = [
            "etcd", "--name", name, "--data-dir", str(self.home / name), "--unsafe-no-fsync",
            "--listen-peer-urls", f"http://{ip}:2380", "--initial-advertise-peer-urls", f"http://{ip}:2380",
            "--listen-client-urls", f"http://{ip}:2379", "--advertise-client-urls", f"http://{ip}:2379",
            "--initial-cluster", peers,
        ]  # fmt: skip
        return Child(arguments, self.home / f"{name}.log")

    def start(self, number: int) -> None:
        """Starts Patroni on the machine db<number>, and it PostgreSQL."""
        name = f"db{number}"
        text = EXAMPLE.read_text()
        here, every = self.ips[number - 1], ",".join(f"{ip}:2379" for ip in self.ips)
        for old, new in (
            ("10.0.3.1:2379,10.0.3.2:2379,10.0.3.3:2379", every), ("name: db1", f"name: {name}"),
            ("10.0.3.1:", f"{here}:"), ("10.0.3.0/24", "127.0.0.0/8"), ("10.0.0.0/8", "127.0.0.0/8"),
            ("/var/lib/postgresql/15/sofia", str(self.home / name)),
            ("/usr/lib/postgresql/15/bin", str(PROGRAMS[0])),
            # Two machines share this one, and a socket is called after its port.
            ("/run/postgresql", str(self.home / f"{name}-socket")),
        ):  # fmt: skip
            assert old in text, f"the example has no '{old}'"
            text = text.replace(old, new)
        conf = self.home / f"{name}.yml"
        conf.write_text(text)
        (self.home / f"{name}-socket").mkdir(exist_ok=True)
        self._give_away(self.home / f"{name}-socket")
        self.machines[name] = Child(["env", f"HOME={self.home}", "patroni", str(conf)], self.log(name), user=self._account, cwd=self.home)

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"

    def roles(self) -> dict[str, tuple[str, str]]:
        """Role and state of each machine, as any Patroni says."""
        for ip in self.ips[:2]:
            try:
                with urllib.request.urlopen(f"http://{ip}:8008/cluster", timeout=1) as answer:
                    members = json.load(answer)["members"]
                    return {m["name"]: (m["role"], m["state"]) for m in members}
            except (OSError, ValueError, KeyError):
                continue
        return {}

    def primary(self) -> str:
        """The machine that is the primary; empty when there is none."""
        return next((name for name, fact in self.roles().items() if fact == ("leader", "running")), "")

    def wait_until_complete(self, within: float = 90) -> str:
        """A primary and a synchronous standby. Gives the primary."""
        until(
            lambda: sorted(self.roles().values()) == [("leader", "running"), ("sync_standby", "running")],
            within,
            f"Patroni has both machines in order: {self.roles()}",
        )
        return self.primary()

    def query(self, name: str, sql: str) -> str:
        """What psql prints on that machine, as postgres."""
        place = ["-h", str(self.home / f"{name}-socket"), "-U", "postgres", "-d", "postgres"]
        command = ["psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", *place, "-c", sql]
        done = subprocess.run(
            command, user=self._account, group=self._account, capture_output=True, text=True, cwd=self.home
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def power_off(self, name: str) -> None:
        """Patroni and PostgreSQL of a machine are gone at once."""
        self.machines[name].kill()
        self._kill_server(self.home / name / "postmaster.pid")

    def _kill_server(self, pid_file: Path) -> None:
        """PostgreSQL dies with its children; it has not waited for Patroni."""
        main = int(pid_file.read_text().split()[0])
        if not Path(f"/proc/{main}").exists():
            return
        os.kill(main, signal.SIGSTOP)
        for pid in (*children_of(main), main):
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        for name, patroni in self.machines.items():
            if patroni.exit_code is None:
                patroni.kill()
            for file in (self.home / name).glob("postmaster.pid"):
                self._kill_server(file)
        for server in self.etcd:
            server.kill()
        shutil.rmtree(self.home, ignore_errors=True)

