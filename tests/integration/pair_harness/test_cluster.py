"""A cluster that comes up, and loses its active machine in three ways."""

import subprocess
import time
import unittest

from support.cluster import cib, network
from support.cluster.cluster import Cluster
from support.cluster.network import SERVICE, address
from support.story import Story

VIP = address(SERVICE, 200)


class OneCluster(Story):
    limit = 150

    def setUp(self):
        super().setUp()
        # Nothing of the product is installed here.
        vip = cib.address_resource(VIP, ("heartbeat", "IPaddr2"))
        resources = vip + cib.promotable(("pacemaker", "Stateful"), {})
        self.enterContext(network.built())
        self.cluster = self.enterContext(Cluster(self.directory, resources, cib.ADDRESS_FOLLOWS))

    def answers(self):
        """Whether somebody outside reaches the address."""
        return subprocess.run(["ping", "-c1", "-W1", VIP], capture_output=True).returncode == 0

    def taken_over(self, fault):
        """`fault` hits the active machine; its peer must take over, and it must come back."""
        active = self.cluster.wait_until_complete(10)
        peer = self.cluster.other(active)
        began = time.monotonic()
        fault(self.cluster[active])
        self.cluster.wait_until_active(peer.name, 15)
        self.then(f"{active} -> {peer.name} in {time.monotonic() - began:.2f} s")
        self.assertTrue(self.answers())
        self.assertFalse(self.cluster[active].is_on)
        self.cluster[active].power_on()
        self.assertEqual(peer.name, self.cluster.wait_until_complete(40))

    def test_a_machine_that_goes_is_replaced(self):
        self.when("two machines are switched on")
        self.cluster.wait_until_complete()
        self.then("one is active")
        self.assertTrue(self.answers())
        self.when("the active machine loses its power")
        self.taken_over(lambda machine: machine.power_off())
        self.when("the active machine freezes")
        self.taken_over(lambda machine: machine.freeze())
        # With its cable to the power controller too: the cut machine could win the race otherwise.
        self.when("the active machine is cut from everything")
        self.taken_over(lambda machine: machine.cut(*network.NETWORKS))


if __name__ == "__main__":
    unittest.main()
