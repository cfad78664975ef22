"""baresip and linphonec as the node's phones: they call, are called, hold, transfer, hang up."""

import json
import shutil
import time
import unittest

from support.baresip import Baresip
from support.certificates import Authority
from support.linphone import Linphone
from support.story import Story
from support.wait import until


# Seconds that a program may take to start and register, on a machine that has other work.
STARTS = 30


class Phones(Story):
    limit = 120

    def begin(self, first: str, second: str):
        """A node, baresip as user 1000 over the one transport, linphonec as 1001 over the other."""
        self.authority = Authority(self.directory / "authority")
        self.sofia = self.node(self.conf(self.tls_settings())).start()
        self.b = self.program(Baresip, "1000", first)
        self.l = self.program(Linphone, "1001", second)
        for phone, transport in ((self.b, first), (self.l, second)):
            until(lambda: f",{transport}," in self.row(phone), STARTS, f"{phone.user} is registered")

    def tls_settings(self):
        certificates = self.directory / "certificates"
        certificates.mkdir()
        shutil.copy(self.authority.root, certificates / "cafile.pem")
        (certificates / "agent.pem").write_text(self.authority.issue("node", self.domain))
        return {"tls": "true", "tls-cert-dir": str(certificates)}

    def program(self, kind, user, transport):
        ip = self.lan.host(self.FIRST_PHONE + int(user[-2:]))
        phone = kind(self.directory, user, self.domain, ip, transport, self.authority.root)
        self.addCleanup(phone.close)
        return phone

    def row(self, phone):
        rows = self.sofia.api("show registrations").splitlines()
        return next((row for row in rows if row.startswith(phone.user)), "")

    def states(self):
        """What the node says of every leg."""
        rows = json.loads(self.sofia.api("show channels as json")).get("rows", [])
        return sorted(row["callstate"] for row in rows)

    def until_states(self, *states):
        """Waits for them, and a moment longer, as people do: a re-INVITE that crosses the ACK of
        the one before gets 491, and these phones either try again after seconds or not at all."""
        until(lambda: self.states() == sorted(states), 5, f"the legs are {states}")
        time.sleep(0.15)

    def ring(self, caller, callee):
        caller.call(callee.user)
        callee.rings()
        caller.hears_ringing()

    def connect(self, caller, callee):
        self.ring(caller, callee)
        callee.answer()
        callee.talks()
        caller.talks()
        self.until_states("ACTIVE", "ACTIVE")

    def over(self, *phones):
        for phone in phones:
            phone.ended()
        until(lambda: self.sofia.calls() == 0, 3, "no call is left")

    def each_way(self, what):
        for caller, callee in ((self.b, self.l), (self.l, self.b)):
            self.when(f"{caller.user} calls, {callee.user} {what}")
            yield caller, callee

    def use_the_telephone(self):
        for caller, callee in self.each_way("answers and hangs up"):
            self.connect(caller, callee)
            callee.hang_up()
            self.over(caller, callee)
        for caller, callee in self.each_way("refuses, and the next time is not waited for"):
            self.ring(caller, callee)
            callee.hang_up()
            self.over(caller, callee)
            self.ring(caller, callee)
            caller.hang_up()
            self.over(caller, callee)
        for caller, callee in self.each_way("holds and resumes, both hold, the caller hangs up"):
            self.connect(caller, callee)
            callee.hold()
            self.until_states("ACTIVE", "HELD")
            caller.hold()
            self.until_states("HELD", "HELD")
            callee.resume()
            self.until_states("ACTIVE", "HELD")
            caller.resume()
            self.until_states("ACTIVE", "ACTIVE")
            caller.hang_up()
            self.over(caller, callee)

    def transfer(self, transport):
        third = self.program(Baresip, "1002", transport)
        third.registered()
        for caller, callee in self.each_way("transfers it to 1002"):
            self.connect(caller, callee)
            callee.transfer(third.user)
            third.rings()
            third.answer()
            third.talks()
            callee.ended()
            self.until_states("ACTIVE", "ACTIVE")
            third.hang_up()
            self.over(third, caller)

    def transfer_attended(self, transport):
        """By linphonec to another one; baresip can not be a target, it knows no Replaces."""
        third = self.program(Linphone, "1003", transport)
        until(lambda: self.row(third), STARTS, "1003 is registered")
        self.connect(self.b, self.l)
        self.l.hold()
        self.ring(self.l, third)
        third.answer()
        third.talks()
        self.l.talks()
        self.l.transfer_to_the_other()
        self.l.ended()
        self.l.ended()
        self.until_states("ACTIVE", "ACTIVE")
        self.b.hang_up()
        self.over(self.b, third)

    def crash_and_recover(self):
        """Whoever talks goes on talking. The last step: over TCP, linphonec's Contact is the
        connection that it has lost, and it registers again when it pleases."""
        self.connect(self.b, self.l)
        self.when("the node is killed and started again")
        self.sofia.restart_after_crash()
        self.assertEqual("Recovered 1 call(s)\n", self.sofia.api("sofia recover"))
        self.until_states("ACTIVE", "ACTIVE")
        for phone in (self.l, self.b):
            phone.hold()
            self.until_states("ACTIVE", "HELD")
            phone.resume()
            self.until_states("ACTIVE", "ACTIVE")
        self.l.hang_up()
        self.over(self.b, self.l)

    def test_over_udp(self):
        self.begin("udp", "udp")
        self.use_the_telephone()
        self.transfer("udp")
        self.transfer_attended("udp")
        self.crash_and_recover()

    def test_over_tcp(self):
        self.begin("tcp", "tcp")
        self.use_the_telephone()
        self.transfer("tcp")
        self.transfer_attended("tcp")
        self.crash_and_recover()

    def test_over_tls(self):
        self.begin("tls", "tls")
        self.use_the_telephone()
        self.transfer("tls")
        self.transfer_attended("tls")

    def test_each_over_another(self):
        self.begin("tls", "udp")
        self.use_the_telephone()
        self.transfer("tcp")


if __name__ == "__main__":
    unittest.main()
