"""Session descriptions as the phones of the stories send them (RFC 4566, RFC 3264)."""


def offer(ip: str, port: int = 4000, direction: str = "sendrecv", version: int = 1) -> str:
    """One PCMU stream at `ip`:`port`. `version` rises with each change in a session."""
    family = "IP6" if ":" in ip else "IP4"
    return (
        "v=0\r\n"
        f"o=phone 1 {version} IN {family} {ip}\r\n"
        "s=-\r\n"
        f"c=IN {family} {ip}\r\n"
        "t=0 0\r\n"
        f"m=audio {port} RTP/AVP 0\r\n"
        "a=rtpmap:0 PCMU/8000\r\n"
        f"a={direction}\r\n"
    )
