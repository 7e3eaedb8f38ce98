"""The append-only trail: a chain of hashes over who did what."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from data.tables import Audit

START = bytes(32)


def append(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: str,
    target: str = "",
    reason: str = "",
    role: str | None = None,
    body: Mapping[str, object] | None = None,
) -> None:
    """Add a line inside the caller's transaction; it carries the hash of the line before."""
    last = connection.execute(select(Audit.seq, Audit.h).order_by(Audit.seq.desc()).limit(1)).first()
    seq, prev = (last.seq + 1, last.h) if last else (1, START)
    body_hash = hashlib.sha256(_canonical(dict(body or {}))).digest()
    h = _link(seq, at, actor, role, action, target, reason, body_hash, prev)
    connection.execute(
        insert(Audit).values(
            seq=seq,
            at=at,
            actor=actor,
            role=role,
            action=action,
            object=target,
            reason=reason,
            body_hash=body_hash,
            prev=prev,
            h=h,
        )
    )


def first_break(connection: Connection) -> int | None:
    """Find the first line that was changed, removed or reordered; None when the chain holds.

    A cut tail cannot be seen from inside: compare the last number with one kept elsewhere.
    """
    prev, expected = START, 1
    for line in connection.execute(select(Audit).order_by(Audit.seq)).mappings():
        link = _link(
            line["seq"],
            line["at"],
            line["actor"],
            line["role"],
            line["action"],
            line["object"],
            line["reason"],
            line["body_hash"],
            prev,
        )
        if line["seq"] != expected or line["prev"] != prev or line["h"] != link:
            return expected
        prev, expected = line["h"], expected + 1
    return None


def _link(*parts: object) -> bytes:
    return hashlib.sha256(_canonical(list(parts))).digest()


def _canonical(body: object) -> bytes:
    def plain(value: object) -> str:
        return value.hex() if isinstance(value, bytes) else str(value)

    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain).encode()
