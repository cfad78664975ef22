"""Both nodes are told to be active; one of them is."""

import threading
import time
import unittest

from support.cluster.network import SERVICE, ip
from support.cluster.pair import VIP, PairStory
from support.wait import until


class TwoMasters(PairStory):
    def answers_at(self, machine):
        """Whether the node on that very machine answers OPTIONS sent to the address."""
        ip(f"neigh replace {VIP} lladdr {machine.cables.hardware_address(SERVICE)} dev br-svc nud permanent")
        phone = self.pair_phone(7)
        try:
            phone.options(within=1)
            return True
        except AssertionError:
            return False
        finally:
            phone.close()

    def test_exactly_one_answers(self):
        machines = list(self.cluster.machines.values())
        active = self.settled()
        peer = self.cluster.other(active.name)
        self.given("Pacemaker looks away, and the address is on both machines")
        active.output("crm", "configure", "property", "maintenance-mode=true")
        peer.output("ip", "addr", "add", f"{VIP}/24", "dev", "svc0")
        self.when(f"{peer.name} is told to be active, without force")
        refusal = peer.run("sofia", "ha", "promote")
        self.then(refusal.stdout.strip())
        self.assertEqual(1, refusal.returncode)
        self.assertIn(f"node {active.name} holds", refusal.stdout)
        self.assertEqual(("ACTIVE", "STANDBY"), (self.role(active), self.role(peer)))
        for turn in range(3):
            self.when(f"both are told to be active by force, round {turn + 1}")
            self.force_both(machines)
            until(lambda: self.owners(machines), 5, "exactly one is active")
            time.sleep(2)
            owner = self.owners(machines)
            self.assertTrue(owner, [self.role(machine) for machine in machines])
            self.assertEqual([owner], [m.name for m in machines if self.answers_at(m)])
            self.then(f"{owner} is active and the only one that answers")
            self.restart_the_other(owner)

    def force_both(self, machines):
        replies = {}

        def force(machine):
            replies[machine.name] = machine.run("sofia", "ha", "promote", "--force").stdout.strip()

        threads = [threading.Thread(target=force, args=[machine]) for machine in machines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for name, reply in replies.items():
            self.then(f"{name}: {reply}")

    def owners(self, machines):
        """The one that says ACTIVE and owns the cluster's row; empty when these are not one."""
        active = [m.name for m in machines if self.role(m) == "ACTIVE"]
        rows = self.database.query("sofia", "SELECT owner FROM cluster_epochs WHERE cluster_name = 'pair'")
        return active[0] if [active] == rows else ""

    def restart_the_other(self, owner):
        """The node that was fenced has ended; it is started again, by the agent."""
        other = self.cluster.other(owner)
        until(lambda: self.role(other) in ("", "STANDBY"), 5, "the other has given up")
        if self.role(other) == "":
            other.run("crm_resource", "--resource", "node", "--force-stop")
            other.output("crm_resource", "--resource", "node", "--force-start")
        until(lambda: self.role(other) == "STANDBY", 10, "the other is a standby again")


if __name__ == "__main__":
    unittest.main()
