"""keepalived's notify and the systemd units of ha/examples, as far as they can be tried without a machine."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.installed import HA, POSSIBLE, WHY_NOT, Installed
from support.wait import until

EXAMPLES = HA / "examples"


class Keepalived(unittest.TestCase):
    """`notify` and `check`, with programs that write down how they were called."""

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = Path(place.name)
        self.state = self.place / "state"

    def program(self, name, *lines):
        file = self.place / name
        file.write_text("\n".join(["#!/bin/sh", f'echo "{name} $*" >> {self.place}/calls', *lines, ""]))
        file.chmod(0o755)

    def run_script(self, script, *arguments, **settings):
        environment = {
            "PATH": os.environ["PATH"], "SOFIA_HA_DIR": str(self.place), "SOFIA_PASSWORD_FILE": "",
            "STATE_FILE": str(self.state), "PAUSE": "0.1", "SOFIA": str(self.place / "sofia"),
            "NOTIFY": str(self.place / "again"), **settings,
        }  # fmt: skip
        program = EXAMPLES / "keepalived" / script
        return subprocess.run([program, *arguments], env=environment, timeout=20).returncode

    def notify(self, state, **settings):
        return self.run_script("notify", "INSTANCE", "office", state, **settings)

    def check(self, node_says, state="", **settings):
        """The status of `check` for a node that says so, with notify as it was last called."""
        if state:
            self.state.write_text(f"{state}\n")
        self.program("sofia", f'printf "{node_says}"')
        return self.run_script("check", **settings)

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
        self.program("promote", f"echo BACKUP 1 > {self.state}", "exit 1")
        self.notify("MASTER")
        self.assertEqual(["promote "], self.calls())
        self.assertEqual("BACKUP 1\n", self.state.read_text())

    def test_every_other_state_demotes(self):
        self.program("demote")
        for state in ("BACKUP", "FAULT", "STOP"):
            self.assertEqual(0, self.notify(state))
        self.assertEqual(["demote "] * 3, self.calls())
        self.assertEqual(64, self.notify("DANCING"))

    def test_a_node_that_answers_is_good_as_an_active_one_or_as_the_standby(self):
        self.program("again")
        for said, state in (
            ("role STANDBY\\n", ""),
            ("role ACTIVE\\n", "MASTER done"),
            ("role STANDBY\\n", "BACKUP done"),
            ("role STANDBY\\n", "FAULT done"),
            ("role STANDBY\\n", f"MASTER {os.getpid()}"),
        ):
            self.assertEqual(0, self.check(said, state), state)
        self.assertNotIn("again INSTANCE again MASTER", self.calls())

    def test_a_standby_where_keepalived_is_master_is_promoted_again(self):
        self.program("again")
        for stage in ("done", "999999999"):
            # That its peer is active is no reason to be content with it.
            self.assertEqual(0, self.check("role STANDBY\\npeer west ACTIVE\\n", f"MASTER {stage}"))
        until(lambda: self.calls().count("again INSTANCE again MASTER") == 2, 5, "notify is called")

    def test_an_active_node_where_keepalived_is_not_master_is_demoted_again(self):
        # Its promotion may have been on the way when notify demoted it.
        self.program("again")
        for state in ("BACKUP", "FAULT"):
            self.assertEqual(0, self.check("role ACTIVE\\n", f"{state} done"))
            until(lambda now=state: f"again INSTANCE again {now}" in self.calls(), 5, "notify is called")

    def test_a_node_that_could_not_be_promoted_gives_the_address_up(self):
        self.program("promote", "exit 1")
        self.notify("MASTER", PATIENCE="0")
        self.assertEqual(1, self.check("role STANDBY\\n"))
        self.assertEqual(0, self.check("role ACTIVE\\n"))

    def test_a_node_that_does_not_answer_is_not_good(self):
        self.program("sofia", "sleep 5")
        self.assertNotEqual(0, self.run_script("check", LIMIT="0.2"))
        self.program("sofia", "exit 2")
        self.assertNotEqual(0, self.run_script("check"))

    def test_both_scripts_give_the_client_the_password_of_the_file(self):
        password = self.place / "password"
        password.write_text("secret\n")
        self.program("sofia", f'echo "$SOFIA_PASSWORD" >> {self.place}/calls', "echo role ACTIVE")
        self.assertEqual(0, self.run_script("check", SOFIA_PASSWORD_FILE=str(password)))
        self.notify("BACKUP", SOFIA_PASSWORD_FILE=str(password), SOFIA_HA_DIR=str(HA))
        self.assertEqual(["secret"] * 3, [line for line in self.calls() if not line.startswith("sofia")])


class Units(unittest.TestCase):
    def test_are_of_type_notify_and_know_the_exit_codes_that_a_restart_does_not_cure(self):
        # A fenced node must not take the cluster back, but may be its standby.
        for unit, codes in (("sofia-node", "2 3"), ("sofia-node-standby", "2")):
            lines = (EXAMPLES / "systemd" / f"{unit}.service").read_text().splitlines()
            for wanted in ("Type=notify", f"RestartPreventExitStatus={codes}", "NoNewPrivileges=yes"):
                self.assertIn(wanted, lines, unit)

    @unittest.skipUnless(POSSIBLE, WHY_NOT)
    def test_are_good_to_systemd_and_leave_little_open(self):
        with tempfile.TemporaryDirectory() as place:
            machine = Installed(Path(place))
            units = sorted(Path("/etc/systemd/system", file.name) for file in (EXAMPLES / "systemd").iterdir())
            self.assertEqual("", machine.output("systemd-analyze", "verify", *units))
            # Of 10.0; what is left is what a node needs: its sockets, and the network.
            for unit in units:
                machine.output("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)


if __name__ == "__main__":
    unittest.main()
