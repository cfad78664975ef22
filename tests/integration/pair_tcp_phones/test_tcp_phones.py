"""Calls over UDP and TCP live on when the machine under their address changes."""

import time
import unittest

from support.cluster.pair import PairStory
from support.wait import until


class TcpPhones(PairStory):
    def talking(self, caller, callee):
        out = caller.dial(callee.user)
        into = callee.incoming()
        into.ring()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.hear(out, into)
        return out, into

    def hear(self, out, into):
        """DTMF in both directions."""
        for first, second in ((out, into), (into, out)):
            first.send("INFO", "Signal=1\r\n", [("Content-Type", "application/dtmf-relay")])
            second.reply(second.expect("INFO", 10), 200)
            first.wait(200, 10)

    def test_both_calls_go_on(self):
        active = self.settled()
        peer = self.cluster.other(active.name)
        udp = [self.pair_phone(n) for n in (10, 11)]
        tcp = [self.pair_phone(n, transport="tcp") for n in (12, 13)]
        for phone in (*udp, *tcp):
            self.assertEqual(200, phone.register().status)
        calls = {"UDP": self.talking(*udp), "TCP": self.talking(*tcp)}
        self.given("a call over UDP and a call over TCP")
        self.when(f"{active.name} loses its power")
        active.power_off()
        self.cluster.wait_until_active(peer.name, 30)
        began = time.monotonic()
        for phone in tcp:
            phone.reconnect()
            self.assertEqual(200, phone.register().status)
        self.then(f"the phones on TCP are back, {time.monotonic() - began:.2f} s after the takeover")
        for name, (out, into) in calls.items():
            self.hear(out, into)
            out.send("BYE")
            into.hung_up(10)
            out.wait(200)
            self.then(f"the call over {name} goes on, and is hung up")
        count = lambda: self.ask(peer, "show", "calls", "count").split()[0]
        until(lambda: count() == "0", 5, "no call is left")


if __name__ == "__main__":
    unittest.main()
