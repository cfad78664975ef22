"""Every action: once, twice, out of order."""

import unittest

from agent_story import AgentStory
from support.ocf import NOT_RUNNING, RUNNING_PROMOTED, SUCCESS, UNIMPLEMENTED, ARGS


class Actions(AgentStory):
    def test_a_life_with_every_action_said_twice(self):
        for action, code, state in (
            ("start", SUCCESS, SUCCESS),
            ("promote", SUCCESS, RUNNING_PROMOTED),
            ("reload", SUCCESS, RUNNING_PROMOTED),
            ("reload-agent", SUCCESS, RUNNING_PROMOTED),
            ("notify", SUCCESS, RUNNING_PROMOTED),
            ("demote", SUCCESS, SUCCESS),
            ("stop", SUCCESS, NOT_RUNNING),
        ):
            for time in ("once", "twice"):
                outcome = self.gives(code, action)
                self.then(f"{action} {time}: {outcome.took:.2f} s")
                self.gives(state, "monitor")

    def test_the_promoted_node_serves_and_the_demoted_one_does_not(self):
        self.gives(SUCCESS, "start")
        phone = self.phone("1000")
        self.gives(SUCCESS, "promote")
        self.assertEqual(200, phone.register().status)
        self.gives(SUCCESS, "demote")
        self.assertRaises(AssertionError, phone.register)
        self.gives(SUCCESS, "promote")
        self.assertEqual(200, phone.register().status)

    def test_a_call_goes_through_stop_and_a_crash(self):
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        caller, callee = self.registered("1000", "1001")
        out = caller.dial("1001")
        into = callee.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.when("the agent stops the node and starts it again")
        self.gives(SUCCESS, "stop")
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        self.talk(out, into)
        self.when("the node is killed, and the agent clears up and starts it again")
        self.die()
        for action in ("demote", "stop", "start", "promote"):
            self.gives(SUCCESS, action)
        self.talk(out, into)
        out.send("BYE")
        into.hung_up()
        out.wait(200)
        self.assertEqual(0, caller.count("BYE"))

    def talk(self, out, into):
        """Both sides hear each other's INFO."""
        for first, second in ((out, into), (into, out)):
            first.send("INFO", "Signal=1\r\n", [("Content-Type", "application/dtmf-relay")])
            second.reply(second.expect("INFO"), 200)
            first.wait(200)

    def test_what_is_not_running_is_neither_promoted_nor_demoted(self):
        for action in ("promote", "demote", "monitor", "reload"):
            self.gives(NOT_RUNNING, action)
        self.gives(SUCCESS, "stop")

    def test_start_of_a_promoted_node_ends_unpromoted(self):
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "monitor")

    def test_stop_of_a_promoted_node(self):
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "promote")
        self.gives(SUCCESS, "stop")
        self.gives(NOT_RUNNING, "monitor")
        self.assertEqual([], self.agent.processes())

    def test_words_that_are_no_actions(self):
        self.gives(UNIMPLEMENTED, "migrate_to")
        self.gives(ARGS)


if __name__ == "__main__":
    unittest.main()
