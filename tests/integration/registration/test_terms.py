"""What a profile may change about credentials, and about what it tells of bindings."""

import secrets
import unittest

from support.digest import authorization
from support.peer import is_final
from support.sip_message import addr_spec
from support.story import Story


class Credentials(Story):
    def start(self, **settings):
        self.sofia = self.node(self.conf(
            {name.replace("_", "-"): value for name, value in settings.items()})).start()

    def message(self, phone, computed_for):
        """The answer to a MESSAGE to oneself whose credentials were computed for a method."""
        uri, call_id = phone.aor, secrets.token_hex(6)
        headers = [("Content-Type", "text/plain")]
        for cseq in (1, 2):
            sent = phone.request("MESSAGE", uri, f"<{uri}>;tag=a", f"<{uri}>", call_id, cseq, headers)
            sent.body = "hello"
            phone.send_request(sent, phone.node)
            if cseq == 1:
                asked = phone.expect(lambda m: is_final(m) and m.branch == sent.branch)
                value = authorization(asked.get("Proxy-Authenticate"), computed_for, uri, phone.user, phone.password)
                headers.append(("Proxy-Authorization", value))
        if computed_for == "MESSAGE" or self.takes_hash:
            came = phone.expect("MESSAGE")
            phone.send_response(came, phone.response(came, 200, "OK", [], ""))
        return phone.expect(lambda m: is_final(m) and m.branch == sent.branch).status

    def test_a_hash_that_was_made_for_invite(self):
        for node, (broken, status) in enumerate((("true", 200), ("false", 403))):
            with self.subTest(broken):
                self.takes_hash = broken == "true"
                self.start(NDLB_broken_auth_hash=broken)
                phone, = self.registered("1000")
                self.assertEqual(status, self.message(phone, "INVITE"))
                self.assertEqual(200, self.message(phone, "MESSAGE"))
                self.then("a REGISTER must have its own in any case")
                self.assertEqual(403, self.register_with(self.fresh(phone), method="INVITE"))
                self.sofia.stop()

    def fresh(self, phone):
        phone.close()
        other = self.phone("1000", ip=self.lan.host(60))
        self.addCleanup(other.close)
        return other

    def register_with(self, phone, method="REGISTER", nonce="", **changed):
        """The final status of a REGISTER with credentials, after a challenge unless there is a nonce."""
        challenge = f'Digest realm="{self.domain}", nonce="{nonce}", algorithm=MD5, qop="auth"'
        if not nonce:
            asked = phone.send_register()
            challenge = phone.expect(lambda m: m.branch == asked.branch and is_final(m)).get("WWW-Authenticate")
        value = authorization(challenge, method, f"sip:{self.domain}",
                              **{"user": phone.user, "password": phone.password, **changed})
        sent = phone.send_register(extra=[("Authorization", value)])
        answer = phone.expect(lambda m: m.branch == sent.branch and is_final(m))
        phone.close()
        return answer.status

    def test_blind_auth_and_its_limits(self):
        # Right, wrong password, unknown user, a nonce that is not ours.
        cases = ({}, {"password": "guess"}, {"user": "4711"}, {"nonce": "abcdef"})
        for settings, statuses in (
            ({}, (200, 403, 403, 401)),
            ({"accept_blind_auth": "true"}, (200, 200, 200, 200)),
            ({"accept_blind_auth": "true", "enforce_blind_auth_result": "true"}, (200, 403, 403, 401)),
            ({"accept_blind_auth": "true", "enforce_blind_auth_result": "true",
              "blind_auth_reply_403": "true"}, (200, 403, 403, 403)),
            ({"enforce_blind_auth_result": "true", "blind_auth_reply_403": "true"}, (200, 403, 403, 401)),
        ):
            with self.subTest(settings):
                self.start(**settings)
                got = []
                for case in cases:
                    phone = self.phone("1000", ip=self.lan.host(60))
                    got.append(self.register_with(phone, **case))
                self.assertEqual(statuses, tuple(got))
                self.then("who sends none is asked in any case")
                phone = self.phone("1000", ip=self.lan.host(60))
                sent = phone.send_register()
                self.assertEqual(401, phone.expect(lambda m: m.branch == sent.branch and is_final(m)).status)
                phone.close()
                self.sofia.stop()


class Told(Story):
    def test_bindings_are_not_told_to_who_asks_for_them(self):
        several = {"multiple-registrations": "contact"}
        deny = {"reg-deny-binding-fetch-and-no-lookup": "true"}
        for settings, conf in (("global", self.conf(several, global_settings=deny)),
                               ("profile", self.conf({**several, **deny}))):
            with self.subTest(settings):
                sofia = self.node(conf).start()
                phone, other = self.phone("1000"), self.phone("1000", ip=self.lan.host(40))
                self.assertEqual(200, phone.register().status)
                answer = other.register()
                self.assertEqual([other.aor.split("@")[0]], [addr_spec(value).split("@")[0]
                                                            for value in answer.values("Contact")])
                self.assertIn(other.ip, answer.get("Contact"))
                self.assertEqual(400, other.register([], None).status)
                self.assertEqual("2", sofia.api(f"sofia_count_reg 1000@{self.domain}"))
                self.then("they can be removed all the same")
                answer = other.register(["*"], 0)
                self.assertEqual((200, []), (answer.status, answer.values("Contact")))
                self.assertEqual("0", sofia.api(f"sofia_count_reg 1000@{self.domain}"))
                for one in (phone, other):
                    one.close()
                sofia.stop()


if __name__ == "__main__":
    unittest.main()
