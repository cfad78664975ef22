"""What becomes of the calls when a node is stopped on purpose."""

import os
import signal
import socket
import unittest
from unittest import mock

from support.calls import CallStory


class Shutdown(CallStory):
    def ends(self):
        """Waits for the process, which must leave in order."""
        self.assertEqual(0, self.sofia.process.wait(5))

    def command(self, line):
        """A command that ends the node, and with it the connection."""
        try:
            self.sofia.api(line)
        except (OSError, EOFError):
            pass

    def goes_on(self, out, into):
        self.sofia.start()
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])
        self.assertEqual(0, self.a.count("BYE") + self.b.count("BYE"))
        self.hang_up(out, into)

    def test_sigterm_keeps_the_calls(self):
        out, into = self.talking()
        self.sofia.process.send(signal.SIGTERM)
        self.ends()
        self.goes_on(out, into)

    def test_shutdown_restart_keeps_the_calls(self):
        out, into = self.talking()
        self.command("shutdown restart")
        self.ends()
        self.goes_on(out, into)

    def test_fsctl_shutdown_restart_keeps_the_calls(self):
        out, into = self.talking()
        self.command("fsctl shutdown restart")
        self.ends()
        self.goes_on(out, into)

    def test_shutdown_hangs_up(self):
        out, into = self.talking()
        with self.sofia.event_socket() as connection:
            connection.send("api shutdown")
            out.hung_up()
            into.hung_up()
            self.ends()
        self.sofia.start()
        self.assertEqual("No calls to recover.", self.sofia.api("sofia recover").splitlines()[0])
        self.assertEqual("1", self.sofia.api(f"sofia_count_reg 1001@{self.domain}").strip())

    def test_a_ringing_call_is_told_when_the_node_shuts_down(self):
        out, into = self.ringing()
        with self.sofia.event_socket() as connection:
            connection.send("api shutdown")
            into.cancelled()
            out.wait(lambda m: m.status >= 480)
            self.ends()

    def test_the_service_manager_hears_of_start_and_stop(self):
        self.sofia.stop()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            # Names of files may be too long for a socket.
            name = f"sofia-notify-{os.getpid()}"
            manager.bind(f"\0{name}")
            manager.settimeout(5)
            with mock.patch.dict(os.environ, NOTIFY_SOCKET=f"@{name}"):
                self.sofia.start()
            self.assertEqual(b"READY=1", manager.recv(100))
            self.sofia.stop()
            self.assertEqual(b"STOPPING=1", manager.recv(100))


if __name__ == "__main__":
    unittest.main()
