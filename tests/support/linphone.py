"""linphonec, a SIP phone that others have written, without a sound card."""

from pathlib import Path

from support.terminal import Terminal

# It looks for the name of the server in a certificate, and never for its address.
CONFIG = """[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port={tls}
bind_address={ip}
root_ca={authority}
verify_server_cn=0
default_proxy=0
[rtp]
audio_rtp_port=-1
[proxy_0]
reg_proxy=<sip:{domain};transport={transport}>
reg_identity=sip:{user}@{domain}
reg_sendregister=1
reg_expires=600
[auth_info_0]
username={user}
passwd=1234
realm={domain}
domain={domain}
"""
FRIEND = """[friend_{number}]
url="User {user}" <sip:{user}@{domain}>
pol=accept
subscribe=1
"""


class Linphone(Terminal):
    """User `user` of `domain`, which is the node's address, at `ip`. It registers at once, and watches the presence of the
    users `watched`."""

    def __init__(
        self, directory: Path, user: str, domain: str, ip: str, transport: str = "udp", authority: Path = Path("/dev/null"),
        watched: tuple[str, ...] = ()
    ) -> None:
        home = directory / f"linphone-{user}"
        # It does not start without the folder of its database.
        (home / ".local/share/linphone").mkdir(parents=True)
        (home / ".config/linphone").mkdir(parents=True)
        ports = {name: 0 for name in ("udp", "tcp", "tls")} | {transport: 5060}
        (home / "rc").write_text(CONFIG.format(
            user=user, domain=domain, ip=ip, transport=transport, authority=authority, **ports) + "".join(
            FRIEND.format(number=number, user=one, domain=domain) for number, one in enumerate(watched)))
        self.user = user
        # How it numbers its calls; the last one is this.
        self.call_id = 0
        trace = ["-d", "6", "-l", str(home / "trace.log")]
        super().__init__(["linphonec", "-S", "-c", home / "rc", *trace],
                         directory / f"linphone-{user}.log", HOME=home)

    def sees(self, user: str, state: str) -> None:
        """The presence of a watched user becomes "Online", "Offline" or "Busy"."""
        self.hear(rf"Friend .*sip:{user}@\S+> is {state}")

    def call(self, number: str) -> None:
        self.say(f"call {number}")
        self.call_id = int(self.hear(r"assigned id (\d+)")[1])

    def rings(self) -> None:
        """Somebody calls us."""
        self.call_id = int(self.hear(r"incoming call from .* assigned id (\d+)")[1])

    def hears_ringing(self) -> None:
        self.hear(r"Remote ringing|ringing")

    def answer(self) -> None:
        self.say(f"answer {self.call_id}")

    def talks(self) -> None:
        """The call is up."""
        self.hear(r"connected\.")
        self.hear(r"Media streams established")

    def hold(self) -> None:
        self.say("pause")
        self.hear(r"is now paused")

    def resume(self) -> None:
        self.say("resume")

    def transfer(self, number: str) -> None:
        """Blind, of the call that we are in."""
        self.say(f"transfer {number}")

    def transfer_to_the_other(self) -> None:
        """Attended: the call before the last one is handed over to the last one."""
        self.say(f"transfer {self.call_id - 1} --to-call {self.call_id}")

    def hang_up(self) -> None:
        """Of a call that rings here: refuses it."""
        self.say("terminate")

    def ended(self) -> None:
        self.hear(r"ended \(|error\.")

    def close(self, farewell: str = "quit") -> None:
        super().close(farewell)
