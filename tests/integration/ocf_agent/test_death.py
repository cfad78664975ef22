"""The process dies: who is told, when, and what the agent says afterwards."""

import os
import signal
import time
import unittest
from pathlib import Path

from agent_story import AgentStory
from support.child import children_of
from support.ocf import CONFIGURED, FAILED_PROMOTED, GENERIC, NOT_RUNNING, RUNNING_PROMOTED, SUCCESS
from support.wait import until

FAIL = "crm_resource --fail -r node -N east"


class Death(AgentStory):
    def test_of_the_promoted_process_is_told_at_once(self):
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        died = time.time()
        self.die()
        told = self.wait_until_told(FAIL)
        self.then(f"Pacemaker is told {told.when - died:.3f} s after the death")
        self.assertLess(told.when - died, 0.5)
        self.given("a monitor that comes just now, and a probe")
        self.gives(RUNNING_PROMOTED, "monitor")
        outcome = self.gives(FAILED_PROMOTED, "monitor", interval=0)
        self.assertEqual("the process died while it was promoted (status 137)", outcome.reason)
        self.gives(SUCCESS, "demote")
        self.gives(SUCCESS, "stop")
        self.gives(NOT_RUNNING, "monitor")
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "monitor")

    def test_of_the_unpromoted_process_is_told_too(self):
        self.gives(SUCCESS, "start")
        self.die()
        self.wait_until_told(FAIL)
        self.gives(SUCCESS, "monitor")
        self.when("nobody has acted on it for five seconds")
        time.sleep(5)
        outcome = self.gives(NOT_RUNNING, "monitor")
        self.assertEqual("the process died (status 137)", outcome.reason)
        self.gives(SUCCESS, "start")

    def test_that_could_not_be_told_is_found_by_the_monitor(self):
        self.gives(SUCCESS, "start")
        self.agent.refuse("crm_resource", 9)
        self.die()
        self.wait_until_told(FAIL)
        until(lambda: self.agent.run("monitor").code == NOT_RUNNING, 3, "the monitor finds it")

    def test_that_was_asked_for_is_no_news(self):
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "stop")
        time.sleep(0.5)
        self.assertEqual([], self.agent.told(FAIL))

    def test_is_told_again_while_the_cluster_is_busy(self):
        self.gives(SUCCESS, "start")
        self.agent.refuse("crm_resource", 2)
        self.die()
        self.wait_until_told(FAIL, times=3)

    def test_is_not_told_of_a_process_that_was_replaced(self):
        self.gives(SUCCESS, "start")
        self.agent.refuse("crm_resource", 1)
        self.die()
        self.wait_until_told(FAIL)
        self.gives(SUCCESS, "stop")
        self.gives(SUCCESS, "start")
        time.sleep(1.5)
        self.assertEqual(1, len(self.agent.told(FAIL)))

    def test_of_the_watcher_leaves_the_node_and_its_monitor(self):
        self.gives(SUCCESS, "start")
        status = Path(f"/proc/{self.agent.pid()}/status").read_text()
        watcher = int(status.split("PPid:")[1].split()[0])
        self.assertIn(self.agent.pid(), children_of(watcher))
        os.kill(watcher, signal.SIGKILL)
        self.gives(SUCCESS, "monitor")
        self.die()
        self.gives(NOT_RUNNING, "monitor")
        self.gives(SUCCESS, "stop")

    def test_during_start_is_the_failure_of_start(self):
        self.agent.parameters["db"] = "sqlite:///proc/no/such.db"
        outcome = self.gives(GENERIC, "start", timeout=10)
        self.then(outcome.reason)
        self.agent.parameters["options"] = "--no-such-option"
        outcome = self.gives(CONFIGURED, "start")
        self.assertIn("no-such-option", outcome.reason)
        self.assertEqual([], self.agent.told(FAIL))
        self.assertEqual([], self.agent.processes())


if __name__ == "__main__":
    unittest.main()
