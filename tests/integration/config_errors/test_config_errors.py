"""What the node says to a wrong option and a wrong file."""

import re
import socket
import subprocess
import time
import unittest

from support.conf import Conf, Profile
from support.node import sofiad_binary
from support.story import Story
from support.wait import until


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

    def test_check_config_says_that_nothing_is_secured(self):
        conf = self.conf({"tls-only": "true"}).write(self.directory / "conf")
        done = self.sofiad("--conf", str(conf), "--check-config")
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stdout, r"\.xml:\d+: profile 'internal': parameter 'tls-only': does nothing without 'tls', "
                                      "expected true there")
        self.assertIn("1 warning(s)", done.stdout)

    def test_check_config_says_that_a_certificate_is_missing(self):
        conf = self.conf({"tls": "true", "tls-cert-dir": str(self.directory)}).write(self.directory / "conf")
        done = self.sofiad("--conf", str(conf), "--check-config")
        self.assertEqual(0, done.returncode)
        self.assertIn("profile 'internal' cannot be opened: TLS: ", done.stdout)
        self.assertIn("1 warning(s)", done.stdout)

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

    def test_a_gateway_that_cannot_be_read_is_left_out_of_a_start_and_refused_by_a_rescan(self):
        good = {"username": "u", "password": "p", "proxy": "192.0.2.1", "register": "false"}
        conf = Conf(self.domain, [Profile("internal", self.domain, gateways={"good": good})])
        node = self.node(conf).start()
        conf.profile("internal").gateways["bad"] = {"proxy": "192.0.2.2"}
        conf.write(node.directory / "conf")
        missing = "gateway 'bad': parameter 'username' is missing"
        self.assertIn(missing, node.api("sofia profile internal rescan"))
        self.assertIn("good", node.api("sofia profile internal gwlist"))
        self.when("the node dies, and the slip is still there")
        node.restart_after_crash()
        self.assertIn("good", node.api("sofia status"))
        self.assertNotIn("internal::bad", node.api("sofia status"))
        self.assertIn(f"{missing}; expected a value because register is true; the gateway is left out", node.log())

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


class Ports(Story):
    """A profile beside another one, whose port is taken."""

    def second(self, **settings):
        names = {name.replace("_", "-"): value for name, value in settings.items()}
        conf = self.conf()
        conf.profiles.append(Profile("external", self.domain, 5080, settings=names))
        self.sofia = self.node(conf)
        return self.sofia

    def launch(self):
        """Starts the node, and waits until it serves the first profile."""
        self.sofia.launch()
        until(lambda: self.states().get("internal") == "RUNNING", 15, "the first profile serves")

    def states(self):
        try:
            lines = self.sofia.api("sofia status").splitlines()
        except OSError:
            return {}
        rows = [line.split("\t") for line in lines if "\tprofile\t" in line]
        return {row[0].strip(): row[-1].split()[0] for row in rows}

    def taken(self):
        holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        holder.bind((self.domain, 5080))
        self.addCleanup(holder.close)
        return holder

    def test_a_node_ends_without_a_profile_that_it_must_not_serve_without(self):
        node = self.second(shutdown_on_fail="true")
        self.taken()
        node.launch()
        self.assertNotEqual(0, node.process.wait(15))
        self.assertIn("profile external is not open", node.log())

    def test_a_profile_is_opened_when_its_port_becomes_free(self):
        node = self.second(bind_attempts="20", bind_attempt_interval="1")
        holder = self.taken()
        self.launch()
        with node.event_socket() as client:
            client.subscribe("CUSTOM sofia::profile_start")
            until(lambda: "profile=external tried again: " in node.log(), 10, "it is tried")
            self.assertIn(f"{self.domain}:5080", node.log())
            self.assertNotIn("external", self.states())
            self.when("the port becomes free")
            holder.close()
            self.then("the profile opens, and is heard of")
            self.assertEqual("external", client.event("sofia::profile_start", 5)["profile_name"])
        self.assertEqual("RUNNING", self.states()["external"])
        self.assertIn("profile=external tried again: it is open", node.log())
        phone = self.phone("1000", node=(self.domain, 5080))
        self.assertEqual(200, phone.options().status)

    def test_the_tries_have_an_end(self):
        node = self.second(bind_attempts="2", bind_attempt_interval="1")
        holder = self.taken()
        self.launch()
        last = "profile=external stays closed, it is not tried again"
        until(lambda: last in node.log(), 15, "the last try is told of")
        self.assertEqual(2, node.log().count("profile=external tried again: "))
        self.assertEqual({"internal": "RUNNING"}, self.states())
        holder.close()
        time.sleep(1.5)
        self.assertNotIn("external", self.states())
        self.then("an operator may start it")
        self.assertIn("external started successfully", node.api("sofia profile external start"))
        self.assertEqual("RUNNING", self.states()["external"])

    def test_who_stops_a_profile_that_is_closed_ends_the_tries(self):
        node = self.second(bind_attempts="20", bind_attempt_interval="1")
        holder = self.taken()
        self.launch()
        until(lambda: "profile=external tried again: " in node.log(), 10, "it is tried")
        node.api("sofia profile external stop")
        holder.close()
        time.sleep(2.5)
        self.assertNotIn("external", self.states())

    def test_a_node_with_nothing_open_ends_as_soon_as_before(self):
        conf = self.conf({"bind-attempts": "1000"})
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(self.node_address)
            node = self.node(conf)
            node.launch()
            self.assertNotEqual(0, node.process.wait(10))
            self.assertIn(f"{self.domain}:5060", node.log())

    def test_no_profile_without_the_external_address_that_it_must_have(self):
        for settings, must in (("global", {"abort-on-empty-external-ip": "true"}), ("profile", {})):
            with self.subTest(settings):
                external = {"ext_sip_ip": "stun:stun.example.com"}
                node = self.second(**external, **({} if must else {"abort_on_empty_external_ip": "true"}))
                node.conf.global_settings = must
                self.launch()
                reason = "its ext-sip-ip 'stun:stun.example.com' is not looked up"
                self.assertIn(f"profile 'external' stays closed: {reason}", node.log())
                self.assertEqual({"internal": "RUNNING"}, self.states())
                self.assertIn(reason, node.api("sofia profile external start") + node.log())
                self.assertNotIn("tried again", node.log())
                self.then("with the address written down it opens")
                node.conf.profile("external").settings["ext-sip-ip"] = "203.0.113.9"
                node.conf.write(node.directory / "conf")
                node.api("reloadxml")
                self.assertIn("external started successfully", node.api("sofia profile external start"))
                node.stop()

    def test_an_external_address_by_its_name(self):
        node = self.second(ext_sip_ip="host:localhost")
        self.launch()
        self.assertEqual({"internal": "RUNNING", "external": "RUNNING"}, self.states())
        self.assertIn("sip:mod_sofia@127.0.0.1:5080", node.api("sofia status profile external"))
        self.when("the profile is rescanned")
        self.assertEqual("Reload XML [Success]\n+OK scan complete",
                         node.api("sofia profile external rescan").strip())
        self.when("the name is one that nobody has")
        node.conf.profile("external").settings["ext-sip-ip"] = "host:nobody.invalid"
        node.conf.write(node.directory / "conf")
        self.assertIn("restart needed to change ext-sip-ip", node.api("sofia profile external rescan"))
        self.assertRegex(node.log(), r"freeswitch\.xml:\d+: profile 'external': parameter 'ext-sip-ip': "
                         r"'host:nobody\.invalid': .*; the profile's own address is shown")

    def test_an_alias_that_is_taken_or_no_address(self):
        conf = self.conf({"alias": f"{self.domain}:5070"})
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind((self.domain, 5070))
            node = self.node(conf)
            node.launch()
            self.assertNotEqual(0, node.process.wait(10))
            self.assertIn(f"cannot bind sip:{self.domain}:5070", node.log())
        for bad in ("5070", "192.0.2.1", "office.example:5070", "192.0.2.1:99999", ""):
            node = self.node(self.conf({"alias": bad}))
            node.launch()
            self.assertNotEqual(0, node.process.wait(10), bad)
            self.assertIn("'alias'", node.log() + (node.directory / "sofiad.out").read_text())


if __name__ == "__main__":
    unittest.main()
