"""What systemd does with a unit, as far as a story without systemd needs it.

    python3 -m support.cluster.unit <file.service>

Runs ExecStart, and again after RestartSec, unless it has ended with a code of RestartPreventExitStatus.
SIGTERM stops the service.
"""

import configparser
import shlex
import signal
import subprocess
import sys
import time


def main(file: str) -> None:
    unit = configparser.RawConfigParser(strict=False, comment_prefixes="#")
    unit.optionxform = str
    unit.read(file)
    service = unit["Service"]
    pause = float(service["RestartSec"].removesuffix("ms")) / 1000
    final = {int(code) for code in service["RestartPreventExitStatus"].split()}
    while True:
        process = subprocess.Popen(shlex.split(service["ExecStart"]))
        signal.signal(signal.SIGTERM, lambda *_, child=process: (child.terminate(), sys.exit(0)))
        code = process.wait()
        print(f"unit: ended with {code}", flush=True)
        if code in final:
            return
        time.sleep(pause)


if __name__ == "__main__":
    main(sys.argv[1])
