"""The caller gives up, at every moment."""

import unittest

from support.calls import CallStory


class Cancel(CallStory):
    def answer_to_cancel(self, out):
        return self.a.expect(lambda m: m.cseq_method == "CANCEL" and m.status, call_id=out.call_id)

    def test_while_it_rings(self):
        out, into = self.ringing()
        out.cancel([("Reason", 'SIP;cause=200;text="Call completed elsewhere"')])
        self.assertEqual(200, self.answer_to_cancel(out).status)
        self.assertIn("cause=200", into.cancelled().get("Reason"))
        out.wait(487)
        self.assert_no_calls()

    def test_before_anything_was_heard_from_the_callee(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        out.cancel()
        out.wait(487)
        self.b.expect_nothing("CANCEL", during=0.7)
        into.ring()
        into.cancelled()
        self.assert_no_calls()

    def test_the_callee_answers_all_the_same(self):
        out, into = self.ringing()
        out.cancel()
        into.reply(into.expect("CANCEL"), 200)
        into.answer()
        into.expect("ACK")
        into.hung_up()
        out.wait(487)
        self.assert_no_calls()

    def test_while_the_answer_is_on_its_way(self):
        out, into = self.ringing()
        into.answer()
        out.cancel()
        self.assertEqual(200, self.answer_to_cancel(out).status)
        final = out.wait(lambda m: m.status in (200, 487))
        if final.status == 200:
            out.ack()
            out.send("BYE")
            out.wait(200)
        into.expect("ACK")
        into.hung_up()
        self.assert_no_calls()

    def test_a_cancel_of_nothing_gets_481(self):
        cancel = self.a.request("CANCEL", f"sip:1001@{self.domain}", f"<{self.a.aor}>;tag=1",
                                f"<sip:1001@{self.domain}>", "never-was", 1, [])
        self.a.send_request(cancel, self.node_address)
        self.a.expect(481, call_id="never-was")


if __name__ == "__main__":
    unittest.main()
