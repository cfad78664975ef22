"""The sofia client as users and resource agents run it."""

import os
import pty
import select
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from socket_server import SocketServer

SOFIA = Path(os.environ["SOFIA_BIN"]) / "sofia"
STATUS = "UP 0 years, 0 days\ntest server is ready\n"


class ClientCase(unittest.TestCase):
    """Each test has a server and a home folder of its own."""

    def setUp(self):
        self.server = self.enterContext(SocketServer())
        self.home = self.enterContext(tempfile.TemporaryDirectory())
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SOFIA_")},
            "HOME": self.home, "SOFIA_PORT": str(self.server.port)}

    def sofia(self, *arguments, typed=""):
        """Runs the client; gives its exit status, standard output and standard error."""
        done = subprocess.run([SOFIA, *arguments], input=typed, env=self.environment,
                              capture_output=True, text=True, timeout=20)
        return done.returncode, done.stdout, done.stderr


class OneCommand(ClientCase):
    def test_prints_the_reply_and_one_line_end(self):
        self.assertEqual(self.sofia("-x", "status"), (0, STATUS + "\n", ""))
        self.assertEqual(self.sofia("-x", "hostname"), (0, "testhost\n", ""))

    def test_a_verb_of_sofia_gets_the_command_in_front(self):
        self.assertEqual(self.sofia("status"), (0, STATUS + "\n", ""))

    def test_an_error_of_the_node_is_status_1(self):
        self.assertEqual(self.sofia("fail"), (1, "-ERR it failed\n\n", ""))
        self.assertEqual(self.sofia("profile", "nowhere", "start"),
                         (1, "Invalid Profile [nowhere]\n", ""))

    def test_an_empty_answer_is_no_error(self):
        # A list without members, for example the gateways that are down.
        self.assertEqual(self.sofia("empty"), (0, "-ERR no reply\n\n", ""))

    def test_a_wrong_password_is_status_2(self):
        status, output, error = self.sofia("-p", "wrong", "status")
        self.assertEqual((status, output), (2, ""))
        self.assertRegex(error, r"^sofia: 127\.0\.0\.1 port \d+ refused the password\n$")

    def test_a_user_is_refused(self):
        self.assertEqual(self.sofia("-u", "1000", "status")[0], 2)

    def test_a_node_that_is_not_there_is_status_2(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            status, output, error = self.sofia("-P", str(taken.getsockname()[1]), "status")
        self.assertEqual((status, output), (2, ""))
        self.assertIn("Connection refused", error)

    def test_a_node_that_does_not_greet_is_status_2_in_time(self):
        with socket.create_server(("127.0.0.1", 0)) as mute:
            began = time.monotonic()
            status, _, error = self.sofia("-P", str(mute.getsockname()[1]), "-T", "200", "status")
        self.assertEqual((status, error), (2, "sofia: no answer in time\n"))
        self.assertLess(time.monotonic() - began, 5)

    def test_a_server_of_another_kind_is_status_2(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            client = subprocess.Popen([SOFIA, "-P", str(other.getsockname()[1]), "status"],
                                      env=self.environment, stderr=subprocess.PIPE, text=True)
            connection, _ = other.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\n\n")
                _, error = client.communicate(timeout=10)
        self.assertEqual(client.returncode, 2)
        self.assertEqual(error, "sofia: the node does not speak event socket\n")

    def test_a_command_without_an_answer_is_status_2_in_time(self):
        self.assertEqual(self.sofia("-t", "200", "silent"), (2, "", "sofia: no answer in time\n"))

    def test_a_wrong_option_is_status_2(self):
        self.assertEqual(self.sofia("--nonsense"),
                         (2, "", "sofia: unknown option '--nonsense'; see sofia --help\n"))

    def test_help_needs_no_node(self):
        status, output, _ = self.sofia("-P", "1", "--help")
        self.assertEqual(status, 0)
        self.assertTrue(output.startswith("Usage: sofia [options] [words]\n"))

    def test_the_home_file_tells_where_the_node_is(self):
        port = self.environment.pop("SOFIA_PORT")
        Path(self.home, ".fs_cli_conf").write_text(
            f"[default]\nhost => localhost\nport => {port}\npassword => ClueCon\n",
            encoding="ascii")
        self.assertEqual(self.sofia("-x", "hostname"), (0, "testhost\n", ""))


class PlainLines(ClientCase):
    def test_each_line_runs(self):
        self.assertEqual(self.sofia(typed="hostname\n\nstatus\n"),
                         (0, "testhost\n" + STATUS + "\n", ""))

    def test_a_line_that_failed_is_status_1(self):
        self.assertEqual(self.sofia(typed="fail\nhostname"),
                         (1, "-ERR it failed\n\ntesthost\n", ""))

    def test_exit_leaves(self):
        self.assertEqual(self.sofia(typed="/exit\nhostname\n"), (0, "", ""))

    def test_events_are_printed_decoded(self):
        status, output, _ = self.sofia(
            typed="/event plain CUSTOM story::one\npublish story::one\n/noevents\n")
        self.assertEqual(status, 0)
        self.assertIn("Event-Subclass: story::one\n", output)
        self.assertIn("contact: <sip:a@b>\n", output)

    def test_a_node_that_goes_is_status_2(self):
        client = subprocess.Popen([SOFIA, "-b"], env=self.environment, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        client.stdin.write("hostname\n")
        client.stdin.flush()
        self.assertEqual(client.stdout.readline(), "testhost\n")
        self.server.process.stdin.close()
        self.assertEqual(client.wait(timeout=10), 2)
        self.assertIn("closed the connection", client.stderr.read())
        for stream in (client.stdin, client.stdout, client.stderr):
            stream.close()


class Terminal(ClientCase):
    """The console on a pseudo terminal."""

    def setUp(self):
        super().setUp()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(SOFIA, [str(SOFIA), "-q"], {**self.environment, "TERM": "xterm"})
        self.seen = ""
        self.addCleanup(os.close, self.terminal)
        self.addCleanup(self.stop)
        self.expect("sofia@testhost> ")

    def stop(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def expect(self, text):
        """Waits at most 10 s for the text; drops everything up to its end."""
        end = time.monotonic() + 10
        while text not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, f"'{text}' did not come; seen: {self.seen!r}")
            self.seen += os.read(self.terminal, 4096).decode()
        self.seen = self.seen.partition(text)[2]

    def ended(self):
        """The exit status, once the client has ended by itself within 10 s."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            ready, _, _ = select.select([self.terminal], [], [], 0.05)
            try:
                if ready:
                    os.read(self.terminal, 4096)
            except OSError:
                pass  # The client's side of the terminal is closed.
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        self.fail("the console did not end")

    def test_runs_what_is_typed_and_leaves_on_exit(self):
        self.type("hostname\n")
        self.expect("testhost\r\n")
        self.expect("sofia@testhost> ")
        self.type("/exit\n")
        self.assertEqual(self.ended(), 0)

    def test_tab_completes_a_word(self):
        self.type("ver")
        self.expect("ver")
        self.type("\t")
        self.expect("sion ")
        self.type("\x15show c")
        self.expect("show c")
        self.type("\t")
        self.expect("calls  channels")

    def test_an_event_is_shown_while_a_line_is_typed_and_the_line_stays(self):
        self.type("/event plain CUSTOM story::one\n")
        self.expect("+OK event listener enabled plain\r\n")
        self.expect("sofia@testhost> ")
        self.type("host")
        self.expect("host")
        subprocess.run([SOFIA, "-x", "publish story::one"], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL, timeout=10)
        self.expect("Event-Subclass: story::one")
        self.expect("sofia@testhost> host")
        self.type("name\n")
        self.expect("testhost\r\n")

    def test_the_history_is_kept(self):
        self.type("hostname\n")
        self.expect("testhost\r\n")
        self.type("/exit\n")
        self.assertEqual(self.ended(), 0)
        self.assertIn("hostname", Path(self.home, ".sofia_history").read_text(encoding="utf-8"))

    def test_a_node_that_goes_is_status_2(self):
        self.server.process.stdin.close()
        self.assertEqual(self.ended(), 2)


if __name__ == "__main__":
    unittest.main()
