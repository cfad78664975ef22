"""Many calls, several recovers, several nodes."""

import threading
import unittest

from support.calls import CallStory
from support.story import Story
from support.wait import until


class Bulk(CallStory):
    settings = {"auth-calls": "false"}
    calls_up = 10

    def setUp(self):
        super().setUp()
        self.up = [self.talking() for _ in range(self.calls_up)]

    def recovered(self):
        return self.sofia.api("sofia recover").splitlines()[0]

    def test_twice_is_harmless(self):
        self.sofia.restart_after_crash()
        self.assertEqual(f"Recovered {self.calls_up} call(s)", self.recovered())
        self.assertEqual("No calls to recover.", self.recovered())
        self.assertEqual(self.calls_up, self.sofia.calls())
        for out, into in self.up:
            self.assert_talking(out, into)

    def test_killed_in_the_middle_of_recover(self):
        for moment in (0.0, 0.002, 0.01):
            self.sofia.restart_after_crash()
            recovering = threading.Thread(target=self.recover_until_the_crash)
            recovering.start()
            self.a.listen(moment)
            self.sofia.kill9()
            recovering.join()
            self.sofia.start()
        self.recovered()
        self.assertEqual(self.calls_up, self.sofia.calls())
        for out, into in self.up:
            out.send("BYE")
            into.hung_up()
            out.wait(200)
        self.assert_no_calls()

    def recover_until_the_crash(self):
        try:
            self.sofia.api("sofia recover")
        except (OSError, EOFError, AssertionError):
            pass  # The node dies meanwhile; that is the story.

    def test_flush_discards_what_nobody_owns(self):
        self.sofia.restart_after_crash()
        flushed = self.sofia.api("sofia recover flush").splitlines()
        self.assertEqual(["Flushing recovery database.", f"{self.calls_up} call(s) discarded"], flushed)
        self.assertEqual("No calls to recover.", self.recovered())
        out, into = self.up[0]
        out.send("BYE")
        out.wait(481)

    def test_flush_leaves_live_calls_alone(self):
        self.sofia.api("sofia recover flush")
        self.sofia.restart_after_crash()
        self.assertEqual(f"Recovered {self.calls_up} call(s)", self.recovered())

    def test_an_event_tells_how_many(self):
        self.sofia.restart_after_crash()
        with self.sofia.event_socket() as events:
            events.subscribe("CUSTOM sofia::recovery_recovered")
            self.recovered()
            said = events.event("sofia::recovery_recovered")
            self.assertEqual(str(self.calls_up), said["recovered_calls"])


class SecondNode(Story):
    limit = 90

    def test_the_partner_takes_the_calls_over_and_the_first_stays_out(self):
        dsn = self.postgres().create("sofia")
        lease = ("--cluster-lease", "2")
        first = self.node(db=dsn, options=lease).start()
        a, b = self.registered("1000", "1001")
        out = a.dial("1001")
        into = b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.when("the first machine hangs, and the second takes its address")
        first.kill9()
        second = self.node(db=dsn, options=lease).start()
        self.assertEqual("Recovered 1 call(s)", second.api("sofia recover").splitlines()[0])
        self.then("the call goes on there")
        out.send("INFO")
        into.reply(into.expect("INFO"), 200)
        out.wait(200)
        out.send("BYE")
        into.hung_up()
        out.wait(200)
        until(lambda: second.calls() == 0, 3, "no call is left")


class UnreadableRow(CallStory):
    def test_a_row_that_cannot_be_read_is_counted_and_spoils_nothing(self):
        import sqlite3

        broken, good = self.talking(), self.talking()
        self.sofia.kill9()
        with sqlite3.connect(self.sofia.directory / "node.db") as database:
            table, = database.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND sql LIKE '%snapshot%'"
            ).fetchone()
            oldest = f"SELECT rowid FROM {table} ORDER BY rowid LIMIT 1"
            database.execute(f"UPDATE {table} SET snapshot = 'nonsense' WHERE rowid IN ({oldest})")
        database.close()
        self.sofia.start()
        reply = self.sofia.api("sofia recover").splitlines()
        self.assertEqual("Recovered 1 call(s)", reply[0])
        self.assertRegex("\n".join(reply[1:]), "1 .*snapshot")
        out, into = good
        self.assert_talking(out, into)
        self.assertIsNotNone(broken)


if __name__ == "__main__":
    unittest.main()
