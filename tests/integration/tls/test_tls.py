"""Phones over TLS: see story.md."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import unittest

from support.certificates import Authority
from support.story import Story
from support.wait import until

TLS_PORT = 5061


class Tls(Story):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.directory / "authority")
        self.certificates = self.directory / "certificates"
        self.certificates.mkdir()
        shutil.copy(self.authority.root, self.certificates / "cafile.pem")
        self.write("node")

    def write(self, name):
        """A certificate of that name for the node."""
        pem = self.authority.issue(name, self.lan.host(self.NODE))
        (self.certificates / "agent.pem").write_text(pem, encoding="ascii")

    def begin(self, **settings):
        given = {"tls": "true", "tls-cert-dir": str(self.certificates)}
        given |= {name.replace("_", "-"): value for name, value in settings.items()}
        self.sofia = self.node(self.conf(given), options=("--log-level", "info"))
        return self.sofia.start()

    def tls_phone(self, user, pem=""):
        node = (self.lan.host(self.NODE), TLS_PORT)
        return self.phone(user, node=node, transport="tls", tls=self.authority.trusting(pem))

    def subject(self):
        """The common name that a new connection is shown."""
        with socket.create_connection((self.lan.host(self.NODE), TLS_PORT), 5) as plain:
            with self.authority.trusting().wrap_socket(plain, server_hostname=self.lan.host(self.NODE)) as wrapped:
                return dict(pair for (pair,) in wrapped.getpeercert()["subject"])["commonName"]

    def test_a_phone_that_speaks_no_tls_is_given_up_at_once(self):
        self.begin()
        where = self.lan.host(30)
        server = socket.create_server((where, 5061))
        self.addCleanup(server.close)
        phone, other = self.phone("1000"), self.phone("1001")
        self.assertEqual(200, phone.register(contacts=[f"<sip:1000@{where}:5061;transport=tls>"]).status)
        self.assertEqual(200, other.register().status)
        call = other.dial("1000")
        server.settimeout(5)
        connection, _ = server.accept()
        connection.recv(4096)
        connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")  # Alert: handshake_failure.
        connection.close()
        self.assertEqual(503, call.wait(lambda answer: answer.status >= 300, 3).status)

    def test_a_phone_registers_and_is_called_and_calls(self):
        self.begin()
        phone, other = self.tls_phone("1000"), self.phone("1001")
        for one in (phone, other):
            self.assertEqual(200, one.register().status)
        call = other.dial("1000")
        into = phone.incoming()
        self.assertIn("SIP/2.0/TLS", into.offered.get("Via"))
        self.assertIn(f":{TLS_PORT};transport=tls", into.offered.get("Contact"))
        into.answer()
        call.answered()
        into.expect("ACK")
        into.bye()
        call.hung_up()
        call = phone.dial("1001")
        into = other.incoming()
        into.answer()
        answer = call.answered()
        self.assertIn(f":{TLS_PORT};transport=tls", answer.get("Contact"))
        into.expect("ACK")
        call.bye()
        into.hung_up()

    def test_connections_that_come_and_go_leave_no_memory(self):
        node = self.begin()
        trust = self.authority.trusting()
        where = self.lan.host(self.NODE)

        def memory_after(connections):
            for turn in range(connections):
                with socket.create_connection((where, TLS_PORT), 5) as plain:
                    wrapped = trust.wrap_socket(plain, server_hostname=where)
                    wrapped.sendall(b"\r\n\r\n")
                    if turn % 2:  # Half of them say that they close.
                        with contextlib.suppress(ssl.SSLEOFError):
                            wrapped.unwrap()
                    wrapped.close()
            until(lambda: not self.established(node), 5, "the node has closed them")
            return node.process.rss_bytes() // 1024

        before = memory_after(200)
        self.assertLess(memory_after(400) - before, 4000, "kB; a connection has some 24 of them")

    def established(self, node):
        """How many connections the node still has there."""
        listing = subprocess.run(["ss", "-Htnp", "state", "connected", f"sport = :{TLS_PORT}"],
                                 capture_output=True, text=True, check=True).stdout
        return listing.count(f"pid={node.process.pid},")

    def test_the_binding_of_a_closed_connection_ends(self):
        """Also where phones show certificates, which have names of their own."""
        for policy in ("none", "in"):
            with self.subTest(policy):
                sofia = self.begin(tcp_unreg_on_socket_close="true", tls_verify_policy=policy)
                phone = self.tls_phone("1000", self.authority.issue("phone", "127.0.0.1"))
                self.assertEqual(200, phone.register().status)
                phone.listen(2.5)
                count = f"sofia_count_reg 1000@{self.domain}"
                self.assertEqual("1", sofia.api(count))
                phone.reconnect()
                until(lambda: sofia.api(count) == "0", 5, "it has ended")
                phone.close()
                sofia.stop()

    def test_its_call_goes_on_after_a_crash(self):
        sofia = self.begin()
        phones = [self.tls_phone(user) for user in ("1000", "1001")]
        for phone in phones:
            self.assertEqual(200, phone.register().status)
        calls = []
        for _ in range(2):
            call = phones[0].dial("1001")
            into = phones[1].incoming()
            into.answer()
            call.answered()
            into.expect("ACK")
            calls.append((call, into))
        sofia.kill9()
        sofia.restart_after_crash()
        self.assertEqual("Recovered 2 call(s)", sofia.api("sofia recover").splitlines()[0])
        for phone in phones:
            phone.reconnect()
            self.assertEqual(200, phone.register().status)
        # Nobody listens at their Contacts: each hears the other's word on its new connection.
        calls[0][0].bye()
        calls[0][1].hung_up()
        calls[1][1].bye()
        calls[1][0].hung_up()

    def test_status_has_a_row_of_it(self):
        sofia = self.begin()
        lines = [line.split("\t") for line in sofia.api("sofia status").splitlines()]
        rows = [row for row in lines if row[0].strip() == "internal"]
        self.assertEqual(
            [f"sip:mod_sofia@{self.lan.host(self.NODE)}:{port}" for port in (5060, TLS_PORT)],
            [row[2].strip() for row in rows],
        )
        self.assertEqual("RUNNING (0) (TLS)", rows[1][3].strip())
        self.assertIn("1 profile 1 alias", sofia.api("sofia status"))

    def test_new_certificates_are_read_by_rescan(self):
        sofia = self.begin()
        phone = self.tls_phone("1000")
        self.assertEqual(200, phone.register().status)
        self.assertEqual("node", self.subject())
        self.write("renewed")
        sofia.api("sofia profile internal rescan")
        self.assertEqual("renewed", self.subject())
        self.assertEqual(200, phone.register().status, "over the connection that it has")
        (self.certificates / "agent.pem").write_text("garbage", encoding="ascii")
        sofia.api("sofia profile internal rescan")
        self.assertEqual("renewed", self.subject())
        self.assertIn(f"the old certificates stay: {self.certificates}/agent.pem: no certificate", sofia.log())

    def test_one_file_may_hold_everything(self):
        everything = (self.certificates / "agent.pem").read_text() + self.authority.root.read_text()
        for name in ("agent.pem", "cafile.pem"):
            (self.certificates / name).unlink()
        (self.certificates / "tls.pem").write_text(everything, encoding="ascii")
        self.begin()
        self.assertEqual("node", self.subject())

    def test_who_must_show_a_certificate_is_not_heard_without(self):
        self.begin(tls_verify_policy="in")
        known = self.tls_phone("1000", self.authority.issue("phone", "127.0.0.1"))
        self.assertEqual(200, known.register().status)
        stranger = self.tls_phone("1001")
        with self.assertRaises((AssertionError, OSError)):
            stranger.send_register()
            stranger.expect(lambda message: message.status > 0, 1)
        self.assertEqual(0, stranger.count(lambda message: True))

    def test_old_versions_are_refused(self):
        self.begin()
        context = ssl._create_unverified_context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection((self.lan.host(self.NODE), TLS_PORT), 5) as plain:
            with self.assertRaises(OSError):
                context.wrap_socket(plain)

    def test_nothing_else_is_bound_when_told_so(self):
        self.begin(tls_only="true")
        self.assertEqual(200, self.tls_phone("1000").register().status)
        plain = self.phone("1001")
        plain.send_register()
        plain.expect_nothing(lambda message: True, 1)

    def test_a_missing_certificate_is_named(self):
        (self.certificates / "agent.pem").unlink()
        given = {"tls": "true", "tls-cert-dir": str(self.certificates)}
        sofia = self.node(self.conf(given))
        sofia.launch()
        until(lambda: not sofia.running(), 10, "it cannot serve")
        self.assertIn(f"profile=internal TLS: {self.certificates}/agent.pem: it is not there", sofia.log())


if __name__ == "__main__":
    unittest.main()
