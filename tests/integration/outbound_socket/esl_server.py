"""A server that steers calls, as the libraries for the outbound event socket make one."""

import socket
import struct
from collections import deque
from urllib.parse import unquote

from support.esl import EventSocket


class SteeredCall(EventSocket):
    """A connection that the node has made; `data` are the headers that `connect` was answered with."""

    def __init__(self, connection):  # pylint: disable=super-init-not-called
        self._socket = connection
        self._buffer = b""
        self._events = deque()
        self.data = {}

    def connect(self):
        """Says `connect`; the values of the answer are escaped."""
        self.send("connect")
        headers = self._reply("command/reply", 5).headers
        self.data = {name: unquote(value) for name, value in headers.items()}
        return self

    def execute(self, application, argument="", within=5, **headers):
        """The Reply-Text for an application. Underscores in `headers` stand for hyphens."""
        lines = "".join(f"\n{name.replace('_', '-')}: {value}" for name, value in headers.items())
        return self.command(f"sendmsg\ncall-command: execute\nexecute-app-name: {application}\n"
                            f"execute-app-arg: {argument}{lines}", within)

    def die(self):
        """Goes as a process that was killed with unread bytes does: by a reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


class EslServer:
    """Listens; each call that a node hands over is one connection."""

    def __init__(self, ip, port=8084):
        self._listener = socket.create_server((ip, port))
        self._listener.settimeout(5)

    def accept(self):
        """The next call, before anything was said."""
        connection, _ = self._listener.accept()
        return SteeredCall(connection)

    def close(self):
        self._listener.close()
