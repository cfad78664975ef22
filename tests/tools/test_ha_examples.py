"""The examples of ha/, as far as they can be tried without a cluster."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

HA = Path(__file__).resolve().parents[2] / "ha"
EXAMPLES = HA / "examples"


class Pacemaker(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.cib = Path(place.name) / "cib.xml"
        self.home = place.name
        self.cib.write_text(self.run_tool("cibadmin", "--empty"))
        nodes = Path(place.name) / "nodes.crm"
        nodes.write_text("node 1: east\nnode 2: west\n")
        self.load(nodes)

    def run_tool(self, *words):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CIB_file": str(self.cib), "HOME": self.home}
        done = subprocess.run(words, env=environment, capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def load(self, file):
        # By force, since the agents need not be installed here.
        self.run_tool("crm", "-F", "configure", "load", "update", file)

    def verify(self):
        """Pacemaker's own check. It warns of two machines that it has never seen, and of nothing else."""
        done = subprocess.run(["crm_verify", "-VV", "-x", self.cib], capture_output=True, text=True)
        findings = [line for line in done.stderr.splitlines() if re.search("error|warning", line)]
        known = re.compile("due to lack of quorum|is unclean but cannot be fenced")
        self.assertEqual([], [line for line in findings if not known.search(line)])

    def test_the_pair_is_accepted_and_says_what_matters(self):
        self.load(EXAMPLES / "pacemaker" / "pair.crm")
        self.verify()
        text = self.cib.read_text()
        for wanted in (
            r'<rsc_colocation[^>]*rsc="address"[^>]*with-rsc="node-clone"[^>]*with-rsc-role="Promoted"',
            r'<rsc_order[^>]*first="address"[^>]*then="node-clone"[^>]*then-action="promote"',
            r'name="stonith-enabled" value="true"',
            r'<fencing-level[^>]*devices="reach,power-east"',
            r'name="OCF_CHECK_LEVEL" value="10"',
        ):
            self.assertRegex(text, wanted)

    def test_the_pair_gives_the_agent_parameters_that_it_has(self):
        meta_data = (HA / "ocf" / "metadata.sh").read_text()
        known = set(re.findall(r"^    parameter (\w+) ", meta_data, re.M))
        for file in ("pair.crm", "pair.pcs.sh"):
            text = (EXAMPLES / "pacemaker" / file).read_text()
            block = re.split(r"\b(?:op|meta)\b", text[text.index("ocf:sofia:node"):])[0]
            given = set(re.findall(r"(\w+)=", re.sub(r'"[^"]*"', '""', block)))
            self.assertTrue(given)
            self.assertLessEqual(given, known, file)

    def test_the_databases_are_accepted_beside_the_pair(self):
        self.load(EXAMPLES / "pacemaker" / "pair.crm")
        for file in ("pgsql.crm", "paf.crm"):
            self.load(EXAMPLES / "postgresql" / file)
        self.verify()


class KeepalivedNotify(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = Path(place.name)

    def program(self, name, *lines):
        file = self.place / name
        file.write_text("\n".join(["#!/bin/sh", f'echo "{name} $*" >> {self.place}/calls', *lines, ""]))
        file.chmod(0o755)

    def notify(self, state, **settings):
        environment = {
            "PATH": os.environ["PATH"], "SOFIA_HA_DIR": str(self.place), "SOFIA_PASSWORD_FILE": "",
            "STATE_FILE": str(self.place / "state"), "PAUSE": "0.1", **settings,
        }  # fmt: skip
        program = EXAMPLES / "keepalived" / "notify"
        return subprocess.run([program, "INSTANCE", "office", state], env=environment, timeout=20).returncode

    def calls(self):
        return (self.place / "calls").read_text().splitlines()

    def test_master_promotes_without_force_until_the_lease_has_run_out(self):
        self.program("promote", f'[ "$(wc -l < {self.place}/calls)" -ge 3 ] || exit 1')
        self.assertEqual(0, self.notify("MASTER"))
        self.assertEqual(["promote "] * 3, self.calls())

    def test_master_gives_up_in_the_end(self):
        self.program("promote", "exit 1")
        self.assertEqual(1, self.notify("MASTER", PATIENCE="1"))

    def test_a_later_state_ends_the_waiting(self):
        self.program("promote", f"echo BACKUP > {self.place}/state", "exit 1")
        self.notify("MASTER")
        self.assertEqual(["promote "], self.calls())

    def test_every_other_state_demotes(self):
        self.program("demote")
        for state in ("BACKUP", "FAULT", "STOP"):
            self.assertEqual(0, self.notify(state))
        self.assertEqual(["demote "] * 3, self.calls())
        self.assertEqual(64, self.notify("DANCING"))


class Units(unittest.TestCase):
    def test_are_of_type_notify_and_know_the_exit_codes_that_a_restart_does_not_cure(self):
        # A fenced node must not take the cluster back, but may be its standby.
        for unit, codes in (("sofia-node", "2 3"), ("sofia-node-standby", "2")):
            lines = (EXAMPLES / "systemd" / f"{unit}.service").read_text().splitlines()
            for wanted in ("Type=notify", f"RestartPreventExitStatus={codes}", "NoNewPrivileges=yes"):
                self.assertIn(wanted, lines, unit)


if __name__ == "__main__":
    unittest.main()
