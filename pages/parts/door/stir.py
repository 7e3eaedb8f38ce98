"""Tells work that can wait whether somebody is at the door: one interpreter serves both."""

import time

IDLE_S = 3.0  # nobody has asked for this long
LONGEST_S = 60.0  # a wall asks for ever

_last = float("-inf")


def asked() -> None:
    """Note that a signed-in visitor asks for something now."""
    global _last  # noqa: PLW0603 - one door, one moment
    _last = time.monotonic()


def wait_idle() -> None:
    """Return when nobody has asked for `IDLE_S`, after `LONGEST_S` in any case."""
    ends = time.monotonic() + LONGEST_S
    while (now := time.monotonic()) < min(ends, _last + IDLE_S):
        time.sleep(min(0.2, ends - now))
