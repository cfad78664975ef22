"""modesl and esl from the npm registry against the event socket."""

import tempfile
import unittest

from npm_run import NPM, install, start
from socket_server import server_or_node


@unittest.skipUnless(NPM, "npm IS MISSING: the clients of the npm registry were NOT tried")
class NpmClients(unittest.TestCase):
    def test_clients_of_the_npm_registry_work(self):
        with tempfile.TemporaryDirectory() as folder, server_or_node() as node:
            install(folder)
            tests = start(folder, "test", SOFIA_HOST=node.host, SOFIA_PORT=str(node.port),
                          SOFIA_PASSWORD=node.password)
            output, _ = tests.communicate(timeout=180)
            self.assertEqual(tests.returncode, 0, output)


if __name__ == "__main__":
    unittest.main()
