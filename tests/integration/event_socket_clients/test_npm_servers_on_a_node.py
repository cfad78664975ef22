"""Servers of modesl and esl from the npm registry that steer calls of a real node."""

import queue
import subprocess
import tempfile
import threading
import unittest

from npm_run import NPM, install
from support.calls import CallStory
from support.node import sofiad_binary


def number(dialled, port):
    return (f"<extension name='{dialled}'><condition field='destination_number' expression='^{dialled}$'>"
            f"<action application='socket' data='{{domain}}:{port} async full'/></condition></extension>\n")


@unittest.skipUnless(NPM, "npm IS MISSING: the servers of the npm registry were NOT tried")
@unittest.skipUnless(sofiad_binary().exists(), "sofiad is not built here")
class NpmServersOnANode(CallStory):
    limit = 240
    extensions = number("500", 8084) + number("501", 8085)

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        install(folder.name)
        self.lines = queue.Queue()
        servers = subprocess.Popen(
            ["node", "servers.mjs"], cwd=folder.name, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "SERVER_HOST": self.domain,
                 "TARGET": f"user/1001@{self.domain}"})
        reader = threading.Thread(target=lambda: [self.lines.put(line.strip()) for line in servers.stdout])
        reader.start()
        self.addCleanup(servers.stdout.close)
        self.addCleanup(reader.join)
        self.addCleanup(servers.wait)
        self.addCleanup(servers.kill)
        self.said = []
        self.wait_for("modesl listens", "esl listens")

    def wait_for(self, *wanted):
        """Reads what the servers say until all of these lines were said."""
        while not set(wanted) <= set(self.said):
            try:
                self.said.append(self.lines.get(timeout=10))
            except queue.Empty:
                self.fail(f"{wanted} expected, said was {self.said}")

    def test_they_steer_a_call(self):
        for name, dialled, colour in (("modesl", "500", "deep blue"), ("esl", "501", "dark red")):
            with self.subTest(name):
                out = self.a.dial(dialled)
                into = self.b.incoming(10)
                into.answer()
                out.answered()
                into.expect("ACK")
                for call in (out, into):
                    self.assertIn("cause=17", call.hung_up(10).get("Reason"))
                self.wait_for(*(f"{name} {what}" for what in (
                    f"gets {dialled}", f"sets {colour}", "hangs up +OK", "hears USER_BUSY", "is dismissed")))
                self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
