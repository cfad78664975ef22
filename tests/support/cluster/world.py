"""Runs a program inside a world of its own: new process, mount and network namespaces.

    python3 -m support.cluster.world <folder of a story> | -- <program> [arguments]

The program is process 1 of the world. When it ends, by itself or by SIGKILL (its own or that of this
command), the kernel ends every process of the world and takes its networks and mounts away.
"""

import os
import shutil
import subprocess
import sys
from typing import Optional

INSIDE = "SOFIA_WORLD"
# What CTest takes for "skipped".
SKIPPED = 77
PROGRAMS = ("unshare", "nsenter", "ip", "mount", "corosync", "pacemakerd", "crm_mon", "crm_resource")
ENTER = (
    "unshare", "--mount", "--net", "--pid", "--fork", "--kill-child",
    "--mount-proc", "--propagation", "private",
)  # fmt: skip
# What a machine does to its network and its files, tried once before a story relies on it.
TRIAL = """
set -e
ip link add br-trial type bridge
ip link add trial-0 type veth peer name trial-1
mount -t tmpfs tmpfs /mnt
mkdir /mnt/over
mount -t overlay -o lowerdir=/mnt/over:/usr/sbin overlay /usr/sbin
"""


def inside() -> bool:
    """Whether this process runs in a world."""
    return INSIDE in os.environ


def why_not() -> Optional[str]:
    """Why no world can be made on this machine; None when it can."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.geteuid() != 0:
        return "only root may make namespaces with networks and file systems"
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (tools/install-deps)"
    trial = subprocess.run([*ENTER, "sh", "-c", TRIAL], capture_output=True, text=True)
    if trial.returncode != 0:
        return f"the kernel refuses what a machine needs: {trial.stderr.strip()}"
    return None


def enter(command: list[str]) -> None:
    """Replaces this process by `command` in a new world."""
    sys.stdout.flush()
    os.execvpe(ENTER[0], [*ENTER, *command], {**os.environ, INSIDE: "1"})


def main(arguments: list[str]) -> int:
    if not arguments or (arguments[0] == "--" and len(arguments) < 2):
        print(__doc__)
        return 2
    reason = why_not()
    if reason:
        line = "*" * 78
        print(f"{line}\n*** SKIPPED: THIS MACHINE CANNOT RUN CLUSTER STORIES\n*** {reason}\n{line}")
        return SKIPPED
    if arguments[0] == "--":
        enter(arguments[1:])
    folder = arguments[0]
    enter([sys.executable, "-m", "unittest", "discover", "-v", "-s", folder, "-t", folder])
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
