"""Phones that register, many at a time."""

import hashlib
import select
import socket
import time

from servers import PASSWORD


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


class Registrations:
    """REGISTERs of many users with digest, computed before they are sent."""

    def __init__(self, ip: str, server: tuple[str, int]) -> None:
        self.server, self.ip = server, ip
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind((ip, 5070))

    def message(self, user: int, cseq: int, nonce: str = "") -> bytes:
        name, domain = str(10000 + user), self.server[0]
        auth = ""
        if nonce:
            nc = f"{cseq - 1:08x}"
            ha1, ha2 = md5(f"{name}:{domain}:{PASSWORD}"), md5(f"REGISTER:sip:{domain}")
            response = md5(f"{ha1}:{nonce}:{nc}:abc:auth:{ha2}")
            auth = (
                f'Authorization: Digest username="{name}", realm="{domain}", nonce="{nonce}", uri="sip:{domain}", '
                f'algorithm=MD5, qop=auth, nc={nc}, cnonce="abc", response="{response}"\r\n'
            )
        return (
            f"REGISTER sip:{domain} SIP/2.0\r\nVia: SIP/2.0/UDP {self.ip}:5070;branch=z9hG4bK{user}x{cseq}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{name}@{domain}>;tag=t{user}\r\nTo: <sip:{name}@{domain}>\r\n"
            f"Call-ID: r{user}@{self.ip}\r\nCSeq: {cseq} REGISTER\r\nContact: <sip:{name}@{self.ip}:5070>\r\n"
            f"Expires: 3600\r\n{auth}Content-Length: 0\r\n\r\n"
        ).encode()

    def exchange(self, messages: list[bytes], window: int = 400) -> tuple[int, list[bytes], float]:
        """Sends them with at most `window` unanswered. \\return how many 200s, all answers, seconds."""
        answers, sent, started, last = [], 0, time.time(), time.time()
        while len(answers) < len(messages) and time.time() - last < 3:
            while sent < len(messages) and sent - len(answers) < window:
                self.socket.sendto(messages[sent], self.server)
                sent += 1
            while select.select([self.socket], [], [], 0 if sent < len(messages) else 0.1)[0]:
                answers.append(self.socket.recv(4096))
                last = time.time()
        return sum(b"SIP/2.0 200" in a[:12] for a in answers), answers, time.time() - started
