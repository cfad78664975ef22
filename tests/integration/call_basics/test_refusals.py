"""What the node does not do, and how it says so."""

import unittest

from support.calls import CallStory
from support.conf import extension
from support.sip_message import Message


class Refusals(CallStory):
    def refused(self, number="1001", extra=None, phone=None):
        """The failure that a call to `number` gets."""
        return (phone or self.a).dial(number, extra=extra).wait(lambda m: m.status >= 300 and m.status != 407)

    def test_a_required_extension_that_we_do_not_have(self):
        answer = self.refused(extra=[("Require", "100rel")])
        self.assertEqual(420, answer.status)
        self.assertIn("100rel", answer.get("Unsupported"))
        self.b.expect_nothing("INVITE", during=0.3)

    def test_too_many_hops(self):
        self.assertEqual(483, self.refused(extra=[("Max-Forwards", "0")]).status)

    def test_the_same_request_by_two_ways(self):
        out, into = self.ringing()
        twin = Message(out.sent.start, [("Via", self.a.via()), *out.sent.headers[1:]], out.sent.body)
        self.a.send_request(twin, self.node_address)
        self.assertEqual(482, self.a.expect(lambda m: m.branch == twin.branch and m.status >= 200).status)
        out.cancel()
        into.cancelled()
        out.wait(487)

    def test_an_unknown_number(self):
        self.assertEqual(404, self.refused("nobody").status)

    def test_a_phone_that_is_not_registered(self):
        self.assertEqual(480, self.refused("1019").status)

    def test_a_caller_without_credentials(self):
        self.assertEqual(407, self.phone("1005").call("1001").wait(407).status)

    def test_a_caller_with_a_wrong_password(self):
        stranger = self.phone("1005", password="guess")
        self.assertEqual(403, self.refused(phone=stranger).status)
        self.assertIn(f"SIP auth failure (INVITE) on sofia profile 'internal' for "
                      f"[1005@{self.domain}] from ip {stranger.ip}", self.sofia.log())
        self.b.expect_nothing("INVITE", during=0.3)

    def test_a_dialog_that_never_was(self):
        for method in ("BYE", "INFO", "INVITE"):
            with self.subTest(method):
                request = self.a.request(method, f"sip:1001@{self.domain}", f"<{self.a.aor}>;tag=x",
                                         f"<sip:1001@{self.domain}>;tag=y", f"no-{method}", 7,
                                         [("Contact", self.a.contact)])
                self.a.send_request(request, self.node_address)
                answer = self.a.expect(lambda m: m.branch == request.branch and m.status >= 200)
                self.assertEqual(481, answer.status)

    def test_options_say_what_we_do_and_not_more(self):
        answer = self.a.options()
        self.assertEqual(200, answer.status)
        for method in ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "UPDATE", "PRACK", "REFER",
                       "SUBSCRIBE", "MESSAGE"):
            self.assertIn(method, answer.get("Allow"))
        self.assertNotIn("PUBLISH", answer.get("Allow"))
        self.assertEqual("message-summary, refer", answer.get("Allow-Events"), "manage-presence is off")
        for extension in ("timer", "replaces"):
            self.assertIn(extension, answer.get("Supported"))
        self.assertNotIn("100rel", answer.get("Supported"), "it is switched off")

    def test_an_unknown_method(self):
        request = self.a.request("DANCE", f"sip:{self.domain}", f"<{self.a.aor}>;tag=1",
                                 f"<sip:{self.domain}>", "dance", 1, [])
        self.a.send_request(request, self.node_address)
        answer = self.a.expect(lambda m: m.branch == request.branch and m.status >= 200)
        self.assertIn(answer.status, (405, 501))

    def test_garbage_is_survived(self):
        for data in (b"\0\1\0\0garbage", b"INVITE", b"INVITE sip:x SIP/2.0\r\n\r\n", b"\r\n\r\n" * 9,
                     b"SIP/2.0 999 \r\nCSeq: 1\r\n\r\n", b"BYE sip:a SIP/2.0\r\nCall-ID: " + b"x" * 9000):
            self.a.send_raw(data, self.node_address)
        out, into = self.talking()
        self.hang_up(out, into)


class OpenToOneNet(CallStory):
    settings = {"apply-inbound-acl": "trunks", "auth-calls": "true"}

    def setUp(self):
        self.lists = "<list name='trunks' default='deny'><node type='allow' cidr='{}/32'/></list>"
        super().setUp()

    def conf(self, *arguments, **values):
        return super().conf(*arguments, lists=self.lists.format(self.lan.host(60)), **values)

    def test_an_address_on_the_list_needs_no_password_and_others_do(self):
        trunk = self.phone("1005", ip=self.lan.host(60))
        call = trunk.dial("1001")
        into = self.b.incoming()
        self.assertEqual("", call.sent.get("Proxy-Authorization"))
        into.refuse(486)
        call.wait(486)
        self.a.call("1001").wait(407)


class ContextByList(CallStory):
    """Calls of one address go to the context `trunk`, all others to `strangers`."""

    settings = {"apply-inbound-acl": "trunks:trunk:strangers", "auth-calls": "false",
                "apply-register-acl": "phones:trunk:strangers"}
    LISTS = ("<list name='trunks' default='deny'><node type='allow' cidr='{}/32'/></list>"
             "<list name='phones' default='allow'><node type='deny' cidr='{}/32'/></list>")
    CONTEXTS = ("<context name='trunk'>{}</context><context name='strangers'><extension name='all'><condition>"
                "<action application='respond' data='410'/></condition></extension></context>")

    def conf(self, *arguments, **values):
        return super().conf(*arguments, lists=self.LISTS.format(self.lan.host(60), self.lan.host(61)),
                            contexts=self.CONTEXTS.format(extension("^77$", f"user/1001@{self.domain}")), **values)

    def rescan(self, name, value):
        self.sofia.conf.profile("internal").settings[name] = value
        self.sofia.conf.write(self.sofia.directory / "conf")
        self.assertIn("+OK scan complete", self.sofia.api("sofia profile internal rescan"))

    def test_the_list_decides_on_the_context(self):
        self.when("the trunk calls")
        call = self.phone("1005", ip=self.lan.host(60)).dial("77")
        self.b.incoming().refuse(486)
        call.wait(486)
        self.when("somebody else calls")
        for number in ("77", "1001"):
            self.a.dial(number).wait(410)
        self.b.expect_nothing("INVITE", during=0.3)
        self.when("a password is asked of him")
        self.rescan("auth-calls", "true")
        call = self.a.dial("77")
        call.wait(410)
        self.assertTrue(call.sent.get("Proxy-Authorization"))
        self.when("his context is taken out of the entry")
        self.rescan("auth-calls", "false")
        self.rescan("apply-inbound-acl", "trunks:trunk")
        self.a.dial("77").wait(403)
        self.assertIn(f'IP {self.a.ip} Rejected by acl "trunks"', self.sofia.log())

    def test_the_list_decides_on_who_registers_and_contexts_are_warned_about(self):
        trunk, stranger = (self.phone("1006", ip=self.lan.host(number)) for number in (60, 61))
        self.assertEqual(200, trunk.register().status)
        self.assertEqual("", trunk.challenge, "no password was asked for")
        self.assertEqual(403, stranger.register().status)
        self.assertRegex(self.sofia.log(), r"freeswitch\.xml:\d+: profile 'internal': parameter 'apply-register-acl': "
                         r"'phones:trunk:strangers': only 'phones' counts")


if __name__ == "__main__":
    unittest.main()
