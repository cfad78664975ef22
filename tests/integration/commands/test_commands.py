"""Commands on a running node."""

import json
import re
import unittest
import xml.etree.ElementTree as xml

from support import sdp
from support.calls import CallStory
from support.wait import until

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Status(CallStory):
    def test_sofia_status_lists_the_profile_with_its_calls(self):
        out, into = self.talking()
        lines = self.sofia.api("sofia status").splitlines()
        self.assertEqual(f"{'Name':>25}\t   Type\t  {'Data':>40}\tState", lines[0])
        self.assertEqual("=" * 97, lines[1])
        url = f"sip:mod_sofia@{self.domain}:5060"
        self.assertIn(f"{'internal':>25}\tprofile\t  {url:>40}\tRUNNING (2)", lines)
        self.assertRegex(lines[-1], r"^1 profile \d+ alias")
        self.hang_up(out, into)

    def test_sofia_status_profile_has_its_fields_in_order(self):
        reply = self.sofia.api("sofia status profile internal")
        labels = [line.split("\t")[0].strip() for line in reply.splitlines() if "\t" in line]
        for earlier, later in zip(("Name", "Dialplan", "Context", "SIP-IP", "URL", "CALLS-IN"),
                                  ("Dialplan", "Context", "SIP-IP", "URL", "CALLS-IN", "REGISTRATIONS")):
            self.assertLess(labels.index(earlier), labels.index(later))
        self.assertIn("REGISTRATIONS    \t2", reply)
        self.assertEqual("Invalid Profile!", self.sofia.api("sofia status profile nowhere").strip())

    def test_status_as_xml_and_json(self):
        root = xml.fromstring(self.sofia.api("sofia xmlstatus"))
        self.assertEqual("internal", root.findtext("profile/name"))
        info = xml.fromstring(self.sofia.api("sofia xmlstatus profile internal"))
        self.assertEqual("2", info.findtext("profile-info/registrations"))
        parsed = json.loads(self.sofia.api("sofia jsonstatus"))
        self.assertEqual("profile", parsed["profiles"]["internal"]["status"]["type"])
        answer = json.loads(self.sofia.api('json {"command": "sofia.status.info"}'))
        self.assertEqual(("success", parsed), (answer["status"], answer["response"]))

    def test_an_unknown_word_is_named(self):
        self.assertEqual("Unknown Command [dance]\n", self.sofia.api("sofia dance"))
        self.assertTrue(self.sofia.api("sofia help").startswith("USAGE:\n"))

    def test_version_and_status_name_the_program(self):
        self.assertRegex(self.sofia.api("version"), r"\d+\.\d+\.\d+")
        self.assertIn("is ready", self.sofia.api("status"))


class Drain(CallStory):
    def test_new_calls_are_paused_and_those_that_are_up_go_on(self):
        out, into = self.talking()
        self.assertEqual("+OK paused: new inbound calls\n", self.sofia.api("fsctl pause inbound"))
        self.assertIn("is not ready", self.sofia.api("status"))
        refusal = self.a.dial("1001").wait(503)
        self.assertEqual(("System Paused", "300"), (refusal.reason, refusal.get("Retry-After")))
        self.sofia.api("reloadxml")
        self.a.dial("1001").wait(503)
        self.assertEqual(200, self.b.register().status)
        self.assert_talking(out, into)
        self.hang_up(out, into)
        self.assertEqual("+OK resumed: new inbound and outbound calls\n", self.sofia.api("fsctl resume"))
        self.hang_up(*self.talking())

    def test_a_limit_outlives_the_next_read_of_the_files(self):
        self.assertEqual("+OK max sessions: 1\n", self.sofia.api("fsctl max_sessions 1"))
        self.sofia.api("reloadxml")
        out, into = self.talking()
        self.a.dial("1001").wait(503)
        self.hang_up(out, into)


class Registrations(CallStory):
    def count(self, user):
        return self.sofia.api(f"sofia_count_reg {user}@{self.domain}").strip()

    def test_a_contact_is_looked_up(self):
        self.assertEqual(f"sofia/internal/sip:1001@{self.b.ip}:5060",
                         self.sofia.api(f"sofia_contact 1001@{self.domain}").strip())
        self.assertEqual("error/user_not_registered",
                         self.sofia.api(f"sofia_contact 1017@{self.domain}").strip())

    def test_one_user_is_flushed_and_the_other_stays(self):
        reply = self.sofia.api(f"sofia profile internal flush_inbound_reg 1000@{self.domain}")
        self.assertEqual("+OK flushing all registrations matching specified call_id", reply.strip())
        self.assertEqual(("0", "1"), (self.count("1000"), self.count("1001")))

    def test_a_flush_by_call_id(self):
        self.sofia.api(f"sofia profile internal flush_inbound_reg {self.b.register_call_id}")
        self.assertEqual(("1", "0"), (self.count("1000"), self.count("1001")))

    def test_all_are_flushed_for_good(self):
        self.assertEqual("+OK flushing all registrations",
                         self.sofia.api("sofia profile internal flush_inbound_reg").strip())
        self.assertIn("Total items returned: 0", self.sofia.api("sofia status profile internal reg"))
        self.sofia.restart_after_crash()
        self.assertEqual("0", self.count("1000"))

    def test_show_registrations_has_one_row_each(self):
        lines = self.sofia.api("show registrations").splitlines()
        self.assertTrue(lines[0].startswith("reg_user,realm,token,url,expires,network_ip"))
        self.assertIn("2 total.", lines)
        rows = json.loads(self.sofia.api("show registrations as json"))
        self.assertEqual(2, rows["row_count"])


class Calls(CallStory):
    def test_a_call_is_listed_and_killed_by_its_uuid(self):
        out, into = self.talking()
        listing = self.sofia.api("show channels")
        uuids = re.findall(rf"^({UUID}),", listing, re.MULTILINE)
        self.assertEqual(2, len(uuids))
        self.assertEqual("+OK", self.sofia.api(f"uuid_kill {uuids[0]}").strip())
        out.hung_up()
        into.hung_up()
        self.assert_no_calls()
        self.assertEqual("-ERR No such channel!", self.sofia.api(f"uuid_kill {uuids[0]}").strip())

    def test_all_calls_are_hung_up_with_a_cause(self):
        first, second = self.talking(), self.talking()
        self.assertEqual("+OK hangup all channels with cause USER_BUSY",
                         self.sofia.api("hupall USER_BUSY").strip())
        for out, into in (first, second):
            self.assertIn("cause=17", out.hung_up().get("Reason"))
            into.hung_up()
        self.assert_no_calls()

    def test_originate_brings_two_phones_together(self):
        with self.sofia.event_socket() as client:
            client.subscribe("BACKGROUND_JOB")
            client.bgapi(f"originate user/1000@{self.domain} &bridge(user/1001@{self.domain})")
            first = self.a.incoming()
            first.answer()
            second = self.b.incoming()
            self.assertEqual(sdp.offer(self.a.ip), second.offered.body)
            second.accept()
            self.assertEqual(sdp.offer(self.b.ip), first.expect("ACK").body)
            self.assertRegex(client.event("BACKGROUND_JOB")["_body"], rf"^\+OK {UUID}")
        self.assert_talking(first, second)
        self.hang_up(first, second)

    def test_originate_to_a_busy_phone_is_an_error_with_its_cause(self):
        with self.sofia.event_socket() as client:
            client.subscribe("BACKGROUND_JOB")
            client.bgapi(f"originate user/1000@{self.domain} &bridge(user/1001@{self.domain})")
            self.a.incoming().refuse(486)
            self.assertEqual("-ERR USER_BUSY", client.event("BACKGROUND_JOB")["_body"].strip())


class Profiles(CallStory):
    def test_a_trace_shows_messages_and_is_turned_off_again(self):
        self.assertEqual("Enabled sip debugging on internal",
                         self.sofia.api("sofia profile internal siptrace on").strip())
        over_tcp = self.phone("1002", transport="tcp")
        for phone in (self.a, over_tcp):
            phone.options()
            for line in (rf"recv \d+ bytes from {phone.transport}/\[{phone.ip}\]:\d+",
                         rf"send \d+ bytes to {phone.transport}/\[{phone.ip}\]:\d+"):
                traced = re.compile(line + r" at \d\d:\d\d:\d\d\.\d{6}:\n +-{72}\n +(OPTIONS|SIP/2.0 200)")
                until(lambda: traced.search(self.sofia.log()), 2, f"the log has {line}")
        self.assertEqual("+OK Global siptrace off", self.sofia.api("sofia global siptrace off").strip())
        size = len(self.sofia.log())
        over_tcp.options()
        self.assertNotIn("OPTIONS sip:", self.sofia.log()[size:])

    def test_a_rescan_takes_new_values_and_disturbs_no_call(self):
        out, into = self.talking()
        self.sofia.conf.profile("internal").settings["manual-redirect"] = "true"
        self.sofia.conf.write(self.sofia.directory / "conf")
        self.assertEqual("Reload XML [Success]\n+OK scan complete",
                         self.sofia.api("sofia profile internal rescan").strip())
        self.hang_up(out, into)
        call = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", "<sip:x@elsewhere.example>")])
        call.wait(302)

    def test_a_rescan_names_each_parameter_that_waits_for_a_restart(self):
        settings = self.sofia.conf.profile("internal").settings
        settings |= {"sip-domain": "pbx.example", "timer-T1": "250", "tls": "on", "sip-trace": "yes",
                     "manual-redirect": "true"}
        url = self.sofia.api("sofia status profile internal")
        for _ in range(2):
            self.sofia.conf.write(self.sofia.directory / "conf")
            self.assertEqual("Reload XML [Success]\n+OK scan complete\n"
                             "restart needed to change sip-domain, timer-T1, tls, sip-trace",
                             self.sofia.api("sofia profile internal rescan").strip())
            self.assertIn(f"sip:mod_sofia@{self.domain}:5060", self.sofia.api("sofia status profile internal"), url)
        self.then("the rest is applied, and what was taken back waits no more")
        call = self.a.dial("1001")
        self.b.incoming().refuse(302, [("Contact", "<sip:x@elsewhere.example>")])
        call.wait(302)
        for name in ("sip-domain", "timer-T1", "tls", "sip-trace"):
            del settings[name]
        self.sofia.conf.write(self.sofia.directory / "conf")
        self.assertEqual("Reload XML [Success]\n+OK scan complete",
                         self.sofia.api("sofia profile internal rescan").strip())

    def test_an_unknown_profile_and_an_unknown_word(self):
        self.assertEqual("Invalid Profile [x]", self.sofia.api("sofia profile x rescan").strip())
        self.assertEqual("-ERR Unknown command!\n", self.sofia.api("sofia profile internal dance"))

    def test_a_stop_too_soon_is_put_off_with_its_reason(self):
        reply = self.sofia.api("sofia profile internal stop").splitlines()
        self.assertIn("Profile internal must be up for at least 10 seconds to stop/restart.", reply)
        self.assertRegex(reply[-1], r"^Please wait \d+ second")

    def test_a_profile_is_stopped_and_started(self):
        self.a.listen(10.5)
        self.assertIn("stopping: internal", self.sofia.api("sofia profile internal stop wait", within=25))
        self.assertNotIn("RUNNING", self.sofia.api("sofia status"))
        self.assertIn("internal started successfully", self.sofia.api("sofia profile internal start"))
        self.hang_up(*self.talking())

    def test_a_profile_that_is_started_while_it_stops_comes_back(self):
        self.talking()
        self.a.listen(10.5)
        with self.sofia.event_socket() as events:
            events.subscribe("CHANNEL_HANGUP_COMPLETE")
            self.when("a profile whose phones do not answer BYE is stopped, and started at once")
            self.assertIn("stopping: internal", self.sofia.api("sofia profile internal stop"))
            self.assertIn("internal started successfully", self.sofia.api("sofia profile internal start"))
            self.then("its call has ended for everybody, and it runs again")
            ends = [events.event("CHANNEL_HANGUP_COMPLETE", 5) for _ in range(2)]
        self.assertEqual(["MANAGER_REQUEST"] * 2, [event["Hangup-Cause"] for event in ends])
        until(lambda: self.sofia.log().count("profile=internal listening on") == 2, 5, "internal runs again")
        self.assertIn("RUNNING (0)", self.sofia.api("sofia status"))
        self.assertIn("0 total.", self.sofia.api("show channels"))
        self.assertIn("No calls to recover.", self.sofia.api("sofia recover"))
        for phone in (self.a, self.b):
            phone.listen(0.2)
            phone.take()
        self.hang_up(*self.talking())


if __name__ == "__main__":
    unittest.main()
