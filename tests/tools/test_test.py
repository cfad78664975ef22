"""tools/test --sanitize, with stand-ins for cmake and ctest."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Where the sanitizers of a program write their report, as they find it themselves.
REPORT = """#!/bin/bash
printf '%s\\n' "$@" > ctest.arguments
file=$(sed -n 's/.*log_path=\\([^:]*\\).*/\\1/p' <<< "$OPTIONS_OF_IT").4711
OUTPUT
"""


class Sanitize(unittest.TestCase):
    def setUp(self) -> None:
        self.clone = Path(tempfile.mkdtemp(prefix="sofia-tools-test-"))
        self.addCleanup(shutil.rmtree, self.clone)
        (self.clone / "tools").mkdir()
        for tool in ("test", "what-failed"):
            shutil.copy(ROOT / "tools" / tool, self.clone / "tools")

    def run_tests(self, *arguments: str, variable: str = "ASAN_OPTIONS", output: str = "exit 0"):
        programs = self.clone / "programs"
        programs.mkdir(exist_ok=True)
        ctest = REPORT.replace("OPTIONS_OF_IT", variable).replace("OUTPUT", output)
        for name, text in (("cmake", "#!/bin/bash\n"), ("ctest", ctest)):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        return subprocess.run(
            [self.clone / "tools" / "test", "--no-install", *arguments],
            env=environment, capture_output=True, text=True,
        )

    def test_is_green_when_nothing_is_reported(self) -> None:
        ran = self.run_tests("--sanitize", "asan")
        self.assertEqual(0, ran.returncode, ran.stderr)
        self.assertIn("0 report(s)", ran.stdout)

    def test_a_report_of_any_sanitizer_fails_a_run_whose_tests_passed(self) -> None:
        for kind, variable in (("asan", "ASAN_OPTIONS"), ("asan", "UBSAN_OPTIONS"), ("tsan", "TSAN_OPTIONS")):
            with self.subTest(variable):
                ran = self.run_tests(
                    "--sanitize", kind, variable=variable, output='echo "WARNING: it is broken" > "$file"'
                )
                self.assertEqual(1, ran.returncode)
                self.assertIn("WARNING: it is broken", ran.stdout)
                self.assertIn("1 report(s)", ran.stdout)

    def test_a_report_of_an_earlier_run_is_not_this_ones(self) -> None:
        self.run_tests("--sanitize", "asan", output='echo "WARNING: it is broken" > "$file"')
        self.assertEqual(0, self.run_tests("--sanitize", "asan").returncode)

    def test_a_test_that_fails_without_a_report_fails_the_run(self) -> None:
        self.assertEqual(8, self.run_tests("--sanitize", "asan", output="exit 8").returncode)

    def test_clusters_and_load_are_left_out(self) -> None:
        self.run_tests("--sanitize", "tsan")
        arguments = (self.clone / "ctest.arguments").read_text().split()
        self.assertEqual(["--preset", "tsan"], arguments[:2])
        self.assertEqual(["-LE", "cluster", "-E", "under_load"], arguments[-4:])

    def test_other_names_are_refused(self) -> None:
        self.assertEqual(2, self.run_tests("--sanitize", "release").returncode)


if __name__ == "__main__":
    unittest.main()
