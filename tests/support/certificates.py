"""Certificates of an authority that lives as long as a test: a root, an intermediate, and what it signs."""

import ssl
import subprocess
from pathlib import Path


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """Made in `directory`; needs the program openssl."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.root = directory / "root.crt"
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-subj", "/CN=root", "-days", 2, "-keyout", directory / "root.key", "-out", self.root)  # fmt: skip
        self._sign("intermediate", "root", "basicConstraints=critical,CA:TRUE")

    def _sign(self, name: str, by: str, extensions: str) -> None:
        at = self.directory
        (at / f"{name}.ext").write_text(extensions + "\n", encoding="ascii")
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-subj", f"/CN={name}", "-keyout", at / f"{name}.key", "-out", at / f"{name}.csr")  # fmt: skip
        _openssl("x509", "-req", "-in", at / f"{name}.csr", "-CA", at / f"{by}.crt", "-CAkey", at / f"{by}.key",
                 "-CAcreateserial", "-days", 2, "-extfile", at / f"{name}.ext", "-out", at / f"{name}.crt")  # fmt: skip

    def issue(self, name: str, ip: str) -> str:
        """Key and certificate chain without the root, as one PEM text."""
        self._sign(name, "intermediate", f"subjectAltName=IP:{ip}")
        files = (f"{name}.key", f"{name}.crt", "intermediate.crt")
        return "".join((self.directory / file).read_text(encoding="ascii") for file in files)

    def trusting(self, pem: str = "") -> ssl.SSLContext:
        """A client that trusts the root and nothing else, and shows `pem` when it is asked."""
        context = ssl.create_default_context(cafile=str(self.root))
        if pem:
            file = self.directory / "client.pem"
            file.write_text(pem, encoding="ascii")
            context.load_cert_chain(file)
        return context
