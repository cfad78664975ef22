"""What is measured, each of a fresh server, as a dictionary of figures."""

import random
import time

from phones import Registrations
from servers import USERS, Ours, Server
from takeover import takeover


def calls(server: Server, rate: int, count: int) -> dict:
    """Processor time of a bridged, tracked call at a steady rate, and what the commit adds to the answer."""
    before = server.cpu()
    callee, caller = server.load(rate, count, hold=1)
    caller.wait(600)
    time.sleep(1)
    after = server.cpu()
    callee.stop()
    good = caller.count("SuccessfulCall")
    figures = {
        "rate": rate,
        "failed": caller.count("FailedCall"),
        "server_ms_per_call": 1000 * (after[0] - before[0]) / good,
        "postgres_ms_per_call": 1000 * (after[1] - before[1]) / good,
    }
    if isinstance(server, Ours):
        figures["commit_adds_p50_ms_at_most"] = server.metric("call_answer_wait_p50_us") / 1000
        figures["commit_adds_p99_ms_at_most"] = server.metric("call_answer_wait_p99_us") / 1000
    return figures


def few_calls(server: Server) -> dict:
    """200 calls a second: what an answer waits."""
    return calls(server, 200, 3000)


def many_calls(server: Server) -> dict:
    """600 calls a second, what the peer sustained, for longer than finished transactions are kept."""
    return calls(server, 600, 600 * 45)


def most_calls(server: Server) -> dict:
    """1,000 calls a second, which the node must sustain; peers do not, so only ours is asked."""
    return calls(server, 1000, 1000 * 45)


def sustained(server: Server) -> dict:
    """The highest of the rates at which no call fails."""
    reached = 0
    for rate in (125, 250, 500, 750, 1000):
        callee, caller = server.load(rate, rate * 8, hold=1)
        caller.wait(600)
        callee.stop()
        if caller.count("FailedCall") or caller.count("SuccessfulCall") < rate * 8:
            break
        reached = rate
        time.sleep(2)
    return {"calls_per_second_without_failure": reached}


def registers(server: Server, rounds: int = 15) -> dict:
    """Durable REGISTERs with digest: a first challenge, then refreshes with a rising nonce count."""
    phones = Registrations(server.lan.host(40), (server.ip, 5060))
    _, challenges, _ = phones.exchange([phones.message(user, 1) for user in range(USERS)], window=50)
    nonces = {}
    for answer in challenges:
        text = answer.decode()
        nonces[int(text.split("Call-ID: r")[1].split("@")[0])] = text.split('nonce="')[1].split('"')[0]
    messages = [phones.message(user, 2 + n, nonces[user]) for n in range(rounds) for user in range(USERS)]
    before = server.cpu()
    good, _, seconds = phones.exchange(messages)
    after = server.cpu()
    phones.socket.close()
    node, database = after[0] - before[0], after[1] - before[1]
    return {
        "sent": len(messages),
        "good": good,
        "per_second": good / seconds,
        "server_ms": 1000 * node / good,
        "postgres_ms": 1000 * database / good,
        "total_ms": 1000 * (node + database) / good,
    }


def recover(server: Ours, count: int = 2000) -> dict:
    """Kill with calls up, recover, and hang every one of them up."""
    node = server.node
    idle = node.process.rss_bytes()
    callee, caller = server.load(200, count, hold=75)
    deadline = time.time() + 60
    while node.calls() < count and time.time() < deadline:
        time.sleep(0.2)
    time.sleep(36)  # The stack's timers of finished transactions run 32 s.
    up = node.process.rss_bytes()
    node.kill9()
    killed = time.time()
    node.start()
    ready = time.time()
    reply = node.api("sofia recover", within=60)
    recovered = time.time()
    again = node.process.rss_bytes()
    caller.wait(300)
    callee.stop()
    return {
        "calls": count,
        "reply": reply.strip(),
        "start_s": ready - killed,
        "recover_command_s": recovered - ready,
        "calls_lost": caller.count("FailedCall"),
        "memory_per_held_call_kB": (up - idle) / count / 1024,
        "memory_per_recovered_call_kB": (again - idle) / count / 1024,
    }


def kills(server: Ours, count: int = 20) -> dict:
    """Answered calls that are missing after `kill -9` in a burst."""
    callee, caller = server.load(100, 10**6, hold=3)
    time.sleep(2)
    for _ in range(count):
        time.sleep(random.uniform(0.3, 1.2))
        server.node.restart_after_crash()
        server.node.api("sofia recover", within=30)
    time.sleep(1)
    caller.finish(within=90)
    callee.stop()
    return {"kills": count, "answered_calls": caller.count("SuccessfulCall"), "lost": caller.count("FailedCall")}


MEASURES = {
    "few_calls": few_calls,
    "many_calls": many_calls,
    "most_calls": most_calls,
    "registers": registers,
    "sustained": sustained,
    "recover": recover,
    "kills": kills,
    "takeover": takeover,
}
# What a proxy can be asked as well.
OF_PEERS = ("few_calls", "many_calls", "registers", "sustained")
