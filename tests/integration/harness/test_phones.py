"""The scripted phones, calling each other without a node between them."""

import time
import unittest

from support import sdp
from support.call import Call
from support.phone import Phone
from support.story import Story


class Phones(Story):
    def pair(self, transport="udp"):
        """Two phones whose requests go straight to each other."""
        caller, callee = self.lan.host(10), self.lan.host(11)
        return (self.phone("1000", ip=caller, node=(callee, 5060), transport=transport),
                self.phone("1001", ip=callee, node=(caller, 5060), transport=transport))

    def talk(self, a: Phone, b: Phone) -> tuple[Call, Call]:
        """A call from a to b that is up."""
        out = a.call("1001")
        into = b.incoming()
        into.ring()
        out.wait(180)
        into.answer()
        out.answered()
        into.expect("ACK")
        return out, into

    def test_a_call_over_udp_ends_from_either_side(self):
        a, b = self.pair()
        out, into = self.talk(a, b)
        out.send("BYE")
        self.assertEqual(2, into.hung_up().cseq)
        out.wait(200)
        out, into = self.talk(a, b)
        into.send("BYE")
        bye = out.hung_up()
        self.assertEqual(out.local.partition("tag=")[2], bye.to_tag)
        into.wait(200)

    def test_a_call_over_tcp(self):
        a, b = self.pair("tcp")
        out, into = self.talk(a, b)
        out.send("BYE")
        into.hung_up()
        out.wait(200)

    def test_a_call_over_ipv6(self):
        a = Phone(("::1", 15061), "::1", "1000", "[::1]", port=15060)
        b = Phone(("::1", 15060), "::1", "1001", "[::1]", port=15061)
        self.addCleanup(a.close)
        self.addCleanup(b.close)
        out, into = self.talk(a, b)
        out.send("BYE")
        into.hung_up()
        out.wait(200)

    def test_a_reinvite_goes_both_ways(self):
        out, into = self.talk(*self.pair())
        for first, second in ((out, into), (into, out)):
            first.invite(sdp.offer("127.0.0.1", direction="sendonly", version=2))
            request = second.expect("INVITE")
            self.assertIn("a=sendonly", request.body)
            second.reply(request, 200, sdp.offer("127.0.0.1", direction="recvonly"))
            first.answered()
            second.expect("ACK")

    def test_a_request_is_repeated_until_it_is_answered(self):
        a, b = self.pair()
        call = a.call("1001")
        with self.assertRaises(AssertionError):
            call.wait(180, within=1.7)
        b.listen(0.1)
        into = b.incoming()
        into.ring()
        call.wait(180)
        self.assertEqual(3, b.count("INVITE"))

    def test_an_answer_is_repeated_until_its_ack(self):
        a, b = self.pair()
        call = a.call("1001")
        b.incoming().answer()
        call.wait(200)
        with self.assertRaises(AssertionError):
            b.expect("ACK", within=1.7)
        call.ack()
        b.expect("ACK")
        a.listen(0.2)
        repeats = a.count(200)
        b.expect_nothing("ACK", during=1.5)
        a.listen(0.1)
        self.assertEqual(repeats, a.count(200))

    def test_a_failure_is_acknowledged_by_itself(self):
        a, b = self.pair()
        call = a.call("1001")
        self.assertEqual(call.sent.branch, self.refused(call, b.incoming()).branch)

    def refused(self, call, into):
        into.reply(into.offered, 486)
        call.wait(486)
        return into.expect("ACK")

    def test_a_cancel_belongs_to_its_invite(self):
        a, b = self.pair()
        call = a.call("1001")
        into = b.incoming()
        into.ring()
        call.wait(180)
        self.assertEqual(call.sent.branch, call.cancel().branch)
        b.expect("CANCEL")
        into.reply(into.offered, 487)
        call.wait(487)

    def test_a_challenge_is_answered(self):
        a, b = self.pair()
        call = a.call("1001")
        into = b.incoming()
        challenge = 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"'
        into.reply(into.offered, 407, "", [("Proxy-Authenticate", challenge)])
        with self.assertRaises(AssertionError):
            call.wait(180, within=0.5)
        again = b.incoming()
        self.assertEqual(2, again.offered.cseq)
        self.assertIn('realm="r"', again.offered.get("Proxy-Authorization"))

    def test_a_proxy_stays_in_the_route_of_both(self):
        a, b = self.pair()
        proxy = self.proxy(20)
        a.node = proxy.address
        call = Call(a, "through-the-proxy", f"<{a.aor}>;tag=1", "<sip:b@x>", f"sip:b@{b.host}")
        call.invite(sdp.offer(a.ip))
        into = b.incoming()
        into.answer()
        call.answered()
        into.expect("ACK")
        into.send("BYE")
        call.hung_up()
        into.wait(200)
        self.assertEqual(["INVITE", "ACK", "BYE"], [m.method for m in proxy.passed])

    def test_what_did_not_come_is_named(self):
        a, _ = self.pair()
        began = time.monotonic()
        with self.assertRaisesRegex(AssertionError, "no INVITE within 0.3 s; came: nothing"):
            a.expect("INVITE", within=0.3)
        self.assertLess(time.monotonic() - began, 1)


if __name__ == "__main__":
    unittest.main()
