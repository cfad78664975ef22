"""Messages that a network may bring: what stands in them, and what the node owes their sender.

The kinds are those that RFC 4475 describes; the texts are our own. `{host}` is where the sender is
heard, `{node}` the node, `{id}` a text that no other message has.
"""

from typing import NamedTuple, Optional


class Row(NamedTuple):
    """A message and its answer: a status, or None when it deserves none."""

    name: str
    text: str
    status: Optional[int]


def request(method: str = "OPTIONS", uri: str = "sip:{node}", **changes: Optional[str]) -> str:
    """A good request with some of its header lines changed (`cseq="..."`), or left out (None). A
    header that is not among the usual ones is added; `body` is what follows, `more` are lines as
    they stand."""
    body = changes.pop("body", "") or ""
    more = changes.pop("more", "") or ""
    lines = {
        "Via": "SIP/2.0/UDP {host};rport;branch=z9hG4bK{id}",
        "Max-Forwards": "70",
        "From": "<sip:stranger@{host}>;tag=f{id}",
        "To": "<sip:{node}>",
        "Call-ID": "{id}@{host}",
        "CSeq": "1 " + method,
        "Contact": "<sip:stranger@{host}>",
        "Content-Length": str(len(body)),
    }
    for name, value in changes.items():
        key = next((one for one in lines if one.lower().replace("-", "_") == name.lower()),
                   name.replace("_", "-"))
        if value is None:
            lines.pop(key, None)
        else:
            lines[key] = value
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {uri} SIP/2.0\r\n{head}{more}\r\n{body}"


SDP = ("v=0\r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
       "m=audio 9 RTP/AVP 0\r\n")


def invite(uri: str = "sip:5555@{node}", **changes: Optional[str]) -> str:
    """An INVITE with a description for a number that nobody has."""
    return request("INVITE", uri, **{"content_type": "application/sdp", "body": SDP, **changes})


# What is odd and right: it is served as any other request.
VALID = [
    Row("a plain OPTIONS", request(), 200),
    Row("compact names", request(
        via=None, from_=None, to=None, call_id=None, contact=None, content_length=None).replace(
        "From: ", "X-Unused: ").replace("\r\n\r\n", "\r\nv: SIP/2.0/UDP {host};rport;branch=z9hG4bK{id}\r\n"
        "f: <sip:a@{host}>;tag=1\r\nt: <sip:{node}>\r\ni: {id}\r\nm: <sip:a@{host}>\r\nl: 0\r\n\r\n"), 200),
    Row("names in any case, blanks before the colon", request(
        max_forwards=None, more="MAX-forwards  :   0068\r\nsUPPORTED\t:timer\r\n"), 200),
    Row("headers on several lines", request(
        via="SIP/2.0/UDP\r\n {host}\r\n\t;rport ;branch=z9hG4bK{id}",
        to="\r\n <sip:{node}>", subject="a subject\r\n that goes on\r\n\tand on"), 200),
    Row("several Via in one line", request(
        via="SIP / 2.0 / UDP {host};rport;branch=z9hG4bK{id} , SIP/2.0/TCP 192.0.2.7;branch=z9hG4bK9"), 200),
    Row("quotes and escapes in a display name", request(
        from_=r'"A \"quoted\\\" name, with <brackets>" <sip:a@{host}>;tag=1'), 200),
    Row("escaped characters in the user", request(
        to="<sip:%75se%72%00%3B@{node}>", from_="<sip:I%20have%20spaces@{host}>;tag=1"), 200),
    Row("characters of all kinds in tokens", request(
        call_id="intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}}{{{id}",
        from_="\"BEL:\x07 NUL is not here DEL:\x7f\" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy@{host}>;tag=1"),
        200),
    Row("a semicolon in the user", request(to="<sip:user;par=u%40example.net@{node}>"), 200),
    Row("many and long values", request(
        to="\"" + "I have a user name of " + "extreme " * 60 + "proportion\" <sip:{node}:5060;unknown="
        + "y" * 300 + ">", x_long="v" * 4000, call_id="{id}" + "long" * 100), 200),
    Row("octets behind the body", request() + "trailing octets \x00\x01", 200),
    Row("unknown schemes in From and Contact", request(
        from_="<unknown:no-such-thing>;tag=1", contact=None), 200),
    Row("no Max-Forwards", request(max_forwards=None), 200),
    Row("OPTIONS that may go no further, and has arrived", request(max_forwards="0"), 200),
    Row("a request of RFC 2543: no branch, no tag", request(
        via="SIP/2.0/UDP {host};rport", from_="<sip:a@{host}>"), 200),
    Row("an unknown header and an unknown parameter", request(
        newfangledheader="newfangled value\r\n continued", via="SIP/2.0/UDP {host};rport;branch=z9hG4bK{id};x=y"), 200),
    Row("a Date in another zone", request(date="Fri, 01 Jan 2010 16:00:00 EST"), 200),
]

# What cannot be served: the sender is told, as far as he can be found.
INVALID = [
    Row("no Max-Forwards left", invite(max_forwards="0"), 483),
    Row("an extension that nobody has", request(require="nothingSupportsThis"), 420),
    Row("an unknown method", request("NEWMETHOD"), 501),
    Row("a method that is known and not served", request("PUBLISH", event="presence"), 489),
    Row("BYE of no dialog", request("BYE", to="<sip:{node}>;tag=x"), 481),
    Row("CANCEL of nothing", request("CANCEL"), 481),
    Row("a body that is cut off", request(content_length="9999"), 400),
    Row("a length below zero", request(content_length="-999"), 400),
    Row("a length that is no number", request(content_length="many"), 400),
    Row("two lengths", request(more="Content-Length: 5\r\n"), 400),
    Row("a CSeq above all numbers", request(cseq="36893488147419103232 OPTIONS"), 400),
    Row("a CSeq that is no number", request(cseq="one OPTIONS"), 400),
    Row("a CSeq of another method", request(cseq="1 INVITE"), 400),
    Row("an unknown method and a CSeq of another one", request("NEWMETHOD", cseq="1 OPTIONS"), 400),
    Row("no CSeq", request(cseq=None), 400),
    Row("no Call-ID", request(call_id=None), 400),
    Row("no From", request(from_=None).replace("From: ", "X-From: "), 400),
    Row("no To", request(to=None), 400),
    Row("two From", request(more="From: <sip:b@{host}>;tag=2\r\n"), 400),
    Row("two To", request(more="To: <sip:b@{host}>\r\n"), 400),
    Row("two Call-ID", request(more="Call-ID: other\r\n"), 400),
    Row("two CSeq", request(more="CSeq: 2 OPTIONS\r\n"), 400),
    Row("a quote that does not close", request(to="\"Mr. J. User <sip:{node}>"), 400),
    Row("brackets around the Request-URI", request(uri="<sip:{node}>"), 400),
    Row("an unknown scheme", request(uri="nobodyKnowsThisScheme:totallyopaquecontent"), 416),
    Row("a scheme of the web", request(uri="http://{node}/"), 416),
    Row("no scheme at all", request(uri="{node}"), 400),
    Row("another version", request().replace(" SIP/2.0\r\n", " SIP/7.0\r\n", 1), 505),
    Row("an INVITE without credentials", invite(), 407),
    Row("an INVITE that wants another body", invite(content_type="text/plain"), 415),
    Row("an INVITE whose description is for something else", invite(
        content_disposition="early-session;handling=required"), 415),
    Row("an INVITE with a body that may be passed over", invite(
        content_type="text/plain", content_disposition="icon;handling=optional"), 407),
    Row("a body in a coding that nobody has", invite(content_encoding="unknown"), 415),
    Row("an INVITE for two places at once", invite(more=2 * "Replaces: a@b;to-tag=1;from-tag=2\r\n"), 400),
    Row("an INVITE for the place of nobody", invite(more="Replaces: \r\n"), 400),
    Row("an INVITE for a place without tags", invite(more="Replaces: a@b\r\n"), 400),
    Row("a REGISTER without credentials", request("REGISTER", to="<sip:1002@{node}>"), 401),
    Row("a REGISTER with a time below zero", request("REGISTER", to="<sip:1002@{node}>", expires="-1"), 400),
    Row("a SUBSCRIBE without Event", request("SUBSCRIBE", "sip:1000@{node}", to="<sip:1000@{node}>"), 489),
]

# What nobody can be told of, or what deserves no word.
SILENT = [
    Row("nothing", "", None),
    Row("two line ends", "\r\n\r\n", None),
    Row("octets", "\x00\x01\x02\x03" * 100, None),
    Row("half a line", "OPTIONS sip:{node}", None),
    Row("a start line alone", "OPTIONS sip:{node} SIP/2.0\r\n\r\n", None),
    Row("no Via", request(via=None), None),
    Row("a Via that is none", request(via="garbage"), None),
    Row("a response to nothing", request().replace("OPTIONS sip:{node} SIP/2.0", "SIP/2.0 200 OK"), None),
    Row("a response with a huge code", request().replace(
        "OPTIONS sip:{node} SIP/2.0", "SIP/2.0 4294967301 better not break the receiver"), None),
    Row("a response with an unusual reason", request().replace(
        "OPTIONS sip:{node} SIP/2.0", "SIP/2.0 100 = 2**3 * 5**2 \xd0\xbd\xd0\xbe"), None),
    Row("a blank within the Request-URI", request(uri="sip:{node}; lr"), None),
    Row("an ACK of no dialog", request("ACK"), None),
]

# Close to what a datagram can hold.
LARGE = "".join(f"X-{number}: {'x' * 100}\r\n" for number in range(560))
VALID.append(Row("a datagram full of headers", request(more=LARGE), 200))
