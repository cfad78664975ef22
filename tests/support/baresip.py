"""baresip, a SIP phone that others have written, without a sound card."""

import time
from pathlib import Path

from support.terminal import Terminal

CONFIG = """
poll_method epoll
net_interface {ip}
sip_listen {ip}:5060
sip_cafile {authority}
module_path /usr/lib/baresip/modules
module stdio.so
module g711.so
module aubridge.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app contact.so
module_app presence.so
audio_source aubridge,none
audio_player aubridge,none
audio_alert aubridge,none
"""


class Baresip(Terminal):
    """User `user` of `domain`, which is the node's address, at `ip`. It registers at once, and watches the presence of the
    users `watched`."""

    def __init__(
        self, directory: Path, user: str, domain: str, ip: str, transport: str = "udp", authority: Path = Path("/dev/null"),
        watched: tuple[str, ...] = ()
    ) -> None:
        home = directory / f"baresip-{user}"
        home.mkdir(parents=True)
        config = CONFIG.format(ip=ip, authority=authority)
        if transport != "tls":
            config = config.replace(f"sip_cafile {authority}\n", "")
        (home / "config").write_text(config)
        (home / "accounts").write_text(
            f"<sip:{user}@{domain};transport={transport}>;auth_pass=1234;regint=600\n")
        (home / "contacts").write_text("".join(
            f'"User {one}" <sip:{one}@{domain}>;presence=p2p\n' for one in watched))
        self.user = user
        super().__init__(["baresip", "-f", home, "-s"], directory / f"baresip-{user}.log", HOME=home)

    def registered(self) -> None:
        self.hear(r"useragent registered successfully", within=30)

    def sees(self, user: str, state: str) -> None:
        """The presence of a watched user becomes "Online", "Offline" or "Busy"."""
        self.hear(rf"sip:{user}@\S+> changed status from \S+ to \S*{state}")

    def call(self, number: str) -> None:
        self.say(f"/dial {number}")

    def rings(self) -> None:
        """Somebody calls us."""
        self.hear(r"Incoming call from")

    def hears_ringing(self) -> None:
        self.hear(r"180 Ringing")

    def answer(self) -> None:
        self.say("/accept")

    def talks(self) -> None:
        """The call is up."""
        self.hear(r"Call established")

    def hold(self) -> None:
        self.say("/hold")

    def resume(self) -> None:
        self.say("/resume")

    def transfer(self, number: str) -> None:
        """Blind, of the call that we are in."""
        self.say(f"/transfer {number}")

    def hang_up(self) -> None:
        """Of a call that rings here: refuses it."""
        self.say("/hangup")

    def ended(self) -> None:
        """It has no call any more; it says nothing of its own hanging up."""
        deadline = time.monotonic() + 5
        while True:
            self.say("/listcalls")
            if self.hear(r"Active calls \((\d+)\)")[1] == "0":
                return
            assert time.monotonic() < deadline, f"{self.user} is still in a call"
            time.sleep(0.05)

    def close(self, farewell: str = "/quit") -> None:
        super().close(farewell)
