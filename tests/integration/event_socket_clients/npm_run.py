"""The npm tests of this folder as a process, in a directory of their own."""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
NPM = shutil.which("npm")


def install(folder):
    """Copies the tests to `folder` and fetches the clients that package-lock.json names."""
    for file in [HERE / "package.json", HERE / "package-lock.json", *HERE.glob("*.mjs")]:
        shutil.copy(file, folder)
    done = start(folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    output, _ = done.communicate(timeout=180)
    assert done.returncode == 0, output


def start(folder, *words, **variables):
    """Runs npm there; the caller waits for its end."""
    return subprocess.Popen([NPM, *words], cwd=folder, env={**os.environ, **variables},
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
