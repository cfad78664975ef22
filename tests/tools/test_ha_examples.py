"""keepalived's notify and the systemd units of ha/examples, as far as they can be tried without a machine."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HA = Path(__file__).resolve().parents[2] / "ha"
EXAMPLES = HA / "examples"


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
