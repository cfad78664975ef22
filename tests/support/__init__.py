"""What the integration stories are written with. Python standard library only.

story      the base class of a story: steps, time limits, files kept on failure
lan        a private piece of the loopback network for each story
node       sofiad as a process: start, kill, ask; conf writes its configuration
postgres   a private PostgreSQL server that can be stopped, frozen and thawed
sipp       SIPp as a process, with its outcome
phone      a scriptable SIP phone; peer, sip_message and digest are beneath it
proxy      a record-routing SIP proxy
esl        a client of the event socket
"""
