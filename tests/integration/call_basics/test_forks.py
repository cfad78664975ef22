"""Several phones for one call."""

import time
import unittest

from support.calls import CallStory
from support.conf import extension


class Forks(CallStory):
    extensions = (
        extension("^2000$", "user/1001@{domain},user/1002@{domain}")
        + extension("^3000$", "[leg_timeout=1]user/1001@{domain}|user/1002@{domain}")
        + extension("^3030$", "[leg_timeout=30]user/1001@{domain}|user/1002@{domain}")
        + extension("^4000$", "user/1001@{domain}", call_timeout="1")
        + extension("^5000$", "user/1018@{domain},user/1001@{domain}")
    )

    def setUp(self):
        super().setUp()
        self.c, = self.registered("1002")

    def test_the_first_answer_wins_and_the_others_are_cancelled(self):
        out = self.a.dial("2000")
        at_b, at_c = self.b.incoming(), self.c.incoming()
        at_b.ring()
        at_c.ring()
        at_c.answer()
        cancel = at_b.cancelled()
        self.assertIn("cause=200", cancel.get("Reason"))
        out.answered()
        at_c.expect("ACK")
        self.hang_up(out, at_c)

    def test_two_answers_that_cross_leave_one_call(self):
        out = self.a.dial("2000")
        at_b, at_c = self.b.incoming(), self.c.incoming()
        at_b.answer()
        at_c.answer()
        out.answered()
        at_b.expect("ACK")
        at_c.expect("ACK")
        at_c.hung_up()
        self.hang_up(out, at_b)

    def test_one_after_another(self):
        began = time.monotonic()
        out = self.a.dial("3000")
        at_b = self.b.incoming()
        at_b.ring()
        self.c.expect_nothing("INVITE", during=began + 0.5 - time.monotonic())
        at_b.cancelled()
        at_c = self.c.incoming()
        at_c.answer()
        out.answered()
        at_c.expect("ACK")
        self.hang_up(at_c, out)

    def test_a_refusal_moves_on_at_once(self):
        out = self.a.dial("3030")
        self.b.incoming().refuse(486)
        self.c.incoming().answer()
        out.answered()

    def test_nobody_answers(self):
        out = self.a.dial("4000")
        at_b = self.b.incoming()
        at_b.ring()
        at_b.cancelled(within=2)
        out.wait(480)
        self.assert_no_calls()

    def test_all_refuse(self):
        out = self.a.dial("2000")
        self.b.incoming().refuse(486)
        self.c.incoming().refuse(486)
        out.wait(486)
        self.assert_no_calls()

    def test_one_that_is_not_registered_does_not_spoil_the_others(self):
        out = self.a.dial("5000")
        at_b = self.b.incoming()
        at_b.answer()
        out.answered()
        at_b.expect("ACK")
        self.hang_up(out, at_b)

    def test_a_redirection_is_followed(self):
        out = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", self.c.contact)])
        at_c = self.c.incoming()
        at_c.answer()
        out.answered()
        at_c.expect("ACK")
        self.hang_up(out, at_c)

    def test_a_redirection_to_another_user_rings_his_phones(self):
        """Call forwarding: the phone names its colleague, at the node."""
        out = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", f"<sip:1002@{self.domain}>")])
        at_c = self.c.incoming()
        at_c.answer()
        out.answered()
        at_c.expect("ACK")
        self.hang_up(out, at_c)

    def test_a_redirection_to_a_user_without_phones_fails_with_its_cause(self):
        out = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", f"<sip:1009@{self.domain}>")])
        out.wait(480)
        self.assert_no_calls()

    def test_two_phones_that_forward_to_each_other_end_the_call(self):
        out = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", f"<sip:1002@{self.domain}>")])
        self.c.incoming().refuse(302, [("Contact", f"<sip:1001@{self.domain}>")])
        out.wait(lambda m: m.status >= 400 and m.status != 407)
        self.assert_no_calls()

    def test_the_caller_gives_up_and_all_stop_ringing(self):
        out = self.a.dial("2000")
        at_b, at_c = self.b.incoming(), self.c.incoming()
        at_b.ring()
        at_c.ring()
        out.wait(180)
        out.cancel()
        at_b.cancelled()
        at_c.cancelled()
        out.wait(487)
        self.assert_no_calls()


class Redirects(CallStory):
    settings = {"manual-redirect": "true"}

    def test_a_redirection_is_passed_on_when_the_profile_says_so(self):
        out = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", "<sip:1002@elsewhere.example>")])
        self.assertIn("elsewhere.example", out.wait(302).get("Contact"))


class Failures(CallStory):
    # Status from the callee: status to the caller (behaviour of causes, both ways).
    PASSED = {404: 404, 410: 410, 484: 484, 486: 486, 488: 488, 500: 500, 503: 503, 600: 600, 603: 603}

    def test_a_failure_is_mapped_to_its_cause_and_back(self):
        for received, sent in self.PASSED.items():
            with self.subTest(received):
                out = self.a.dial("1001")
                self.b.incoming().refuse(received)
                out.wait(sent)
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
