"""The files of the configuration lie on a disk that gives them late, or never."""

import errno
import os
import signal
import time
import unittest

from support.calls import CallStory
from support.wait import until

INCLUDE = '<X-PRE-PROCESS cmd="include" data="slow.xml"/>'


class SlowFiles(CallStory):
    """A pipe stands for the disk: who opens or reads it waits until somebody has written."""

    def setUp(self):
        super().setUp()
        conf = self.sofia.directory / "conf"
        root = conf / "freeswitch.xml"
        first, rest = root.read_text().split('<document type="freeswitch/xml">', 1)
        root.write_text(f'{first}<document type="freeswitch/xml">{INCLUDE}{rest}')
        self.pipe = conf / "slow.xml"
        os.mkfifo(self.pipe)
        self.client = self.sofia.event_socket()
        self.addCleanup(self.client.close)
        self.client.subscribe("BACKGROUND_JOB")

    def ask(self, *commands: str) -> None:
        """Somebody says these commands, one after the other, without waiting for the replies."""
        for command in commands:
            self.client.bgapi(command)

    def assert_replies(self, *replies: str) -> None:
        """These come next, in this order."""
        self.assertEqual(list(replies),
                         [self.client.event("BACKGROUND_JOB")["_body"].strip() for _ in replies])

    def assert_no_reply(self) -> None:
        with self.assertRaises(AssertionError):
            self.client.next_event(0.2)

    def opened(self):
        """The pipe's other end, when the node has it open and waits for what comes."""
        try:
            return os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            return None

    def read_begins(self) -> int:
        return until(self.opened, 5, "the node reads the file")

    def give(self, disk: int, text: str = "<!-- nothing -->") -> None:
        """The disk gives the file; who opens it after that waits again."""
        another = self.pipe.with_name("another")
        os.mkfifo(another)
        another.rename(self.pipe)
        os.write(disk, text.encode())
        os.close(disk)

    def give_all(self, disk: int) -> None:
        """What one read wants: it goes through the files once for itself, and once as other machines do."""
        self.give(disk)
        self.give(self.read_begins())

    def assert_served(self):
        """SIP is answered as fast as ever, and so are commands that need no file."""
        began = time.monotonic()
        self.assertEqual(200, self.a.options().status)
        self.hang_up(*self.talking())
        self.assertIn("RUNNING", self.sofia.api("sofia status"))
        self.assertLess(time.monotonic() - began, 5)

    def test_calls_go_on_while_the_files_are_read(self):
        self.when("the disk gives nothing, and an operator says reloadxml")
        self.ask("reloadxml")
        disk = self.read_begins()
        self.then("SIP is served")
        self.assert_served()
        self.when("others want the files read meanwhile")
        self.ask("reloadacl", "sofia profile internal rescan reloadxml", "sofia profile internal startgw _all_")
        self.assert_served()
        self.assert_no_reply()
        self.when("the disk gives the file")
        self.give_all(disk)
        self.then("the first one has an answer, and the others share one read after that")
        self.assert_replies("+OK [Success]")
        disk = self.read_begins()
        self.assert_served()
        self.assert_no_reply()
        self.give_all(disk)
        self.assert_replies("+OK acl reloaded", "Reload XML [Success]\n+OK scan complete", "Reload XML [Success]")
        self.assertIsNone(self.opened(), "nobody reads once more")
        self.assert_served()

    def test_what_is_wrong_in_a_slow_file_is_said_when_it_has_come(self):
        self.ask("sofia profile restart all")
        self.give(self.read_begins(), "<a></b>")
        reply = self.client.event("BACKGROUND_JOB")["_body"]
        self.assertRegex(reply, r"^Reload XML \[.*slow\.xml:1: .*\]\n-ERR no profile restarted")
        self.when("the process gets SIGHUP")
        self.sofia.process.send(signal.SIGHUP)
        disk = self.read_begins()
        self.assert_served()
        self.give(disk, "<a></b>")
        until(lambda: "reload refused, the old configuration stays: " in self.sofia.log(), 5, "the log says why")
        self.assert_served()

    def test_the_end_does_not_wait_for_a_disk_that_hangs(self):
        self.ask("reloadxml")
        disk = self.read_begins()
        began = time.monotonic()
        self.assertEqual(0, self.sofia.stop(within=5))
        self.assertLess(time.monotonic() - began, 3)
        self.assertIn("the node ends without it", self.sofia.log())
        os.close(disk)


if __name__ == "__main__":
    unittest.main()
