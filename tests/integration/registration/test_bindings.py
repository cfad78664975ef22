"""What a registration binds, and for how long."""

import time
import unittest

from support.sip_message import Message, addr_spec
from support.story import Story
from support.wait import until


def contacts(answer: Message) -> list[str]:
    """The URIs of the bindings that a 200 lists, in order."""
    return sorted(addr_spec(value) for value in answer.values("Contact"))


class Bindings(Story):
    settings = {"multiple-registrations": "contact", "sip-expires-late-margin": "0",
                "registration-thread-frequency": "1", "sip-expires-min": "5"}

    def setUp(self):
        super().setUp()
        self.sofia = self.node(self.conf(self.settings)).start()

    def count(self, user="1000"):
        return int(self.sofia.api(f"sofia_count_reg {user}@{self.domain}"))

    def uri(self, number):
        return f"sip:1000@{self.lan.host(number)}:5060"

    def test_several_contacts_come_in_one_request(self):
        phone = self.phone("1000")
        answer = phone.register([f"<{self.uri(20)}>", f"<{self.uri(21)}>;expires=60"])
        self.assertEqual([self.uri(20), self.uri(21)], contacts(answer))
        self.assertIn(";expires=60", "".join(answer.all("Contact")).replace(" ", ""))

    def test_no_contact_asks_what_is_bound(self):
        phone = self.phone("1000")
        self.assertEqual([], contacts(phone.register([], None)))
        phone.register([f"<{self.uri(20)}>"])
        self.assertEqual([self.uri(20)], contacts(phone.register([], None)))
        self.assertEqual(1, self.count())

    def test_expires_zero_removes_that_binding_alone(self):
        phone = self.phone("1000")
        phone.register([f"<{self.uri(20)}>", f"<{self.uri(21)}>"])
        answer = phone.register([f"<{self.uri(20)}>;expires=0"])
        self.assertEqual([self.uri(21)], contacts(answer))

    def test_star_with_expires_zero_removes_all(self):
        phone = self.phone("1000")
        phone.register([f"<{self.uri(20)}>", f"<{self.uri(21)}>"])
        self.assertEqual([], contacts(phone.register(["*"], 0)))
        self.assertEqual(0, self.count())

    def test_star_with_anything_else_is_an_error_and_changes_nothing(self):
        phone = self.phone("1000")
        phone.register([f"<{self.uri(20)}>"])
        self.assertEqual(400, phone.register(["*"], 60).status)
        self.assertEqual(400, phone.register(["*", f"<{self.uri(21)}>"], 0).status)
        self.assertEqual(1, self.count())

    def test_too_short_a_time_is_refused_with_the_shortest(self):
        answer = self.phone("1000").register(expires=2)
        self.assertEqual(423, answer.status)
        self.assertEqual("5", answer.get("Min-Expires"))
        self.assertEqual(0, self.count())

    def test_an_older_request_of_the_same_call_id_changes_nothing(self):
        phone = self.phone("1000")
        phone.register()
        phone.register_cseq = 0
        self.assertGreaterEqual(phone.register(expires=0).status, 400)
        self.assertEqual(1, self.count())

    def test_another_call_id_may_start_over(self):
        phone = self.phone("1000")
        phone.register()
        phone.register_call_id, phone.register_cseq = "after-a-reboot", 0
        self.assertEqual(200, phone.register().status)
        self.assertEqual(1, self.count())

    def test_a_repetition_is_answered_as_the_first_time(self):
        phone = self.phone("1000")
        accepted = phone.register()
        phone.send_raw(phone.request_of(accepted.branch).encode(), self.node_address)
        until(lambda: phone.listen(0.05) or phone.count(200) == 2, 2, "a second 200")
        self.assertEqual(1, self.count())

    def test_a_binding_is_gone_when_its_time_is_over(self):
        events = self.sofia.event_socket()
        events.subscribe("CUSTOM sofia::expire")
        self.phone("1000").register(expires=5)
        began = time.monotonic()
        expired = events.event("sofia::expire", within=9)
        self.assertGreater(time.monotonic() - began, 4)
        self.assertEqual("1000", expired["user"])
        self.assertEqual(0, self.count())

    def test_a_registration_is_an_event_and_a_row(self):
        events = self.sofia.event_socket()
        events.subscribe("CUSTOM sofia::register sofia::unregister")
        phone = self.phone("1000")
        phone.register()
        said = events.event("sofia::register")
        self.assertEqual(("1000", self.domain), (said["from-user"], said["from-host"]))
        self.assertEqual(phone.ip, said["network-ip"])
        listing = self.sofia.api("sofia status profile internal reg")
        self.assertIn(f"1000@{self.domain}", listing)
        self.assertIn("Total items returned: 1", listing)
        phone.register(expires=0)
        events.event("sofia::unregister")


class OneBindingAUser(Story):
    def test_a_second_contact_replaces_the_first(self):
        sofia = self.node().start()
        first, second = self.phone("1000"), self.phone("1000", ip=self.lan.host(30))
        first.register()
        answer = second.register()
        self.assertEqual([addr_spec(second.contact)], contacts(answer))
        self.assertEqual("1", sofia.api(f"sofia_count_reg 1000@{self.domain}").strip())


if __name__ == "__main__":
    unittest.main()
