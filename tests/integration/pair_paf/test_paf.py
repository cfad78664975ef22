"""PAF: a primary that is killed, and one that loses its power."""

import os
import signal
import subprocess
import time
import unittest
from pathlib import Path

from support.cluster import network
from support.cluster.cluster import Cluster
from support.cluster.network import RING
from support.cluster.pair import ROOT
from support.postgres import PROGRAMS
from support.story import Story
from support.wait import until

AGENT = Path("/usr/lib/ocf/resource.d/heartbeat/pgsqlms")
# As Debian has them, and the example.
DATA, CONF = "/var/lib/postgresql/15/main", "/etc/postgresql/15/main/postgresql.conf"


@unittest.skipUnless(os.environ.get("SOFIA_STORY_FULL") == "1", "only with SOFIA_STORY_FULL=1: it takes a minute")
@unittest.skipUnless(AGENT.exists(), "not installed: resource-agents-paf")
class Paf(Story):
    limit = 400

    def setUp(self):
        super().setUp()
        self.enterContext(network.built())
        self.cluster = self.enterContext(Cluster(self.directory / "machines", ""))
        self.cluster.wait("both machines are online", lambda seen: seen.online == ["a", "b"] and seen.has_dc, 60)
        for machine in self.cluster.machines.values():
            self.give_place(machine)

    def give_place(self, machine):
        """Folders of its own where PostgreSQL has its data, its configuration and its socket."""
        data, etc = machine.directory / "postgresql", machine.directory / "etc-postgresql"
        (data / "15").mkdir(parents=True)
        (etc / "15" / "main").mkdir(parents=True)
        peer = self.cluster.other(machine.name).address(RING)
        (etc / "15" / "main" / "postgresql.conf").write_text(
            f"listen_addresses = '*'\ndata_directory = '{DATA}'\nunix_socket_directories = '/run/postgresql'\n"
            "hot_standby = on\nwal_keep_size = '256MB'\nrestart_after_crash = off\n"
            f"primary_conninfo = 'host={peer} user=postgres application_name={machine.name}'\n"
        )
        machine.output("mount", "--bind", data, "/var/lib/postgresql")
        machine.output("mount", "--bind", etc, "/etc/postgresql")
        machine.output("install", "-d", "-o", "postgres", "/run/postgresql")
        machine.output("chown", "-R", "postgres", "/var/lib/postgresql")

    def as_postgres(self, machine, program, *arguments):
        account = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
        return machine.output(*account, PROGRAMS[0] / program, *arguments, within=60)

    def fill(self, first, second):
        """A primary that was stopped in order, and its copy."""
        control = ("-D", DATA, "-w", "-l", f"{DATA}/start.log", "-o", f"-c config_file={CONF}")
        self.as_postgres(first, "initdb", "-D", DATA, "-A", "trust", "-U", "postgres")
        rules = first.directory / "postgresql" / "15" / "main" / "pg_hba.conf"
        rules.write_text(rules.read_text() + "host all,replication all 10.77.0.0/16 trust\n")
        self.as_postgres(first, "pg_ctl", *control, "start")
        self.as_postgres(first, "psql", "-c", "CREATE TABLE written (x INT)")
        self.as_postgres(second, "pg_basebackup", "-h", first.address(RING), "-U", "postgres", "-D", DATA, "-c", "fast")
        self.as_postgres(first, "pg_ctl", *control, "-m", "fast", "stop")

    def writes(self):
        places = ",".join(machine.address(RING) for machine in self.cluster.machines.values())
        dsn = f"postgresql://postgres@{places}/postgres?target_session_attrs=read-write&connect_timeout=2"
        insert = ["psql", "-X", "-q", dsn, "-c", "INSERT INTO written VALUES (1)"]
        written = subprocess.run(insert, capture_output=True).returncode == 0
        self.written += written
        return written

    def primary(self):
        asked = ("psql", "-h", "127.0.0.1", "-U", "postgres", "-Atc", "SELECT pg_is_in_recovery()")
        machines = [m for m in self.cluster.machines.values() if m.is_on and m.run(*asked).stdout.strip() == "f"]
        return machines[0] if len(machines) == 1 else None

    def replicates(self):
        asked = ("psql", "-h", "127.0.0.1", "-U", "postgres", "-Atc", "SELECT state FROM pg_stat_replication")
        primary = self.primary()
        return primary is not None and primary.run(*asked).stdout.strip() == "streaming"

    def test_a_primary_that_dies_has_a_successor(self):
        self.written = 0
        self.fill(self.cluster["a"], self.cluster["b"])
        self.cluster["a"].output("crm", "configure", "load", "update", ROOT / "ha/examples/postgresql/paf.crm")
        until(self.replicates, 90, "one server is the primary, the other follows")
        self.given(f"{self.primary().name} is the primary")
        self.assertTrue(self.writes())

        at = time.time()
        self.primary().signal(signal.SIGKILL, "postgres")
        until(self.writes, 30, "somebody may be written to")
        self.then(f"killed: written again on {self.primary().name}, {time.time() - at:.2f} s later")
        until(self.replicates, 60, "the other follows again")
        self.cluster.clean_up()

        old = self.primary()
        at = time.time()
        old.power_off()
        until(self.writes, 30, "the other may be written to")
        self.then(f"power off: written again on {self.primary().name}, {time.time() - at:.2f} s later")
        self.assertEqual(self.cluster.other(old.name), self.primary())
        count = self.primary().output("psql", "-h", "127.0.0.1", "-U", "postgres", "-Atc", "SELECT count(*) FROM written")
        self.assertEqual(self.written, int(count))


if __name__ == "__main__":
    unittest.main()
