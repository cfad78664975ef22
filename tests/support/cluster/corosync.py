"""The disk of a machine before its first start: Corosync's and Pacemaker's files."""

import os
import pwd
from pathlib import Path

from support.cluster.network import SERVICE, address

# Pacemaker without system log, without descriptors of its own under /dev/shm that others could see.
ENVIRONMENT = {
    "PCMK_logfile": "/var/log/pacemaker/pacemaker.log",
    "PCMK_logfacility": "none",
    "PCMK_fail_fast": "no",
    "PCMK_panic_action": "crash",
    "PCMK_ipc_type": "shared-mem",
    "PCMK_service": "pacemakerd",
}


TOKEN_MS = 1000


def corosync_conf(names: list[str], links: tuple[str, ...], consensus_ms: int) -> str:
    """corosync.conf for machines with host numbers 1, 2, ... A consensus time below the token is
    safe with two machines only; 0 leaves it to Corosync."""
    consensus = f"    consensus: {consensus_ms}\n" if consensus_ms else ""
    nodes = ""
    for number, name in enumerate(names, 1):
        nodes += f"    node {{\n        name: {name}\n        nodeid: {number}\n"
        for ring, link in enumerate(links):
            nodes += f"        ring{ring}_addr: {address(link, number)}\n"
        nodes += "    }\n"
    two = "    two_node: 1\n" if len(names) == 2 else ""
    return (
        "totem {\n    version: 2\n    cluster_name: story\n    transport: knet\n"
        f"    token: {TOKEN_MS}\n    token_coefficient: 0\n{consensus}"
        "    crypto_cipher: none\n    crypto_hash: none\n    link_mode: passive\n}\n"
        "system {\n    move_to_root_cgroup: no\n    sched_rr: yes\n}\n"
        "quorum {\n    provider: corosync_votequorum\n"
        f"    expected_votes: {len(names)}\n{two}    wait_for_all: 1\n}}\n"
        "logging {\n    to_stderr: no\n    to_syslog: no\n    to_logfile: yes\n"
        "    logfile: /var/log/corosync/corosync.log\n    timestamp: hires\n}\n"
        f"nodelist {{\n{nodes}}}\n"
    )


def format_disk(disk: Path, name: str, names: list[str], conf: str, cib: str) -> None:
    """Writes everything that the machine `name` starts from."""
    for folder in ("corosync", "pacemaker", "crmsh"):
        (disk / "log" / folder).mkdir(parents=True, exist_ok=True)
    for folder in ("cib", "pengine", "cores", "blackbox"):
        (disk / "lib-pacemaker" / folder).mkdir(parents=True, exist_ok=True)
    (disk / "lib-corosync").mkdir(exist_ok=True)
    (disk / "etc-corosync").mkdir(exist_ok=True)
    (disk / "etc-corosync" / "corosync.conf").write_text(conf)
    (disk / "hostname").write_text(f"{name}\n")
    hosts = [f"{address(SERVICE, number)} {host}\n" for number, host in enumerate(names, 1)]
    (disk / "hosts").write_text("127.0.0.1 localhost\n" + "".join(hosts))
    settings = [f"{key}={value}\n" for key, value in ENVIRONMENT.items()]
    (disk / "environment").write_text("".join(settings))
    (disk / "lib-pacemaker" / "cib" / "cib.xml").write_text(cib)
    _give_to_pacemaker(disk)


def _give_to_pacemaker(disk: Path) -> None:
    """Its daemons run under an account that insists on owning its files."""
    account = pwd.getpwnam("hacluster")
    for top in (disk / "lib-pacemaker", disk / "log" / "pacemaker"):
        for place in (top, *top.rglob("*")):
            os.chown(place, account.pw_uid, account.pw_gid)
            place.chmod(0o750 if place.is_dir() else 0o600)
