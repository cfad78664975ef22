"""Waiting for something to become true, with a limit."""

import time
from typing import Callable, TypeVar

Value = TypeVar("Value")


def until(condition: Callable[[], Value], within: float, what: str) -> Value:
    """Asks `condition` until it gives something true, and returns that.

    Raises AssertionError naming `what` after `within` seconds.
    """
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {within:g} s: {what}")
        time.sleep(0.02)
