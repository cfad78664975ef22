"""The README's tables name every parameter that works, and no test that is not there."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"`([^`]+)`")


def cells(line):
    """The cells of a row; a bar within code is written \\|."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def rows(text):
    """All rows of all tables, without headings and rules."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("|") or set(line) <= set("|- :"):
            continue
        if number + 1 < len(lines) and set(lines[number + 1]) <= set("|-: ") and lines[number + 1].startswith("|"):
            continue
        yield cells(line)


def supported():
    """Names of the parameters that docs/parameters.md calls supported, with those of gateways."""
    page = (ROOT / "docs" / "parameters.md").read_text()
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")}
    for title, part in parts.items():
        if title.endswith("supported") or title == "Gateways":
            for row in rows(part):
                if row[-1] not in ("ignored", "rejected"):
                    yield CODE.fullmatch(row[0]).group(1)


class Readme(unittest.TestCase):
    def setUp(self):
        text = (ROOT / "README.md").read_text()
        start = text.index("## What is supported")
        self.rows = list(rows(text[start : text.index("\n## ", start + 1)]))

    def test_every_supported_parameter_has_a_row_with_its_test(self):
        named = {name for row in self.rows if row[-1] for name in CODE.findall(" ".join(row[:-1]))}
        self.assertEqual([], [name for name in supported() if name not in named])

    def test_every_test_that_is_named_is_there(self):
        there = {folder.name for folder in (ROOT / "tests" / "integration").iterdir()}
        for row in self.rows:
            for name in re.findall(r"[a-z_/]{5,}\*?", CODE.sub(lambda code: code.group(1), row[-1])):
                if "/" in name:
                    known = bool(list((ROOT / "tests").glob(name.removeprefix("tests/") + "*")))
                elif name.endswith("_*"):
                    known = any(folder.startswith(name[:-1]) for folder in there)
                else:
                    known = name in there or "_" not in name
                self.assertTrue(known, f"{name} of row {row[0]}")

    def test_no_row_is_there_twice(self):
        seen = [tuple(row) for row in self.rows]
        self.assertEqual([], [row for row in seen if seen.count(row) > 1])


if __name__ == "__main__":
    unittest.main()
