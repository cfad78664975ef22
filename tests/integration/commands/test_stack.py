"""What the operator sees of the SIP stack, and what it is told."""

import os
import re
import socket
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

from support import dns
from support.hep import Collector
from support.story import Story


class Capture(Story):
    limit = 30
    COLLECTOR = 30

    def setUp(self):
        super().setUp()
        collector = self.lan.host(self.COLLECTOR)
        self.collector = Collector(collector)
        self.addCleanup(self.collector.close)
        server = f"udp:{collector}:9060;hep=3;capture_id=77"
        self.sofia = self.node(self.conf(global_settings={"capture-server": server})).start()

    def test_both_directions_are_copied_with_their_addresses(self):
        self.assertEqual("Enabled sip capturing on internal",
                         self.sofia.api("sofia profile internal capture on"))
        phone = self.phone("1000")
        before = time.time()
        self.assertEqual(200, phone.options().status)
        came, went = self.collector.copies(2)
        mine = (phone.ip, 5060)
        self.assertEqual((mine, self.node_address), (came.source, came.target))
        self.assertEqual((self.node_address, mine), (went.source, went.target))
        self.assertTrue(came.text.startswith("OPTIONS sip:"), came.text)
        self.assertTrue(went.text.startswith("SIP/2.0 200 OK\r\n"), went.text)
        self.assertTrue(went.text.endswith("\r\n\r\n"), went.text)
        for copy in (came, went):
            self.assertEqual((17, 77), (copy.protocol, copy.capture_id))
            self.assertAlmostEqual(before, copy.time, delta=2)
        self.assertEqual("Disabled sip capturing on internal",
                         self.sofia.api("sofia profile internal capture off"))
        self.assertEqual(200, phone.options().status)
        self.collector.expect_nothing()
        self.assertNotIn("OPTIONS sip:", self.sofia.log(), "a copy is not a trace")

    def test_of_all_profiles_over_tcp_beside_a_trace(self):
        self.assertEqual("+OK Global capture on", self.sofia.api("sofia global capture on"))
        self.sofia.api("sofia profile internal siptrace on")
        phone = self.phone("1000", transport="tcp")
        self.assertEqual(200, phone.options().status)
        came, _ = self.collector.copies(2)
        self.assertEqual((6, phone.ip), (came.protocol, came.source[0]))
        self.assertEqual("+OK Global capture off", self.sofia.api("sofia global capture off"))
        self.assertEqual(200, phone.options().status)
        self.collector.expect_nothing()
        self.assertEqual(2, len(re.findall("recv .* from tcp/.*\n.*\n +OPTIONS", self.sofia.log())))


class Trace(Story):
    def test_tracelevel_says_at_which_level_messages_are_logged(self):
        sofia = self.node().start()
        self.assertEqual("+OK tracelevel is CONSOLE", sofia.api("sofia tracelevel"))
        sofia.api("sofia profile internal siptrace on")
        phone = self.phone("1000")
        for word, name, level in (("warning", "WARNING", "warning"), ("7", "DEBUG", "debug"),
                                  ("disable", "DISABLE", None), ("info", "INFO", "info")):
            self.assertEqual(f"+OK tracelevel is {name}", sofia.api(f"sofia tracelevel {word}"))
            before = len(sofia.log())
            self.assertEqual(200, phone.options().status)
            lines = [line for line in sofia.log()[before:].splitlines() if " recv " in line]
            self.assertEqual(1 if level else 0, len(lines), (word, lines))
            if level:
                self.assertIn(f" {level} ", lines[0])

    def test_a_trace_is_written_whatever_the_level_of_the_log_is(self):
        sofia = self.node(options=("--log-level", "error")).start()
        sofia.api("sofia profile internal siptrace on")
        self.assertEqual(200, self.phone("1000").options().status)
        self.assertEqual(1, len(re.findall("recv .* from udp/.*\n.*\n +OPTIONS", sofia.log())))

    def test_the_stack_says_more_when_asked(self):
        sofia = self.node().start()
        reply = "Sofia log level for component [{}] has been set to [{}]"
        self.assertEqual(reply.format("nta", 9), sofia.api("sofia loglevel nta 9"))
        self.assertEqual("Sofia-sip loglevel for [nta] is [9]", sofia.api("sofia loglevel nta"))
        self.assertEqual(200, self.phone("1000").options().status)
        self.assertIn("stack: nta", sofia.log())
        self.assertEqual(reply.format("all", 0), sofia.api("sofia loglevel all 0"))
        self.assertEqual(reply.format("nua", 5), sofia.api("sofia loglevel nua 5"))
        self.assertIn("the node does not use this part of the stack (nua)", sofia.log())


class Environment(Story):
    """The stack's own variables, set before the node is started."""

    def test_messages_go_to_the_log_and_to_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / "messages"
            with mock.patch.dict(os.environ, {"TPORT_LOG": "1", "TPORT_DUMP": str(dump)}):
                sofia = self.node().start()
            self.assertEqual(200, self.phone("1000").options().status)
            self.assertIn("OPTIONS sip:", sofia.log())
            self.assertIn("OPTIONS sip:", dump.read_text())

    def test_each_part_of_the_stack_has_its_level(self):
        with mock.patch.dict(os.environ, {"SOFIA_DEBUG": "1", "NTA_DEBUG": "9", "SOA_DEBUG": "7"}):
            sofia = self.node().start()
        self.assertEqual("Sofia-sip loglevel for [nta] is [9]", sofia.api("sofia loglevel nta"))
        self.assertEqual("Sofia-sip loglevel for [tport] is [1]", sofia.api("sofia loglevel tport"))
        self.assertIn("soa", sofia.log())


class Standby(Story):
    def test_pauses_what_is_new_until_a_recover(self):
        sofia = self.node().start()
        phone, = self.registered("1000")
        self.assertEqual("+OK Global standby on", sofia.api("sofia global standby on"))
        answer = phone.options()
        self.assertEqual((503, "System Paused"), (answer.status, answer.reason))
        self.assertEqual(503, phone.register().status)
        self.assertIn("SYSTEM_SHUTDOWN",
                      sofia.api(f"originate user/1000@{self.domain} &bridge(user/1000@{self.domain})"))
        sofia.api("sofia recover")
        self.assertEqual(200, phone.options().status)

    def test_a_profile_may_begin_so(self):
        sofia = self.node(self.conf({"profile-standby": "true"})).start()
        phone = self.phone("1000")
        self.assertEqual(503, phone.options().status)
        self.assertEqual("+OK Global standby off", sofia.api("sofia global standby off"))
        self.assertEqual(200, phone.options().status)


class Phones(Story):
    def test_check_sync_tells_them_and_keeps_their_bindings(self):
        sofia = self.node().start()
        one, two = self.registered("1000", "1001")
        self.assertEqual("+OK syncing all registrations matching specified call_id\n",
                         sofia.api(f"sofia profile internal check_sync 1000@{self.domain}"))
        self.assertEqual("check-sync", one.expect("NOTIFY").get("Event"))
        two.expect_nothing("NOTIFY", 0.3)
        self.assertEqual("+OK syncing all registrations\n",
                         sofia.api("sofia profile internal check_sync"))
        two.expect("NOTIFY")
        self.assertEqual("2", sofia.api(f"sofia_count_reg @{self.domain}"))

    def test_presence_data_tells_where_they_are(self):
        sofia = self.node().start()
        phone, = self.registered("1000")
        whom = f"1000@{self.domain}"
        self.assertEqual(
            "status|rpid|user_agent|network_ip|network_port\n"
            f"unknown|unknown|unknown|{phone.ip}|5060\n+OK\n",
            sofia.api(f"sofia_presence_data list {whom}"))
        self.assertEqual("unknown", sofia.api(f"sofia_presence_data status {whom}"))

    def test_an_answer_goes_to_the_source_port_when_rport_is_forced(self):
        self.node(self.conf({"NDLB-force-rport": "true"})).start()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.bind((self.lan.host(10), 40000))
            phone.settimeout(3)
            phone.sendto((
                f"OPTIONS sip:{self.domain} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {self.lan.host(10)}:5060;branch=z9hG4bKforced\r\n"
                f"From: <sip:1000@{self.domain}>;tag=a\r\nTo: <sip:{self.domain}>\r\n"
                "Call-ID: forced\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                "Content-Length: 0\r\n\r\n").encode(), self.node_address)
            answer = phone.recv(4096).decode()
        self.assertTrue(answer.startswith("SIP/2.0 200"), answer)
        self.assertIn("rport=40000", answer)


class Dig(Story):
    def setUp(self):
        super().setUp()
        self.sofia = self.node().start()

    def serve(self, zone):
        server = dns.NameServer(self.lan.host(31), 5353, zone)
        self.addCleanup(server.close)
        return f"@{self.lan.host(31)}:5353"

    def rows(self, text):
        head, rule, *rows = text.splitlines()
        self.assertEqual(["Preference", "Weight", "Transport", "Port", "Address"], head.split())
        self.assertEqual("=" * 80, rule)
        return [row.split() for row in rows]

    def test_services_are_ordered_by_their_records(self):
        at = self.serve({
            "example.test": [dns.naptr(20, 10, "SIP+D2U", "_sip._udp.example.test"),
                             dns.naptr(10, 10, "SIP+D2T", "_sip._tcp.example.test")],
            "_sip._udp.example.test": [dns.srv(10, 3, 5070, "b.test"), dns.srv(10, 1, 5060, "a.test")],
            "_sip._tcp.example.test": [dns.srv(1, 0, 5062, "a.test")],
            "a.test": [dns.a("192.0.2.1")],
            "b.test": [dns.a("192.0.2.2")],
        })
        rows = self.rows(self.sofia.api(f"sofia_dig {at} example.test"))
        self.assertEqual(["1", "1.000", "tcp", "5062", "192.0.2.1"], rows[0])
        self.assertEqual([["2", "0.250", "udp", "5060", "192.0.2.1"],
                          ["2", "0.750", "udp", "5070", "192.0.2.2"]], sorted(rows[1:]))

    def test_a_bare_host_is_its_address(self):
        at = self.serve({"plain.test": [dns.a("192.0.2.7")]})
        self.assertEqual([["1", "1.000", "udp", "5060", "192.0.2.7"]],
                         self.rows(self.sofia.api(f"sofia_dig {at} sip:1000@plain.test")))
        self.assertEqual([["1", "1.000", "tcp", "5099", "192.0.2.7"]],
                         self.rows(self.sofia.api(f"sofia_dig {at} sip:plain.test:5099;transport=tcp")))
        text = self.sofia.api(f"sofia_dig xml {at} plain.test")
        self.assertEqual("<routes><route><preference>1</preference><weight>1.000</weight>"
                         "<transport>udp</transport><port>5060</port><address>192.0.2.7</address>"
                         "</route></routes>", re.sub(r"\s", "", text))

    def test_what_is_not_there_is_named_and_calls_go_on(self):
        at = self.serve({})
        self.assertEqual("-ERR: nowhere.test: not found\n", self.sofia.api(f"sofia_dig {at} nowhere.test"))
        self.assertEqual("usage: sofia_dig [OPTIONS] [@dnsserver] uri\n", self.sofia.api("sofia_dig"))
        self.assertEqual(200, self.phone("1000").options().status)


if __name__ == "__main__":
    unittest.main()
