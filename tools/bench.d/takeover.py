"""One node takes the calls of another over, measured from the command to promote it."""

import threading
import time

from servers import Ours
from support.call import Call
from support.phone import Phone
from support.wait import until

# A question within a call, repeated so often until it is answered.
ASK_EVERY_S = 0.005


def takeover(server: Ours, count: int = 10_000) -> dict:
    """The active node is killed with `count` calls up; a standby is promoted and told to recover while a
    phone asks within its call. In the end every call is hung up by its caller."""
    callee, caller = server.load(400, count, hold=100)
    phone = Phone((server.ip, 5060), server.lan.host(40), "10000", server.ip)
    asking = phone.dial("77")
    asking.answered()
    until(lambda: server.node.calls() > count, 90, "all calls are up")
    standby = server.standby()
    server.node.kill9()
    begun = time.monotonic()
    moments = {}

    def promote() -> None:
        for command in ("sofia ha promote --force", "sofia recover"):
            moments[command] = (standby.api(command, within=60).strip(), time.monotonic() - begun)

    promotion = threading.Thread(target=promote)
    promotion.start()
    first_answer = ask_until_answered(phone, asking, begun)
    promotion.join()
    caller.wait(300)
    callee.stop()
    phone.close()
    return {
        "calls": count,
        "promoted": moments["sofia ha promote --force"],
        "recovered": moments["sofia recover"],
        "first_answer_s": first_answer,
        "all_live_s": moments["sofia recover"][1],
        "calls_lost": caller.count("FailedCall"),
    }


def ask_until_answered(phone: Phone, call: Call, begun: float) -> float:
    """Seconds from `begun` to the first answer to OPTIONS within the call."""
    while time.monotonic() - begun < 30:
        call.send("OPTIONS", repeat=False)
        try:
            phone.expect(lambda m: m.status == 200 and "OPTIONS" in m.get("CSeq"), ASK_EVERY_S)
            return time.monotonic() - begun
        except AssertionError:
            continue
    raise AssertionError("nobody answers within the call")
