"""Kamailio from Debian as a peer: a proxy with dialogs and bindings written to PostgreSQL as they come."""

import shutil
import subprocess
from pathlib import Path

from servers import PASSWORD, Server
from support.child import Child
from support.wait import until

SCHEMA = Path("/usr/share/kamailio/postgres")
# db_mode 1 writes each change at once, which is the nearest to what a node of ours promises.
CONFIGURATION = """\
children=4
debug=-1
log_stderror=yes
listen=udp:{ip}:5060
disable_tcp=yes
auto_aliases=no
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "db_postgres.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "dialog.so"
modparam("usrloc", "db_url", "{db}")
modparam("usrloc", "db_mode", 1)
modparam("usrloc", "use_domain", 1)
modparam("dialog", "db_url", "{db}")
modparam("dialog", "db_mode", 1)
modparam("rr", "enable_full_lr", 1)
request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("$td", "{password}", "0")) {{ www_challenge("$td", "1"); exit; }}
        save("location");
        exit;
    }}
    if (has_totag()) {{
        loose_route();
        t_relay();
        exit;
    }}
    if (is_method("CANCEL")) {{ t_relay(); exit; }}
    if (is_method("INVITE")) {{
        record_route();
        dlg_manage();
        $du = "sip:{callee}:5060";
        t_relay();
        exit;
    }}
    if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
    sl_send_reply("405", "Method Not Allowed");
}}
"""


class Kamailio(Server):
    """A proxy does less than a B2BUA: one dialog a call instead of two, and no message of its own."""

    name = "kamailio"

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.postgres.create("kamailio")
        for part in ("standard", "usrloc", "dialog"):
            self.postgres.query("kamailio", (SCHEMA / f"{part}-create.sql").read_text())
        configuration = directory / "kamailio.cfg"
        configuration.write_text(
            CONFIGURATION.format(
                ip=self.ip, callee=self.lan.host(31), password=PASSWORD,
                db=f"postgres://postgres@{self.postgres.ip}:{self.postgres.port}/kamailio",
            )
        )
        self.process = Child(
            ["kamailio", "-DD", "-E", "-m", "512", "-M", "32", "-f", configuration, "-Y", directory, "-w", directory],
            directory / "kamailio.log",
        )
        until(self._listens, 10, "kamailio listens")

    @staticmethod
    def is_here() -> bool:
        """Whether it is installed, with its PostgreSQL modules."""
        return shutil.which("kamailio") is not None and (SCHEMA / "dialog-create.sql").exists()

    def _listens(self) -> bool:
        if self.process.exit_code is not None:
            raise RuntimeError(f"kamailio ended: {(self.directory / 'kamailio.log').read_text()[-2000:]}")
        sockets = subprocess.run(["ss", "-lun"], capture_output=True, text=True, check=True).stdout
        return f"{self.ip}:5060 " in sockets

    def close(self) -> None:
        self.process.end()
        super().close()

    def cpu(self) -> tuple[float, float]:
        return self.process.cpu_seconds(), self.postgres.process.cpu_seconds()
