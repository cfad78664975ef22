"""The base of every integration story: steps that are printed, time limits, nothing left behind."""

import os
import shutil
import signal
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Optional

from support.conf import Conf, Profile
from support.lan import Lan
from support.node import Node
from support.phone import Phone
from support.postgres import Postgres
from support.proxy import Proxy
from support.sipp import Sipp


class Story(unittest.TestCase):
    """One test is one story. What it made is closed in reverse order; its files (configuration,
    logs, traces) are removed when it succeeds and kept, with their place printed, when it fails."""

    # Seconds that one test may take.
    limit = 60
    # The host numbers of the story's network that the helpers below give out.
    NODE, POSTGRES, FIRST_PHONE = 1, 2, 10

    def run(self, result: Optional[unittest.TestResult] = None) -> Optional[unittest.TestResult]:
        before = len(result.failures) + len(result.errors)
        root = Path(os.environ.get("STORY_LOGS") or tempfile.mkdtemp(prefix="sofia-story-"))
        self.directory = root / type(self).__module__ / type(self).__name__ / self._testMethodName
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        super().run(result)
        if len(result.failures) + len(result.errors) == before:
            shutil.rmtree(self.directory)
        else:
            print(f"    files of this story: {self.directory}", flush=True)
        return result

    def setUp(self) -> None:
        self._began = time.monotonic()
        signal.signal(signal.SIGALRM, self._too_long)
        signal.alarm(self.limit)
        self.addCleanup(signal.alarm, 0)
        self.lan = Lan()
        self.addCleanup(self.lan.close)
        self._nodes = 0

    def _too_long(self, *_: Any) -> None:
        raise AssertionError(f"the story took longer than {self.limit} s")

    # Steps

    def given(self, text: str) -> None:
        self._step("given", text)

    def when(self, text: str) -> None:
        self._step("when", text)

    def then(self, text: str) -> None:
        self._step("then", text)

    def _step(self, word: str, text: str) -> None:
        print(f"  {time.monotonic() - self._began:7.2f}  {word:>5} {text}", flush=True)

    # Things that stories need

    @property
    def domain(self) -> str:
        """The SIP domain of the story's users: the node's address."""
        return self.lan.host(self.NODE)

    @property
    def node_address(self) -> tuple[str, int]:
        """Where the profile `internal` listens."""
        return self.lan.host(self.NODE), 5060

    def conf(self, settings: Optional[dict[str, str]] = None, **values: Any) -> Conf:
        """One profile `internal` with `settings`, users 1000 to 1019 with password 1234, a dialplan
        that rings the user whose number was dialled. `values` are fields of Conf."""
        internal = Profile("internal", self.lan.host(self.NODE), settings=settings or {})
        return Conf(self.domain, [internal], **values)

    def node(self, conf: Optional[Conf] = None, **values: Any) -> Node:
        """A node that is not started yet. `values` are arguments of Node."""
        self._nodes += 1
        name = values.setdefault("name", f"node-{self._nodes}")
        control = (self.lan.host(self.NODE), 8020 + self._nodes)
        node = Node(self.directory / name, conf or self.conf(), control, **values)
        self.addCleanup(node.close)
        return node

    def postgres(self) -> Postgres:
        """A running PostgreSQL server of our own."""
        server = Postgres(self.lan.host(self.POSTGRES))
        self.addCleanup(server.close)
        return server.start()

    def phone(self, user: str, **values: Any) -> Phone:
        """A phone of that user, not registered, on an address of its own."""
        ip = values.pop("ip", "") or self.lan.host(self.FIRST_PHONE + int(user[-2:]))
        phone = Phone(values.pop("node", self.node_address), ip, user, self.domain, **values)
        self.addCleanup(phone.close)
        return phone

    def registered(self, *users: str, **values: Any) -> list[Phone]:
        """Phones of these users that have registered."""
        phones = [self.phone(user, **values) for user in users]
        for phone in phones:
            self.assertEqual(200, phone.register().status, phone.user)
        return phones

    def proxy(self, number: int, **values: Any) -> Proxy:
        """A record-routing proxy on the host with that number."""
        proxy = Proxy(self.lan.host(number), **values)
        self.addCleanup(proxy.close)
        return proxy

    def sipp(self, scenario: str | Path, local: tuple[str, int], *others: Any, **values: Any) -> Sipp:
        """A SIPp run in the story's directory; see Sipp for the arguments."""
        run = Sipp(self.directory / "sipp", scenario, local, *others, **values)
        self.addCleanup(run.stop)
        return run

    def sipp_phone(self, scenario: str | Path, user: str, **values: Any) -> Sipp:
        """A SIPp run as that user's phone, towards the node."""
        keys = {"domain": self.domain, **values.pop("keys", {})}
        local = (self.lan.host(self.FIRST_PHONE + int(user[-2:])), values.pop("port", 5060))
        remote = None if values.pop("server", False) else self.node_address
        return self.sipp(scenario, local, remote, user=user, keys=keys, **values)
