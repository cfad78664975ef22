"""A node that is stopped with its hands full, many times, and may not finish what it was at."""

import os
import random
import socket
import time
import unittest

from support.conf import extension
from support.story import Story
from support.wait import until

TIMES = 40 if os.environ.get("SOFIA_STORY_FULL") == "1" else 5
# A node can be stopped between its last question whether it may and the kernel taking the packet,
# which is some hundred nanoseconds of some twenty microseconds a packet.
IN_HAND = max(1, TIMES // 10)
CALLER, CALLEE = 50, 51
REQUEST = """{method} sip:77@{domain} SIP/2.0
Via: SIP/2.0/UDP {ip}:5060;branch=z9hG4bK-{key}
From: <sip:1000@{domain}>;tag={key}
To: <sip:77@{domain}>
Contact: <sip:1000@{ip}:5060>
Call-ID: {key}
CSeq: 1 {method}
Max-Forwards: 70
Content-Length: 0

"""


class HalfWritten(Story):
    limit = 240

    def open(self, number):
        """A phone that only listens."""
        phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        phone.bind((self.lan.host(number), 5060))
        phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        phone.setblocking(False)
        self.addCleanup(phone.close)
        return phone

    def setUp(self):
        super().setUp()
        self.server = self.postgres()
        silent = extension("^77$", f"sofia/internal/77@{self.lan.host(CALLEE)}:5060")
        conf = self.conf({"auth-calls": "false"}, extensions=silent)
        options = ("--cluster-lease", "3", "--log-level", "info")
        self.sofia = self.node(conf, db=self.server.create("sofia"), options=options).start()
        self.caller, self.callee = self.open(CALLER), self.open(CALLEE)
        self.sent = 0

    def send(self, method, count):
        """That many requests at once, faster than the node can answer them."""
        values = {"method": method, "domain": self.domain, "ip": self.lan.host(CALLER)}
        texts = [REQUEST.format(key=f"{method}-{self.sent + i}", **values) for i in range(count)]
        self.sent += count
        for packet in [text.replace("\n", "\r\n").encode() for text in texts]:
            self.caller.sendto(packet, self.node_address)

    def heard(self):
        """First line and Call-ID of all that the phones have got since they were last asked."""
        found = []
        for phone in (self.caller, self.callee):
            try:
                while True:
                    lines = phone.recv(8192).decode(errors="replace").split("\r\n")
                    found.append((lines[0], next((l for l in lines if l.startswith("Call-ID")), "")))
            except BlockingIOError:
                pass
        return found

    def test_nothing_leaves_that_was_begun_before_the_freeze(self):
        self.given("calls to a phone that does not answer, which the node asks again and again")
        self.send("INVITE", 50)
        until(lambda: any(line.startswith("INVITE") for line, _ in self.heard()), 5, "the phone is called")
        busy = 0
        late = []
        for turn in range(TIMES):
            self.send("OPTIONS", 300)
            time.sleep(random.uniform(0, 0.003))
            self.sofia.freeze()
            self.server.freeze()
            answered = sum(line.startswith("SIP/2.0 200") for line, _ in self.heard())
            busy += answered < 300
            self.send("OPTIONS", 20)
            time.sleep(1.3)
            self.heard()
            self.sofia.thaw()
            time.sleep(0.4)
            spoken = self.heard()
            self.assertLessEqual(len(spoken), 1, f"freeze {turn + 1}, {answered} of 300 were answered before it")
            late += spoken
            self.server.thaw()
            until(self.heard, 5, "it goes on, for nobody has taken its place")
            time.sleep(0.3)
            self.heard()
        self.then(
            f"after {TIMES} freezes, {busy} of them in the middle of 300 requests, "
            f"{len(late)} packet(s) left that it had in its hand"
        )
        self.assertLessEqual(len(late), IN_HAND, str(late))
        self.assertGreaterEqual(busy, TIMES // 2)


if __name__ == "__main__":
    unittest.main()
