"""Asks the pair all the time, in a process of its own: how long was it silent, does a call live on?

    python3 -m support.cluster.probe <node ip> <domain> <own ip> <callee's ip> <report>

Sends OPTIONS every 20 ms and INFO in a call of two phones every 50 ms, repeating nothing, until
SIGTERM; then hangs the call up, and writes the times as JSON.
"""

import json
import signal
import sys
import time
from pathlib import Path
from typing import Optional

from support import sdp
from support.call import Call
from support.child import Child
from support.peer import Peer
from support.phone import Phone
from support.sip_message import Message
from support.wait import until

CALLER, CALLEE = "1000", "1001"
OPTIONS_EVERY, INFO_EVERY = 0.02, 0.05
DTMF = [("Content-Type", "application/dtmf-relay")]


class Asker:
    """The phones and what was answered. Times are seconds since the epoch."""

    def __init__(self, node: str, domain: str, own: str, callees: str) -> None:
        self.node = (node, 5060)
        self.phones = [
            Phone(self.node, ip, user, domain) for ip, user in ((own, CALLER), (callees, CALLEE))
        ]
        self.outsider = Phone(self.node, own, "probe", domain, port=5070)
        self.stop = False
        self.answered: dict[str, list[float]] = {"options": [], "info": []}

    def call(self) -> Call:
        """The call that is up all the time."""
        caller, callee = self.phones
        for phone in self.phones:
            assert phone.register().status == 200, "the probe's phones cannot register"
        out = caller.dial(CALLEE)
        into = callee.incoming()
        into.ring()
        into.answer(sdp.offer(callee.ip))
        out.answered()
        into.expect("ACK")
        return out

    def ask(self, call: Call) -> None:
        """Until we are told to stop."""
        due = {"options": time.time(), "info": time.time()}
        while not self.stop:
            now = time.time()
            if now >= due["options"]:
                due["options"] = now + OPTIONS_EVERY
                self.ask_the_node(now)
            if now >= due["info"]:
                due["info"] = now + INFO_EVERY
                call.send("INFO", "Signal=1\r\n", DTMF, repeat=False)
            self.listen(min(due.values()) - time.time())

    def ask_the_node(self, now: float) -> None:
        """One OPTIONS outside of any dialog."""
        uri = f"sip:{self.node[0]}"
        local = f"<{self.outsider.aor}>;tag=p{now}"
        request = self.outsider.request("OPTIONS", uri, local, f"<{uri}>", f"probe-{now}", 1, [])
        self.outsider.send_request(request, self.node, repeat=False)

    def listen(self, during: float) -> None:
        """Takes answers for that long, and answers what the node asks of the callee."""
        deadline = time.monotonic() + during
        while True:
            for peer in (self.outsider, *self.phones):
                peer.pump(0)
                self._sort(peer)
            left = deadline - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.002))

    def _sort(self, peer: Peer) -> None:
        for message in peer.take():
            if message.is_request:
                self._reply(peer, message)
            elif 200 <= message.status < 300 and message.cseq_method in ("OPTIONS", "INFO"):
                self.answered[message.cseq_method.lower()].append(time.time())

    def _reply(self, peer: Peer, request: Message) -> None:
        if request.method != "ACK":
            peer.send_response(request, peer.response(request, 200, "OK", [], ""))

    def hang_up(self, call: Call) -> bool:
        """Whether the call was still there to be hung up, on both sides."""
        byes = self.phones[1].count("BYE")
        call.send("BYE")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self.listen(0.05)
            ended = self.phones[0].count(
                lambda m: m.status == 200 and m.cseq_method == "BYE" and m.call_id == call.call_id
            )
            if ended and self.phones[1].count("BYE") > byes:
                return True
        return False


class Probe:
    """The process, seen from the story."""

    def __init__(self, directory: Path, node: str, domain: str, own: str, callees: str) -> None:
        self._report = directory / "probe.json"
        arguments = [sys.executable, "-m", "support.cluster.probe", node, domain, own, callees]
        self._process = Child([*arguments, str(self._report)], directory / "probe.log")
        until(lambda: self._begun(directory), 20, "the probe's call is up")
        self._result: Optional[dict] = None

    def _begun(self, directory: Path) -> bool:
        assert self._process.exit_code is None, (directory / "probe.log").read_text()
        return self._report.exists()

    def stop(self) -> "Probe":
        """Hangs the call up and reads the times."""
        self._process.end(signal.SIGTERM, within=20)
        self._result = json.loads(self._report.read_text())
        return self

    @property
    def call_survived(self) -> bool:
        """Whether the call was hung up in order at the end."""
        return self._result["call_survived"]

    def answered(self, kind: str) -> list[float]:
        """Times of good answers to "options" or "info"."""
        return self._result["answered"][kind]

    def gap_ms(self, kind: str, since: float, until_time: float = float("inf")) -> float:
        """The longest time without a good answer, from the last one before `since` on."""
        times = self.answered(kind)
        before = [t for t in times if t <= since][-1:]
        after = [t for t in times if since < t <= until_time]
        spans = [later - earlier for earlier, later in zip([*before, *after], after)]
        if not before or not after:
            return float("inf")
        return 1000 * max(spans[-len(after):], default=float("inf"))

    def close(self) -> None:
        self._process.kill()


def main(node: str, domain: str, own: str, callees: str, report: str) -> None:
    asker = Asker(node, domain, own, callees)
    call = asker.call()

    def stop(*_: object) -> None:
        asker.stop = True

    signal.signal(signal.SIGTERM, stop)
    Path(report).write_text("{}")
    asker.ask(call)
    survived = asker.hang_up(call)
    result = {"answered": asker.answered, "call_survived": survived}
    Path(report).write_text(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
