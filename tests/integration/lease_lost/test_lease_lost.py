"""--on-lease-lost hold and stop."""

import unittest

from support.story import Story
from support.wait import until


class LeaseLost(Story):
    limit = 90

    def talk(self, policy):
        self.server = self.postgres()
        self.dsn = self.server.create("sofia")
        options = ("--cluster-lease", "2", "--on-lease-lost", policy)
        self.sofia = self.node(db=self.dsn, options=options).start()
        self.a, self.b = self.registered("1000", "1001")
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        return out, into

    def test_hold_keeps_the_calls_that_are_up(self):
        out, into = self.talk("hold")
        self.server.freeze()
        until(lambda: "calls that are up go on" in self.sofia.log(), 10, "the lease has run out")
        refused = self.a.call("1001").wait(503)
        self.assertEqual("2", refused.get("Retry-After"))
        self.assertEqual(503, self.b.register().status)
        out.send("INFO")
        into.reply(into.expect("INFO"), 200)
        out.wait(200)
        out.send("BYE")
        into.hung_up()
        out.wait(200)
        self.when("the database is back")
        self.server.thaw()
        until(lambda: "our epoch is good" in self.sofia.log(), 10, "the lease is renewed")
        self.assertEqual(200, self.b.register().status)
        self.assertEqual("0", self.sofia.api("show calls count").split()[0])

    def test_stop_ends_the_node_in_silence(self):
        out, into = self.talk("stop")
        said = len(self.a.received) + len(self.b.received)
        self.server.freeze()
        until(lambda: not self.sofia.running(), 10, "the node has ended")
        self.assertEqual(5, self.sofia.process.exit_code)
        for phone in (self.a, self.b):
            phone.listen(0.2)
        self.assertEqual(said, len(self.a.received) + len(self.b.received))
        self.server.thaw()
        self.sofia.start(within=20)
        self.assertEqual("Recovered 1 call(s)", self.sofia.api("sofia recover").splitlines()[0])
        out.send("BYE")
        into.hung_up()
        out.wait(200)


if __name__ == "__main__":
    unittest.main()
