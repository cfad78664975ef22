"""modesl and esl from the npm registry against a real node with two phones."""

import tempfile
import unittest

from npm_run import NPM, install, start
from support import sdp
from support.calls import CallStory
from support.node import PASSWORD, sofiad_binary


@unittest.skipUnless(NPM, "npm IS MISSING: the clients of the npm registry were NOT tried")
@unittest.skipUnless(sofiad_binary().exists(), "sofiad is not built here")
class NpmClientsOnANode(CallStory):
    limit = 240

    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        install(self.folder.name)

    def answer_the_call(self):
        """`a` is called first and makes the offer, then `b`; the node hangs both up."""
        out = self.a.incoming(60)
        out.answer(sdp.offer(self.a.ip))
        into = self.b.incoming(10)
        into.ring()
        into.accept()
        out.expect("ACK")
        for call in (out, into):
            call.hung_up(10)

    def test_they_work_and_see_a_call(self):
        ip, port = self.sofia.control
        command = f"originate user/1000@{self.domain} &bridge(user/1001@{self.domain})"
        tests = start(self.folder.name, "test", SOFIA_HOST=ip, SOFIA_PORT=str(port),
                      SOFIA_PASSWORD=PASSWORD, SOFIA_CALL=command)
        self.addCleanup(tests.kill)
        self.when("each client connects the two phones and ends the call again")
        failure = None
        try:
            for _ in ("modesl", "esl"):
                self.answer_the_call()
        except AssertionError as error:
            failure = error
        output, _ = tests.communicate(timeout=120)
        self.then("all tests of the clients have passed")
        self.assertEqual(tests.returncode, 0, output)
        self.assertIsNone(failure)
        self.assert_no_calls()


if __name__ == "__main__":
    unittest.main()
