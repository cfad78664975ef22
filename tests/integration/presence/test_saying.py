"""PUBLISH, MESSAGE and messages that wait (RFC 3903, 3428, 3842), and what is refused."""

import time
import unittest

from support.story import Story
from support.watcher import Subscription, request

MANAGED = {"manage-presence": "true"}
EVENT = [("Event", "presence"), ("Content-Type", "application/pidf+xml")]


def document(basic="open", note="In a meeting"):
    return (f'<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:1001@x"><tuple id="a">'
            f"<status><basic>{basic}</basic></status><note>{note}</note></tuple></presence>")


class Saying(Story):
    def watch(self, phone, user, event):
        subscription = Subscription.to(phone, user, event)
        self.assertEqual(202, subscription.ask().status)
        return subscription, subscription.notified()

    def test_a_publication_reaches_watchers_and_outlives_the_node(self):
        sofia = self.node(self.conf(MANAGED)).start()
        user, watcher = self.registered("1001", "1005")
        subscription, _ = self.watch(watcher, "1001", "presence")
        answer = request(user, "PUBLISH", "1001", EVENT, document())
        self.assertEqual((200, "3600"), (answer.status, answer.get("Expires")))
        tag = answer.get("SIP-ETag")
        self.assertIn("<note>In a meeting</note>", subscription.notified().body)
        self.assertEqual("In a meeting", sofia.api(f"sofia_presence_data status 1001@{self.domain}"))
        self.when("the node is killed and started again")
        sofia.restart_after_crash()
        self.then("a refresh by the tag is good, and gives another tag")
        renewed = request(user, "PUBLISH", "1001", [*EVENT[:1], ("SIP-If-Match", tag)])
        self.assertEqual(200, renewed.status)
        self.assertNotEqual(tag, renewed.get("SIP-ETag"))
        self.assertEqual(412, request(user, "PUBLISH", "1001", [*EVENT[:1], ("SIP-If-Match", tag)]).status)
        self.assertEqual(202, subscription.ask().status)
        self.assertIn("<note>In a meeting</note>", subscription.notified().body)
        self.then("it can be changed and taken back")
        tag = renewed.get("SIP-ETag")
        changed = request(user, "PUBLISH", "1001", [*EVENT, ("SIP-If-Match", tag)], document("closed", "Gone"))
        subscription.notified_of("<basic>closed</basic>")
        tag = changed.get("SIP-ETag")
        gone = request(user, "PUBLISH", "1001", [*EVENT[:1], ("SIP-If-Match", tag), ("Expires", "0")])
        self.assertEqual((200, "0"), (gone.status, gone.get("Expires")))
        self.assertIn("Available", subscription.notified().body)
        self.assertEqual(412, request(user, "PUBLISH", "1001", [*EVENT[:1], ("SIP-If-Match", tag)]).status)

    def test_a_publication_ends_with_its_time(self):
        self.node(self.conf({**MANAGED, "force-publish-expires": "2"})).start()
        user, watcher = self.registered("1001", "1005")
        subscription, _ = self.watch(watcher, "1001", "presence")
        self.assertEqual("2", request(user, "PUBLISH", "1001", EVENT, document()).get("Expires"))
        self.assertIn("In a meeting", subscription.notified().body)
        self.assertIn("Available", subscription.notified().body)

    def test_messages_that_wait(self):
        sofia = self.node(self.conf({"multiple-registrations": "true"})).start()
        phone, = self.registered("1001")
        other = self.phone("1001", ip=self.lan.host(40))
        other.register()
        subscription, first = self.watch(phone, "1001", "message-summary")
        self.assertIn("Messages-Waiting: no\r\n", first.body)
        self.when("the voice mail system says that messages wait")
        with sofia.event_socket() as client:
            self.assertIn("+OK", client.command(
                "sendevent MESSAGE_WAITING\nMWI-Messages-Waiting: yes\n"
                f"MWI-Message-Account: sip:1001@{self.domain}\nMWI-Voice-Message: 2/1 (0/0)"))
        told = subscription.notified()
        self.assertEqual("application/simple-message-summary", told.get("Content-Type"))
        self.assertIn("Messages-Waiting: yes\r\n", told.body)
        self.assertIn("Voice-Message: 2/1 (0/0)\r\n", told.body)
        self.then("so is another phone, which has not asked")
        unasked = other.expect("NOTIFY")
        self.assertEqual("message-summary", unasked.get("Event"))
        self.assertIn("Messages-Waiting: yes\r\n", unasked.body)
        phone.expect_nothing("NOTIFY", 0.3)
        sofia.settle()
        self.then("the next process knows")
        sofia.restart_after_crash()
        _, first = self.watch(phone, "1001", "message-summary")
        self.assertIn("Voice-Message: 2/1 (0/0)\r\n", first.body)
        self.then("the voice mail system is asked when somebody subscribes or registers")
        with sofia.event_socket() as client:
            client.subscribe("MESSAGE_QUERY")
            phone.register()
            asked = client.event("MESSAGE_QUERY")
            self.assertEqual(f"sip:1001@{self.domain}", asked["Message-Account"])

    def test_each_register_is_told_when_asked_for(self):
        for setting, probe, expected in (
            ("true", "false", ["PRESENCE_IN"] * 2), ("false", "false", ["PRESENCE_IN"]),
            ("first-only", "false", ["PRESENCE_IN"]), ("true", "true", ["PRESENCE_PROBE"] * 2),
            ("false", "true", ["PRESENCE_PROBE"]),
        ):
            with self.subTest(setting=setting, probe=probe):
                sofia = self.node(self.conf({**MANAGED, "send-presence-on-register": setting,
                                             "presence-probe-on-register": probe})).start()
                phone = self.phone("1001")
                with sofia.event_socket() as client:
                    client.subscribe("PRESENCE_IN PRESENCE_PROBE MESSAGE_QUERY")
                    for _ in range(2):
                        self.assertEqual(200, phone.register().status)
                    self.assertEqual(200, phone.register(expires=0).status)
                    told = []
                    while True:
                        event = client.next_event()
                        if event["Event-Name"] == "MESSAGE_QUERY":
                            continue
                        self.assertEqual(f"1001@{self.domain}", event["from"])
                        if event.get("status") == "Unregistered":
                            break
                        told.append(event["Event-Name"])
                    self.assertEqual(expected, told)
                phone.close()
                sofia.stop()

    def test_a_forwarded_notice_of_messages_reaches_the_phones_of_its_user(self):
        provider = self.lan.host(50)
        settings = {"apply-inbound-acl": f"{provider}/32", "multiple-registrations": "true"}
        sofia = self.node(self.conf({**settings, "forward-unsolicited-mwi-notify": "true"})).start()
        phone, = self.registered("1001")
        mobile = self.phone("1001", ip=self.lan.host(40))
        mobile.register()
        body = f"Messages-Waiting: yes\r\nMessage-Account: sip:1001@{self.domain}\r\nVoice-Message: 3/0\r\n"
        kind = [("Event", "message-summary"), ("Subscription-State", "active"),
                ("Content-Type", "application/simple-message-summary")]
        trunk = self.phone("1009", ip=provider)
        self.assertEqual(200, request(trunk, "NOTIFY", "gw+provider", kind, body).status)
        for one in (phone, mobile):
            notify = one.expect("NOTIFY")
            self.assertEqual(("message-summary", body), (notify.get("Event"), notify.body))
            one.send_response(notify, one.response(notify, 200, "OK", [], ""))
        self.then("without Message-Account it is for the user of its Request-URI")
        plain = "Messages-Waiting: no\r\n"
        self.assertEqual(200, request(trunk, "NOTIFY", "1001", kind, plain).status)
        self.assertEqual(plain, phone.expect("NOTIFY").body)
        self.then("one who is not known by his address needs a password")
        user = self.phone("1002")
        self.assertEqual(200, request(user, "NOTIFY", "1001", kind, plain).status)
        phone.expect("NOTIFY")
        stranger = self.phone("1003", password="guess")
        self.assertEqual(403, request(stranger, "NOTIFY", "1001", kind, plain).status)
        self.then("what cannot be passed on has its own status")
        for status, whom, extra, text in (
            (489, "1001", [("Event", "dialog"), *kind[1:]], plain), (489, "1001", kind[1:], plain),
            (415, "1001", [*kind[:2], ("Content-Type", "text/plain")], plain),
            (415, "1001", kind[:2], ""), (480, "1004", kind, plain), (404, "5555", kind, plain),
            (420, "1001", [*kind, ("Require", "flying")], plain),
        ):
            self.assertEqual(status, request(trunk, "NOTIFY", whom, extra, text).status, (whom, extra))
        phone.forget()
        sofia.stop()
        self.when("the profile does not say so")
        self.node(self.conf(settings)).start()
        self.then("there is no such subscription")
        self.assertEqual(481, request(trunk, "NOTIFY", "1001", kind, plain).status)

    def test_news_of_messages_have_the_call_id_of_the_register(self):
        for setting in ("true", "false"):
            with self.subTest(setting):
                sofia = self.node(self.conf({**MANAGED, "mwi-use-reg-callid": setting})).start()
                phone, = self.registered("1001")
                with sofia.event_socket() as client:
                    client.command("sendevent MESSAGE_WAITING\nMWI-Messages-Waiting: yes\n"
                                   f"MWI-Message-Account: sip:1001@{self.domain}")
                notify = phone.expect("NOTIFY")
                self.assertEqual(setting == "true", notify.call_id == phone.register_call_id)
                phone.send_response(notify, phone.response(notify, 200, "OK", [], ""))
                self.then("the next REGISTER is good")
                self.assertEqual(200, phone.register().status)
                phone.close()
                sofia.stop()

    def test_a_message_reaches_every_phone_of_the_user(self):
        sofia = self.node(self.conf({"multiple-registrations": "true"})).start()
        sender, desk = self.registered("1000", "1001")
        mobile = self.phone("1001", ip=self.lan.host(40))
        mobile.register()
        with sofia.event_socket() as client:
            client.subscribe("MESSAGE")
            body, headers = "h\u00e9llo", [("Content-Type", "text/plain;charset=utf-8"), ("Subject", "hi")]
            pending = _later(sender, "1001", headers, body)
            for phone, status in ((desk, 486), (mobile, 200)):
                message = phone.expect("MESSAGE")
                self.assertEqual(("h\u00e9llo", "hi"), (message.body, message.get("Subject")))
                self.assertIn("1000@", message.get("From"))
                phone.send_response(message, phone.response(message, status, "So", [], ""))
            self.assertEqual(200, pending().status)
            told = client.event("MESSAGE")
            self.assertEqual((f"1001@{self.domain}", "1000"), (told["to"], told["from_user"]))
        self.when("all refuse, the best of their answers comes")
        pending = _later(sender, "1001", headers, body)
        for phone, status in ((desk, 486), (mobile, 603)):
            message = phone.expect("MESSAGE")
            phone.send_response(message, phone.response(message, status, "No", [], ""))
        self.assertEqual(603, pending().status)
        self.then("who is not there is told apart from who does not exist")
        self.assertEqual(480, request(sender, "MESSAGE", "1002", headers, body).status)
        self.assertEqual(404, request(sender, "MESSAGE", "5555", headers, body).status)

    def test_clients_of_the_event_socket_send_messages(self):
        sofia = self.node().start()
        phone, = self.registered("1001")
        with sofia.event_socket() as client:
            client.command("sendevent SEND_MESSAGE\nprofile: internal\nuser: 1001\n"
                           f"host: {self.domain}\ncontent-type: text/plain\nContent-Length: 5\n\nhello")
        message = phone.expect("MESSAGE")
        self.assertEqual(("hello", "text/plain"), (message.body, message.get("Content-Type")))
        with sofia.event_socket() as client:
            client.command("sendevent NOTIFY\nprofile: internal\nevent-string: check-sync;reboot=false\n"
                           f"user: 1001\nhost: {self.domain}")
        self.assertEqual("check-sync;reboot=false", phone.expect("NOTIFY").get("Event"))

    def test_what_cannot_be_served_is_refused(self):
        sofia = self.node(self.conf({**MANAGED, "log-auth-failures": "true"})).start()
        phone, = self.registered("1001")
        for status, extra in (
            (489, [("Event", "no-such-thing")]),
            (489, [("Event", "")]),
            (400, [("Contact", "")]),
            (423, [("Expires", "5")]),
            (406, [("Accept", "text/plain")]),
            (420, [("Require", "flying")]),
        ):
            subscription = Subscription.to(phone, "1001", "dialog")
            answer = subscription.ask(extra=extra)
            self.assertEqual(status, answer.status, extra)
            if status == 489:
                self.assertIn("dialog", answer.get("Allow-Events"))
            if status == 423:
                self.assertEqual("60", answer.get("Min-Expires"))
        for status, user, extra, body in (
            (489, "1001", [("Event", "dialog"), EVENT[1]], document()),
            (400, "1001", EVENT, "<presence"),
            (400, "1001", EVENT, "<html/>"),
            (400, "1001", EVENT[:1], ""),
            (403, "1002", EVENT, document()),
            (412, "1001", [*EVENT, ("SIP-If-Match", "nonsense")], document()),
            (413, "1001", EVENT, document(note="x" * 20000)),
            (415, "1001", [EVENT[0], ("Content-Type", "text/plain")], "hello"),
            (423, "1001", [*EVENT, ("Expires", "1")], document()),
        ):
            answer = request(phone, "PUBLISH", user, extra, body)
            self.assertEqual(status, answer.status, (user, extra, body[:40]))
        self.then("what is written into a note breaks nothing")
        note = "&lt;/note&gt;&#13;&#10;Evil: yes &amp; &quot;"
        self.assertEqual(200, request(phone, "PUBLISH", "1001", EVENT, document(note=note)).status)
        subscription, first = self.watch(phone, "1001", "presence")
        self.assertNotIn("\r\nEvil", first.body)
        self.assertIn("&lt;/note&gt;", first.body)
        self.then("the node is still well")
        self.assertIn("RUNNING", sofia.api("sofia status"))

    def test_without_manage_presence_only_messages_are_told_of(self):
        self.node().start()
        phone, = self.registered("1001")
        answer = Subscription.to(phone, "1001", "dialog").ask()
        self.assertEqual((489, "message-summary"), (answer.status, answer.get("Allow-Events")))
        self.assertEqual(489, request(phone, "PUBLISH", "1001", EVENT, document()).status)
        self.assertIn("message-summary", phone.options().get("Allow-Events"))


def _later(phone, user, headers, body):
    """Sends a MESSAGE whose challenge is answered; gives what waits for its final answer."""
    import secrets

    from support.peer import is_final

    uri = f"sip:{user}@{phone.domain}"
    local, call_id = f"<{phone.aor}>;tag={secrets.token_hex(4)}", f"msg-{secrets.token_hex(6)}"

    def send(cseq, extra):
        sent = phone.request("MESSAGE", uri, local, f"<{uri}>", call_id, cseq, [*headers, *extra])
        sent.body = body
        phone.send_request(sent, phone.node)
        return sent

    first = send(1, [])
    challenge = phone.expect(lambda m: is_final(m) and m.branch == first.branch)
    value = phone.credentials(challenge.get("Proxy-Authenticate"), "MESSAGE", uri)
    second = send(2, [("Proxy-Authorization", value)])
    return lambda: phone.expect(lambda m: is_final(m) and m.branch == second.branch)


if __name__ == "__main__":
    unittest.main()
