"""PostgreSQL's primary dies under Patroni."""

import os
import time
import unittest

from support.patroni import MISSING, Patroni
from support.story import Story
from support.wait import until


@unittest.skipUnless(os.environ.get("SOFIA_STORY_FULL") == "1", "only with SOFIA_STORY_FULL=1: it takes a minute")
@unittest.skipIf(MISSING, f"not installed: {', '.join(MISSING)}")
class UnderPatroni(Story):
    limit = 280

    def registers(self):
        try:
            return self.other.register(within=2).status == 200
        except AssertionError:
            return False

    def test_the_node_goes_on_with_the_new_primary(self):
        ips = [self.lan.host(number) for number in (31, 32, 33)]
        patroni = Patroni(ips)
        self.addCleanup(patroni.close)
        patroni.start(1)
        patroni.start(2)
        old = patroni.wait_until_complete()
        new = "db2" if old == "db1" else "db1"
        self.given(f"{old} is the primary, {new} its synchronous standby")
        patroni.query(old, "CREATE ROLE sofia LOGIN PASSWORD 'secret'")
        patroni.query(old, "CREATE DATABASE sofia OWNER sofia")
        places = f"sofia:secret@{ips[0]},{ips[1]}"
        dsn = f"postgresql://{places}/sofia?target_session_attrs=read-write&connect_timeout=2"
        node = self.node(db=dsn).start()
        a, b = self.registered("1000", "1001")
        self.other = self.phone("1002")
        out = a.dial("1001")
        into = b.incoming()
        into.answer()
        out.answered()
        into.expect("ACK")
        node.settle()

        self.when("the machine of the primary is gone")
        at = time.time()
        patroni.power_off(old)
        out.send("INFO")
        into.reply(into.expect("INFO"), 200)
        out.wait(200)
        self.then(f"the call goes on, {time.time() - at:.2f} s later")
        until(lambda: patroni.primary() == new, 30, f"{new} is the primary")
        promoted = time.time()
        self.then(f"{new} is the primary, {promoted - at:.2f} s later")
        until(self.registers, 10, "registrations are accepted")
        self.then(f"registrations are accepted, {time.time() - promoted:.2f} s after that")

        node.kill9()
        node.start(within=20)
        self.assertEqual("Recovered 1 call(s)", node.api("sofia recover").splitlines()[0])
        out.send("BYE")
        into.hung_up()
        out.wait(200)
        self.then("a node that was killed has the call, which the dead primary had committed")
        patroni.start(int(old.removeprefix("db")))
        self.assertEqual(new, patroni.wait_until_complete())
        self.then(f"{old} follows {new}")


if __name__ == "__main__":
    unittest.main()
