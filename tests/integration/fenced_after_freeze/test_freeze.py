"""SIGSTOP, a takeover, SIGCONT."""

import time
import unittest

from support import sdp
from support.conf import Conf, Profile
from support.story import Story
from support.wait import until


class Freeze(Story):
    limit = 90
    lease = 3
    SECOND = 3

    def db(self):
        return f"sqlite://{self.directory}/pair.db"

    def setUp(self):
        super().setUp()
        options = ("--role", "standby", "--cluster-lease", str(self.lease))
        db = self.db()
        self.east = self.node(name="east", db=db, options=options).start()
        # The second node has another address, so that whatever the first one says is its own word.
        address = self.lan.host(self.SECOND)
        conf = Conf(self.domain, [Profile("internal", address)])
        self.west = self.node(name="west", db=db, conf=conf, options=options).start()
        self.assertTrue(self.east.api("sofia ha promote").startswith("+OK"))
        self.a, self.b = self.registered("1000", "1001")
        self.out = self.a.dial("1001")
        self.into = self.b.incoming()
        self.into.answer()
        self.out.answered()
        self.into.expect("ACK")
        self.stranger = self.phone("1002")

    def take_over(self):
        self.assertTrue(self.west.api("sofia ha promote --force").startswith("+OK active"))

    def send_everything(self):
        """Requests of every kind; the phones repeat them until they are answered."""
        phone = self.stranger
        for method in ("OPTIONS", "SUBSCRIBE"):
            request = phone.request(
                method, f"sip:{self.domain}", f"<{phone.aor}>;tag=x{method}", f"<sip:{self.domain}>",
                f"{method}-{time.monotonic()}", 1, [],
            )
            phone.send_request(request, self.node_address)
        phone.send_register()
        phone.call("1001")
        self.out.send("INFO")
        self.into.invite(sdp.offer(self.b.ip, version=2))

    def heard(self):
        """How many messages the phones have got."""
        return sum(len(phone.received) for phone in (self.a, self.b, self.stranger))

    def listen(self, seconds):
        until_then = time.monotonic() + seconds
        while time.monotonic() < until_then:
            for phone in (self.a, self.b, self.stranger):
                phone.listen(0.05)

    def assert_silent_until_fenced(self):
        said = self.heard()
        self.east.thaw()
        self.send_everything()
        self.listen(3)
        self.then("it has said nothing at all and has ended")
        words = [str(m) for p in (self.a, self.b, self.stranger) for _, m in p.received][-10:]
        self.assertEqual(said, self.heard(), words)
        until(lambda: not self.east.running(), 3, "east has ended")
        self.assertEqual(3, self.east.process.exit_code)

    def test_displaced_while_it_slept(self):
        events = self.east.event_socket()
        events.subscribe("CUSTOM sofia::fenced")
        self.when("east is frozen and west takes the cluster")
        self.east.freeze()
        self.send_everything()
        self.listen(self.lease + 1)
        self.take_over()
        self.send_everything()
        self.assert_silent_until_fenced()
        self.assertEqual("1", events.event("sofia::fenced")["epoch"])
        self.assertEqual("Recovered 1 call(s)", self.west.api("sofia recover").splitlines()[0])

    def test_displaced_in_a_pause_shorter_than_the_lease(self):
        self.east.freeze()
        self.send_everything()
        self.take_over()
        self.listen(1.5)
        self.assert_silent_until_fenced()

    def test_not_displaced_it_answers_everything(self):
        self.east.freeze()
        register = self.stranger.send_register()
        self.out.send("INFO")
        self.listen(self.lease + 1)
        self.when("it goes on and nobody has taken the cluster")
        self.east.thaw()
        self.stranger.expect(lambda m: m.status == 401 and m.branch == register.branch, 3)
        self.into.reply(self.into.expect("INFO"), 200)
        self.out.wait(200)
        self.assertIn("our epoch is confirmed, going on", self.east.log())
        self.assertEqual("ACTIVE", self.east.api("sofia ha status").split()[1])


class FreezeOnPostgres(Freeze):
    def db(self):
        self.server = self.postgres()
        return self.server.create("sofia")

    def test_says_nothing_until_the_database_has_answered(self):
        self.east.freeze()
        self.server.freeze()
        self.out.send("INFO")
        self.listen(1.5)
        said = self.heard()
        self.east.thaw()
        self.listen(2)
        self.assertEqual(said, self.heard())
        self.assertIn("role ACTIVE", self.east.api("sofia ha status"))
        self.server.thaw()
        self.into.reply(self.into.expect("INFO", 10), 200)
        self.out.wait(200)


if __name__ == "__main__":
    unittest.main()
