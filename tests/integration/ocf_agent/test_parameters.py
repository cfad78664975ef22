"""Wrong parameters, each with the code that tells Pacemaker where else to try."""

import os
import unittest

from agent_story import AgentStory
from support.ocf import CONFIGURED, INSTALLED, NOT_RUNNING, PERM, SUCCESS


class Parameters(AgentStory):
    def refused(self, code, reason, **parameters):
        """start and validate-all refuse, monitor and stop do not care."""
        good = dict(self.agent.parameters)
        self.agent.parameters.update(parameters)
        for action in ("validate-all", "start"):
            self.assertIn(reason, self.gives(code, action).reason)
        self.gives(NOT_RUNNING, "monitor")
        self.gives(SUCCESS, "stop")
        self.agent.parameters = good

    def test_good_ones_are_good(self):
        self.gives(SUCCESS, "validate-all")

    def test_wrong_on_every_node(self):
        self.refused(CONFIGURED, "cluster is empty", cluster="")
        for value in ("8021", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:", ":8021", "127.0.0.1:123456"):
            self.refused(CONFIGURED, "is not ADDRESS:PORT", event_socket=value)
        self.refused(CONFIGURED, "neither sqlite:// nor", db="mysql://there")
        self.refused(CONFIGURED, "does not begin with sip:", sip_uri="192.0.2.1")
        self.refused(CONFIGURED, "not an absolute path", conf="conf")

    def test_missing_on_this_node(self):
        self.refused(INSTALLED, "there is no program /no/sofiad", binary="/no/sofiad")
        self.refused(INSTALLED, "there is no program /no/sofia", client="/no/sofia")
        self.refused(INSTALLED, "there is no folder /no/conf", conf="/no/conf")
        self.refused(INSTALLED, "there is no file /no/password", password_file="/no/password")

    def test_a_broken_configuration(self):
        broken = self.directory / "broken"
        broken.mkdir()
        (broken / "freeswitch.xml").write_text("<document><section>")
        self.refused(INSTALLED, "the configuration is refused", conf=str(broken))

    def test_a_password_that_everybody_can_read(self):
        file = self.directory / "password"
        file.write_text("secret\n")
        os.chmod(file, 0o644)
        self.refused(PERM, "not by everybody", password_file=str(file))
        os.chmod(file, 0o600)
        self.agent.parameters["password_file"] = str(file)
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "monitor")
        self.assertNotIn("secret", self.command_lines())

    def command_lines(self):
        """What `ps` would show of the node's process and its watcher."""
        with open(f"/proc/{self.agent.pid()}/cmdline", encoding="utf-8") as words:
            return words.read()


if __name__ == "__main__":
    unittest.main()
