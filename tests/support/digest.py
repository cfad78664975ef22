"""The phone's side of digest authentication (RFC 7616, RFC 8760)."""

import hashlib
import re
import secrets

HASHES = {
    "MD5": hashlib.md5,
    "SHA-256": hashlib.sha256,
    "SHA-512-256": lambda text: hashlib.new("sha512_256", text),
}


def challenge_values(header: str) -> dict[str, str]:
    """The parameters of a WWW-Authenticate or Proxy-Authenticate value, unquoted."""
    pairs = re.findall(r'([\w-]+)\s*=\s*("([^"]*)"|[^,\s]+)', header)
    return {name.lower(): quoted or plain for name, plain, quoted in pairs}


def authorization(
    challenge: str, method: str, uri: str, user: str, password: str, nc: int = 1
) -> str:
    """The Authorization or Proxy-Authorization value that answers `challenge` with qop=auth.

    `nc` counts how often the nonce has been used.
    """
    asked = challenge_values(challenge)
    algorithm = asked.get("algorithm", "MD5")
    realm, nonce = asked["realm"], asked["nonce"]
    count, cnonce = f"{nc:08x}", secrets.token_hex(8)

    def digest(*parts: str) -> str:
        return HASHES[algorithm](":".join(parts).encode()).hexdigest()

    secret = digest(user, realm, password)
    response = digest(secret, nonce, count, cnonce, "auth", digest(method, uri))
    return (
        f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
        f'algorithm={algorithm}, qop=auth, nc={count}, cnonce="{cnonce}", response="{response}"'
    )
