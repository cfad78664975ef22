"""The active machine sleeps through its own replacement. Only the epoch stops it."""

import signal
import time
import unittest

from support.cluster.network import RING
from support.cluster.pair import PairStory
from support.cluster.wire import explained
from support.wait import until

PACEMAKER = (
    "pacemakerd", "pacemaker-based", "pacemaker-fenced", "pacemaker-execd", "pacemaker-attrd",
    "pacemaker-schedulerd", "pacemaker-controld",
)  # fmt: skip


class Frozen(PairStory):
    fencing = False
    # The node alone wakes up: its Pacemaker, without fencing, could promote it again by force.
    links = (RING,)

    def test_it_fences_itself_and_says_nothing(self):
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.start_customers()
        time.sleep(3)
        self.when(f"{active.name} freezes")
        at = time.time()
        active.freeze()
        asleep = time.time()
        # What the phones send meanwhile waits in the sockets of the frozen node.
        self.cluster.wait_until_active(peer.name, 40)
        self.then(f"{peer.name} is active, {time.time() - at:.2f} s later")
        time.sleep(3)
        self.when("its processes go on, without the ring and without Pacemaker")
        active.cut(RING)
        for program in PACEMAKER:
            active.signal(signal.SIGKILL, program)
        woken = time.time()
        active.thaw()
        until(lambda: self.role(active) in ("", "FENCED", "STANDBY"), 10, "it knows its place")
        self.then(f"it is no longer active, {time.time() - woken:.2f} s later")
        time.sleep(4)
        outcome = self.stop_customers("frozen, then awake", at)
        wire = [message for message in self.customers.wire if message.machine == active.name]
        waited = [message for message in wire if not message.sent and asleep < message.time < woken]
        self.assertTrue(waited, "nothing waited in its sockets: it was not put to the test")
        moments = {"freezing": at, "frozen": asleep, "thaw": woken}
        spoken = [
            explained(message, wire, moments) for message in wire if message.sent and message.time > woken
        ]
        self.assertEqual("", "\n".join(spoken), f"{active.name} has sent {len(spoken)} message(s)")
        self.then(f"it has not said a word; {len(waited)} messages had come while it stood still")
        self.assert_nothing_lost(outcome, within_ms=12000)
        self.assertEqual(peer.name, self.serving().name)


if __name__ == "__main__":
    unittest.main()
