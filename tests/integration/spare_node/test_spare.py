"""N + M: a spare takes over for any cluster."""

import json
import unittest

from support.conf import Conf, Profile
from support.phone import Phone
from support.story import Story


class ClusterConf(Conf):
    """A tree whose profile has its address from a file of the cluster."""

    def __init__(self, addresses):
        super().__init__("example.test", [Profile("internal", "in clusters/")])
        self.addresses = addresses

    def xml(self):
        return super().xml().replace(
            '<param name="sip-ip" value="in clusters/"/>\n',
            '<X-PRE-PROCESS cmd="include" data="clusters/$${switchname}.xml"/>\n',
        ).replace('<param name="rtp-ip" value="in clusters/"/>\n', "")

    def write(self, directory):
        (directory / "clusters").mkdir(parents=True, exist_ok=True)
        for cluster, address in self.addresses.items():
            (directory / "clusters" / f"{cluster}.xml").write_text(
                f'<param name="sip-ip" value="{address}"/><param name="rtp-ip" value="{address}"/>'
            )
        return super().write(directory)


class Spare(Story):
    limit = 120

    def setUp(self):
        super().setUp()
        self.server = self.postgres()
        self.dsn = self.server.create("sofia")
        self.addresses = {"office": self.lan.host(1), "shop": self.lan.host(3), "spares": self.lan.host(5)}
        self.office = self.member("o1", "office").start()
        self.shop = self.member("s1", "shop").start()
        self.spare = self.member("x1", "spares").start()
        for node in (self.office, self.shop):
            self.assertEqual("+OK active with epoch 1\n", node.api("sofia ha promote"))

    def member(self, name, cluster):
        return self.node(
            conf=ClusterConf(self.addresses), name=name, cluster=cluster, db=self.dsn,
            options=("--role", "standby", "--cluster-lease", "2"),
        )

    def call_in(self, cluster, first_host):
        address = self.addresses[cluster]
        phones = [
            Phone((address, 5060), self.lan.host(first_host + i), f"100{i}", "example.test")
            for i in (0, 1)
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

    def status(self):
        status = json.loads(self.spare.api("sofia ha status --json"))
        return status["role"], status["cluster"], status["epoch"]

    def goes_on(self, out, into):
        out.send("INFO")
        into.reply(into.expect("INFO"), 200)
        out.wait(200)

    def test_takes_over_for_either(self):
        office, shop = self.call_in("office", 20), self.call_in("shop", 30)
        refusal = self.spare.api("sofia ha promote office")
        self.assertRegex(refusal, "^-ERR node o1 holds cluster office with a live lease")
        self.assertEqual(("STANDBY", "spares", 0), self.status())
        self.when("the node of shop dies")
        self.shop.kill9()
        self.assertEqual("+OK active with epoch 2\n", self.spare.api("sofia ha promote shop --force"))
        self.assertEqual(("ACTIVE", "shop", 2), self.status())
        self.assertEqual("Recovered 1 call(s)", self.spare.api("sofia recover").splitlines()[0])
        self.goes_on(*shop)
        self.goes_on(*office)
        self.assertIn("2 total.", self.spare.api("show registrations"))
        refusal = self.spare.api("sofia ha promote office --force")
        self.assertEqual("-ERR this node is ACTIVE in cluster shop: demote it first\n", refusal)
        self.when("shop has its own node again and then the node of office ends")
        self.shop.start()
        self.assertEqual("+OK standby\n", self.spare.api("sofia ha demote"))
        self.assertEqual("+OK active with epoch 3\n", self.shop.api("sofia ha promote"))
        self.goes_on(*shop)
        self.office.stop()
        self.assertEqual("+OK active with epoch 2\n", self.spare.api("sofia ha promote office"))
        self.goes_on(*office)
        self.goes_on(*shop)
        self.assertIn("role ACTIVE", self.shop.api("sofia ha status"))


if __name__ == "__main__":
    unittest.main()
