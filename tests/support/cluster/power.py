"""The power controller of a cluster's machines, which the fence agents ask over the network."""

import socketserver
import threading
import time
from typing import TYPE_CHECKING

from support.cluster.network import MANAGEMENT, WORLD, address

if TYPE_CHECKING:
    from support.cluster.machine import Machine

PORT = 6230


class PowerController:
    """Answers lines such as `off b`, by a line: ok, on, off, or err and a reason."""

    def __init__(self, machines: dict[str, "Machine"]) -> None:
        self.machines = machines
        # What was done: time since the epoch, action, machine.
        self.history: list[tuple[float, str, str]] = []
        # Faults: seconds before an answer; no answer at all.
        self.delay = 0.0
        self.dead = False
        controller = self

        class Connection(socketserver.StreamRequestHandler):
            """One request."""

            def handle(self) -> None:
                line = self.rfile.readline().decode().strip()
                answer = controller.do(*line.partition(" ")[::2])
                self.wfile.write(f"{answer}\n".encode())

        class Server(socketserver.ThreadingTCPServer):
            """Threads, because one fencing must not wait for another."""

            allow_reuse_address = True
            daemon_threads = True

        self._server = Server((address(MANAGEMENT, WORLD), PORT), Connection)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def do(self, action: str, name: str) -> str:
        """Carries one request out."""
        if self.dead:
            time.sleep(60)
        time.sleep(self.delay)
        if action == "list":
            return " ".join(self.machines)
        machine = self.machines.get(name)
        if machine is None:
            return f"err no machine '{name}'"
        if action == "status":
            return "on" if machine.is_on else "off"
        if action in ("off", "reboot"):
            machine.power_off()
        if action in ("on", "reboot"):
            machine.power_on()
        self.history.append((time.time(), action, name))
        return "ok" if action in ("on", "off", "reboot") else f"err no action '{action}'"

    def fenced(self) -> list[str]:
        """The machines that were switched off, in that order."""
        return [name for _, action, name in self.history if action in ("off", "reboot")]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
