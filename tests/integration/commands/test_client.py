"""The `sofia` command-line client."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from support.node import PASSWORD
from support.story import Story


class Client(Story):
    def setUp(self):
        super().setUp()
        self.sofia = self.node().start()

    def run_client(self, *words, port=None, password=PASSWORD, text=None):
        ip, usual = self.sofia.control
        program = Path(os.environ["SOFIA_BIN"]) / "sofia"
        where = ["-H", ip, "-P", str(port or usual), "-p", password]
        return subprocess.run([program, *where, *words], capture_output=True, text=True, timeout=20,
                              input=text)

    def test_words_are_one_command_of_sofia(self):
        done = self.run_client("status")
        self.assertEqual(0, done.returncode)
        self.assertIn("RUNNING", done.stdout)

    def test_x_runs_any_command(self):
        done = self.run_client("-x", "show calls")
        self.assertEqual(0, done.returncode)
        self.assertIn("0 total.", done.stdout)

    def test_an_error_reply_gives_exit_code_1(self):
        self.assertEqual(1, self.run_client("-x", "uuid_kill nobody").returncode)
        self.assertEqual(1, self.run_client("-x", "frobnicate").returncode)
        self.assertEqual(1, self.run_client("loglevel", "bogus", "3").returncode)
        self.assertEqual(0, self.run_client("help").returncode)

    def test_no_node_gives_exit_code_2(self):
        done = self.run_client("status", port=1)
        self.assertEqual(2, done.returncode)
        self.assertIn(self.sofia.control[0], done.stderr)

    def test_a_wrong_password_gives_exit_code_2(self):
        self.assertEqual(2, self.run_client("status", password="guess").returncode)

    def test_json(self):
        done = self.run_client("--json", "status")
        self.assertIn("internal", json.loads(done.stdout)["profiles"])

    def test_without_words_it_reads_commands_from_its_input(self):
        done = self.run_client(text="status\n/exit\n")
        self.assertEqual(0, done.returncode)
        self.assertIn("is ready", done.stdout)


if __name__ == "__main__":
    unittest.main()
