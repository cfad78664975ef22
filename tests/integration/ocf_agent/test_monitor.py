"""The deep monitor and the promotion scores."""

import signal
import socket
import time
import unittest

from agent_story import AgentStory
from support.ocf import FAILED_PROMOTED, GENERIC, RUNNING_PROMOTED, SUCCESS

FAILING = "-ERR 1 of 8 checks failed\nok address here\nfail database cannot be written\nwarn clock late"


class DeepMonitor(AgentStory):
    def setUp(self):
        super().setUp()
        self.agent.parameters["sip_uri"] = f"sip:{self.lan.host(self.NODE)}"
        self.gives(SUCCESS, "start")

    def test_asks_the_promoted_node_by_options(self):
        self.gives(SUCCESS, "monitor", level=10)
        self.gives(SUCCESS, "promote")
        outcome = self.gives(RUNNING_PROMOTED, "monitor", level=10)
        self.then(f"the deep monitor took {outcome.took:.2f} s")
        self.agent.parameters["sip_uri"] += ";transport=tcp"
        self.gives(RUNNING_PROMOTED, "monitor", level=10)

    def test_silence_on_the_address_is_a_failure(self):
        self.gives(SUCCESS, "promote")
        self.agent.parameters["sip_uri"] = f"sip:{self.lan.host(99)}"
        self.gives(RUNNING_PROMOTED, "monitor")
        outcome = self.gives(FAILED_PROMOTED, "monitor", level=10)
        self.assertIn("no answer to OPTIONS", outcome.reason)

    def test_silence_ends_in_time(self):
        self.gives(SUCCESS, "promote")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind((self.lan.host(98), 5060))
            self.agent.parameters["sip_uri"] = f"sip:{self.lan.host(98)}"
            outcome = self.gives(FAILED_PROMOTED, "monitor", level=10, timeout=10)
            self.assertIn("in time", outcome.reason)


class Roles(AgentStory):
    def test_a_fenced_node_has_failed(self):
        self.gives(SUCCESS, "start")
        self.script("sofia ha status", 0, "role FENCED\ncluster office")
        self.assertIn("FENCED", self.gives(GENERIC, "monitor").reason)
        self.unscript("sofia ha status")
        self.gives(SUCCESS, "promote")
        self.script("sofia ha status", 0, "role FENCED\ncluster office")
        self.gives(FAILED_PROMOTED, "monitor")

    def test_a_promotion_that_is_refused_is_a_failure_with_its_reason(self):
        self.gives(SUCCESS, "start")
        self.script("sofia ha promote --force", 1, "-ERR the database is away")
        outcome = self.gives(GENERIC, "promote")
        self.assertIn("-ERR the database is away", outcome.reason)
        self.gives(SUCCESS, "monitor")

    def test_recover_that_fails_is_said_again_by_the_monitor(self):
        self.gives(SUCCESS, "start")
        self.script("sofia recover", 1, "-ERR the database is away")
        self.gives(SUCCESS, "promote")
        pending = self.agent.state / "sofia-node-node.recover"
        self.gives(RUNNING_PROMOTED, "monitor")
        self.assertTrue(pending.exists())
        self.unscript("sofia recover")
        self.gives(RUNNING_PROMOTED, "monitor")
        self.assertFalse(pending.exists())


class Scores(AgentStory):
    def check_says(self, status, reply):
        self.script("sofia ha check", status, reply)

    def monitor(self):
        """A probe, which checks whatever was checked before."""
        self.agent.run("monitor", interval=0)
        return self.agent.score

    def test_prefer_the_node_whose_check_is_clean(self):
        self.check_says(0, "+OK 8 checks")
        self.gives(SUCCESS, "start")
        self.assertEqual(100, self.agent.score)
        self.check_says(1, FAILING)
        self.assertEqual(10, self.monitor())
        self.check_says("hang", "")
        self.assertEqual(10, self.monitor())
        self.check_says(0, "+OK 8 checks")
        self.assertEqual(100, self.monitor())

    def began_to_fail(self, seconds_ago):
        """The first failed check was so long ago."""
        since = self.agent.state / "sofia-node-node.doubt"
        now = int(time.clock_gettime(time.CLOCK_BOOTTIME))
        self.assertLess(abs(int(since.read_text()) - now), 5)
        since.write_text(f"{now - seconds_ago}\n")

    def test_of_the_active_node_fall_after_ten_seconds(self):
        self.check_says(0, "+OK 8 checks")
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        self.check_says(1, FAILING)
        self.assertEqual(100, self.monitor())
        self.assertEqual(100, self.monitor())
        self.began_to_fail(5)
        self.assertEqual(100, self.monitor())
        self.check_says(0, "+OK 8 checks")
        self.assertEqual(100, self.monitor())
        self.check_says(1, FAILING)
        self.assertEqual(100, self.monitor())
        self.began_to_fail(11)
        self.assertEqual(10, self.monitor())
        self.check_says(0, "+OK 8 checks")
        self.assertEqual(100, self.monitor())

    def test_are_told_again_when_the_monitor_was_killed_for_what_it_had_told(self):
        self.check_says(0, "+OK 8 checks")
        self.gives(SUCCESS, "start")
        self.check_says(1, FAILING)
        self.agent.die_of("crm_attribute")
        self.when("a score is told, the role moves, and the monitor that told it is killed")
        self.gives(-signal.SIGKILL, "monitor", interval=0)
        self.assertEqual(10, self.agent.score)
        self.check_says(0, "+OK 8 checks")
        self.gives(SUCCESS, "monitor")
        self.assertEqual(100, self.agent.score)

    def test_do_not_fall_for_what_is_said_of_others(self):
        self.check_says(1, "-ERR 2 of 8 checks failed\nfail peer not seen\nfail watchdog off")
        self.gives(SUCCESS, "start")
        self.assertEqual(100, self.agent.score)

    def test_are_told_on_change_and_never_within_a_takeover(self):
        self.check_says(0, "+OK 8 checks")
        self.gives(SUCCESS, "start")
        told = len(self.agent.told("crm_attribute"))
        for action, state in (("promote", RUNNING_PROMOTED), ("demote", SUCCESS), ("stop", None)):
            self.gives(SUCCESS, action)
            if state is not None:
                self.gives(state, "monitor")
        self.assertEqual(told, len(self.agent.told("crm_attribute")))
        self.gives(SUCCESS, "start")
        self.assertEqual(told + 1, len(self.agent.told("crm_attribute")))

    def test_a_cluster_that_does_not_listen_is_told_again(self):
        self.check_says(0, "+OK 8 checks")
        self.agent.refuse("crm_attribute", 1)
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "monitor")
        self.assertEqual(2, len(self.agent.told("crm_attribute --promotion -v 100")))


if __name__ == "__main__":
    unittest.main()
