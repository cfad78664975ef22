"""Texts of which only the shape is known: what a script that cuts them into pieces relies on.

A shape is a text in which `%kind%` stands for a value, `%kind:>25%` for a value right-aligned in 25
columns. Rows() is any number of rows of several kinds, in any order.
"""

import re
from dataclasses import dataclass
from typing import Union

KINDS = {
    "int": r"\d+",
    "decimal": r"\d+\.\d\d",
    "word": r"[^\s,|<>]+",
    "text": r"[^\n\t]*",
    "value": r"[^\n,]*",
    "date": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "uri": r"sips?:[^\s,|<>]+",
    "state": r"[A-Z_]+",
    "retry": r"(?: \(retry: (?:\d+s|NEVER)\))?",
}
_PLACE = re.compile(r"%([a-z]+)(?::>(\d+))?%")


@dataclass(frozen=True)
class Rows:
    """Any number of these."""

    kinds: tuple[str, ...]


def rows(*kinds: str) -> Rows:
    return Rows(kinds)


Part = Union[str, Rows]
Shape = tuple[Part, ...]


def differences(shape: Shape, text: str) -> str:
    """Empty when `text` has the shape; else where it stops having it."""
    if re.fullmatch("".join(map(_regex, shape)), text):
        return ""
    lines = [line for part in shape for line in _lines(part)]
    for kept in range(len(lines), -1, -1):
        found = re.match("".join(map(_regex, lines[:kept])), text)
        if found and (kept == len(lines) or found.end() == 0 or text[found.end() - 1] == "\n"):
            break
    wanted = lines[kept] if kept < len(lines) else "its end"
    rest = text[found.end():] if found else text
    return f"after {kept} parts there should be\n{wanted!r}\nand there is\n{rest[:300]!r}"


def _lines(part: Part) -> list[Part]:
    return [part] if isinstance(part, Rows) else list(part.splitlines(keepends=True))


def _regex(part: Part) -> str:
    if isinstance(part, Rows):
        return "(?:" + "|".join(map(_regex, part.kinds)) + ")*"
    result, end = "", 0
    for place in _PLACE.finditer(part):
        kind, width = KINDS[place[1]], place[2]
        result += re.escape(part[end:place.start()])
        result += rf"(?:(?=[^\t\n]{{{width}}}(?:\t|\n))|(?=\S{{{width},}})) *{kind}" if width else kind
        end = place.end()
    return result + re.escape(part[end:])
