"""What the node answers to the commands of samples.py."""

import time
import unittest
from pathlib import Path

from samples import ALL, ENDING, LIFECYCLE, QUIET, RECOVERED, TALKING, Sample
from shape import differences
from support.conf import Conf, Profile
from support.story import Story
from support.wait import until

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


ACCOUNT = {"username": "x", "password": "p", "register": "false"}


class Golden(Story):
    def setUp(self):
        super().setUp()
        nobody = self.lan.host(31)
        profile = Profile(
            "internal", self.domain,
            settings={"auth-calls": "false", "challenge-realm": "auto_from",
                      "inbound-bypass-media": "true", "inbound-late-negotiation": "true",
                      "codec-prefs": "PCMU", "timer-T1X64": "1000"},
            gateways={
                "gwup": {**ACCOUNT, "proxy": f"{self.lan.host(30)}:5090"},
                "gwdown": {**ACCOUNT, "proxy": f"{nobody}:5999", "ping": "5"},
                "gwreg": {**ACCOUNT, "proxy": f"{nobody}:5998", "register": "true"},
            })
        self.sofia = self.node(Conf(self.domain, [profile])).start()
        self.started = time.monotonic()
        self.a, self.b, _ = self.registered("1000", "1001", "1002")

    def check(self, samples: tuple[Sample, ...]):
        for sample in samples:
            command = sample.command.format(user="1001", domain=self.domain)
            answer = self.sofia.api(command)
            with self.subTest(command=command):
                wrong = differences(sample.ours or sample.shape, answer)
                self.assertEqual("", wrong, f"{command}: {wrong}")

    def until_gateways_are_down(self):
        command = "sofia profile internal gwlist down"
        until(lambda: self.sofia.api(command) == "gwdown gwreg ", 10, "two gateways are down")

    def until_the_profile_is_restarted(self):
        time.sleep(max(0, self.started + 9.5 - time.monotonic()))
        restart = "sofia profile internal restart"
        shape = next(sample.shape for sample in LIFECYCLE if sample.command == restart)
        until(lambda: not differences(shape, self.sofia.api(restart)), 12, "a restart is taken")
        until(lambda: self.sofia.log().count("profile=internal listening") == 2, 5, "the profile is there again")

    def test_answers_have_the_shape_that_scripts_know(self):
        self.until_gateways_are_down()
        self.check(QUIET)
        self.check(ENDING)
        self.until_the_profile_is_restarted()
        self.check(LIFECYCLE[1:])

    def test_a_call_is_listed_in_the_columns_that_scripts_know(self):
        out = self.a.dial("1001")
        into = self.b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        self.check(TALKING)
        self.sofia.restart_after_crash()
        self.check(RECOVERED)


class Page(unittest.TestCase):
    def test_every_answer_that_differs_is_explained(self):
        page = PAGE.read_text()
        for sample in ALL:
            if sample.ours is not None:
                self.assertIn(f"`{sample.command}`", page)


if __name__ == "__main__":
    unittest.main()
