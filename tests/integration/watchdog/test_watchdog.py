"""A node that hangs ends itself; a node that does not hang lives on."""

import os
import socket
import subprocess
import time
import unittest
from unittest import mock

from support.calls import CallStory
from support.lan import free_port
from support.load import LoadStory
from support.story import Story

LIMIT = 2
WATCHED = {
    "watchdog-enabled": "yes",
    "watchdog-step-timeout": str(LIMIT * 1000),
    "watchdog-event-timeout": str(LIMIT * 1000),
}
SHOT = 4


class Watched(Story):
    """A node with a watchdog that takes orders to break itself."""

    settings = WATCHED

    def watched(self, **values):
        values.setdefault("options", ("--debug-hooks",))
        return self.node(self.conf(self.settings), **values).start()

    def block(self, node, thread: str, seconds: float) -> None:
        self.when(f"its {thread} thread is blocked for {seconds:g} s")
        self.assertEqual("+OK\n", node.api(f"sofia debug block {thread} {int(seconds * 1000)}"))

    def is_shot(self, node) -> str:
        """The node ends with status 4 in time. Gives its last words."""
        self.then(f"the process ends with status {SHOT} within {LIMIT + 2} s")
        self.assertEqual(SHOT, node.process.wait(LIMIT + 2), node.tail())
        log = node.log()
        self.assertIn(" error watchdog: ", log)
        return log[log.index(" error watchdog: "):]

    def lives(self, node, seconds: float) -> None:
        """The node is there after `seconds` and answers commands and SIP."""
        self.then(f"it lives for {seconds:g} s")
        with self.assertRaises(subprocess.TimeoutExpired, msg=node.tail()):
            node.process.wait(seconds)
        self.assertIn("RUNNING", node.api("sofia status"))
        self.registered("1000")
        self.assertNotIn(" error watchdog: ", node.log())


class AThreadThatHangs(Watched):
    def test_the_sip_thread(self):
        node = self.watched()
        self.block(node, "sip", 30)
        words = self.is_shot(node)
        self.assertIn("SIP thread has not turned for 2.", words)
        self.assertIn("stand_still", words)
        self.assertIn("SuLoop3run", words)

    def test_the_writer(self):
        node = self.watched()
        self.block(node, "writer", 30)
        words = self.is_shot(node)
        self.assertIn("store writer has not turned for 2.", words)
        self.assertIn("stand_still", words)
        self.assertNotIn("SuLoop3run", words)

    def test_a_short_pause_is_none(self):
        node = self.watched()
        self.block(node, "sip", LIMIT / 2)
        self.block(node, "writer", LIMIT / 2)
        self.lives(node, LIMIT * 2)

    def test_the_transport(self):
        self.transport_is_missed(self.watched())

    def test_the_transport_over_tcp_alone(self):
        self.settings = {**WATCHED, "bind-params": "transport=tcp"}
        self.transport_is_missed(self.watched())

    def test_the_transport_over_ipv6(self):
        port = str(free_port("::1"))
        self.settings = {**WATCHED, "sip-ip": "::1", "rtp-ip": "::1", "sip-port": port}
        self.transport_is_missed(self.watched())

    def transport_is_missed(self, node):
        time.sleep(1)
        self.when("the profile's sockets are closed behind its back")
        self.assertEqual("+OK\n", node.api("sofia debug shut internal"))
        self.assertIn("profile internal has not heard its own OPTIONS", self.is_shot(node))

    def test_the_orders_are_for_tests_only(self):
        node = self.watched(options=())
        self.assertEqual("Unknown Command [debug]\n", node.api("sofia debug block sip 30000"))


class ItsCalls(Watched, CallStory):
    def node(self, conf=None, **values):
        return super().node(conf, options=("--debug-hooks",), **values)

    def test_are_recovered(self):
        out, into = self.talking()
        self.block(self.sofia, "sip", 30)
        self.is_shot(self.sofia)
        self.sofia.start()
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])
        self.assert_talking(out, into)
        self.hang_up(into, out)


class ANodeThatDoesNotHang(Watched):
    def test_is_idle(self):
        self.lives(self.watched(), LIMIT * 4)

    def test_refuses_everything_new(self):
        self.settings = {**WATCHED, "profile-standby": "true", "max-recv-requests-per-second": "1"}
        node = self.watched()
        with self.assertRaises(subprocess.TimeoutExpired, msg=node.tail()):
            node.process.wait(LIMIT * 2)
        self.assertEqual(503, self.phone("1000").options().status)

    def test_is_stopped_and_goes_on(self):
        node = self.watched()
        time.sleep(1)
        self.when("the process is stopped and goes on")
        node.freeze()
        time.sleep(LIMIT * 2)
        node.thaw()
        self.lives(node, LIMIT * 2)
        self.assertIn("the process did not run for a while", node.log())

    def test_has_no_database(self):
        server = self.postgres()
        node = self.watched(db=server.create("sofia"))
        self.when("PostgreSQL is frozen")
        server.freeze()
        time.sleep(LIMIT * 4)
        self.assertTrue(node.running(), node.tail())
        server.thaw()
        self.when("PostgreSQL is gone")
        server.stop()
        time.sleep(LIMIT * 2)
        self.assertTrue(node.running(), node.tail())
        server.restart()
        self.lives(node, LIMIT)


class FedServiceManager(Watched):
    # The watchdog below is off; that of the service manager is not.
    settings = {}

    def setUp(self):
        super().setUp()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        # Names of files may be too long for a socket.
        self.name = f"sofia-notify-{os.getpid()}"
        self.manager.bind(f"\0{self.name}")
        self.manager.setblocking(False)

    def feeds(self) -> int:
        """How often the node has said since the last time that it is well."""
        count = 0
        while True:
            try:
                count += self.manager.recv(100) == b"WATCHDOG=1"
            except BlockingIOError:
                return count

    def is_fed_while_the_node_turns(self, *options: str):
        with mock.patch.dict(os.environ, NOTIFY_SOCKET=f"@{self.name}", WATCHDOG_USEC="10000000"):
            node = self.watched(options=("--debug-hooks", *options))
        time.sleep(4)
        self.then("WATCHDOG=1 comes about once a second")
        self.assertIn(self.feeds(), range(2, 7))
        for thread in ("sip", "writer"):
            self.block(node, thread, 9)
            time.sleep(3)
            self.feeds()
            time.sleep(4)
            self.then("nothing comes any more")
            self.assertEqual(0, self.feeds())
            time.sleep(5)
            self.then("it comes again")
            self.assertGreater(self.feeds(), 1)

    def test_by_an_active_node(self):
        self.is_fed_while_the_node_turns()

    def test_by_a_standby(self):
        self.is_fed_while_the_node_turns("--role", "standby")


class SwitchedByOperators(Watched):
    def test_off_and_on(self):
        node = self.watched()
        for off, on in (("global", "global"), ("profile internal", "profile internal")):
            self.when(f"the watchdog is switched off: {off}")
            node.api(f"sofia {off} watchdog off")
            self.block(node, "sip", LIMIT * 2)
            self.lives(node, LIMIT * 2.5)
            node.api(f"sofia {on} watchdog on")
            self.lives(node, LIMIT)
        self.block(node, "sip", 30)
        self.is_shot(node)

    def test_a_restarted_profile_is_watched(self):
        node = self.watched()
        node.api("sofia profile internal watchdog off")
        node.api("sofia profile internal watchdog on")
        # A profile must be ten seconds old before it may be stopped.
        time.sleep(10.5)
        self.when("the profile is restarted")
        node.api("sofia profile internal restart wait")
        self.lives(node, LIMIT * 2)
        node.api("sofia debug shut internal")
        self.is_shot(node)


class OnStandby(Watched):
    def test_nobody_is_shot(self):
        node = self.watched(options=("--debug-hooks", "--role", "standby"))
        for _ in range(2):
            self.block(node, "sip", LIMIT * 2)
            self.block(node, "writer", LIMIT * 2)
            time.sleep(LIMIT * 2.5)
            self.assertIn("STANDBY", node.api("sofia status"))
            self.assertEqual("+OK Global watchdog on", node.api("sofia global watchdog on"))
        self.assertTrue(node.running(), node.tail())


class UnderLoad(LoadStory):
    def test_switching_hurts_no_call(self):
        node = self.node(self.conf(WATCHED)).start()
        load = self.start_load(rate=20)
        self.when("the watchdog is switched off and on fifty times")
        for word in ("off", "on") * 50:
            node.api(f"sofia global watchdog {word}")
            time.sleep(0.1)
        self.stop_load(load, at_least=100)
        self.assertTrue(node.running(), node.tail())


if __name__ == "__main__":
    unittest.main()
