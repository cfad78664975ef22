"""SIPp against SIPp: the shared scenarios fit each other, and failures are seen."""

import unittest

from support.story import Story


class SippRuns(Story):
    def call(self, client, server, **values):
        callee = (self.lan.host(11), 5060)
        answering = self.sipp(server, callee, calls=1, options=("-d", "100"))
        calling = self.sipp(client, (self.lan.host(10), 5060), callee, user="1000", timeout=10,
                            keys={"domain": self.domain, "callee": "1001"}, **values)
        return calling, answering

    def test_an_answered_call_ends_by_the_caller(self):
        calling, answering = self.call("uac_open_call", "uas_answer", options=("-d", "100"))
        calling.assert_success()
        answering.assert_success()
        self.assertEqual(1, calling.count("SuccessfulCall"))
        self.assertIn("BYE sip:", calling.messages())

    def test_over_tcp_as_well(self):
        callee = (self.lan.host(11), 5060)
        answering = self.sipp("uas_answer", callee, transport="t1")
        self.sipp("uac_open_call", (self.lan.host(10), 5060), callee, user="1000", transport="t1",
                  keys={"domain": self.domain, "callee": "1001"},
                  options=("-d", "100")).assert_success()
        answering.assert_success()

    def test_a_call_to_nobody_is_a_failure(self):
        calling = self.sipp("uac_open_call", (self.lan.host(10), 5060), (self.lan.host(99), 5060),
                            keys={"domain": self.domain, "callee": "1001"}, timeout=3)
        with self.assertRaises(AssertionError):
            calling.assert_success()

    def test_an_unexpected_answer_is_a_failure_and_is_named(self):
        calling, _ = self.call("uac_open_call", "uas_busy")
        with self.assertRaises(AssertionError):
            calling.assert_success()
        self.assertIn("486 Busy Here", calling.errors())


if __name__ == "__main__":
    unittest.main()
