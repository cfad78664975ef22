"""The process is there and does not answer, or its record is wrong."""

import os
import signal
import subprocess
import unittest
from pathlib import Path

from agent_story import AgentStory
from support.ocf import FAILED_PROMOTED, GENERIC, NOT_RUNNING, RUNNING_PROMOTED, SUCCESS
from support.wait import until


class Hung(AgentStory):
    def test_a_suspended_node_has_failed_and_is_stopped_without_waking_up(self):
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        self.send(signal.SIGSTOP)
        self.assertIn("suspended", self.gives(FAILED_PROMOTED, "monitor").reason)
        self.assertIn("suspended", self.gives(GENERIC, "demote").reason)
        outcome = self.gives(SUCCESS, "stop")
        self.then(f"stop of a suspended node took {outcome.took:.2f} s")
        self.assertLess(outcome.took, 2)
        self.gives(NOT_RUNNING, "monitor")
        self.assertEqual([], self.agent.processes())

    def test_a_node_that_takes_no_commands_is_judged_in_time(self):
        self.gives(SUCCESS, "start")
        self.script("sofia ha status", "hang")
        outcome = self.gives(GENERIC, "monitor", timeout=10)
        self.assertIn(f"does not answer on {self.control}: no answer within", outcome.reason)
        self.unscript("sofia ha status")
        self.gives(SUCCESS, "promote")
        self.script("sofia ha status", "hang")
        self.gives(FAILED_PROMOTED, "monitor", timeout=10)
        self.gives(SUCCESS, "stop", timeout=10)

    def test_a_node_that_never_becomes_a_standby_is_not_left_behind(self):
        self.script("sofia ha status", "hang")
        outcome = self.gives(GENERIC, "start", timeout=8)
        self.assertIn("not a standby within", outcome.reason)
        self.assertEqual([], self.agent.processes())

    def test_promote_and_demote_that_hang_end_in_time(self):
        self.gives(SUCCESS, "start")
        self.script("sofia ha promote --force", "hang")
        self.assertIn("no answer", self.gives(GENERIC, "promote", timeout=6).reason)
        self.script("sofia ha demote", "hang")
        self.assertIn("no answer", self.gives(GENERIC, "demote", timeout=6).reason)

    def test_a_process_that_ignores_sigterm_is_killed(self):
        stubborn = self.directory / "stubborn"
        stubborn.write_text("#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 0.1; done\n")
        stubborn.chmod(0o755)
        self.script("sofia ha status", 0, "role STANDBY")
        self.agent.parameters["binary"] = str(stubborn)
        # Such a program would not end --check-config either.
        self.assertNotEqual(SUCCESS, self.agent.run("validate-all", timeout=8).code)
        stubborn.write_text(
            "#!/bin/sh\ncase $* in *check-config*) exit 0 ;; esac\ntrap '' TERM\n"
            "while :; do sleep 0.1; done\n"
        )
        self.gives(SUCCESS, "start")
        outcome = self.gives(SUCCESS, "stop", timeout=8)
        self.then(f"killed after {outcome.took:.2f} s")
        self.assertGreater(outcome.took, 2)
        self.assertEqual([], self.agent.processes())


class Records(AgentStory):
    """The pid file is no longer what start has written."""

    def setUp(self):
        super().setUp()
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")

    def found_all_the_same(self):
        self.gives(RUNNING_PROMOTED, "monitor")
        self.gives(SUCCESS, "stop")
        self.assertEqual([], self.agent.processes())
        self.gives(NOT_RUNNING, "monitor")

    def test_garbage(self):
        self.agent.pid_file.write_bytes(b"\0\xffgarbage\n$(reboot)\n")
        self.found_all_the_same()

    def test_lost(self):
        self.agent.pid_file.unlink()
        self.found_all_the_same()

    def test_all_state_lost(self):
        for file in self.agent.state.iterdir():
            file.unlink()
        self.found_all_the_same()

    def test_the_number_of_another_process_is_left_alone(self):
        other = subprocess.Popen(["sleep", "60"])
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        started = Path(f"/proc/{other.pid}/stat").read_text().rpartition(")")[2].split()[19]
        self.agent.pid_file.write_text(f"{other.pid} {int(started) - 1}\n")
        self.found_all_the_same()
        self.assertIsNone(other.poll())

    def test_the_node_of_a_container_is_left_alone(self):
        mark = f"SOFIA_NODE_STATE={self.agent.state}/sofia-node-node"
        container = subprocess.Popen(
            ["unshare", "-p", "-f", "--kill-child", "env", mark, "sleep", "60"]
        )
        self.addCleanup(container.wait)
        self.addCleanup(container.kill)
        until(lambda: len(self.agent.processes()) == 2, 5, "the container has a process")
        self.gives(SUCCESS, "stop")
        self.assertEqual(1, len(self.agent.processes()))
        self.gives(NOT_RUNNING, "monitor")

    def test_a_dead_process_with_garbage_is_a_death_all_the_same(self):
        pid = self.agent.pid()
        self.agent.pid_file.write_text("garbage\n")
        os.kill(pid, signal.SIGKILL)
        self.gives(FAILED_PROMOTED, "monitor")
        self.gives(SUCCESS, "stop")
        self.gives(NOT_RUNNING, "monitor")


if __name__ == "__main__":
    unittest.main()
