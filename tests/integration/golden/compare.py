"""Holds a transcript of the other system against the shapes: every command in it must be known here
and have its shape.

    python3 tests/integration/golden/compare.py TRANSCRIPT [USER] [DOMAIN]

A transcript has a line `===== fs_cli -x "COMMAND"` before each answer, and the answer as fs_cli
prints it: with one line end more than was sent. An empty line closes it.
"""

import re
import sys
from pathlib import Path

from samples import ALL
from shape import differences

ANSWER = re.compile(r'^===== fs_cli -x "(.*?)".*\n((?:(?!===== (?:fs_cli|psql|log)|--- ).*\n)*)', re.M)


def compare(text: str, user: str, domain: str) -> list[str]:
    """What differs, each with its command."""
    shapes: dict[str, list] = {}
    for sample in ALL:
        shapes.setdefault(sample.command.format(user=user, domain=domain), []).append(sample.shape)
    found = []
    for command, printed in ANSWER.findall(text):
        answer = printed[:-2]
        tried = [differences(shape, answer) for shape in shapes.get(command, ())]
        if not tried:
            found.append(f"{command}: no shape is known")
        elif all(tried):
            found.append(f"{command}: {tried[0]}")
    return found


if __name__ == "__main__":
    path, user, domain = [*sys.argv[1:], *("", "u1", "127.0.0.10")[len(sys.argv) - 1:]]
    wrong = compare(Path(path).read_text(), user, domain)
    print("\n".join(wrong) or "every answer has its shape")
    sys.exit(bool(wrong))
