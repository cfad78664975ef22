"""The base of the stories of the pair: two machines, the product installed, a database, customers."""

import json
import subprocess
import time
from pathlib import Path
from typing import Callable

from support.cluster import cib, network
from support.cluster.cluster import Cluster
from support.cluster.customers import Customers
from support.cluster.database import DatabaseHost, dsn_of
from support.cluster.machine import Machine
from support.cluster.network import RING, SERVICE, add_address, address
from support.cluster.outcome import Outcome, table
from support.cluster.pair_load import CALLEE, CALLEES_HOST, users
from support.conf import Conf, Profile, extension
from support.node import sofiad_binary
from support.phone import Phone
from support.story import Story
from support.wait import until

VIP = address(SERVICE, 200)
ROOT = Path(__file__).resolve().parents[3]
LOG = "log/sofia-node/node.log"


class PairStory(Story):
    """A pair is up when a test begins: `self.cluster`, its `self.database`, and the address `VIP`."""

    limit = 170
    # Whether Pacemaker fences; settings of the profile; further options of sofiad.
    fencing = True
    settings: dict[str, str] = {}
    options = ""
    registrants = 500
    # When Pacemaker forgets a failure; the networks of Corosync.
    failure_timeout = "10s"
    links = (RING, SERVICE)
    # Further properties of the cluster, as Pacemaker names them.
    properties: dict[str, object] = {}

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(network.built())
        self.outcomes: list[Outcome] = []
        self.addCleanup(self._print_table)
        self.dsn = self.make_database()
        self.conf_directory = self.pair_conf().write(self.directory / "conf")
        self.cluster = self.enterContext(self.make_cluster())
        self.settled(60)

    def settled(self, within: float = 40) -> Machine:
        """The pair is in order and stays so: Pacemaker knows of all machines that they reach the
        router, and has moved nothing for a second. Gives the active machine."""
        self.cluster.wait(
            "every machine reaches the router",
            lambda seen: all(
                seen.attributes.get(name, {}).get("service-network", "0") != "0"
                for name in self.cluster.machines
            ),
            within,
        )
        active = ""
        until_time = time.monotonic() + within
        while True:
            seen = self.cluster.wait_until_complete(within)
            if seen == active:
                return self.cluster[active]
            self.assertLess(time.monotonic(), until_time, "the role moves to and fro")
            active = seen
            time.sleep(1)

    def make_database(self) -> str:
        """The database of the pair. Gives its DSN."""
        self.database = DatabaseHost(11)
        self.addCleanup(self.database.close)
        self.database.start()
        self.database.create("sofia")
        return dsn_of("sofia", self.database)

    def pair_conf(self) -> Conf:
        """One profile on the address, users, and 77, which SIPp answers."""
        settings = {"auth-calls": "false", **self.settings}
        answering = extension(f"^{CALLEE}$", f"sofia/internal/{CALLEE}@{address(SERVICE, CALLEES_HOST)}:5060")
        conf = Conf(VIP, [Profile("internal", VIP, settings=settings)], extensions=answering)
        conf.users.update(users(self.registrants))
        return conf

    def make_cluster(self) -> Cluster:
        values = {
            "conf": self.conf_directory, "db": self.dsn, "cluster": "pair",
            "sip_uri": f"sip:{VIP}", "log_file": f"/var/{LOG}", "options": self.options,
        }  # fmt: skip
        given = {name: value for name, value in values.items() if value}
        router = address(SERVICE, network.WORLD)
        return Cluster(
            self.directory / "machines",
            cib.address_resource(VIP)
            + cib.promotable(("sofia", "node"), given, self.failure_timeout)
            + cib.network_watch(router),
            cib.ADDRESS_FOLLOWS + cib.PREFER_WHO_REACHES,
            install=install_product,
            fencing=self.fencing,
            reach={"ping": router, "tcp": self.database_places()},
            options=self.properties,
            links=self.links,
        )

    def database_places(self) -> str:
        """HOST:PORT of the database, for fence_reach."""
        return f"{self.database.ip}:{self.database.port}"

    @property
    def domain(self) -> str:
        return VIP

    @property
    def node_address(self) -> tuple[str, int]:
        return VIP, 5060

    # What the stories ask

    def ask(self, machine: Machine, *words: str) -> str:
        """What `sofia <words>` prints on a machine, whatever its exit status."""
        return machine.run("sofia", *words, within=20).stdout

    def role(self, machine: Machine) -> str:
        """What the node on that machine says it is; empty when it says nothing."""
        try:
            return json.loads(self.ask(machine, "ha", "status", "--json"))["role"]
        except (ValueError, KeyError, TypeError, subprocess.TimeoutExpired):
            return ""

    def serving(self, within: float = 20) -> Machine:
        """The one machine that is the active one by its own Pacemaker, which may be cut off from
        the other's, and whose node says so too."""

        def served() -> str:
            found = [
                name
                for name, machine in self.cluster.machines.items()
                if machine.is_on
                and self.cluster.state(name).active == name
                and self.role(machine) == "ACTIVE"
            ]
            return found[0] if len(found) == 1 else ""

        return self.cluster[until(served, within, "one node is active")]

    def log(self, machine: Machine) -> str:
        """What the node on that machine has logged."""
        file = machine.directory / LOG
        return file.read_text(errors="replace") if file.exists() else ""

    def registered_on(self, machine: Machine) -> set[str]:
        """The users that a node has bindings of."""
        lines = self.ask(machine, "-x", "show registrations").splitlines()
        return {line.split(",")[0] for line in lines if "," in line}

    # What happens around a fault

    def start_customers(self, calls: float = 20, registers: float = 40, hold: float = 5) -> None:
        """Calls and REGISTERs a second, calls of `hold` seconds."""
        self.customers = Customers(
            self.directory / f"customers-{len(self.outcomes)}",
            VIP,
            {m.name: m.cables.hardware_address(SERVICE) for m in self.cluster.machines.values() if m.is_on},
            (calls, registers),
            hold,
            self.registrants,
            self.limit,
        )
        self.addCleanup(self.customers.close)
        self.given(f"{calls:g} calls/s of {hold:g} s, {registers:g} REGISTER/s")

    def stop_customers(self, fault: str, at: float, moves: tuple[float, ...] = ()) -> Outcome:
        """All customers go. What the fault at time `at` has cost, as a row of the table; `moves` are
        times at which the role was moved on purpose."""
        self.customers.stop()
        found = self.registered_on(self.serving())
        outcome = self.customers.outcome(fault, at, moves, found)
        self.outcomes.append(outcome)
        self.then(f"{fault}: gap {outcome.gap_ms:.0f} ms, in a call {outcome.gap_in_call_ms:.0f} ms")
        if outcome.owned_twice:
            print(self.customers.spoken_twice(moves), flush=True)
        return outcome

    def assert_back_as_standby(self, machine: Machine, within: float = 40) -> None:
        """The machine is part of the pair again and its node is the standby."""
        peer = self.cluster.other(machine.name)
        self.assertEqual(peer.name, self.cluster.wait_until_complete(within))
        until(lambda: self.role(machine) == "STANDBY", 5, f"{machine.name} is the standby")
        self.then(f"{machine.name} is the standby")

    def assert_nothing_lost(self, outcome: Outcome, within_ms: float) -> None:
        """The promise of all stories, and this one's own limit of the gap."""
        self.assertTrue(outcome.nothing_lost(), f"{outcome}\n{self.customers.load.why()}")
        self.assertLess(outcome.gap_ms, within_ms)

    def fault_and_takeover(
        self, name: str, fault: Callable[[Machine], object], settle: float = 3, **load: float
    ) -> tuple[Outcome, Machine, Machine]:
        """`fault(active machine)` under load; the peer takes over. Gives outcome, old, new."""
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.start_customers(**load)
        time.sleep(settle)
        self.when(f"{active.name}: {name}")
        at = time.time()
        fault(active)
        self.cluster.wait_until_active(peer.name, 30)
        self.then(f"{peer.name} is active, {time.time() - at:.2f} s later")
        time.sleep(settle)
        return self.stop_customers(name, at), active, peer

    def pair_phone(self, number: int, **values) -> Phone:
        """Phone of user 1000 + number at an address of its own."""
        ip = add_address(SERVICE, 100 + number)
        phone = Phone(self.node_address, ip, str(1000 + number), VIP, **values)
        self.addCleanup(phone.close)
        return phone

    def _print_table(self) -> None:
        if self.outcomes:
            print(f"\n{table(self.outcomes)}\n", flush=True)


def install_product(root: Path) -> None:
    """Puts node, client and agent below `root` as a package would."""
    programs = sofiad_binary().parent
    subprocess.run(
        [ROOT / "ha" / "install", "--programs", programs],
        env={"DESTDIR": str(root), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
