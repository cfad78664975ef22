"""Requests that arrive before anybody said recover: there is no window."""

import unittest

from support import sdp
from support.calls import CallStory


class BeforeRecover(CallStory):
    def setUp(self):
        super().setUp()
        self.out, self.into = self.talking()
        self.when("the node is killed and started again, and nobody says recover")
        self.sofia.restart_after_crash()

    def tearDown(self):
        self.then("recover finds nothing more to do")
        self.assertEqual("No calls to recover.", self.sofia.api("sofia recover").splitlines()[0])
        self.assertEqual(0, self.a.count(481) + self.b.count(481))

    def test_bye_of_the_caller(self):
        self.hang_up(self.out, self.into)

    def test_bye_of_the_callee(self):
        self.hang_up(self.into, self.out)

    def test_info_both_ways(self):
        self.assert_talking(self.out, self.into)
        self.hang_up(self.out, self.into)

    def test_reinvite(self):
        self.into.invite(sdp.offer(self.b.ip, direction="sendonly", version=2))
        request = self.out.expect("INVITE")
        self.out.reply(request, 200, sdp.offer(self.a.ip, direction="recvonly", version=2))
        self.into.answered()
        self.out.expect("ACK")
        self.hang_up(self.out, self.into)


if __name__ == "__main__":
    unittest.main()
