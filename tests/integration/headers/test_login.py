"""A callee that asks who we are is answered by the leg's variables, without a gateway."""

import hashlib
import unittest

from support.calls import CallStory
from support.digest import challenge_values

CHALLENGE = 'Digest realm="far.example", nonce="n1", algorithm=MD5, qop="auth"'
LOGIN = "[sip_auth_username=me,sip_auth_password=secret]user/1001@{domain}"
EXTENSIONS = "".join(
    f"<extension name='n{number}'><condition field='destination_number' expression='^{number}$'>"
    f"<action application='bridge' data='{bridge}'/></condition></extension>\n"
    for number, bridge in (("2000", LOGIN), ("2001", "[sip_use_gateway=absent]user/1001@{domain}"))
)


def asks(into, request, nonce="n1"):
    into.reply(request, 407, "", [("Proxy-Authenticate", CHALLENGE.replace("n1", nonce))])


class Login(CallStory):
    extensions = EXTENSIONS

    def assert_signed(self, request, nonce="n1"):
        values = challenge_values(request.get("Proxy-Authorization"))
        self.assertEqual(("me", "far.example", nonce, request.uri),
                         tuple(values[name] for name in ("username", "realm", "nonce", "uri")))

        def md5(*parts):
            return hashlib.md5(":".join(parts).encode()).hexdigest()

        expected = md5(md5("me", "far.example", "secret"), nonce, values["nc"], values["cnonce"],
                       "auth", md5(request.method, request.uri))
        self.assertEqual(expected, values["response"])

    def signed_call(self):
        out = self.a.dial("2000")
        into = self.b.incoming()
        asks(into, into.offered)
        into.expect("ACK")
        again = into.expect("INVITE")
        self.assert_signed(again)
        into.offered = again
        into.answer()
        out.answered()
        into.expect("ACK")
        return out, into

    def test_the_invite_and_its_bye(self):
        out, into = self.signed_call()
        out.send("BYE")
        asks(into, into.expect("BYE"), "n2")
        bye = into.expect("BYE")
        self.assert_signed(bye, "n2")
        into.reply(bye, 200)
        out.wait(200)
        self.assert_no_calls()

    def test_a_reinvite_and_an_update_are_signed_too(self):
        out, into = self.signed_call()
        for method in ("INVITE", "UPDATE"):
            out.invite("v=0\r\n") if method == "INVITE" else out.send("UPDATE", "v=0\r\n")
            first = into.expect("INVITE")  # b has not said that it takes UPDATE.
            asks(into, first, "n" + method)
            into.expect("ACK")
            again = into.expect("INVITE")
            self.assert_signed(again, "n" + method)
            into.reply(again, 200, "v=0\r\n")
            out.answered() if method == "INVITE" else out.wait(200)
            into.expect("ACK")
        self.hang_up(into, out)

    def test_an_info_is_signed_with_its_body(self):
        out, into = self.signed_call()
        out.send("INFO", "Signal=5\r\n", [("Content-Type", "application/dtmf-relay")])
        asks(into, into.expect("INFO"), "n5")
        again = into.expect("INFO")
        self.assert_signed(again, "n5")
        self.assertEqual("Signal=5\r\n", again.body)
        into.reply(again, 200)
        out.wait(200)
        self.when("the signature is refused")
        out.send("INFO", "Signal=6\r\n", [("Content-Type", "application/dtmf-relay")])
        asks(into, into.expect("INFO"), "n6")
        asks(into, into.expect("INFO"), "n7")
        out.wait(500)
        self.b.expect_nothing("INFO", 0.2)
        self.hang_up(out, into)

    def test_the_notify_of_a_transfer_is_signed(self):
        out, into = self.signed_call()
        into.send("REFER", "", [("Contact", self.b.contact), ("Refer-To", f"<sip:nobody@{self.domain}>")])
        into.wait(202)
        into.reply(into.expect("NOTIFY"), 200)
        asks(into, into.expect("NOTIFY"), "n8")
        again = into.expect("NOTIFY")
        self.assert_signed(again, "n8")
        self.assertIn("SIP/2.0 404", again.body)
        into.reply(again, 200)
        self.hang_up(out, into)

    def test_the_next_owner_of_the_call_signs_as_well(self):
        out, into = self.signed_call()
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
        out.send("BYE")
        asks(into, into.expect("BYE"), "n3")
        bye = into.expect("BYE")
        self.assert_signed(bye, "n3")
        into.reply(bye, 200)
        out.wait(200)

    def test_a_refused_signature_is_not_repeated(self):
        out = self.a.dial("2000")
        into = self.b.incoming()
        asks(into, into.offered)
        into.expect("ACK")
        again = into.expect("INVITE")
        asks(into, again, "n4")
        into.expect("ACK")
        out.wait(603)
        self.assertEqual(2, self.b.count("INVITE"))
        self.assert_no_calls()

    def test_who_has_no_login_is_refused(self):
        for number in ("1001", "2001"):
            out = self.a.dial(number)
            into = self.b.incoming()
            asks(into, into.offered)
            into.expect("ACK")
            out.wait(603)
            self.b.forget()
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
