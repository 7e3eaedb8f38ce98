"""What a browser accepts and already has: Accept-Encoding and If-None-Match."""

from collections.abc import Mapping


def accepted(headers: Mapping[str, str]) -> frozenset[str]:
    """Return the content encodings the asker takes; one with q=0 is not among them."""
    found = set()
    for item in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = item.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            found.add(name.strip())
    return frozenset(found)


def is_fresh(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the asker's copy is the one with this ETag."""
    held = [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]
    return tag in held or held == ["*"]
