"""UPDATE between two phones, and what it meets."""

import unittest
from pathlib import Path

from support import sdp
from support.calls import CallStory, SippStory

HERE = Path(__file__).parent
TAKES_UPDATE = [("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE")]


class UpdateStory(CallStory):
    def talking_with_update(self, callee=TAKES_UPDATE):
        """A call whose caller takes UPDATE, and whose callee says what `callee` has."""
        out = self.a.dial("1001", extra=TAKES_UPDATE)
        into = self.b.incoming()
        into.established = True
        into.reply(into.offered, 200, sdp.offer(self.b.ip), list(callee))
        out.answered()
        into.expect("ACK")
        return out, into

    def crash_and_recover(self):
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))


class Update(UpdateStory):
    def test_an_offer_passes_in_both_directions(self):
        out, into = self.talking_with_update()
        self.assertIn("UPDATE", into.offered.get("Allow"))
        for first, second in ((out, into), (into, out)):
            for version, direction in ((2, "sendonly"), (3, "sendrecv")):
                body = sdp.offer(first.phone.ip, direction=direction, version=version)
                answer = sdp.offer(second.phone.ip, version=version)
                first.send("UPDATE", body, [("Contact", first.phone.contact)])
                request = second.expect("UPDATE")
                self.assertEqual(body, request.body)
                second.reply(request, 200, answer)
                self.assertEqual(answer, first.wait(200).body)
        self.a.expect_nothing("ACK", 0.2)
        self.hang_up(out, into)

    def test_a_phone_that_does_not_take_it_gets_a_reinvite(self):
        out, into = self.talking_with_update(callee=[])
        body = sdp.offer(self.a.ip, version=2)
        out.send("UPDATE", body, [("Contact", self.a.contact)])
        request = into.expect("INVITE")
        self.assertEqual(body, request.body)
        into.reply(request, 200, sdp.offer(self.b.ip, version=2))
        out.wait(200)
        into.expect("ACK")
        self.hang_up(out, into)

    def test_a_refusal_passes_and_the_call_goes_on(self):
        out, into = self.talking_with_update()
        out.send("UPDATE", sdp.offer(self.a.ip, version=2), [("Contact", self.a.contact)])
        into.reply(into.expect("UPDATE"), 488)
        out.wait(488)
        self.assert_talking(out, into)
        self.hang_up(into, out)

    def test_two_that_cross_are_both_put_off(self):
        out, into = self.talking_with_update()
        out.send("UPDATE", sdp.offer(self.a.ip, version=2), [("Contact", self.a.contact)])
        into.send("UPDATE", sdp.offer(self.b.ip, version=2), [("Contact", self.b.contact)])
        into.wait(491)
        into.reply(into.expect("UPDATE"), 491)
        out.wait(491)
        self.assert_talking(out, into)
        self.hang_up(out, into)

    def test_the_second_before_the_answer_to_the_first_is_put_off(self):
        out, into = self.talking_with_update()
        first = out.send("UPDATE", sdp.offer(self.a.ip, version=2), [("Contact", self.a.contact)])
        request = into.expect("UPDATE")
        out.send("UPDATE", sdp.offer(self.a.ip, version=3), [("Contact", self.a.contact)])
        self.assertRegex(out.wait(500).get("Retry-After"), r"^\d+$")
        into.reply(request, 200, sdp.offer(self.b.ip, version=2))
        self.a.expect(lambda m: m.status == 200 and m.branch == first.branch)
        self.hang_up(out, into)

    def test_before_the_answer_it_only_moves_the_phone(self):
        out = self.a.dial("1001", extra=TAKES_UPDATE)
        into = self.b.incoming()
        into.ring()
        ringing = out.wait(180)
        self.assertIn("UPDATE", ringing.get("Allow"))
        invite = out.sent
        out.send("UPDATE", sdp.offer(self.a.ip, version=2), [("Contact", self.a.contact)])
        self.assertRegex(out.wait(500).get("Retry-After"), r"^\d+$")
        out.send("UPDATE", "", [("Contact", self.a.contact)])
        self.assertTrue(out.wait(200).get("Contact"))
        into.send("UPDATE", sdp.offer(self.b.ip, version=2), [("Contact", self.b.contact)])
        into.wait(491)
        into.answer()
        self.a.expect(lambda m: m.status == 200 and m.branch == invite.branch)
        out.sent, out.established = invite, True
        out.ack()
        into.expect("ACK")
        self.hang_up(out, into)


class UpdateOfSipp(SippStory):
    def test_a_hold_and_the_end(self):
        self.call(HERE / "uac_update.xml", HERE / "uas_update.xml", calls=3)


class UpdateAndCrash(UpdateStory):
    def test_a_phone_that_moved_is_found_by_the_next_node(self):
        out, into = self.talking_with_update()
        moved = out.phone = self.phone("1000", ip=self.lan.host(40))
        out.send("UPDATE", "", [("Contact", moved.contact)])
        out.wait(200)
        self.crash_and_recover()
        into.send("BYE")
        out.hung_up()
        into.wait(200)

    def test_one_that_was_under_way_is_answered_by_the_next_node(self):
        out, into = self.talking_with_update()
        body = sdp.offer(self.a.ip, direction="sendonly", version=2)
        out.send("UPDATE", body, [("Contact", self.a.contact)])
        into.expect("UPDATE")
        self.crash_and_recover()
        self.a.listen(1.5)
        again = into.expect("UPDATE")
        self.assertEqual(body, again.body)
        into.reply(again, 200, sdp.offer(self.b.ip, direction="recvonly", version=2))
        out.wait(200)
        self.assert_talking(out, into)
        self.hang_up(into, out)

    def test_what_was_answered_is_what_the_next_node_knows(self):
        out, into = self.talking_with_update()
        out.send("UPDATE", sdp.offer(self.a.ip, direction="sendonly", version=2),
                 [("Contact", self.a.contact)])
        into.reply(into.expect("UPDATE"), 200, sdp.offer(self.b.ip, direction="recvonly", version=2))
        out.wait(200)
        self.crash_and_recover()
        self.assertIn("HELD", self.sofia.api("show calls"))
        self.hang_up(out, into)


if __name__ == "__main__":
    unittest.main()
