"""The walk of tools/quickstart: a call that outlives the node, step by step.

    walk.py [--keep] DIRECTORY_OF_PROGRAMS

Exits with 0 only if every step did what it should.
"""

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from support.child import Child
from support.esl import EventSocket
from support.sipp import Sipp
from support.wait import until

ROOT = Path(__file__).resolve().parents[2]
CONTROL = ("127.0.0.1", 8021)
PASSWORD = "ClueCon"
CALLER, CALLEE = "1000", "1001"
# The phones' ports, and for how long the callee talks.
PORTS = {CALLER: 15060, CALLEE: 15061}
TALK_MS = 6000


class Walk:
    """The node, the two phones, and what was said about them."""

    def __init__(self, programs: Path, home: Path) -> None:
        self.programs = programs
        self.home = home
        self.began = time.monotonic()
        self.node: Child | None = None
        self.ip = self.domain = ""

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.began:7.2f} s  {text}", flush=True)

    def api(self, command: str) -> str:
        with EventSocket(*CONTROL, password=PASSWORD) as connection:
            return connection.api(command)

    def command_line(self) -> list[str]:
        return [str(self.programs / "sofiad"), "--conf", str(ROOT / "conf"),
                "--db", f"sqlite://{self.home}/node.db", "--event-socket", f"{CONTROL[0]}:{CONTROL[1]}",
                "--event-socket-password", PASSWORD, "--log-file", f"{self.home}/sofiad.log",
                "--foreground"]

    def start_node(self) -> None:
        self.node = Child(self.command_line(), self.home / "sofiad.out", outlives_us=True)
        until(self.node_answers, 10, "the node answers")
        url = re.search(r"internal\tprofile\t\s*sip:[^@]+@([^:]+):(\d+)", self.api("sofia status"))
        self.ip, self.port = url[1], int(url[2])
        self.domain = self.ip

    def node_answers(self) -> bool:
        if self.node.exit_code is not None:
            raise AssertionError((self.home / "sofiad.out").read_text() or "the node ended")
        try:
            return "RUNNING" in self.api("sofia status")
        except (OSError, EOFError):
            return False

    def phone(self, scenario: str, user: str, *options: str, **keys: str) -> Sipp:
        """A SIPp run as that user's phone; a scenario uas_... waits, a uac_... calls the node."""
        waits = scenario.startswith("uas")
        return Sipp(
            self.home / "sipp", scenario, (self.ip, PORTS[user]),
            None if waits else (self.ip, self.port), user=user,
            keys={"domain": self.domain, **keys}, options=options,
        )

    def calls(self) -> int:
        return int(self.api("show calls count").split()[0])

    def walk(self) -> None:
        """All steps; raises AssertionError at the first that fails."""
        self.start_node()
        self.say(f"a node runs on SQLite, pid {self.node.pid}, sip:{self.ip}:{self.port}")
        for user, port in PORTS.items():
            self.phone("uac_register", user, contact_port=str(port), expires="600").assert_success()
            self.say(f"phone {user} has registered")
        callee = self.phone("uas_answer_and_hang_up", CALLEE, "-d", str(TALK_MS))
        caller = self.phone("uac_call_callee_hangs_up", CALLER, callee=CALLEE)
        until(lambda: self.api("show channels").count(",ACTIVE,") == 2, 5, "both have answered")
        self.say(f"phone {CALLER} has called {CALLEE}, and they talk")
        self.node.kill()
        self.say("the node was killed with SIGKILL")
        self.start_node()
        self.say(f"it was started again, pid {self.node.pid}")
        reply = self.api("sofia recover").splitlines()[0]
        self.say(f"sofia recover: {reply}")
        assert reply == "Recovered 1 call(s)", reply
        assert self.calls() == 1, "the recovered call is not listed"
        callee.assert_success()
        caller.assert_success()
        self.say(f"phone {CALLEE} has hung up, and {CALLER} was told by BYE")
        until(lambda: self.calls() == 0, 3, "the call is over")
        self.say("all of it went as it should")

    def how_to_reach(self) -> None:
        control = f"-H {CONTROL[0]} -P {CONTROL[1]} -p {PASSWORD}"
        print(f"""
The node keeps running (pid {self.node.pid}).
  register a phone:  users 1000 to 1019, password 1234, domain {self.domain}, registrar {self.ip}:{self.port}
  ask it:            {self.programs}/sofia {control} status
  watch it:          tail -f {self.home}/sofiad.log
  stop it:           {self.programs}/sofia {control} -x shutdown""")


def main(arguments: list[str]) -> int:
    keep = "--keep" in arguments
    walk = Walk(Path(arguments[-1]).resolve(), Path(tempfile.mkdtemp(prefix="sofia-quickstart-")))
    try:
        walk.walk()
    except AssertionError as failure:
        walk.say(f"FAILED: {failure}")
        print(f"          the files are in {walk.home}")
        if walk.node is not None:
            walk.node.kill()
        return 1
    if keep:
        walk.how_to_reach()
        return 0
    walk.node.end()
    shutil.rmtree(walk.home)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
