"""modesl and esl from the npm registry against the event socket."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from socket_server import server_or_node

HERE = Path(__file__).parent
NPM = shutil.which("npm")


@unittest.skipUnless(NPM, "npm IS MISSING: the clients of the npm registry were NOT tried")
class NpmClients(unittest.TestCase):
    def test_clients_of_the_npm_registry_work(self):
        with tempfile.TemporaryDirectory() as folder, server_or_node() as node:
            for file in [HERE / "package.json", HERE / "package-lock.json", *HERE.glob("*.mjs")]:
                shutil.copy(file, folder)
            self.run_npm(folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
            self.run_npm(folder, "test", SOFIA_HOST=node.host, SOFIA_PORT=str(node.port),
                         SOFIA_PASSWORD=node.password)

    def run_npm(self, folder, *words, **variables):
        done = subprocess.run([NPM, *words], cwd=folder, env={**os.environ, **variables},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=180)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
