"""The `sofia` command-line client."""

import json
import os
import pty
import select
import signal
import subprocess
import time
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


class Console(Story):
    """The client on a pseudo terminal."""

    def setUp(self):
        super().setUp()
        sofia = self.node().start()
        ip, port = sofia.control
        program = Path(os.environ["SOFIA_BIN"]) / "sofia"
        words = [str(program), "-q", "-H", ip, "-P", str(port), "-p", PASSWORD]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(program, words, {**os.environ, "TERM": "xterm", "HOME": str(self.directory)})
        self.seen = ""
        self.addCleanup(os.close, self.terminal)
        self.addCleanup(os.waitpid, self.pid, 0)
        self.addCleanup(os.kill, self.pid, signal.SIGKILL)
        self.expect("> ")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def expect(self, text, within=10):
        """Waits for the text; drops everything up to its end."""
        end = time.monotonic() + within
        while text not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, f"'{text}' did not come; seen: {self.seen!r}")
            self.seen += os.read(self.terminal, 4096).decode()
        self.seen = self.seen.partition(text)[2]

    def test_tab_completes_names_that_the_node_knows(self):
        self.type("sofia profile inter")
        self.expect("inter")
        self.type("\t")
        self.expect("nal ")
        self.type("gwl\t")
        self.expect("ist ")
        self.type("\n")
        self.expect("-ERR no reply")


if __name__ == "__main__":
    unittest.main()
