"""What passes a cable is read as it is, and a message that should not be is explained."""

import socket
import unittest

from support.cluster.wire import OnWire, changes_of_speaker, explained, owned_twice, sip_in

PAIR, PHONE = "10.77.0.200", "10.77.0.40"


def frame(source, destination, text, protocol=17):
    """An Ethernet frame around a SIP message over UDP (or TCP)."""
    ends = socket.inet_aton(source) + socket.inet_aton(destination)
    packet = b"\x45" + bytes(8) + bytes([protocol]) + bytes(2) + ends
    transport = bytes(8) if protocol == 17 else bytes(12) + b"\x50" + bytes(7)
    return bytes(12) + b"\x08\x00" + packet + transport + text.encode()


INFO = "INFO sip:a SIP/2.0\r\nVia: v\r\nCall-ID: one\r\nX-Not-CSeq: 9\r\nCSeq: 2 INFO\r\n\r\nCSeq: 3"


def on_wire(time, sent, first_line, call_id="one", cseq="2 INFO", machine="a"):
    return OnWire(time, machine, sent, first_line, call_id, cseq)


class Wire(unittest.TestCase):
    def test_a_message_is_read_in_both_directions(self):
        read = ("INFO sip:a SIP/2.0", "one", "2 INFO")
        for protocol in (17, 6):
            self.assertEqual(read, sip_in(frame(PHONE, PAIR, INFO, protocol), PAIR, sent=False))
            self.assertEqual(read, sip_in(frame(PAIR, PHONE, INFO, protocol), PAIR, sent=True))

    def test_what_is_not_sip_or_not_the_pairs_is_passed_over(self):
        self.assertIsNone(sip_in(frame(PHONE, PAIR, INFO), PAIR, sent=True))
        self.assertIsNone(sip_in(frame(PAIR, PHONE, INFO), PAIR, sent=False))
        self.assertIsNone(sip_in(frame(PHONE, PAIR, "\r\n\r\n"), PAIR, sent=False))

    def test_an_answer_is_explained_by_every_arrival_of_its_request(self):
        wire = [
            on_wire(1, False, "INFO sip:a SIP/2.0"),
            on_wire(1.5, False, "INFO sip:a SIP/2.0", cseq="3 INFO"),
            on_wire(2, False, "INFO sip:a SIP/2.0"),
            on_wire(2, False, "INFO sip:a SIP/2.0", machine="b"),
            on_wire(4, False, "INFO sip:a SIP/2.0"),
        ]
        answer = on_wire(3, True, "SIP/2.0 200 OK")
        self.assertEqual(
            "SIP/2.0 200 OK (2 INFO, one) at thaw +500.0 ms: answers INFO sip:a SIP/2.0 of thaw -1500.0 ms; "
            "INFO sip:a SIP/2.0 of thaw -500.0 ms",
            explained(answer, wire, {"thaw": 2.5}),
        )
        self.assertIn("answers nothing that was seen", explained(answer, [], {"thaw": 2.5}))

    def test_a_request_is_new_or_a_repetition(self):
        first, again = on_wire(1, True, "INFO sip:b SIP/2.0"), on_wire(3, True, "INFO sip:b SIP/2.0")
        self.assertIn("repeats INFO sip:b SIP/2.0 of thaw -1500.0 ms", explained(again, [first, again], {"thaw": 2.5}))
        self.assertIn("a new request", explained(first, [first, again], {"thaw": 2.5}))

    def test_a_call_is_owned_twice_when_its_first_owner_speaks_again(self):
        said = [on_wire(number, True, "SIP/2.0 200 OK", machine=name) for number, name in enumerate("aabba")]
        self.assertEqual([], owned_twice(said[:4]))
        self.assertEqual(["one"], owned_twice(said))
        self.assertEqual([], owned_twice(said, moves=(4,)))

    def test_what_passed_at_a_change_of_speaker_is_shown_and_no_more(self):
        wire = [on_wire(number, True, f"INFO {number}", machine=name) for number, name in enumerate("aaaabbbbb")]
        shown = changes_of_speaker(wire, around=2)
        self.assertEqual(["INFO 2", "INFO 3", "INFO 4", "INFO 5"], [line.split(" (")[0][-6:] for line in shown.split("\n")])


if __name__ == "__main__":
    unittest.main()
