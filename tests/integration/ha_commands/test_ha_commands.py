"""Roles by command: two nodes, one database."""

import json
import socket
import threading
import unittest

from support.lan import is_listening
from support.pair import PairStory, client
from support.wait import until


class Standby(PairStory):
    def test_is_silent(self):
        self.assertIn("role STANDBY", self.east.api("sofia status"))
        self.assertFalse(is_listening(*self.node_address))
        phone = self.phone("1000")
        phone.send_register()
        phone.expect_nothing(lambda m: m.status > 0, 1)
        self.assertIn("-ERR role is STANDBY", self.east.api("sofia profile internal start"))

    def test_recovers_nothing_and_says_why(self):
        self.promote(self.west)
        reply = self.east.api("sofia recover")
        self.assertTrue(reply.startswith("-ERR role is STANDBY: "), reply)
        self.assertTrue(self.east.running() and self.west.running())

    def test_status_in_json(self):
        status = self.ha(self.east)
        self.assertEqual(
            ("STANDBY", "pair", "east", 0, {"held": False, "left_ms": 0}, 0),
            tuple(status[name] for name in ("role", "cluster", "node", "epoch", "lease", "calls")),
        )
        self.assertTrue(status["database"]["connected"])


class Promote(PairStory):
    def test_replies_when_the_sockets_are_open(self):
        self.assertEqual("+OK active with epoch 1\n", self.promote(self.east))
        self.assertEqual(200, self.phone("1000").options().status)
        self.assertEqual("+OK already active with epoch 1\n", self.promote(self.east))
        status = self.ha(self.east)
        self.assertEqual(("ACTIVE", 1), (status["role"], status["epoch"]))
        self.assertGreater(status["lease"]["left_ms"], 5000)

    def test_a_live_lease_needs_force(self):
        self.promote(self.east)
        refusal = self.west.api("sofia ha promote")
        self.assertRegex(
            refusal, r"^-ERR node east holds cluster pair with a live lease \(\d+\.\d s left\): use --force"
        )
        self.assertEqual("STANDBY", self.ha(self.west)["role"])
        self.when("west takes the cluster by force")
        self.assertEqual("+OK active with epoch 2\n", self.promote(self.west, "--force"))
        self.then("east ends with the status of a fenced node")
        until(lambda: not self.east.running(), 5, "east has ended")
        self.assertEqual(3, self.east.process.exit_code)
        self.assertEqual("ACTIVE", self.ha(self.west)["role"])

    def test_waits_for_a_port_that_is_still_taken(self):
        holder = socket.create_server(self.node_address)
        threading.Timer(1.0, holder.close).start()
        self.promote(self.east)
        self.assertEqual(200, self.phone("1000").options().status)

    def test_gives_up_when_nothing_can_be_opened(self):
        with socket.create_server(self.node_address):
            reply = self.east.api("sofia ha promote", within=15)
            self.assertRegex(reply, "^-ERR profile internal is not open: .*cannot bind sip:")
        self.assertEqual("STANDBY", self.ha(self.east)["role"])
        self.promote(self.west)

    def test_many_at_once_take_one_epoch(self):
        replies = []
        asking = [
            threading.Thread(target=lambda: replies.append(self.east.api("sofia ha promote")))
            for _ in range(5)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        self.assertTrue(all("active with epoch 1\n" in reply for reply in replies), replies)


class Switchover(PairStory):
    limit = 90

    def test_a_call_and_registrations_go_to_and_fro(self):
        self.promote(self.east)
        a, b = self.registered("1000", "1001")
        out = a.dial("1001")
        into = b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        active, other = self.east, self.west
        for _ in range(5):
            self.demote(active)
            self.assertEqual("0 total.", active.api("show registrations").strip().splitlines()[-1])
            self.promote(other)
            active, other = other, active
            for one, two in ((out, into), (into, out)):
                one.send("INFO")
                two.reply(two.expect("INFO"), 200)
                one.wait(200)
            self.assertIn("2 total.", active.api("show registrations"))
        self.then("the phones have heard nothing of it")
        self.assertEqual(0, a.count("BYE") + b.count("BYE") + a.count("5xx") + b.count("5xx"))
        self.assertEqual("+OK already standby\n", other.api("sofia ha demote"))
        out.send("BYE")
        into.hung_up()
        out.wait(200)
        until(lambda: active.calls() == 0, 3, "no call is left")
        self.assertEqual(0, self.ha(active)["would_be_lost"])


class Client(PairStory):
    def test_passes_the_words_on_and_tells_the_outcome(self):
        done = client(self.east, "ha", "promote")
        self.assertEqual((0, "+OK active with epoch 1"), (done.returncode, done.stdout.strip()))
        refused = client(self.west, "ha", "promote", "--json")
        self.assertEqual((1, False), (refused.returncode, json.loads(refused.stdout)["ok"]))
        status = client(self.east, "ha", "status", "--json")
        self.assertEqual((0, "ACTIVE"), (status.returncode, json.loads(status.stdout)["role"]))
        forced = client(self.west, "ha", "promote", "--force")
        self.assertEqual((0, "+OK active with epoch 2"), (forced.returncode, forced.stdout.strip()))
        self.assertEqual(1, client(self.west, "ha").returncode)


if __name__ == "__main__":
    unittest.main()
