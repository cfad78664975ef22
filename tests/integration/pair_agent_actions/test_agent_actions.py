"""crm_resource calls the agent's actions in every order."""

import signal
import time
import unittest

from support.cluster.pair import PairStory
from support.wait import until

DONE, ERROR, NOT_RUNNING, PROMOTED, FAILED = 0, 1, 7, 8, 9


class AgentActions(PairStory):
    def act(self, action, *expected):
        """Calls the action. Its status must be one of `expected`."""
        began = time.monotonic()
        done = self.machine.run(
            "crm_resource", "--resource", "node", f"--force-{action}", "--force", within=60
        )
        took = time.monotonic() - began
        self.then(f"{action}: {done.returncode} in {took:.2f} s")
        self.assertIn(done.returncode, expected, done.stdout)
        return took

    def test_twice_out_of_order_and_hung(self):
        self.machine = self.settled()
        self.start_customers(calls=0, registers=0)
        at = time.time()
        self.given("a call, and Pacemaker looks away")
        self.machine.output("crm", "configure", "property", "maintenance-mode=true")
        time.sleep(1)
        for action, status, role in (
            ("check", PROMOTED, "ACTIVE"), ("promote", DONE, "ACTIVE"), ("promote", DONE, "ACTIVE"),
            ("demote", DONE, "STANDBY"), ("demote", DONE, "STANDBY"), ("check", DONE, "STANDBY"),
            ("promote", DONE, "ACTIVE"), ("check", PROMOTED, "ACTIVE"),
            ("stop", DONE, ""), ("stop", DONE, ""), ("check", NOT_RUNNING, ""),
            ("start", DONE, "STANDBY"), ("start", DONE, "STANDBY"), ("promote", DONE, "ACTIVE"),
        ):  # fmt: skip
            self.act(action, status)
            self.assertEqual(role, self.role(self.machine), action)
        self.when("the node hangs")
        self.machine.signal(signal.SIGSTOP, "sofiad")
        self.assertLess(self.act("check", FAILED, ERROR), 12)
        self.act("demote", ERROR, FAILED)
        self.assertLess(self.act("stop", DONE), 25)
        self.act("promote", ERROR, NOT_RUNNING)
        self.act("start", DONE)
        self.act("promote", DONE)
        self.when("Pacemaker looks again")
        self.machine.output("crm", "configure", "property", "maintenance-mode=false")
        self.cluster.clean_up()
        self.cluster.wait_until_complete(40)
        until(lambda: self.role(self.machine) != "", 10, "the node answers")
        outcome = self.stop_customers("the agent's actions by hand", at)
        self.assertEqual(0, outcome.calls_lost)


if __name__ == "__main__":
    unittest.main()
