"""tools/check-floors, tried on small trees."""

import subprocess
import tempfile
import unittest
from pathlib import Path

CHECK_FLOORS = Path(__file__).resolve().parents[2] / "tools" / "check-floors"


class CheckFloors(unittest.TestCase):
    def setUp(self):
        tree = tempfile.TemporaryDirectory()
        self.addCleanup(tree.cleanup)
        self.root = Path(tree.name)
        for top in ("node", "tests", "tools"):
            (self.root / top).mkdir()

    def write(self, path, *lines):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n")

    def check(self):
        run = subprocess.run([CHECK_FLOORS, self.root], capture_output=True, text=True)
        return run.returncode, run.stdout

    def assert_clean(self):
        self.assertEqual((0, "check-floors: 0 finding(s)\n"), self.check())

    def assert_finding(self, where, what):
        status, output = self.check()
        self.assertEqual(1, status)
        self.assertIn(f"{where}: {what}", output)
        self.assertIn("check-floors: 1 finding(s)", output)

    def test_a_lower_floor_may_be_included(self):
        self.write("node/call/leg.cpp", '#include "sip/endpoint.hpp"', '#include "base/log.hpp"')
        self.assert_clean()

    def test_a_higher_floor_may_not_be_included(self):
        self.write("node/base/log.cpp", "", '#include "call/leg.hpp"')
        self.assert_finding("node/base/log.cpp:2", "base (floor 0) includes call (floor 3): upward")

    def test_folders_of_one_floor_do_not_know_each_other(self):
        self.write("node/watchdog/health.cpp", '#include "cluster/lease.hpp"')
        self.assert_finding(
            "node/watchdog/health.cpp:1", "watchdog (floor 3) includes cluster (floor 3): sideways"
        )

    def test_recovery_may_include_call_but_not_the_other_way_round(self):
        self.write("node/recovery/plan.cpp", '#include "call/leg.hpp"')
        self.assert_clean()
        self.write("node/call/leg.cpp", '#include "recovery/plan.hpp"')
        self.assert_finding("node/call/leg.cpp:1", "call (floor 3) includes recovery (floor 3): sideways")

    def test_a_room_may_be_included_by_itself_and_by_app(self):
        self.write("node/store/sqlite/session.cpp", '#include "store/sqlite/session.hpp"')
        self.write("node/app/stores.cpp", '#include "store/sqlite/session.hpp"')
        self.assert_clean()

    def test_a_room_may_not_be_included_by_its_own_doorway(self):
        self.write("node/store/worker.cpp", '#include "store/sqlite/session.hpp"')
        self.assert_finding("node/store/worker.cpp:1", "store includes the room store/sqlite")

    def test_a_library_stays_in_its_room(self):
        self.write("node/sip/sofia/loop.cpp", "#include <sofia-sip/su.h>")
        self.assert_clean()
        self.write("node/call/leg.cpp", "#include <sofia-sip/nta.h>")
        self.assert_finding("node/call/leg.cpp:1", "<sofia-sip/nta.h> outside of sip/sofia")

    def test_quotes_do_not_hide_a_library(self):
        self.write("node/call/leg.cpp", '#include "sofia-sip/nta.h"')
        self.assert_finding("node/call/leg.cpp:1", "<sofia-sip/nta.h> outside of sip/sofia")

    def test_an_include_names_its_folder(self):
        self.write("node/call/leg.cpp", '#include "leg.hpp"')
        self.assert_finding("node/call/leg.cpp:1", '"leg.hpp" does not name its folder')

    def test_an_unknown_folder_is_a_finding(self):
        self.write("node/utils/text.hpp", "#pragma once")
        self.assert_finding("node/utils/text.hpp:1", "utils has no floor")

    def test_a_commented_include_does_not_count(self):
        self.write("node/base/log.cpp", '// #include "call/leg.hpp"')
        self.assert_clean()

    def test_a_file_of_400_lines_is_allowed_and_one_more_is_not(self):
        self.write("tests/unit/call/leg_test.cpp", *["//"] * 400)
        self.assert_clean()
        self.write("tests/unit/call/leg_test.cpp", *["//"] * 401)
        self.assert_finding("tests/unit/call/leg_test.cpp:401", "401 lines, the limit is 400")


if __name__ == "__main__":
    unittest.main()
