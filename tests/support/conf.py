"""The configuration trees that stories start their nodes with."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

DIAL_STRING = "${sofia_contact(*/${dialed_user}@${dialed_domain})}"


@dataclass
class Profile:
    """One SIP profile; `settings` are its parameters beside the address."""

    name: str
    ip: str
    port: int = 5060
    settings: dict[str, str] = field(default_factory=dict)
    gateways: dict[str, dict[str, str]] = field(default_factory=dict)

    def xml(self) -> str:
        gateways = "".join(
            f"<gateway name={quoteattr(name)}>{_params(params)}</gateway>"
            for name, params in self.gateways.items()
        )
        address = {
            "sip-ip": self.ip,
            "rtp-ip": self.ip,
            "sip-port": str(self.port),
            "context": "default",
            "auth-calls": "true",
            "track-calls": "true",
        }
        return (
            f"<profile name={quoteattr(self.name)}>\n"
            f"<gateways>{gateways}</gateways>\n"
            "<domains><domain name='all' alias='true' parse='false'/></domains>\n"
            f"<settings>\n{_params({**address, **self.settings})}</settings>\n"
            "</profile>\n"
        )


@dataclass
class Conf:
    """A whole tree: profiles, the users of one domain, a dialplan, access lists.

    `extensions` is dialplan XML that comes before the extension that rings `user/<number>`;
    `contexts` is that of contexts beside `default`.
    """

    domain: str
    profiles: list[Profile]
    users: dict[str, str] = field(default_factory=lambda: {str(n): "1234" for n in range(1000, 1020)})
    extensions: str = ""
    contexts: str = ""
    lists: str = ""
    global_settings: dict[str, str] = field(default_factory=dict)
    # Stories have their own load; the limits of a fresh installation would be in the way.
    switch: dict[str, str] = field(
        default_factory=lambda: {"max-sessions": "100000", "sessions-per-second": "10000"}
    )

    def profile(self, name: str) -> Profile:
        """The profile with that name."""
        return next(profile for profile in self.profiles if profile.name == name)

    def write(self, directory: Path) -> Path:
        """Writes freeswitch.xml into `directory`, which is made, and returns the directory."""
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "freeswitch.xml").write_text(self.xml())
        return directory

    def xml(self) -> str:
        profiles = "".join(profile.xml() for profile in self.profiles)
        users = "".join(
            f"<user id={quoteattr(name)}>"
            f"<params>{_params({'password': password})}</params>"
            f"<variables><variable name='user_context' value='default'/></variables></user>\n"
            for name, password in self.users.items()
        )
        ring_the_number = extension(r"^(\d+)$", f"user/$1@{self.domain}", call_timeout="20")
        return f"""<?xml version="1.0"?>
<document type="freeswitch/xml">
<section name="configuration">
<configuration name="sofia.conf"><global_settings>{_params(self.global_settings)}</global_settings><profiles>
{profiles}</profiles></configuration>
<configuration name="acl.conf"><network-lists>{self.lists}</network-lists></configuration>
<configuration name="switch.conf"><settings>{_params(self.switch)}</settings></configuration>
</section>
<section name="directory"><domain name={quoteattr(self.domain)}>
<params>{_params({'dial-string': DIAL_STRING})}</params>
<groups><group name="default"><users>
{users}</users></group></groups>
</domain></section>
<section name="dialplan"><context name="default">
{self.extensions}
{ring_the_number}
</context>{self.contexts}</section>
</document>
"""


def extension(number: str, bridge: str, **variables: str) -> str:
    """Dialplan XML that bridges numbers matching `number` to `bridge`, with `variables` set."""
    name = quoteattr(f"rings {bridge}")
    actions = "".join(
        f"<action application='set' data={quoteattr(f'{key}={value}')}/>"
        for key, value in variables.items()
    )
    return (
        f"<extension name={name}><condition field='destination_number' "
        f"expression={quoteattr(number)}>{actions}"
        f"<action application='bridge' data={quoteattr(bridge)}/></condition></extension>\n"
    )


def _params(values: dict[str, str]) -> str:
    return "".join(
        f"<param name={quoteattr(name)} value={quoteattr(str(value))}/>\n"
        for name, value in values.items()
    )
