"""Calls find the phone where it is: behind a proxy, behind NAT, on TCP, on IPv6."""

import unittest

from support.conf import Conf, Profile
from support.lan import free_port
from support.phone import Phone
from support.story import Story


class Reached(Story):
    def call_to(self, callee):
        """A call from 1005 that rings at `callee`; gives the INVITE that came."""
        caller, = self.registered("1005")
        call = caller.dial(callee.user)
        into = callee.incoming()
        into.ring()
        call.wait(180)
        call.cancel()
        into.cancelled()
        call.wait(487)
        return into.offered

    def test_through_the_path_it_registered_with(self):
        self.node().start()
        proxy = self.proxy(20, default=self.node_address)
        phone = self.phone("1000")
        path = f"<sip:{proxy.address[0]}:{proxy.address[1]};lr>"
        answer = phone.register(extra=[("Path", path), ("Supported", "path")])
        self.assertEqual(200, answer.status)
        self.assertEqual([path], answer.all("Path"))
        invite = self.call_to(phone)
        self.assertEqual(proxy.address, invite.source)
        self.assertEqual([path], proxy.passed[0].all("Route"))

    def test_at_its_source_address_when_it_is_behind_nat(self):
        self.node(self.conf({"apply-nat-acl": "rfc1918.auto"})).start()
        phone = self.phone("1000")
        self.assertEqual(200, phone.register(["<sip:1000@192.168.77.7:5060>"]).status)
        self.assertIn("192.168.77.7", self.call_to(phone).uri)

    def with_variable(self, user, name, value):
        """The usual configuration in which a user has one more variable."""
        conf = self.conf()
        start = f'<user id="{user}">'
        text = conf.xml().replace(
            start, f'{start}<variables><variable name="{name}" value="{value}"/></variables>')
        conf.xml = lambda: text
        return conf

    def test_at_its_source_because_the_directory_says_so(self):
        for node, (value, status) in enumerate((
            ("NDLB-connectile-dysfunction", "Registered(AUTO-NAT)"),
            ("NDLB-connectile-dysfunction-2.0", "Registered(AUTO-NAT-2.0)"),
        )):
            with self.subTest(value):
                sofia = self.node(self.with_variable("1000", "sip-force-contact", value)).start()
                phone = self.phone("1000", ip=self.lan.host(60 + node))
                self.assertEqual(200, phone.register(["<sip:1000@192.168.77.7:5060>"]).status)
                self.assertIn(status, sofia.api("sofia status profile internal reg"))
                self.assertIn("192.168.77.7", self.call_to(phone).uri)
                sofia.stop()

    def test_at_the_uri_of_the_directory(self):
        elsewhere = self.phone("1001", ip=self.lan.host(70))
        uri = f"sip:1001@{elsewhere.ip}:{elsewhere.port}"
        self.node(self.with_variable("1000", "sip-force-contact", uri)).start()
        self.assertEqual(200, self.phone("1000").register().status)
        caller, = self.registered("1005")
        call = caller.dial("1000")
        into = elsewhere.incoming()
        self.assertEqual(uri, into.offered.uri)
        into.ring()
        call.wait(180)
        call.cancel()
        into.cancelled()
        call.wait(487)

    def test_as_the_user_that_the_directory_names(self):
        sofia = self.node(self.with_variable("1000", "sip-force-user", "1007")).start()
        phone, = self.registered("1000")
        self.assertEqual("1", sofia.api(f"sofia_count_reg 1007@{self.domain}").strip())
        self.assertEqual("0", sofia.api(f"sofia_count_reg 1000@{self.domain}").strip())

    def test_over_the_transport_it_registered_with(self):
        self.node().start()
        phone, = self.registered("1000", transport="tcp")
        self.assertIn("SIP/2.0/TCP", self.call_to(phone).get("Via"))

    def test_on_ipv6(self):
        port = free_port("::1")
        conf = Conf("six.example", [Profile("six", "::1", port)])
        self.node(conf).start()
        phones = [Phone(("::1", port), "::1", user, "six.example", port=free_port("::1"))
                  for user in ("1000", "1001")]
        for phone in phones:
            self.addCleanup(phone.close)
            self.assertEqual(200, phone.register().status)
        call = phones[0].dial("1001")
        into = phones[1].incoming()
        into.answer()
        call.answered()
        into.expect("ACK")
        call.send("BYE")
        into.hung_up()
        call.wait(200)


if __name__ == "__main__":
    unittest.main()
