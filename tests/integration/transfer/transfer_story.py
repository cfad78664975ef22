"""What the stories of REFER and Replaces share: three phones."""

from support import sdp
from support.calls import CallStory


class TransferStory(CallStory):
    def setUp(self):
        super().setUp()
        (self.c,) = self.registered("1002")

    def refer(self, call, to):
        """REFER of one side; gives it when it has its 202."""
        sent = call.send("REFER", "", [("Contact", call.phone.contact), ("Refer-To", to)])
        self.assertTrue(call.wait(202).get("Contact"))
        return sent

    def to_carol(self):
        return f"<sip:1002@{self.domain}>"

    def notified(self, call, status, within=5):
        """The next NOTIFY of a transferor, which is of this status."""
        notify = call.expect("NOTIFY", within)
        call.reply(notify, 200)
        self.assertIn(f"SIP/2.0 {status}", notify.body)
        return notify

    def reconnected(self, party, body_of):
        """The party is offered what its new partner described, under the origin that it knows."""
        offer = party.expect("INVITE")
        self.assertIn(f"c=IN IP4 {body_of.ip}", offer.body)
        party.reply(offer, 200, sdp.offer(party.phone.ip, version=9))
        party.expect("ACK")
        return offer

    def crash(self):
        self.when("the node is killed, started again and told to recover")
        self.sofia.restart_after_crash()
        self.assertIn("Recovered 1 call", self.sofia.api("sofia recover"))
