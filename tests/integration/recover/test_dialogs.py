"""What a recovered call is to its two phones: the call it was."""

import json
import sqlite3
import unittest
from contextlib import closing

from support import sdp
from support.calls import CallStory
from support.conf import Conf, Profile, extension
from support.lan import free_port
from support.phone import Phone
from support.wait import until


class RecoverStory(CallStory):
    def crash(self):
        """kill -9 and a new process that has not been told to recover."""
        self.when("the node is killed and started again")
        self.sofia.restart_after_crash()

    def recover(self, calls=1):
        reply = self.sofia.api("sofia recover")
        self.assertEqual(f"Recovered {calls} call(s)", reply.splitlines()[0])


class Dialogs(RecoverStory):
    def test_no_phone_notices(self):
        out, into = self.talking()
        self.assert_talking(out, into)
        came = len(self.a.received), len(self.b.received)
        self.crash()
        self.recover()
        self.a.listen(1)
        self.b.listen(1)
        self.assertEqual(came, (len(self.a.received), len(self.b.received)))
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_cseq_only_rises(self):
        out, into = self.talking()
        self.assert_talking(out, into)
        last_at_b = max(m.cseq for _, m in self.b.received if m.call_id == into.call_id and m.is_request)
        last_at_a = max(m.cseq for _, m in self.a.received if m.call_id == out.call_id and m.is_request)
        for _ in range(2):
            self.crash()
            self.recover()
            out.send("INFO")
            at_b = into.expect("INFO")
            into.reply(at_b, 200)
            into.send("INFO")
            at_a = out.expect("INFO")
            out.reply(at_a, 200)
            self.assertGreater(at_b.cseq, last_at_b)
            self.assertGreater(at_a.cseq, last_at_a)
            last_at_b, last_at_a = at_b.cseq, at_a.cseq

    def test_a_request_from_before_the_answer_is_still_refused(self):
        out, into = self.talking()
        self.crash()
        self.recover()
        out.cseq = 0
        out.send("INFO")
        out.wait(500)
        out.cseq = 10
        self.hang_up(out, into)

    def test_a_held_call_is_still_held_and_is_taken_back(self):
        out, into = self.talking()
        for version, direction, other in ((2, "sendonly", "recvonly"), (3, "sendrecv", "sendrecv")):
            out.invite(sdp.offer(self.a.ip, direction=direction, version=version))
            request = into.expect("INVITE")
            self.assertIn(f"a={direction}", request.body)
            into.reply(request, 200, sdp.offer(self.b.ip, direction=other, version=version))
            out.answered()
            into.expect("ACK")
            if direction == "sendonly":
                self.crash()
                self.recover()
        self.hang_up(into, out)

    def test_a_variable_that_a_script_has_set_is_still_set(self):
        out, into = self.talking()
        legs = [row["uuid"] for row in json.loads(self.sofia.api("show channels as json"))["rows"]]
        for leg in legs:
            self.assertEqual("+OK\n", self.sofia.api(f"uuid_setvar {leg} colour green-{leg}"))
        until(lambda: all(f"green-{leg}" in self.rows() for leg in legs), 5, "the row has the variables")
        self.crash()
        self.recover()
        for leg in legs:
            self.assertEqual(f"green-{leg}", self.sofia.api(f"uuid_getvar {leg} colour"))
        self.hang_up(out, into)

    def rows(self):
        """What the database has about calls, as one text."""
        with closing(sqlite3.connect(self.sofia.directory / "node.db")) as database:
            return repr(database.execute("SELECT snapshot FROM tracked_calls").fetchall())

    def test_a_phone_that_moved_is_found_at_its_new_address(self):
        out, into = self.talking()
        moved = out.phone = self.phone("1000", ip=self.lan.host(40))
        out.invite(sdp.offer(moved.ip, version=2))
        into.reply(into.expect("INVITE"), 200, sdp.offer(self.b.ip, version=2))
        out.answered()
        into.expect("ACK")
        self.crash()
        self.recover()
        into.send("BYE")
        out.hung_up()
        into.wait(200)


class DialogsThroughProxies(RecoverStory):
    def conf(self, settings=None, **values):
        # A number that is reached through the callee's proxy.
        proxy, callee = self.lan.host(21), self.lan.host(self.FIRST_PHONE + 1)
        route = f"sofia/internal/1001@{callee}:5060;fs_path=sip%3A{proxy}%3A5060%3Blr"
        return super().conf(settings, **{**values, "extensions": extension("^7000$", route)})

    def setUp(self):
        super().setUp()
        self.near_a = self.proxy(20, default=self.node_address)
        self.near_b = self.proxy(21)

    def test_the_route_stays_and_keeps_its_order(self):
        self.a.node = self.near_a.address
        second = self.proxy(22, default=self.near_a.address)
        self.a.node = second.address
        out, into = self.talking("7000")
        self.assertEqual(2, len(out.route))
        self.assertEqual(1, len(into.route))
        self.crash()
        self.recover()
        for proxy in (self.near_a, second, self.near_b):
            proxy.passed.clear()
        self.assert_talking(out, into)
        self.hang_up(into, out)
        bye = next(m for m in self.near_a.passed if m.method == "BYE")
        self.assertEqual(list(reversed(out.route)), bye.values("Route"))
        self.assertIn("BYE", [m.method for m in second.passed])
        self.assertIn("BYE", [m.method for m in self.near_b.passed])


class DialogsOverTcp(RecoverStory):
    transport = "tcp"

    def test_the_caller_hangs_up_over_a_new_connection(self):
        out, into = self.talking()
        self.crash()
        self.recover()
        self.a.listen(0.1)
        self.hang_up(out, into)

    def test_the_callee_hangs_up_and_the_caller_is_reached(self):
        out, into = self.talking()
        self.crash()
        self.recover()
        self.b.listen(0.1)
        self.hang_up(into, out)


class DialogsOnIpv6(RecoverStory):
    def setUp(self):
        self.port = free_port("::1")
        super().setUp()

    @property
    def domain(self):
        return "six.example"

    @property
    def node_address(self):
        return "::1", self.port

    def conf(self, settings=None, **values):
        return Conf(self.domain, [Profile("internal", "::1", self.port, settings or {})], **values)

    def phone(self, user, **values):
        phone = Phone(self.node_address, "::1", user, self.domain, port=free_port("::1"))
        self.addCleanup(phone.close)
        return phone

    def test_either_side_hangs_up(self):
        for first in (0, 1):
            sides = self.talking()
            self.crash()
            self.recover()
            self.assert_talking(*sides)
            self.hang_up(sides[first], sides[1 - first])


if __name__ == "__main__":
    unittest.main()
