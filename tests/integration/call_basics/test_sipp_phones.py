"""Ordinary calls between SIPp phones."""

import unittest

from support.story import Story
from support.wait import until


class SippPhones(Story):
    def setUp(self):
        super().setUp()
        self.sofia = self.node().start()
        keys = {"contact_port": "5060", "expires": "600"}
        for user in ("1000", "1001"):
            self.sipp_phone("uac_register", user, keys=keys).assert_success()

    def call(self, client, server, hold="300", transport="u1"):
        """1000 calls 1001; both scenarios must end well and no call may be left."""
        callee = self.sipp_phone(server, "1001", server=True, options=("-d", hold))
        self.sipp_phone(client, "1000", keys={"callee": "1001"}, transport=transport,
                        options=("-d", hold)).assert_success()
        callee.assert_success()
        until(lambda: self.sofia.calls() == 0, 2, "no call is left")

    def test_the_caller_hangs_up(self):
        self.call("uac_call", "uas_answer")

    def test_the_callee_hangs_up(self):
        self.call("uac_call_callee_hangs_up", "uas_answer_and_hang_up")

    def test_the_callee_takes_its_time(self):
        self.call("uac_call", "uas_answer_slowly", hold="1500")

    def test_media_before_the_answer(self):
        self.call("uac_call", "uas_early_media")

    def test_the_offer_comes_from_the_callee(self):
        self.call("uac_late_offer", "uas_answer")

    def test_the_callee_is_busy(self):
        self.call("uac_call_refused_busy", "uas_busy")

    def test_the_caller_gives_up(self):
        self.call("uac_cancel", "uas_ring_until_cancelled")

    def test_from_tcp_to_udp(self):
        self.call("uac_call", "uas_answer", transport="t1")

    def test_a_hundred_calls_one_after_another_leave_nothing_behind(self):
        callee = self.sipp_phone("uas_answer", "1001", server=True, calls=100)
        self.sipp_phone("uac_call", "1000", keys={"callee": "1001"}, calls=100, rate=25,
                        options=("-d", "50")).assert_success()
        callee.assert_success()
        until(lambda: self.sofia.calls() == 0, 2, "no call is left")


if __name__ == "__main__":
    unittest.main()
