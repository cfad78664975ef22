"""ha/promote and ha/demote by hand, ha/install, and the meta-data as ocf-tester sees it."""

import os
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as xml

from agent_story import HA, HERE, AgentStory
from support.ocf import OCF_ROOT, SUCCESS

PARAMETERS = {
    "binary", "client", "conf", "db", "cluster", "node_name", "event_socket", "password_file",
    "sip_uri", "options", "log_file",
}  # fmt: skip


class Programs(AgentStory):
    def by_hand(self, program, *words, timeout=20, **settings):
        """Runs promote or demote as a person would. Gives status, output, reason."""
        ip, port = self.control.split(":")
        environment = {
            "PATH": os.environ["PATH"],
            "SOFIA": str(HERE / "client"),
            "SOFIA_HOST": ip,
            "SOFIA_PORT": port,
            "SOFIA_TIMEOUT": str(timeout),
            "SCRIPTED": str(self.scripted),
            "REAL_CLIENT": self.agent.environment(1, 1, 0)["REAL_CLIENT"],
            **settings,
        }
        done = subprocess.run(
            [HA / program, *words], env=environment, capture_output=True, text=True,
            timeout=timeout + 2,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def test_promote_and_demote_twice(self):
        self.gives(SUCCESS, "start")
        status, output, _ = self.by_hand("promote")
        self.assertEqual(0, status)
        self.assertRegex(output, r"^\+OK active with epoch \d+\n")
        status, output, _ = self.by_hand("promote", "--force")
        self.assertEqual(0, status)
        self.assertRegex(output, r"^\+OK already active with epoch \d+\n")
        self.assertIn("+OK standby", self.by_hand("demote")[1])
        self.assertIn("+OK already standby", self.by_hand("demote")[1])

    def test_a_refusal_has_its_reason_and_status(self):
        self.gives(SUCCESS, "start")
        reason = "-ERR node west holds cluster office with a live lease (7.3 s left): use --force"
        self.script("sofia ha promote", 1, reason)
        status, _, said = self.by_hand("promote")
        self.assertEqual((1, f"promote: sofia ha promote: {reason}\n"), (status, said))

    def test_a_failure_of_recover_is_reported_and_undoes_nothing(self):
        self.gives(SUCCESS, "start")
        self.script("sofia recover", 1, "-ERR the database is away")
        status, output, said = self.by_hand("promote")
        self.assertEqual(3, status)
        self.assertIn("+OK active", output)
        self.assertIn("promote: sofia recover: -ERR the database is away", said)
        self.assertEqual(8, self.agent.run("monitor").code)

    def test_an_unreachable_node_has_a_status_of_its_own(self):
        for program in ("promote", "demote"):
            status, _, said = self.by_hand(program)
            self.assertEqual(2, status, said)
            self.assertIn("Connection refused", said)

    def test_a_silent_node_is_not_waited_for(self):
        self.gives(SUCCESS, "start")
        self.script("sofia ha promote", "hang")
        status, _, said = self.by_hand("promote", timeout=2)
        self.assertEqual(2, status)
        self.assertIn("no answer within 2 s", said)
        self.script("sofia ha promote", 0, "+OK active with epoch 1")
        self.script("sofia recover", "hang")
        status, _, said = self.by_hand("promote", timeout=2)
        self.assertEqual(3, status)
        self.assertIn("no time is left of 2 s", said)

    def test_wrong_usage(self):
        self.assertEqual(64, self.by_hand("promote", "--hard")[0])
        self.assertEqual(64, self.by_hand("demote", "now")[0])
        self.assertEqual(64, self.by_hand("demote", SOFIA_TIMEOUT="soon")[0])
        self.assertEqual(64, self.by_hand("demote", SOFIA_PASSWORD_FILE="/no/file")[0])
        self.assertEqual(2, self.by_hand("demote", SOFIA="/no/client")[0])

    def test_the_password_comes_from_a_file(self):
        file = self.directory / "password"
        file.write_text("secret\n")
        file.chmod(0o600)
        self.agent.parameters["password_file"] = str(file)
        self.gives(SUCCESS, "start")
        status, _, said = self.by_hand("demote")
        self.assertIn("refused the password", said)
        self.assertEqual(2, status)
        self.assertEqual(0, self.by_hand("demote", SOFIA_PASSWORD_FILE=str(file))[0])


class Conformance(AgentStory):
    limit = 120

    def test_meta_data_names_the_parameters_and_actions(self):
        tree = xml.fromstring(self.gives(SUCCESS, "meta-data").output)
        self.assertEqual(PARAMETERS, {item.get("name") for item in tree.iter("parameter")})
        self.assertEqual("1.1", tree.findtext("version"))
        actions = {(item.get("name"), item.get("role"), item.get("depth")) for item in tree.iter("action")}
        self.assertLessEqual(
            {("monitor", "Promoted", "0"), ("monitor", "Promoted", "10"), ("monitor", "Unpromoted", "0")},
            actions,
        )
        self.assertTrue(all(item.get("timeout").endswith("s") for item in tree.iter("action")))

    def test_ocf_tester_is_content(self):
        # Its document type is that of OCF 1.0, which knows nothing of reload-agent.
        wrapper = self.directory / "node"
        wrapper.write_text(
            f"#!/bin/bash\nset -o pipefail\n{HA}/ocf/node \"$@\" |"
            "sed 's/ reloadable=\"1\"//; /name=\"reload-agent\"/d'\n"
        )
        wrapper.chmod(0o755)
        given = [word for pair in self.agent.parameters.items() for word in ("-o", "=".join(pair))]
        done = subprocess.run(
            ["/usr/sbin/ocf-tester", "-n", "node", *given, wrapper],
            env=self.agent.environment(20, 20, 0), capture_output=True, text=True,
        )  # fmt: skip
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.then(done.stdout.splitlines()[-1])

    def test_install_puts_the_parts_where_the_agent_finds_them(self):
        root = self.directory / "root"
        environment = {
            "PATH": os.environ["PATH"], "PREFIX": f"{root}/opt", "AGENTS": f"{root}/agents",
        }  # fmt: skip
        programs = os.environ["SOFIA_BIN"]
        subprocess.run([HA / "install", "--programs", programs], env=environment, check=True)
        agent = root / "agents" / "sofia" / "node"
        self.assertTrue(os.access(agent, os.X_OK))
        self.agent.program = agent
        del self.agent._environment["SOFIA_HA_DIR"]
        self.agent.parameters["binary"] = f"{root}/opt/sbin/sofiad"
        self.gives(SUCCESS, "validate-all")
        self.gives(SUCCESS, "start")
        self.gives(SUCCESS, "stop")

    def test_the_tools_that_these_tests_need_are_here(self):
        self.assertTrue((OCF_ROOT / "lib" / "heartbeat" / "ocf-shellfuncs").exists())
        self.assertIsNotNone(shutil.which("ocf-tester", path="/usr/sbin"))


if __name__ == "__main__":
    unittest.main()
