"""What the stories of the agent have in common."""

import os
import signal
from pathlib import Path

from support.ocf import OcfAgent
from support.story import Story
from support.wait import until

HERE = Path(__file__).resolve().parent
HA = HERE.parents[2] / "ha"


class AgentStory(Story):
    """The agent over the real sofiad on SQLite. `script` makes the client answer in its place."""

    def setUp(self):
        super().setUp()
        programs = Path(os.environ["SOFIA_BIN"])
        self.scripted = self.directory / "scripted"
        self.scripted.mkdir()
        self.control = f"{self.lan.host(self.NODE)}:8021"
        environment = {
            "SOFIA_HA_DIR": str(HA),
            "SCRIPTED": str(self.scripted),
            "REAL_CLIENT": str(programs / "sofia"),
        }
        self.agent = OcfAgent(HA / "ocf" / "node", self.directory / "cluster", environment)
        self.agent.parameters = {
            "binary": str(programs / "sofiad"),
            "client": str(HERE / "client"),
            "conf": str(self.conf().write(self.directory / "conf")),
            "db": f"sqlite://{self.directory}/node.db",
            "cluster": "office",
            "event_socket": self.control,
            "log_file": str(self.directory / "log" / "node.log"),
        }
        self.addCleanup(self.agent.kill_all)

    def script(self, command, status, reply=""):
        """From now on the client answers `command` so; status "hang" for no answer."""
        (self.scripted / command.replace(" ", "_")).write_text(f"{status}\n{reply}\n")

    def unscript(self, command):
        (self.scripted / command.replace(" ", "_")).unlink()

    def gives(self, code, *action, **values):
        """Runs an action, which must end with `code`. Gives its Outcome."""
        outcome = self.agent.run(*action, **values)
        self.assertEqual(code, outcome.code, f"{' '.join(action)}: {outcome.reason}")
        return outcome

    def send(self, number):
        """Sends a signal to the node's process."""
        os.kill(self.agent.pid(), number)

    def die(self):
        """kill -9, and waits until nothing of the process is left."""
        self.send(signal.SIGKILL)
        until(lambda: not self.agent.processes(), 2, "the process is gone")

    def wait_until_told(self, words, times=1, within=5.0):
        """Waits for that many calls of a cluster program. Gives the last one."""
        until(lambda: len(self.agent.told(words)) >= times, within, f"{times} x {words}")
        return self.agent.told(words)[-1]
