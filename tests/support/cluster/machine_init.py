"""Process 1 of a machine: file systems, then its services, then collecting orphans.

    python3 -m support.cluster.machine_init <name> <directory> cluster|keepalived

`<directory>` is the machine's disk: log, hosts, hostname; for `cluster`, which is Corosync, then Pacemaker,
also etc-corosync, lib-pacemaker, lib-corosync and `environment` with settings of Pacemaker; for `keepalived`,
which is the node's unit and keepalived, `etc`, which is laid over /etc. `installed/usr` beside it is laid over /usr.
"""

import os
import pwd
import resource
import subprocess
import sys
import time
from pathlib import Path

RUN_FOLDERS = ("lock", "crm", "pacemaker", "resource-agents", "heartbeat")
CLUSTER_ACCOUNT = "hacluster"


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def file_systems(name: str, disk: Path) -> None:
    """What belongs to the machine alone, over what it shares with the one it runs on."""
    subprocess.run(["hostname", name], check=True)
    mount("-t", "sysfs", "sysfs", "/sys")
    # Pacemaker's panic writes there, which would end the real machine.
    if os.path.exists("/proc/sysrq-trigger"):
        mount("--bind", "/dev/null", "/proc/sysrq-trigger")
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", "/dev/shm")
    if (disk / "etc").exists():
        mount("-t", "overlay", "-o", f"lowerdir={disk / 'etc'}:/etc", "overlay", "/etc")
    for part, place in (
        ("lib-pacemaker", "/var/lib/pacemaker"),
        ("lib-corosync", "/var/lib/corosync"),
        ("etc-corosync", "/etc/corosync"),
        ("log", "/var/log"),
        ("hostname", "/etc/hostname"),
        ("hosts", "/etc/hosts"),
    ):
        if (disk / part).exists():
            mount("--bind", disk / part, place)
    # What the story has installed, as if it had been installed by its package.
    installed = disk.parent / "installed" / "usr"
    mount("-t", "overlay", "-o", f"lowerdir={installed}:/usr", "overlay", "/usr")
    for folder in RUN_FOLDERS:
        Path("/run", folder).mkdir()
    account = pwd.getpwnam(CLUSTER_ACCOUNT)
    for folder in ("/run/crm", "/run/pacemaker"):
        os.chown(folder, account.pw_uid, account.pw_gid)
        os.chmod(folder, 0o750)


def wait_for(what, within: float) -> None:
    deadline = time.monotonic() + within
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)


def start(program: list[str], log: str, environment: dict[str, str]) -> None:
    with open(log, "ab") as output:
        subprocess.Popen(
            program,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **environment},
        )


def corosync_is_up() -> bool:
    ask = ["corosync-cmapctl", "-g", "runtime.config.totem.token"]
    return subprocess.run(ask, capture_output=True).returncode == 0


def cluster(disk: Path) -> None:
    """Starts the two services in their order."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    start(["corosync", "-f"], "/var/log/corosync/stdout", {})
    wait_for(corosync_is_up, 10)
    lines = (disk / "environment").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines)
    start(["pacemakerd"], "/var/log/pacemaker/stdout", settings)


def keepalived(_: Path) -> None:
    """Starts the node by its unit, and keepalived."""
    unit = "/etc/systemd/system/sofia-node-standby.service"
    start([sys.executable, "-m", "support.cluster.unit", unit], "/var/log/unit", {"PYTHONPATH": TESTS})
    start(["keepalived", "--dont-fork", "--log-console", "--log-detail"], "/var/log/keepalived", {})


SERVICES = {"cluster": cluster, "keepalived": keepalived}
TESTS = str(Path(__file__).resolve().parents[2])


def main(name: str, disk: Path, services: str) -> None:
    os.environ.pop("PYTHONPATH", None)
    file_systems(name, disk)
    wait_for((disk / "cables-are-in").exists, 10)
    SERVICES[services](disk)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            time.sleep(0.2)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
