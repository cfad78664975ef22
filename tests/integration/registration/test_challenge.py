"""Who may register."""

import configparser
import re
import unittest
from pathlib import Path

from support.digest import authorization, challenge_values
from support.story import Story


FILTER = Path(__file__).resolve().parents[3] / "ha/examples/fail2ban/filter.d/sofia-node.conf"


def hosts_found(lines, what):
    """The addresses that fail2ban would take out of these lines: it cuts the time out of a line,
    puts what prefregex finds to failregex, and notes what stands for <HOST>."""
    rules = configparser.RawConfigParser()
    rules.read(FILTER)
    prefix = rules["Definition"]["prefregex"].replace("<F-CONTENT>", "(?P<content>")
    prefix = re.compile(prefix.replace("</F-CONTENT>", ")"))
    failure = rules["Definition"]["failregex"].replace("<_what-<mode>>", what)
    failure = re.compile(failure.replace("<HOST>", r"(?P<host>[0-9a-f.:]+)"))
    rests = (re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+", "", line) for line in lines)
    contents = (found["content"] for found in map(prefix.match, rests) if found)
    return [found["host"] for found in map(failure.match, contents) if found]


class Challenge(Story):
    def setUp(self):
        super().setUp()
        self.sofia = self.node(self.conf({
            "rfc8760-auth-algorithms": "SHA-512-256,SHA-256,MD5", "log-auth-failures": "true",
        })).start()

    def register_with(self, phone, challenge, **changed):
        """REGISTER with an answer to `challenge` in which some values are changed."""
        values = {"user": phone.user, "password": phone.password, "nc": 1, **changed}
        value = authorization(challenge, "REGISTER", f"sip:{self.domain}", **values)
        register = phone.send_register(extra=[("Authorization", value)])
        return phone.expect(lambda m: m.branch == register.branch and m.status >= 200)

    def challenges(self, phone):
        """The challenges of a REGISTER without credentials, by algorithm."""
        register = phone.send_register()
        answer = phone.expect(lambda m: m.branch == register.branch and m.status >= 200)
        self.assertEqual(401, answer.status)
        found = answer.all("WWW-Authenticate")
        return {challenge_values(value)["algorithm"]: value for value in found}

    def test_a_register_without_credentials_is_challenged_for_each_algorithm(self):
        challenges = self.challenges(self.phone("1000"))
        self.assertEqual(["SHA-512-256", "SHA-256", "MD5"], list(challenges))
        for value in map(challenge_values, challenges.values()):
            self.assertEqual(self.domain, value["realm"])
            self.assertEqual("auth", value["qop"])
            self.assertNotEqual("", value["nonce"])
            self.assertNotIn("stale", value)

    def test_the_right_password_registers_with_each_algorithm(self):
        for user, algorithm in (("1000", "MD5"), ("1001", "SHA-256"), ("1002", "SHA-512-256")):
            with self.subTest(algorithm):
                phone = self.phone(user)
                challenge = self.challenges(phone)[algorithm]
                answer = self.register_with(phone, challenge)
                self.assertEqual(200, answer.status)
                self.assertIn("expires=3600", answer.get("Contact").replace(" ", ""))

    def test_a_wrong_password_and_an_unknown_user_are_forbidden_and_logged(self):
        for user, password in (("1000", "guess"), ("4711", "1234")):
            with self.subTest(user):
                phone = self.phone(user, password=password, ip=self.lan.host(50))
                answer = self.register_with(phone, self.challenges(phone)["MD5"])
                self.assertEqual(403, answer.status)
                self.assertIn(
                    f"SIP auth failure (REGISTER) on sofia profile 'internal' for "
                    f"[{user}@{self.domain}] from ip {phone.ip}",
                    self.sofia.log(),
                )
                self.assertEqual("0", self.sofia.api(f"sofia_count_reg {user}@{self.domain}").strip())
                phone.close()

    def test_a_foreign_nonce_is_stale(self):
        phone = self.phone("1000")
        foreign = f'Digest realm="{self.domain}", nonce="abcdef", algorithm=MD5, qop="auth"'
        answer = self.register_with(phone, foreign)
        self.assertEqual(401, answer.status)
        self.assertEqual("true", challenge_values(answer.get("WWW-Authenticate"))["stale"])

    def test_a_count_that_was_used_is_stale_and_the_next_is_good(self):
        phone = self.phone("1000")
        challenge = self.challenges(phone)["MD5"]
        self.assertEqual(200, self.register_with(phone, challenge, nc=1).status)
        replayed = self.register_with(phone, challenge, nc=1)
        self.assertEqual(401, replayed.status)
        self.assertEqual("true", challenge_values(replayed.get("WWW-Authenticate"))["stale"])
        self.assertEqual(200, self.register_with(phone, challenge, nc=2).status)

    def test_each_answer_has_the_name_of_the_node_and_what_it_allows(self):
        phone = self.phone("1000")
        asked = phone.send_register()
        first = phone.expect(lambda m: m.branch == asked.branch and m.status >= 200)
        refused = self.register_with(phone, first.get("WWW-Authenticate"), password="guess")
        granted = phone.register()
        self.assertEqual([401, 403, 200], [m.status for m in (first, refused, granted)])
        for answer in (first, refused, granted):
            self.assertIn("REGISTER", answer.get("Allow"))
            self.assertTrue(answer.get("User-Agent"))

    def answer_for(self, uri):
        """The status of a REGISTER whose credentials were made for `uri`."""
        phone = self.phone("1000")
        value = authorization(self.challenges(phone)["MD5"], "REGISTER", uri, "1000", "1234")
        register = phone.send_register(extra=[("Authorization", value)])
        return phone.expect(lambda m: m.branch == register.branch and m.status >= 200).status

    def test_the_answer_for_another_user_is_not_taken_and_the_log_says_why(self):
        self.assertEqual(403, self.answer_for(f"sip:900@{self.domain}"))
        self.assertIn(f"credentials were made for sip:900@{self.domain}, the request is for "
                      f"sip:{self.domain}", self.sofia.log())

    def test_a_host_that_a_proxy_replaced_on_the_way_does_no_harm(self):
        self.assertEqual(200, self.answer_for("sip:elsewhere.example"))

    def test_the_filter_for_fail2ban_finds_refusals_and_challenges(self):
        phone = self.phone("1000", password="guess", ip=self.lan.host(51))
        self.assertEqual(403, self.register_with(phone, self.challenges(phone)["MD5"]).status)
        lines = self.sofia.log().splitlines()
        self.assertEqual([phone.ip], hosts_found(lines, "failure"))
        self.assertEqual([phone.ip] * 2, hosts_found(lines, "(?:failure|challenge)"))

    def test_a_password_never_reaches_the_log(self):
        phone = self.phone("1000")
        self.register_with(phone, self.challenges(phone)["MD5"])
        self.assertNotIn("1234", self.sofia.log())


class SippPhones(Story):
    def test_sipp_registers_over_udp_and_tcp(self):
        sofia = self.node().start()
        for user, transport in (("1002", "u1"), ("1003", "t1")):
            keys = {"contact_port": "5060", "expires": "600"}
            self.sipp_phone("uac_register", user, keys=keys, transport=transport).assert_success()
            self.assertEqual("1", sofia.api(f"sofia_count_reg {user}@{self.domain}").strip())


if __name__ == "__main__":
    unittest.main()
