"""SUBSCRIBE and NOTIFY: a lamp that shows a call, and what survives of it (RFC 6665, 4235, 3856)."""

import unittest

from support import sdp
from support.story import Story
from support.watcher import Subscription, completeness, dialogs, version

MANAGED = {"manage-presence": "true"}


class Watching(Story):
    def watch(self, phone, user, event, **values):
        """A subscription that is accepted, and its first NOTIFY."""
        subscription = Subscription.to(phone, user, event)
        answer = subscription.ask(**values)
        self.assertEqual(202, answer.status)
        return subscription, subscription.notified()

    def test_a_lamp_shows_a_call_from_ringing_to_its_end(self):
        self.node(self.conf(MANAGED)).start()
        caller, callee = self.registered("1000", "1001")
        watcher = self.phone("1005")
        self.assertIn("PUBLISH", watcher.options().get("Allow"))
        self.given("1005 watches the dialogs of 1001")
        lamp, first = self.watch(watcher, "1001", "dialog")
        self.assertEqual("active", first.get("Subscription-State").split(";")[0])
        self.assertEqual("application/dialog-info+xml", first.get("Content-Type"))
        self.assertEqual(("full", 0, []), (completeness(first), version(first), dialogs(first)))
        self.when("1000 calls 1001")
        call = caller.dial("1001")
        into = callee.incoming()
        self.assertEqual([("recipient", "trying")], dialogs(lamp.notified()))
        into.ring()
        early = lamp.notified()
        self.assertEqual(("partial", [("recipient", "early")]), (completeness(early), dialogs(early)))
        self.assertIn(f"sip:1000@{self.domain}", early.body)
        into.answer()
        call.answered()
        into.expect("ACK")
        confirmed = lamp.notified()
        self.assertEqual([("recipient", "confirmed")], dialogs(confirmed))
        call.bye()
        into.hung_up()
        over = lamp.notified()
        self.assertEqual([("recipient", "terminated")], dialogs(over))
        self.assertEqual([2, 3, 4], [version(notify) for notify in (early, confirmed, over)])
        self.then("nothing more comes, and a refresh tells all")
        watcher.expect_nothing("NOTIFY", 0.5)
        self.assertEqual(202, lamp.ask().status)
        again = lamp.notified()
        self.assertEqual(("full", []), (completeness(again), dialogs(again)))

    def test_a_watcher_that_comes_in_the_middle_of_a_call_is_told_of_it(self):
        self.node(self.conf(MANAGED)).start()
        caller, callee = self.registered("1000", "1001")
        call = caller.dial("1001")
        into = callee.incoming()
        into.ring()
        call.wait(180)
        _, first = self.watch(self.phone("1005"), "1001", "dialog")
        self.assertEqual([("recipient", "early")], dialogs(first))
        _, first = self.watch(self.phone("1006"), "1000", "dialog")
        self.assertEqual([("initiator", "early")], dialogs(first))
        call.cancel()
        into.cancelled()

    def test_presence_follows_registration_and_calls(self):
        self.node(self.conf(MANAGED)).start()
        watched = self.phone("1001")
        watcher, = self.registered("1005")
        subscription, first = self.watch(watcher, "1001", "presence")
        self.assertEqual("application/pidf+xml", first.get("Content-Type"))
        self.assertIn("<basic>closed</basic>", first.body)
        watched.register()
        self.assertIn("<basic>open</basic>", subscription.notified().body)
        self.when("it registers again, then nothing has changed and nobody is told")
        watched.register()
        watcher.expect_nothing("NOTIFY", 0.5)
        call = watcher.dial("1001")
        into = watched.incoming()
        self.assertIn("Ringing", subscription.notified().body)
        into.answer()
        call.answered()
        self.assertIn("<rpid:on-the-phone/>", subscription.notified().body)
        call.bye()
        into.hung_up()
        self.assertIn("Available", subscription.notified().body)
        watched.register(expires=0)
        self.assertIn("<basic>closed</basic>", subscription.notified().body)

    def goes_on_after_a_crash(self, sofia):
        caller, callee, asleep = self.registered("1000", "1001", "1006")
        lamp, first = self.watch(caller, "1001", "dialog")
        presence, _ = self.watch(caller, "1001", "presence")
        silent, before = self.watch(asleep, "1001", "dialog")
        call = caller.dial("1001")
        into = callee.incoming()
        into.ring()
        for watching in (lamp, silent):
            watching.notified_of("<state>early</state>")
        sofia.settle()
        self.when("the node is killed while the phone rings, and started again")
        sofia.kill9()
        caller.stop_repeating()
        callee.stop_repeating()
        caller.forget()
        sofia.start()
        self.then("a refresh reaches the stored subscription")
        self.assertEqual(202, lamp.ask().status)
        again = lamp.notified()
        self.assertEqual("full", completeness(again))
        self.assertGreater(again.cseq, first.cseq + 500)
        self.assertGreater(version(again), version(first) + 500)
        self.assertEqual([], dialogs(again))
        self.then("who does not refresh is told that nothing rings any more")
        told = silent.notified(within=8)
        self.assertEqual(("full", []), (completeness(told), dialogs(told)))
        self.assertGreater(told.cseq, before.cseq + 500)
        self.then("the next call is told of as before")
        lamp.phone.forget()
        callee.forget()
        caller.dial("1001")
        callee.incoming().ring()
        self.assertEqual("recipient", dialogs(silent.notified())[0][0])
        self.assertEqual(202, presence.ask(expires=0).status)

    def test_subscriptions_go_on_after_a_crash_on_sqlite(self):
        self.goes_on_after_a_crash(self.node(self.conf(MANAGED)).start())

    def test_subscriptions_go_on_after_a_crash_on_postgresql(self):
        database = self.postgres().create("sofia")
        self.goes_on_after_a_crash(self.node(self.conf(MANAGED), db=database).start())

    def test_a_lamp_may_show_a_call_that_is_held_in_another_way(self):
        for setting, shown in (("early", "early"), ("terminated", "terminated"), ("confirmed", "confirmed")):
            with self.subTest(setting):
                sofia = self.node(self.conf({**MANAGED, "presence-hold-state": setting})).start()
                caller, callee = self.registered("1000", "1001")
                watcher = self.phone("1005")
                lamp, _ = self.watch(watcher, "1000", "dialog")
                call = caller.dial("1001")
                into = callee.incoming()
                into.answer()
                call.answered()
                into.expect("ACK")
                lamp.notified_of("<state>confirmed</state>")
                for held, state in ((True, shown), (False, "confirmed")):
                    call.invite(sdp.offer(caller.ip, direction="sendonly" if held else "sendrecv"))
                    offer = into.expect("INVITE")
                    into.reply(offer, 200, sdp.offer(callee.ip, direction="recvonly" if held else "sendrecv"))
                    call.answered()
                    into.expect("ACK")
                    if setting == "confirmed":
                        watcher.expect_nothing("NOTIFY", 0.3)
                    else:
                        self.assertEqual([("initiator", state)], dialogs(lamp.notified()))
                call.bye()
                into.hung_up()
                lamp.notified_of("<state>terminated</state>")
                for one in (caller, callee, watcher):
                    one.close()
                sofia.stop()

    def test_a_recovered_call_is_still_shown(self):
        sofia = self.node(self.conf(MANAGED)).start()
        caller, callee = self.registered("1000", "1001")
        lamp, _ = self.watch(self.phone("1005"), "1001", "dialog")
        call = caller.dial("1001")
        into = callee.incoming()
        into.answer()
        call.answered()
        into.expect("ACK")
        lamp.notified_of("<state>confirmed</state>")
        sofia.settle()
        sofia.restart_after_crash()
        sofia.api("sofia recover")
        self.assertEqual([("recipient", "confirmed")], dialogs(lamp.notified()))
        call.bye()
        into.hung_up()
        lamp.notified_of("<state>terminated</state>")

    def test_the_end_of_a_subscription(self):
        sofia = self.node(self.conf({**MANAGED, "force-subscription-expires": "2"})).start()
        watcher = self.phone("1005")
        ended, _ = self.watch(watcher, "1001", "dialog")
        self.when("nobody renews it")
        last = ended.notified()
        self.assertEqual("terminated;reason=timeout", last.get("Subscription-State"))
        self.when("the watcher ends it")
        left, _ = self.watch(watcher, "1001", "dialog")
        self.assertEqual("0", left.ask(expires=0).get("Expires"))
        self.assertEqual("terminated;reason=timeout", left.notified().get("Subscription-State"))
        self.when("somebody only asks once")
        fetch = Subscription.to(watcher, "1001", "presence")
        self.assertEqual(202, fetch.ask(expires=0).status)
        once = fetch.notified()
        self.assertEqual("terminated;reason=timeout", once.get("Subscription-State"))
        self.assertIn("<presence", once.body)
        self.when("the watcher knows nothing of it any more")
        lost = Subscription.to(watcher, "1001", "dialog")
        self.assertEqual(202, lost.ask().status)
        lost.notified(status=481)
        self.then("its subscription is gone, as are the others")
        self.assertEqual(481, lost.ask().status)
        self.assertEqual(481, ended.ask().status)
        self.assertIn("subscriptions 0", sofia.api("metrics").splitlines())

    def test_the_domain_of_subscriptions_can_be_forced(self):
        self.node(self.conf({**MANAGED, "force-subscription-domain": self.domain})).start()
        caller, callee = self.registered("1000", "1001")
        lamp = Subscription.to(caller, "1001", "dialog", host="elsewhere.example")
        self.assertEqual(202, lamp.ask().status)
        self.assertIn(f'entity="sip:1001@{self.domain}"', lamp.notified().body)
        caller.dial("1001")
        callee.incoming().ring()
        self.assertIn("recipient", lamp.notified().body)


if __name__ == "__main__":
    unittest.main()
