"""Nothing of one cluster name touches another's rows."""

import json
import unittest

from support.conf import Conf, Profile
from support.phone import Phone
from support.story import Story
from support.wait import until


class TwoClusters(Story):
    limit = 120

    def setUp(self):
        super().setUp()
        self.server = self.postgres()
        dsn = self.server.create("sofia")
        self.addresses = {"office": self.lan.host(1), "shop": self.lan.host(3)}
        self.nodes = {}
        for cluster, address in self.addresses.items():
            for name in ("east", "west"):
                self.nodes[cluster, name] = self.node(
                    conf=Conf(address, [Profile("internal", address)]),
                    name=f"{cluster}-{name}", cluster=cluster, db=dsn,
                    options=("--role", "standby", "--cluster-lease", "2"),
                ).start()
        for cluster in self.addresses:
            reply = self.nodes[cluster, "east"].api("sofia ha promote")
            self.assertEqual("+OK active with epoch 1\n", reply)

    def call_in(self, cluster, first_host):
        address = self.addresses[cluster]
        phones = [
            Phone((address, 5060), self.lan.host(first_host + i), f"100{i}", address) for i in (0, 1)
        ]
        for phone in phones:
            self.addCleanup(phone.close)
            self.assertEqual(200, phone.register().status)
        out = phones[0].dial("1001")
        into = phones[1].incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        return out, into

    def peers(self, node):
        return {peer["node"] for peer in json.loads(node.api("sofia ha status --json"))["peers"]}

    def test_a_takeover_in_one_leaves_the_other_alone(self):
        office_out, office_into = self.call_in("office", 20)
        shop_out, shop_into = self.call_in("shop", 30)
        self.when("the active node of shop is killed and its standby takes over")
        self.nodes["shop", "east"].kill9()
        west = self.nodes["shop", "west"]
        self.assertEqual("+OK active with epoch 2\n", west.api("sofia ha promote --force"))
        self.assertEqual("Recovered 1 call(s)", west.api("sofia recover").splitlines()[0])
        self.assertIn("2 total.", west.api("show registrations"))
        self.then("both calls go on")
        for out, into in ((office_out, office_into), (shop_out, shop_into)):
            out.send("INFO")
            into.reply(into.expect("INFO"), 200)
            out.wait(200)
        self.assertEqual({"shop-east"}, self.peers(west))
        self.when("the standby of shop flushes and its calls end")
        west.api("sofia recover flush")
        shop_out.send("BYE")
        shop_into.hung_up()
        shop_out.wait(200)
        until(lambda: west.calls() == 0, 3, "shop has no call")
        west.settle()
        rows = self.server.query("sofia", "SELECT cluster_name, epoch FROM tracked_calls")
        self.assertEqual([["office", "1"]], rows)
        bound = self.server.query(
            "sofia", "SELECT cluster_name, count(*) FROM sip_registrations GROUP BY 1 ORDER BY 1"
        )
        self.assertEqual([["office", "2"], ["shop", "2"]], bound)
        office_out.send("BYE")
        office_into.hung_up()
        office_out.wait(200)
        self.assertEqual("ACTIVE", self.nodes["office", "east"].api("sofia ha status").split()[1])


if __name__ == "__main__":
    unittest.main()
