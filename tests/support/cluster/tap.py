"""Listens on the machines' cables to the service network: who said what to whom, and when.

    python3 -m support.cluster.tap <address> <report> <machine>=<its hardware address>...

Records every SIP message that a machine sends from the pair's address or is sent to it, until SIGTERM;
then writes a line of JSON for each: the fields of OnWire.
"""

import json
import select
import signal
import socket
import sys
from pathlib import Path

from support.child import Child
from support.cluster.network import SERVICE
from support.cluster.wire import OnWire, sip_in
from support.wait import until

# A bridge takes the frames of its ports before a listener to one protocol sees them.
ETH_P_ALL = 0x0003
SO_TIMESTAMPNS = 35


def listener(machine: str) -> socket.socket:
    """Hears what passes the world's end of the machine's cable."""
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    tap.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    tap.bind((f"{SERVICE}-{machine}", ETH_P_ALL))
    return tap


def main(address: str, report: str, machines: dict[str, bytes]) -> None:
    sockets = {listener(machine): machine for machine in machines}
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    with open(report, "w", encoding="utf-8") as lines:
        while not stop:
            for tap in select.select(list(sockets), [], [], 0.2)[0]:
                try:
                    frame, extra, _, sender = tap.recvmsg(2048, 64)
                except OSError:
                    continue  # The cable was pulled; it works again when it is back.
                machine = sockets[tap]
                sent = sender[2] != socket.PACKET_OUTGOING
                # A switch that has forgotten where somebody is tells everybody.
                if not sent and frame[:6] != machines[machine]:
                    continue
                message = sip_in(frame, address, sent)
                if message:
                    seconds = int.from_bytes(extra[0][2][:8], "little")
                    nanos = int.from_bytes(extra[0][2][8:16], "little")
                    print(json.dumps([seconds + nanos / 1e9, machine, sent, *message]), file=lines)


class Tap:
    """The process, seen from the story. `machines` are names with hardware addresses. The machines must
    be on, and not be switched on again while it listens: new cables need a new tap."""

    def __init__(self, directory: Path, address: str, machines: dict[str, str]) -> None:
        self._report = directory / "tap.json"
        self._report.unlink(missing_ok=True)
        arguments = [sys.executable, "-m", "support.cluster.tap", address, str(self._report)]
        arguments += [f"{name}={hardware}" for name, hardware in machines.items()]
        self._process = Child(arguments, directory / "tap.log")
        until(self._report.exists, 10, f"the tap listens: {self._process.log.read_text()}")

    def stop(self) -> list[OnWire]:
        """Everything that passed, in order."""
        self._process.end(signal.SIGTERM, within=10)
        lines = self._report.read_text(encoding="utf-8").splitlines()
        return sorted(OnWire(*json.loads(line)) for line in lines)

    def close(self) -> None:
        self._process.kill()


def hardware_of(words: list[str]) -> dict[str, bytes]:
    """Reads `<machine>=<hardware address>`."""
    pairs = (word.split("=", 1) for word in words)
    return {name: bytes.fromhex(hardware.replace(":", "")) for name, hardware in pairs}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], hardware_of(sys.argv[3:]))
