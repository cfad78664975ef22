"""The private PostgreSQL server."""

import subprocess
import unittest

from support.story import Story


class PostgresServer(Story):
    def test_it_freezes_thaws_crashes_and_keeps_what_was_committed(self):
        server = self.postgres()
        dsn = server.create("story")
        server.query("story", "CREATE TABLE said(word text); INSERT INTO said VALUES ('hello')")
        server.freeze()
        ask = ["psql", "-X", "-A", "-t", "-d", dsn, "-c", "SELECT word FROM said"]
        with self.assertRaises(subprocess.TimeoutExpired):
            subprocess.run(ask, timeout=1, capture_output=True)
        server.thaw()
        self.assertEqual([["hello"]], server.query("story", "SELECT word FROM said"))
        server.crash()
        server.start()
        self.assertEqual([["hello"]], server.query("story", "SELECT word FROM said"))
        server.restart()
        self.assertEqual([["hello"]], server.query("story", "SELECT word FROM said"))

    def test_a_stopped_server_refuses_connections(self):
        server = self.postgres()
        server.stop()
        with self.assertRaisesRegex(AssertionError, "refused"):
            server.query("postgres", "SELECT 1")


if __name__ == "__main__":
    unittest.main()
