"""tools/what-failed, after real runs of CTest over small programs."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

WHAT_FAILED = Path(__file__).resolve().parents[2] / "tools" / "what-failed"

GOOGLE = """\
[ RUN      ] Door.Opens
[       OK ] Door.Opens (0 ms)
[ RUN      ] Door.Closes
2026-01-01 00:00:00.000 warning app: creaks
../../door_test.cpp:75: Failure
Value of: is_closed
  Actual: false
Expected: true
2026-01-01 00:00:00.001 warning app: creaks again
../../door_test.cpp:76: Failure
Expected equality of these values:
  1
  2
the hinge

of the door
[  FAILED  ] Door.Closes (1 ms)
[  FAILED  ] 1 test, listed below:
[  FAILED  ] Door.Closes

 1 FAILED TEST
"""

STORY = """\
import unittest

class Door(unittest.TestCase):
    def test_opens(self):
        pass

    def test_closes(self):
        self.outer()

    def outer(self):
        self.inner()

    def inner(self):
        self.assertEqual("shut", "open", "the wind\\nwas strong")

    def test_locks(self):
        raise OSError("no key")

unittest.main(verbosity=2)
"""


class WhatFailed(unittest.TestCase):
    def setUp(self):
        tree = tempfile.TemporaryDirectory()
        self.addCleanup(tree.cleanup)
        self.root = Path(tree.name)
        self.tests = ""

    def program(self, name, text, properties=""):
        """A Python program that CTest runs as a test."""
        file = self.root / f"{name}.py"
        file.write_text(text)
        self.tests += f'add_test({name} "{sys.executable}" "{file}")\n'
        self.tests += f"set_tests_properties({name} PROPERTIES {properties})\n" if properties else ""

    def says(self):
        """The digest of a run, without its first line."""
        (self.root / "CTestTestfile.cmake").write_text(self.tests)
        subprocess.run(["ctest", "-j2"], cwd=self.root, capture_output=True)
        run = subprocess.run([WHAT_FAILED, self.root], capture_output=True, text=True)
        self.assertEqual(0, run.returncode, run.stderr)
        return run.stdout.split("LastTest.log\n", 1)[1]

    def writes(self, text, status=1):
        return f"import sys\nprint({text!r}, end='')\nsys.exit({status})\n"

    def test_a_failure_of_google_test_has_its_blocks_and_nothing_else(self):
        self.program("good", self.writes("[ RUN      ] Gate.Opens\n[       OK ] Gate.Opens (0 ms)\n", 0))
        self.program("unit_door", self.writes(GOOGLE))
        self.assertEqual(
            """
unit_door
  Door.Closes
    ../../door_test.cpp:75: Failure
    Value of: is_closed
      Actual: false
    Expected: true
    ../../door_test.cpp:76: Failure
    Expected equality of these values:
      1
      2
    the hinge
    of the door
""",
            self.says(),
        )

    def test_a_failure_of_unittest_has_the_end_of_its_traceback(self):
        self.program("story_door", STORY)
        said = self.says()
        self.assertIn("test_closes (__main__.Door.test_closes)", said)
        self.assertNotIn("in test_closes", said)
        self.assertIn("in outer", said)
        self.assertIn("in inner", said)
        self.assertIn("    AssertionError: 'shut' != 'open'\n", said)
        self.assertIn("    was strong\n", said)
        self.assertIn("test_locks (__main__.Door.test_locks)", said)
        self.assertIn("    OSError: no key\n", said)
        self.assertNotIn("test_opens", said)

    def test_a_test_that_did_not_end_is_named(self):
        hangs = "import time\nprint('[ RUN      ] Door.Hangs', flush=True)\ntime.sleep(60)\n"
        self.program("unit_door", hangs, "TIMEOUT 1")
        said = self.says()
        self.assertIn("  Door.Hangs\n    it began and did not end", said)

    def test_of_another_program_the_end_is_shown(self):
        self.program("odd", self.writes("".join(f"line {number}\n" for number in range(100))))
        said = self.says()
        self.assertIn("line 99\n", said)
        self.assertNotIn("line 80\n", said)

    def test_a_program_that_could_not_be_run_is_named(self):
        self.tests = 'add_test(gone "/no/such/program")\n'
        self.assertIn("gone\n", self.says())

    def test_many_failures_are_cut_but_all_are_named(self):
        blocks = "".join(
            f"[ RUN      ] Door.Nr{number}\nx.cpp:1: Failure\n" + "more\n" * 30 + f"[  FAILED  ] Door.Nr{number} (0 ms)\n"
            for number in range(30))
        self.program("unit_door", self.writes(blocks))
        said = self.says()
        for number in range(30):
            self.assertIn(f"Door.Nr{number}", said)
        self.assertLess(len(said.splitlines()), 60)

    def test_without_a_run_it_says_so(self):
        run = subprocess.run([WHAT_FAILED, self.root], capture_output=True, text=True)
        self.assertEqual(1, run.returncode)
        self.assertIn("CTest has not run", run.stderr)


if __name__ == "__main__":
    unittest.main()
