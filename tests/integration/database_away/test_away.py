"""One call at a time while PostgreSQL is stopped or frozen."""

import re
import time
import unittest

from support.calls import CallStory
from support.latency import assert_never_silent
from support.wait import until


class Frozen(CallStory):
    limit = 90

    def leave(self):
        self.database.freeze()

    def come_back(self):
        self.database.thaw()

    def node(self, conf=None, **values):
        self.database = self.postgres()
        return super().node(conf, db=self.database.create("sofia"), **values)

    def assert_back(self):
        """Within 10 seconds a call is answered again."""
        deadline = time.monotonic() + 10
        while self.a.register().status != 200:
            self.assertLess(time.monotonic(), deadline, self.sofia.tail())
        self.hang_up(*self.talking())

    def assert_outage_was_logged(self):
        """For how long, and how much was written afterwards."""
        self.sofia.settle()
        told = re.search(r"database back after \d+ ms: \d+ waiting writes written", self.sofia.log())
        self.assertIsNotNone(told, self.sofia.tail())

    def test_a_call_that_is_up_goes_on_and_its_end_is_remembered(self):
        out, into = self.talking()
        self.leave()
        self.assert_talking(out, into)
        self.hang_up(out, into)
        until(lambda: "database away" in self.sofia.log(), 10, "the node has given the connection up")
        self.come_back()
        self.assert_back()
        self.assert_outage_was_logged()
        self.sofia.restart_after_crash()
        self.assertEqual("No calls to recover.", self.sofia.api("sofia recover").splitlines()[0])

    def test_an_answer_that_cannot_be_stored_is_not_given(self):
        self.leave()
        out, into = self.ringing()
        into.answer()
        began = time.monotonic()
        into.expect("ACK")
        out.wait(503, within=4)
        self.assertLess(time.monotonic() - began, 3)
        self.assertNotEqual("", into.hung_up().get("Reason"))
        self.assert_no_calls()
        self.come_back()
        self.assert_back()

    def test_register_is_refused(self):
        self.leave()
        answer = self.a.register(within=4)
        self.assertEqual(503, answer.status)
        self.assertGreater(int(answer.get("Retry-After")), 0)
        self.come_back()
        self.assert_back()

    def test_sip_never_waits(self):
        self.leave()
        assert_never_silent(self, self.sofia, during=4, worst=0.2)
        self.come_back()
        assert_never_silent(self, self.sofia, during=2, worst=0.2)
        self.assert_back()

    def test_the_event_socket_never_waits(self):
        self.leave()
        for command in ("status", "sofia status", "show calls", f"sofia_contact 1001@{self.domain}"):
            began = time.monotonic()
            self.sofia.api(command)
            self.assertLess(time.monotonic() - began, 1, command)
        self.come_back()


class Stopped(Frozen):
    def leave(self):
        self.database.stop()

    def come_back(self):
        self.database.start()


class Volatile(Frozen):
    """The policy that answers all the same."""

    settings = {"answer-when-volatile": "true"}

    def test_an_answer_that_cannot_be_stored_is_not_given(self):
        self.leave()
        out, into = self.ringing()
        into.answer()
        self.then("the call is answered, and the log says that it is volatile")
        out.answered(within=4)
        into.expect("ACK")
        self.assertIn("answered although not durable", self.sofia.log())
        self.hang_up(out, into)
        self.come_back()
        self.assert_back()


if __name__ == "__main__":
    unittest.main()
