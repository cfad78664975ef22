"""SIPp and baresip as two phones of one node."""

import unittest

from support.baresip import Baresip
from support.story import Story
from support.wait import until


class SippAndBaresip(Story):
    def setUp(self):
        super().setUp()
        self.sofia = self.node().start()
        self.b = Baresip(self.directory, "1000", self.domain, self.lan.host(10))
        self.addCleanup(self.b.close)
        self.b.registered()

    def assert_no_calls(self):
        until(lambda: self.sofia.calls() == 0, 3, "no call is left")

    def test_sipp_calls_and_hangs_up(self):
        for transport in ("u1", "t1"):
            caller = self.sipp_phone("uac_call", "1001", keys={"callee": "1000"}, transport=transport,
                                     options=("-d", "300"))
            self.b.rings()
            self.b.answer()
            self.b.talks()
            caller.assert_success()
            self.b.ended()
            self.assert_no_calls()

    def test_sipp_is_called_and_hangs_up(self):
        keys = {"contact_port": "5060", "expires": "600"}
        self.sipp_phone("uac_register", "1001", keys=keys).assert_success()
        callee = self.sipp_phone("uas_answer_and_hang_up", "1001", server=True)
        self.b.call("1001")
        self.b.talks()
        callee.assert_success()
        self.b.ended()
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
