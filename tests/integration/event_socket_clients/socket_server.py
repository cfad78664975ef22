"""The test server as a process, or the node that the environment names."""

import os
import subprocess
from pathlib import Path


class SocketServer:
    """Runs event_socket_test_server for as long as the `with` block."""

    host = "127.0.0.1"
    password = "ClueCon"

    def __enter__(self):
        program = Path(os.environ["SOFIA_BIN"]) / "event_socket_test_server"
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        if code != 0 and failure == (None, None, None):
            raise AssertionError(f"the test server ended with {code}")


class NamedNode:
    """A running node, named by SOFIA_HOST, SOFIA_PORT and SOFIA_PASSWORD."""

    def __enter__(self):
        self.host = os.environ["SOFIA_HOST"]
        self.port = int(os.environ.get("SOFIA_PORT", "8021"))
        self.password = os.environ.get("SOFIA_PASSWORD", "ClueCon")
        return self

    def __exit__(self, *failure):
        pass


def server_or_node():
    """What the npm clients shall talk to."""
    return NamedNode() if "SOFIA_HOST" in os.environ else SocketServer()
