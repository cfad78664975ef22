"""Stories about calls between two phones."""

from pathlib import Path
from typing import Optional, Union

from support.call import Call
from support.node import Node
from support.phone import Phone
from support.story import Story
from support.wait import until

# The name of a scenario of tests/support/sipp, or the path of one.
Scenario = Union[str, Path]


class CallStory(Story):
    """A node `sofia` and the registered phones `a` (1000) and `b` (1001)."""

    settings: dict[str, str] = {}
    # Dialplan of the story, see Conf.extensions; {domain} is replaced.
    extensions = ""
    transport = "udp"

    def setUp(self) -> None:
        super().setUp()
        extensions = self.extensions.replace("{domain}", self.domain)
        self.sofia: Node = self.node(self.conf(self.settings, extensions=extensions)).start()
        self.a, self.b = self.registered("1000", "1001", transport=self.transport)

    def ringing(self, number: str = "1001", callee: Optional[Phone] = None) -> tuple[Call, Call]:
        """A call of `a` that rings: the caller's and the callee's side."""
        out = self.a.dial(number)
        into = (callee or self.b).incoming()
        into.ring()
        out.wait(180)
        return out, into

    def talking(self, number: str = "1001", callee: Optional[Phone] = None) -> tuple[Call, Call]:
        """A call of `a` that is up."""
        out, into = self.ringing(number, callee)
        into.answer()
        out.answered()
        into.expect("ACK")
        return out, into

    def hang_up(self, first: Call, second: Call) -> None:
        """`first` hangs up, `second` hears of it, and the node has no call any more."""
        first.send("BYE")
        second.hung_up()
        first.wait(200)
        self.assert_no_calls()

    def assert_no_calls(self) -> None:
        until(lambda: self.sofia.calls() == 0, 3, "no call is left")

    def assert_talking(self, out: Call, into: Call) -> None:
        """Both sides hear each other's INFO."""
        for first, second in ((out, into), (into, out)):
            first.send("INFO", "Signal=1\r\n", [("Content-Type", "application/dtmf-relay")])
            second.reply(second.expect("INFO"), 200)
            first.wait(200)


class SippStory(Story):
    """A node `sofia` and SIPp as the registered phones 1000 and 1001."""

    settings: dict[str, str] = {}

    def setUp(self) -> None:
        super().setUp()
        self.sofia: Node = self.node(self.conf(self.settings)).start()
        keys = {"contact_port": "5060", "expires": "600"}
        for user in ("1000", "1001"):
            self.sipp_phone("uac_register", user, keys=keys).assert_success()

    def call(self, client: Scenario, server: Scenario, calls: int = 1, hold: int = 0) -> None:
        """1000 calls 1001; both scenarios must end well and no call may be left."""
        options = ("-d", str(hold))
        callee = self.sipp_phone(server, "1001", server=True, calls=calls, options=options)
        self.sipp_phone(client, "1000", keys={"callee": "1001"}, calls=calls,
                        options=options).assert_success()
        callee.assert_success()
        until(lambda: self.sofia.calls() == 0, 2, "no call is left")
