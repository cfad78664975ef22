"""A world ends with the program that made it."""

import os
import secrets
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from support.wait import until


def processes_with(word):
    """Numbers of processes that have `word` in their command line."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if word.encode() in Path(f"/proc/{entry}/cmdline").read_bytes():
                found.append(int(entry))
        except OSError:
            pass
    return found


class World(unittest.TestCase):
    def test_nothing_is_left_after_sigkill(self):
        mark = f"mark-{secrets.token_hex(8)}"
        # One process of the world is process 1, one has left its session, one is in a machine.
        program = (
            "import subprocess, sys, time\n"
            "wait = [sys.executable, '-c', 'import time; time.sleep(600)', sys.argv[1]]\n"
            "subprocess.Popen(wait, start_new_session=True)\n"
            "subprocess.Popen(['unshare', '-n', '-p', '-f', *wait])\n"
            "time.sleep(600)\n"
        )
        world = subprocess.Popen(
            [sys.executable, "-m", "support.cluster.world", "--", sys.executable, "-c", program, mark]
        )
        self.addCleanup(world.kill)
        until(lambda: len(processes_with(mark)) >= 5, 10, "the world has its processes")
        world.send_signal(signal.SIGKILL)
        world.wait()
        began = time.monotonic()
        until(lambda: not processes_with(mark), 2, "no process is left")
        print(f"    gone after {time.monotonic() - began:.3f} s")

    def test_its_networks_are_its_own(self):
        show = ["ip", "-o", "link"]
        world = [sys.executable, "-m", "support.cluster.world", "--"]
        inside = subprocess.run([*world, *show], capture_output=True, text=True).stdout
        self.assertEqual(1, inside.count("\n"), inside)
        self.assertIn("lo:", inside)


if __name__ == "__main__":
    unittest.main()
