"""What the node says to a wrong option and a wrong file."""

import re
import socket
import subprocess
import unittest

from support.node import sofiad_binary
from support.story import Story


class Options(Story):
    def sofiad(self, *arguments):
        return subprocess.run([sofiad_binary(), *arguments], capture_output=True, text=True, timeout=10)

    def assert_refused(self, word, *arguments):
        done = self.sofiad(*arguments)
        self.assertEqual(2, done.returncode)
        self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)
        self.assertIn(word, done.stderr)

    def test_an_unknown_option(self):
        self.assert_refused("--frobnicate", "--frobnicate")

    def test_bad_values(self):
        conf = str(self.conf().write(self.directory / "conf"))
        for word, *arguments in (
            ("role", "--role", "president"),
            ("log-level", "--log-level", "shouting"),
            ("event-socket", "--event-socket", "nowhere"),
            ("event-socket", "--event-socket", "127.0.0.1:99999"),
            ("db", "--db", "oracle://x"),
        ):
            with self.subTest(arguments):
                self.assert_refused(word, "--conf", conf, *arguments)

    def test_version(self):
        done = self.sofiad("--version")
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")

    def test_check_config(self):
        conf = self.conf().write(self.directory / "conf")
        self.assertEqual(0, self.sofiad("--conf", str(conf), "--check-config").returncode)
        (conf / "freeswitch.xml").write_text("<document>\n<section>\n</document>\n")
        done = self.sofiad("--conf", str(conf), "--check-config")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("freeswitch.xml:3", done.stdout + done.stderr)

    def test_migrate_only_makes_the_schema_and_ends(self):
        conf = str(self.conf().write(self.directory / "conf"))
        db = f"sqlite://{self.directory}/new.db"
        for _ in range(2):
            done = self.sofiad("--conf", conf, "--db", db, "--migrate-only")
            self.assertEqual(0, done.returncode, done.stderr)
        self.assertTrue((self.directory / "new.db").exists())


class Files(Story):
    def start_fails(self, node, *words):
        """The node ends by itself; what it said holds all the words."""
        node.launch()
        self.assertNotEqual(0, node.process.wait(10))
        said = node.log() + (node.directory / "sofiad.out").read_text()
        for word in words:
            self.assertIn(word, said)

    def test_an_impossible_value_stops_the_start(self):
        node = self.node(self.conf({"sip-port": "banana"}))
        self.start_fails(node, "freeswitch.xml:", "sip-port", "banana")

    def test_a_taken_port_is_named(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(self.node_address)
            self.start_fails(self.node(), f"{self.domain}:5060")

    def test_an_unknown_parameter_is_warned_about_once_and_the_node_runs(self):
        node = self.node(self.conf({"warp-speed": "9"})).start()
        lines = [line for line in node.log().splitlines() if "warp-speed" in line]
        self.assertEqual(1, len(lines))
        self.assertRegex(lines[0], r"freeswitch\.xml:\d+")

    def test_reloadxml_with_an_error_keeps_what_there_was(self):
        node = self.node().start()
        file = node.directory / "conf" / "freeswitch.xml"
        good = file.read_text()
        for bad, word in ((good[:-20], "freeswitch.xml:"), (good.replace("'5060'", "'banana'").replace(
                '"5060"', '"banana"'), "sip-port")):
            file.write_text(bad)
            reply = node.api("reloadxml")
            self.assertNotIn("[Success]", reply)
            self.assertIn(word, reply)
        self.assertEqual([200], [phone.register().status for phone in [self.phone("1000")]])
        file.write_text(good)
        self.assertEqual("+OK [Success]", node.api("reloadxml").strip())

    def test_a_user_added_by_reloadxml_may_register(self):
        node = self.node().start()
        phone = self.phone("2222")
        self.assertEqual(403, phone.register().status)
        file = node.directory / "conf" / "freeswitch.xml"
        text = file.read_text()
        user = re.search(r'<user id="1000">.*?</user>', text, re.DOTALL)[0]
        file.write_text(text.replace(user, user + user.replace("1000", "2222")))
        self.assertEqual("+OK [Success]", node.api("reloadxml").strip())
        phone.challenge = ""
        self.assertEqual(200, phone.register().status)


if __name__ == "__main__":
    unittest.main()
