"""Every command that operators of the other system have in their scripts, with the shape of its
answer. `{user}` is somebody who is registered, `{domain}` the domain. The profile is `internal`, its
gateways are `gwup`, `gwdown` and `gwreg`."""

from dataclasses import dataclass
from typing import Optional

from shape import Part, Shape, rows

LINE = "=" * 97 + "\n"
XML = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'


@dataclass(frozen=True)
class Sample:
    """What both systems answer to `command`, or `ours` where this node answers otherwise: then
    docs/commands.md says why."""

    command: str
    shape: Shape
    ours: Optional[Shape] = None


def sample(command: str, *shape: Part, ours: Optional[Shape] = None) -> Sample:
    return Sample(command, shape, ours)


# Tables

STATUS = (
    "                     Name\t   Type\t                                      Data\tState\n",
    LINE,
    rows("%word:>25%\t  alias\t  %word:>40%\tALIASED\n",
         "%word:>25%\tprofile\t  %uri:>40%\tRUNNING (%int%)\n",
         "%word:>25%\tgateway\t  %uri:>40%\t%state%%retry%\n"),
    LINE,
    "1 profile 1 alias\n",
)

GATEWAYS = (
    "    Profile::Gateway-Name\t                        Data    \tState\tPing Time\t"
    "IB Calls(F/T)\tOB Calls(F/T)\n",
    LINE,
    rows("%word:>25%\t%uri:>32%\t%state%\t%decimal:>6%\t%int%/%int%\t%int%/%int%%retry%\n"),
    LINE,
    "3 gateways: Inbound(Failed/Total): %int%/%int%,Outbound(Failed/Total):%int%/%int%\n",
)

# One field a line: its label in text, its element in XML, the kind of its value.
_ABOUT_PROFILE = (
    ("Name", "name", "internal"),
    ("Domain Name", "domain-name", "N/A"),
    ("Auto-NAT", "auto-nat", "false"),
    ("DBName", "db-name", "%word%"),
    ("Pres Hosts", "pres-hosts", ""),
    ("Dialplan", "dialplan", "XML"),
    ("Context", "context", "%word%"),
    ("Challenge Realm", "challenge-realm", "auto_from"),
    ("RTP-IP", "rtp-ip", "%word%"),
    ("SIP-IP", "sip-ip", "%word%"),
    ("URL", "url", "sip:mod_sofia@%word%"),
    ("BIND-URL", "bind-url", "sip:mod_sofia@%word%;transport=udp,tcp"),
    ("HOLD-MUSIC", "hold-music", "N/A"),
    ("OUTBOUND-PROXY", "outbound-proxy", "N/A"),
    ("CODECS IN", "inbound-codecs", "PCMU"),
    ("CODECS OUT", "outbound-codecs", "PCMU"),
    ("TEL-EVENT", "tel-event", "101"),
    ("DTMF-MODE", "dtmf-mode", "rfc2833"),
    ("CNG", "cng", "13"),
    ("SESSION-TO", "session-to", "0"),
    ("MAX-DIALOG", "max-dialog", "0"),
    ("MAX-RECV-RPS", "max-recv-rps", "0"),
    ("NOMEDIA", "nomedia", "true"),
    ("LATE-NEG", "late-neg", "true"),
    ("PROXY-MEDIA", "proxy-media", "false"),
    ("AGGRESSIVENAT", "aggressive-nat", "false"),
)
_COUNTERS = ("CALLS-IN", "FAILED-CALLS-IN", "CALLS-OUT", "FAILED-CALLS-OUT", "REGISTRATIONS")
_COUNTERS_XML = ("calls-in", "calls-out", "failed-calls-in", "failed-calls-out", "registrations")

PROFILE = (
    LINE,
    *(f"{label:<17}\t{value}\n" for label, _, value in _ABOUT_PROFILE),
    *(f"{label:<17}\t%int%\n" for label in _COUNTERS),
)
PROFILE_XML = (
    XML, "<profile>\n  <profile-info>\n",
    *(f"    <{name}>{value}</{name}>\n" for _, name, value in _ABOUT_PROFILE),
    *(f"    <{name}>%int%</{name}>\n" for name in _COUNTERS_XML),
    "  </profile-info>\n</profile>\n",
)

_ABOUT_BINDING = (
    ("Call-ID:", "call-id", "%word%"),
    ("User:", "user", "%word%@%word%"),
    ("Contact:", "contact", '"" <%uri%>'),
    ("Agent:", "agent", "unknown"),
    ("Status:", "status", "Registered(UDP)(unknown) EXP(%date%) EXPSECS(%int%)"),
    ("Ping-Status:", "ping-status", "Reachable"),
    ("Ping-Time:", "ping-time", "%decimal%"),
    ("Host:", "host", "%word%"),
    ("IP:", "network-ip", "%word%"),
    ("Port:", "network-port", "%int%"),
    ("Auth-User:", "sip-auth-user", "%word%"),
    ("Auth-Realm:", "sip-auth-realm", "%word%"),
    ("MWI-Account:", "mwi-account", "%word%@%word%"),
)


def _xml_binding(name: str, value: str) -> str:
    value = value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    value = value.replace(" EXP(", " exp(").replace("EXPSECS", "expsecs")
    return f"        <{name}>{value}</{name}>\n"


# Ping-Time is the one label that is not padded.
_BINDING = "".join(f"{label if label == 'Ping-Time:' else label.ljust(12)}\t{value}\n"
                   for label, _, value in _ABOUT_BINDING) + "\n"
BINDINGS = ("\nRegistrations:\n", LINE, rows(_BINDING), "Total items returned: %int%\n", LINE)
BINDINGS_XML = (
    XML, "<profile>\n  <registrations>\n",
    rows("    <registration>\n" + "".join(_xml_binding(n, v) for _, n, v in _ABOUT_BINDING)
         + "    </registration>\n"),
    "  </registrations>\n</profile>\n",
)

_ABOUT_GATEWAY = (
    ("Name", "name", "%word%"),
    ("Profile", "profile", "internal"),
    ("Scheme", "scheme", "Digest"),
    ("Realm", "realm", "%word%"),
    ("Username", "username", "%word%"),
    ("Password", "password", "yes"),
    ("From", "from", "<%uri%>"),
    ("Contact", "contact", "<%uri%>"),
    ("Exten", "exten", "%word%"),
    ("To", "to", "%uri%"),
    ("Proxy", "proxy", "%uri%"),
    ("Context", "context", "%word%"),
    ("Expires", "expires", "3600"),
    ("Freq", "freq", "3600"),
    ("Ping", "ping", "%int%"),
    ("PingFreq", "pingfreq", "%int%"),
    ("", "pingmin", "%int%"),
    ("", "pingcount", "%int%"),
    ("", "pingmax", "%int%"),
    ("PingTime", "pingtime", "%decimal%"),
    ("PingState", "", "%int%/%int%/%int%"),
    ("", "pinging", "%int%"),
    ("State", "state", "%state%"),
    ("Status", "status", "%state%"),
    ("Uptime", "", "%int%s"),
    ("", "uptime-usec", "%int%"),
    ("CallsIN", "calls-in", "%int%"),
    ("CallsOUT", "calls-out", "%int%"),
    ("FailedCallsIN", "", "%int%"),
    ("FailedCallsOUT", "", "%int%"),
    ("", "failed-calls-in", "%int%"),
    ("", "failed-calls-out", "%int%"),
)
GATEWAY = (LINE, *(f"{label:<8}\t{value}\n" for label, _, value in _ABOUT_GATEWAY if label), LINE)
_GATEWAY_XML = "  <gateway>\n" + "".join(
    "    <{0}>{1}</{0}>\n".format(name, value.replace("<", "&lt;").replace(">", "&gt;"))
    for _, name, value in _ABOUT_GATEWAY if name)
_GATEWAY_XML_END = "  </gateway>\n"


def _status_element(kind: str, data: str, state: str) -> str:
    return (f"<{kind}>\n<name>%word%</name>\n<type>{kind}</type>\n<data>{data}</data>\n"
            f"<state>{state}</state>\n</{kind}>\n")


STATUS_XML = (
    XML, "<profiles>\n",
    rows(_status_element("alias", "%word%", "ALIASED"),
         _status_element("profile", "%uri%", "RUNNING (%int%)"),
         # The time of the next attempt stands behind the element.
         _status_element("gateway", "%uri%", "%state%") + "%retry%\n"),
    "</profiles>\n",
)

_INFO = ('\t\t\t"info":\t{\n\t\t\t\t"domain-name":\t"N/A",\n',
         '\t\t\t\t"alias-of":\t"internal",\n',
         '\t\t\t\t"auto-nat":\t"false",\n\t\t\t\t"db-name":\t"%word%",\n\t\t\t\t"pres-hosts":\t"",\n'
         '\t\t\t\t"dialplan":\t"XML",\n\t\t\t\t"context":\t"%text%",\n'
         '\t\t\t\t"challenge-realm":\t"auto_from",\n\t\t\t\t"rtp-ip":\t["%text%"],\n'
         '\t\t\t\t"sip-ip":\t"%text%",\n\t\t\t\t"ext-sip-ip":\t"",\n\t\t\t\t"url":\t"%uri%",\n'
         '\t\t\t\t"bind-url":\t"%uri%,tcp",\n\t\t\t\t"hold-music":\t"",\n'
         '\t\t\t\t"outbound-proxy":\t"N/A"\n\t\t\t}\n')
_GATEWAY_JSON = ('\t\t\t\t"%text%":\t{\n\t\t\t\t\t"type":\t"gateway",\n\t\t\t\t\t"data":\t"%uri%",\n'
                 '\t\t\t\t\t"state":\t"%state%"\n\t\t\t\t}')
STATUS_JSON = (
    '{\n\t"profiles":\t{\n\t\t"%text%":\t{\n',
    '\t\t\t"status":\t{\n\t\t\t\t"type":\t"alias",\n\t\t\t\t"data":\t"internal",\n'
    '\t\t\t\t"state":\t"ALIASED"\n\t\t\t},\n',
    *_INFO, '\t\t},\n\t\t"internal":\t{\n',
    '\t\t\t"status":\t{\n\t\t\t\t"type":\t"profile",\n\t\t\t\t"state":\t"RUNNING",\n'
    '\t\t\t\t"in-use":\t%int%,\n\t\t\t\t"data":\t"%uri%"\n\t\t\t},\n',
    '\t\t\t"gateways":\t{\n', rows(_GATEWAY_JSON + ",\n"), _GATEWAY_JSON, "\n\t\t\t},\n",
    _INFO[0], _INFO[2], "\t\t}\n\t}\n}\n",
)

# Listings: the names of the columns, and a row of each kind.
_CHANNEL_COLUMNS = (
    "uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,application,"
    "application_data,dialplan,context,read_codec,read_rate,read_bit_rate,write_codec,write_rate,"
    "write_bit_rate,secure,hostname,presence_id,presence_data,accountcode,callstate,callee_name,"
    "callee_num,callee_direction,call_uuid,sent_callee_name,sent_callee_num,initial_cid_name,"
    "initial_cid_num,initial_ip_addr,initial_dest,initial_dialplan,initial_context\n")
_CALL_COLUMNS = (
    "uuid,direction,created,created_epoch,name,state,cid_name,cid_num,ip_addr,dest,presence_id,"
    "presence_data,accountcode,callstate,callee_name,callee_num,callee_direction,call_uuid,hostname,"
    "sent_callee_name,sent_callee_num,b_uuid,b_direction,b_created,b_created_epoch,b_name,b_state,"
    "b_cid_name,b_cid_num,b_ip_addr,b_dest,b_presence_id,b_presence_data,b_accountcode,b_callstate,"
    "b_callee_name,b_callee_num,b_callee_direction,b_sent_callee_name,b_sent_callee_num,"
    "call_created_epoch\n")


def _channel(direction: str) -> str:
    return (f"%uuid%,{direction},%date%,%int%,sofia/internal/%word%,CS_HIBERNATE,%word%,%word%,"
            "%value%,%value%,signal_bridge,%uuid%,XML,%word%,%value%,%value%,%value%,%value%,%value%,"
            "%value%,,%word%,,,,%state%,Outbound Call,"
            "%word%,SEND,%uuid%,%value%,%value%,%word%,%word%,%word%,%word%,XML,%word%\n")


CHANNELS = (_CHANNEL_COLUMNS, rows(_channel("inbound"), _channel("outbound")), "\n%int% total.\n")
_IN_CALL = ("%date%,%int%,sofia/internal/%word%,CS_HIBERNATE,%word%,%word%,%word%,%word%,,,,ACTIVE,"
            "Outbound Call,%word%,SEND,")
CALLS = (
    _CALL_COLUMNS,
    rows(f"%uuid%,inbound,{_IN_CALL}%uuid%,%word%,Outbound Call,%word%,%uuid%,outbound,{_IN_CALL}"
         "%word%,%word%,%int%\n"),
    "\n1 total.\n")
REGISTRATIONS = (
    "reg_user,realm,token,url,expires,network_ip,network_port,network_proto,hostname,metadata\n",
    rows("%word%,%word%,%word%,sofia/internal/%uri%,%int%,%word%,%int%,udp,%word%,\n"),
    "\n%int% total.\n")
NOTHING = ("\n0 total.\n",)

USAGE_RULE = "-" * 80 + "\n"
_USAGE_BEGIN = (
    "USAGE:\n", USAGE_RULE,
    "sofia global siptrace <on|off>\nsofia        capture  <on|off>\n             watchdog <on|off>\n\n",
    "sofia profile <name> [start | stop | restart | rescan] [wait]\n",
    *(" " * 21 + line + "\n" for line in (
        "flush_inbound_reg [<call_id> | <[user]@domain>] [reboot]",
        "check_sync [<call_id> | <[user]@domain>]",
        "[register | unregister] [<gateway name> | all]",
        "killgw <gateway name>",
        "[stun-auto-disable | stun-enabled] [true | false]]",
        "siptrace <on|off>", "capture  <on|off>", "watchdog <on|off>")),
    "\nsofia <status|xmlstatus> profile <name> [reg [<contact str>]] | [pres <pres str>] | "
    "[user <user@domain>]\nsofia <status|xmlstatus> gateway <name>\n\n",
)
_USAGE_END = (
    "sofia loglevel <all|default|tport|iptsec|nea|nta|nth_client|nth_server|nua|soa|sresolv|stun> "
    "[0-9]\nsofia tracelevel <console|alert|crit|err|warning|notice|info|debug>\n\nsofia help\n",
    USAGE_RULE,
)
USAGE = (*_USAGE_BEGIN, *_USAGE_END)
OUR_USAGE = (*_USAGE_BEGIN, "sofia ha %text%\n\n", *_USAGE_END)

_STATUS_BEGIN = (
    "UP %int% years, %int% days, %int% hours, %int% minutes, %int% seconds, %int% milliseconds, "
    "%int% microseconds\n",
    "%text% is ready\n",
    "%int% session(s) since startup\n",
    "%int% session(s) - peak %int%, last 5min %int% \n",
    "%int% session(s) per Sec out of max %int%, peak %int%, last 5min %int% \n",
    "%int% session(s) max\n",
    "min idle cpu %decimal%/%decimal%\n",
    "Current Stack Size/Max %int%K/%int%K\n",
)

ACTIONS = (
    sample("sofia profile internal watchdog on", "Enabled sip debugging on internal"),
    sample("sofia profile internal watchdog off", "Disabled sip debugging on internal"),
    sample("sofia profile internal watchdog", "Usage: sofia profile <name> watchdog <on/off>\n"),
    *(sample(f"sofia global {word} {to}", f"+OK Global {word} {to}")
      for word in ("watchdog", "siptrace", "standby", "capture") for to in ("on", "off")),
    sample("sofia global", "-ERR Usage: siptrace <on|off>|capture <on|off>|watchdog <on|off>|debug "
           "<sla|presence|none"),
    sample("sofia profile internal gwlist up", "gwup "),
    sample("sofia profile internal gwlist down", "gwreg gwdown ", ours=("gwdown gwreg ",)),
    sample("sofia profile internal gwlist", "gwup "),
    sample("sofia profile nosuch gwlist up", "Invalid Profile [nosuch]"),
    sample("sofia profile internal siptrace on", "Enabled sip debugging on internal"),
    sample("sofia profile internal siptrace off", "Disabled sip debugging on internal"),
    sample("sofia profile internal capture on", "Enabled sip capturing on internal"),
    sample("sofia profile internal standby on", "-ERR Unknown command!\n"),
    sample("sofia profile internal standby off", "-ERR Unknown command!\n"),
    sample("sofia profile internal register gwreg", "+OK\n"),
    sample("sofia profile internal unregister gwreg", "+OK\n"),
    sample("sofia profile internal check_sync {user}@{domain}",
           "+OK syncing all registrations matching specified call_id\n"),
    sample("sofia tracelevel info", "+OK tracelevel is INFO"),
    sample("sofia loglevel all 0", "Sofia log level for component [all] has been set to [0]"),
)

LOOKUPS = (
    sample("sofia_count_reg internal", "-1"),
    sample("sofia_count_reg", "-1"),
    sample("sofia_count_reg {user}@{domain}", "1"),
    sample("sofia_count_reg internal/{user}@{domain}", "1"),
    sample("sofia_count_reg nosuch@{domain}", "0"),
    *(sample(f"sofia_contact {where}{{user}}@{{domain}}", "sofia/internal/%uri%")
      for where in ("", "internal/", "*/")),
    sample("sofia_contact nosuch@{domain}", "error/user_not_registered"),
    sample("sofia_username_of internal/{user}@{domain}", "%word%"),
    sample("sofia_username_of {user}@{domain}", "%word%"),
    sample("sofia_presence_data status {user}@{domain}", "unknown"),
    sample("sofia_presence_data list {user}@{domain}",
           "status|rpid|user_agent|network_ip|network_port\nunknown|unknown|unknown|%word%|%int%\n"
           "+OK\n"),
    sample("sofia_dig", "usage: sofia_dig [OPTIONS] [@dnsserver] uri\n"),
)

# Before anybody calls, in this order.
QUIET = (
    sample("version", "%text% Version %text% (%text%)\n"),
    sample("status", *_STATUS_BEGIN, ours=(*_STATUS_BEGIN, "node %text%\n")),
    sample("sofia", *USAGE, ours=OUR_USAGE),
    sample("sofia help", *USAGE, ours=OUR_USAGE),
    sample("sofia status", *STATUS),
    sample("sofia status profile internal", *PROFILE),
    sample("sofia status profile internal reg", *BINDINGS),
    sample("sofia status profile internal reg {user}", *BINDINGS),
    sample("sofia status profile internal user {user}@{domain}", *BINDINGS),
    sample("sofia status profile nosuch", "Invalid Profile!\n"),
    sample("sofia status gateway", *GATEWAYS),
    sample("sofia status gateway gwup", *GATEWAY),
    sample("sofia status gateway gwdown", *GATEWAY),
    sample("sofia status gateway gwreg", *GATEWAY),
    sample("sofia status gateway nosuch", "Invalid Gateway!\n"),
    sample("sofia xmlstatus", *STATUS_XML),
    sample("sofia xmlstatus profile internal", *PROFILE_XML),
    sample("sofia xmlstatus profile internal reg", *BINDINGS_XML),
    sample("sofia xmlstatus gateway", XML, "<gateways>\n",
           rows(_GATEWAY_XML + _GATEWAY_XML_END,
                _GATEWAY_XML + "    <retry>%int%s</retry>\n" + _GATEWAY_XML_END),
           "</gateways>\n"),
    sample("sofia xmlstatus gateway gwup", XML, _GATEWAY_XML, _GATEWAY_XML_END),
    *ACTIONS,
    *LOOKUPS,
    sample("sofia jsonstatus", *STATUS_JSON),
    sample("show registrations", *REGISTRATIONS),
    sample("show channels", *NOTHING),
)

# What ends what the ones above have looked at, in this order.
ENDING = (
    sample("sofia profile internal flush_inbound_reg {user}@{domain}",
           "+OK flushing all registrations matching specified call_id\n"),
    sample("sofia profile internal flush_inbound_reg nosuch@{domain}",
           "+OK flushing all registrations matching specified call_id\n"),
    sample("sofia profile internal flush_inbound_reg", "+OK flushing all registrations\n"),
    sample("sofia profile internal killgw gwup", "+OK gateway marked for deletion.\n"),
    sample("sofia profile internal killgw nosuch", "-ERR no such gateway.\n"),
    sample("sofia profile internal recover", "No sessions to recover.\n"),
    sample("sofia recover", "No calls to recover.\n"),
    sample("sofia recover flush", "Flushing recovery database.\n",
           ours=("Flushing recovery database.\n%int% call(s) discarded\n",)),
    sample("sofia bogus", "Unknown Command [bogus]\n"),
    sample("sofia profile internal bogus", "-ERR Unknown command!\n"),
    sample("sofia profile internal rescan", "Reload XML [Success]\n+OK scan complete\n"),
    sample("sofia profile internal rescan reloadxml", "Reload XML [Success]\n+OK scan complete\n"),
    sample("reloadxml", "+OK [Success]\n"),
)

# When the profile has been up for ten seconds, in this order.
LIFECYCLE = (
    sample("sofia profile internal restart", "Reload XML [Success]\nrestarting: internal"),
    sample("sofia profile internal stop",
           "Profile internal must be up for at least 10 seconds to stop/restart.\n"
           "Please wait %int% seconds\n"),
    sample("sofia profile internal start", "Reload XML [Success]\ninternal started successfully\n"),
)

# While one call is up.
TALKING = (
    sample("show calls", *CALLS),
    sample("show channels", *CHANNELS),
    sample("sofia status", *STATUS),
    sample("sofia status profile internal", *PROFILE),
)

# After the process has died under it.
RECOVERED = (
    sample("sofia recover", "Recovered 2 call(s)\n", ours=("Recovered 1 call(s)\n",)),
    sample("show channels", *CHANNELS),
    sample("sofia recover", "No calls to recover.\n"),
)

ALL = (*QUIET, *ENDING, *LIFECYCLE, *TALKING, *RECOVERED)
