"""One call takes a place in another (RFC 3891), after REFER or by itself."""

import unittest

from support import sdp
from transfer_story import TransferStory


class Attended(TransferStory):
    def consultation(self):
        """A talks with B, and in a second call with C."""
        out, into = self.talking()
        second = self.a.dial("1002")
        at_carol = self.c.incoming()
        at_carol.answer()
        second.answered()
        at_carol.expect("ACK")
        return out, into, second, at_carol

    def replaces(self, second):
        """The Refer-To that names the transferor's second call."""
        to_tag = second.remote.rpartition("tag=")[2]
        from_tag = second.local.rpartition("tag=")[2]
        return (f"<{second.target}?Replaces={second.call_id}%3Bto-tag%3D{to_tag}"
                f"%3Bfrom-tag%3D{from_tag}>")

    def test_the_two_calls_become_one(self):
        self.become_one(*self.consultation())

    def test_so_they_do_when_nobody_has_recovered_either(self):
        calls = self.consultation()
        self.when("the node is killed and started again, and nobody says recover")
        self.sofia.restart_after_crash()
        self.become_one(*calls)

    def become_one(self, out, into, second, at_carol):
        self.refer(out, self.replaces(second))
        self.notified(out, 100)
        new = self.c.incoming()
        own = at_carol.local.rpartition("tag=")[2]
        ours = at_carol.remote.rpartition("tag=")[2]
        self.assertEqual(f"{at_carol.call_id};to-tag={own};from-tag={ours}",
                         new.offered.get("Replaces"))
        new.answer()
        new.expect("ACK")
        at_carol.send("BYE")
        self.notified(out, 200)
        out.hung_up()
        second.hung_up()
        at_carol.wait(200)
        self.reconnected(into, self.c)
        self.assert_talking(into, new)
        self.assertEqual(1, self.sofia.calls())
        self.hang_up(into, new)

    def test_a_target_that_does_not_know_replaces_keeps_its_call(self):
        out, into, second, at_carol = self.consultation()
        self.refer(out, self.replaces(second))
        self.notified(out, 100)
        self.c.incoming().refuse(420, [("Unsupported", "replaces")])
        self.notified(out, 420)
        self.assert_talking(out, into)
        self.assert_talking(second, at_carol)
        second.send("BYE")
        at_carol.hung_up()
        second.wait(200)
        self.hang_up(out, into)


class Replaced(TransferStory):
    """A phone takes the place of another (RFC 3891)."""

    def pick_up(self, out):
        """1002 calls in the place of the caller, whose dialog with the node it names."""
        ours = out.remote.rpartition("tag=")[2]
        own = out.local.rpartition("tag=")[2]
        return self.c.dial("1001", extra=[
            ("Replaces", f"{out.call_id};to-tag={ours};from-tag={own}"), ("Require", "replaces")])

    def test_a_newcomer_takes_the_place_of_the_caller(self):
        out, into = self.talking()
        self.takes_the_place(out, into)

    def test_so_it_does_before_anybody_has_recovered_the_call(self):
        out, into = self.talking()
        self.when("the node is killed and started again, and nobody says recover")
        self.sofia.restart_after_crash()
        self.takes_the_place(out, into)

    def takes_the_place(self, out, into):
        new = self.pick_up(out)
        offer = into.expect("INVITE")
        self.assertIn(f"c=IN IP4 {self.c.ip}", offer.body)
        into.reply(offer, 200, sdp.offer(self.b.ip, version=2))
        self.assertIn(f"c=IN IP4 {self.b.ip}", new.answered().body)
        into.expect("ACK")
        out.hung_up()
        self.assert_talking(new, into)
        self.when("the node is killed and recovers it")
        self.crash()
        self.assert_talking(new, into)
        self.hang_up(into, new)

    def test_killed_before_the_newcomer_was_answered_the_first_call_is_there(self):
        out, into = self.talking()
        self.pick_up(out)
        into.expect("INVITE")
        self.b.stop_repeating()
        self.c.stop_repeating()
        self.crash()
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_a_call_that_is_not_there(self):
        new = self.c.dial("1001", extra=[("Replaces", "nobody;to-tag=a;from-tag=b")])
        new.wait(481)


if __name__ == "__main__":
    unittest.main()
