"""Stories with SIPp calling through the node while something breaks."""

from support.conf import Conf, extension
from support.sipp import Sipp
from support.story import Story

CALLEE = "77"


class LoadStory(Story):
    """A node whose calls to 77 need no password and are answered by SIPp."""

    limit = 240
    # Seconds that each call is held.
    hold = 3

    def conf(self, settings=None, **values) -> Conf:
        answering = extension(f"^{CALLEE}$", f"sofia/internal/{CALLEE}@{self.lan.host(31)}:5060")
        return super().conf({"auth-calls": "false", **(settings or {})}, extensions=answering, **values)

    def start_load(self, rate: float) -> Sipp:
        """Calls at `rate` a second until stop_load()."""
        self.callee = self.sipp("uas_survivor", (self.lan.host(31), 5060), calls=100000, timeout=self.limit)
        return self.sipp(
            "uac_survivor", (self.lan.host(30), 5060), self.node_address, user="1000",
            calls=100000, rate=rate, timeout=self.limit,
            keys={"domain": self.domain, "callee": CALLEE},
            options=("-d", str(int(1000 * self.hold))),
        )

    def stop_load(self, load: Sipp, at_least: int) -> None:
        """Ends the calls. None that was answered may have been lost, and there must be enough."""
        load.finish(within=60)
        lost, answered = load.count("FailedCall"), load.count("answered")
        self.then(f"{answered} calls were answered, {lost} of them were lost")
        self.assertEqual(0, lost, load.errors()[-3000:])
        self.assertGreaterEqual(answered, at_least)
