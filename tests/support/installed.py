"""Runs programs where the product is installed as its package would, which this machine itself never sees."""

import os
import subprocess
from pathlib import Path

HA = Path(__file__).resolve().parents[2] / "ha"
# The folder's usr and etc are laid over those of this machine, in a namespace that ends with the program.
ENTER = """
set -e
hostname east
mount -t overlay -o lowerdir="$1/usr:/usr" overlay /usr
mount -t overlay -o lowerdir="$1/etc:/etc" overlay /etc
shift
exec "$@"
"""
POSSIBLE = os.geteuid() == 0
WHY_NOT = "only root may lay the product over /usr, in a namespace"


class Installed:
    """ha/install --programs --units, below `directory`; the host is called east."""

    def __init__(self, directory: Path, environment: "dict[str, str] | None" = None) -> None:
        self.root = directory / "installed"
        self._environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(directory), **(environment or {})}
        programs = ("--programs", os.environ["SOFIA_BIN"], "--units")
        install = {"DESTDIR": str(self.root), "PATH": os.environ["PATH"]}
        subprocess.run([HA / "install", *programs], env=install, check=True, capture_output=True)

    def run(self, *words: object) -> subprocess.CompletedProcess:
        """A program with its status and output (stderr included)."""
        namespaces = ["unshare", "--uts", "--mount", "--propagation", "private"]
        command = [*namespaces, "sh", "-c", ENTER, "sh", str(self.root), *map(str, words)]
        return subprocess.run(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def output(self, *words: object) -> str:
        """What a program prints that must succeed."""
        done = self.run(*words)
        assert done.returncode == 0, f"{words}: {done.stdout}"
        return done.stdout
