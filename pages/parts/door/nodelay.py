"""Answers leave at once: switches off Nagle's algorithm on a connection.

Streamlit opens its listening socket without naming the protocol, and asyncio sets TCP_NODELAY only
on sockets that name TCP. The body of every small answer then waits some 40 ms for the browser to
acknowledge the head; so does every second small message of the live socket.
"""

import contextlib
import socket

from starlette.types import Receive


def send_at_once(receive: Receive) -> None:
    """Set TCP_NODELAY on the connection behind an ASGI receive; where the server hides it, do nothing."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport is not None else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):  # the browser may have gone already
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
