"""The append-only log of plans: one event per step, chained and sealed, and what it says."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyproj
import shapely
from sqlalchemy import Connection, func, insert, select

from data.chain import START, Seal
from data.store import Store
from data.tables import PlanEvent
from data.vault import clock, dump
from geo.model.scope import Scope

ENGINES = {"geos": ".".join(map(str, shapely.geos_version)), "proj": pyproj.proj_version_str}
EVERY = 50  # events between anchors, (p)
MOVES = ("reassign", "redraw", "reshape", "split", "merge", "dissolve", "found", "move", "balance", "adopt", "rename")


@dataclass(frozen=True, slots=True)
class Event:
    """One step of the log."""

    seq: int
    plan: str | None
    kind: str
    actor: str
    role: str
    reason: str
    at: datetime
    payload: dict[str, Any]

    @property
    def changes(self) -> list[tuple[str, dict[str, Any] | None, dict[str, Any] | None]]:
        """Units the step changed: id, row before, row after. A comment names units and changes none."""
        told = () if self.kind == "comment" else self.payload.get("units", ())
        return [(key, before, after) for key, before, after in told]


def append(
    connection: Connection,
    seal: Seal,
    plan: str | None,
    kind: str,
    *,
    who: Scope,
    payload: dict[str, Any],
    reason: str = "",
) -> int:
    """Write one event inside the caller's transaction; answer its number."""
    last = connection.execute(select(PlanEvent.seq, PlanEvent.hash).order_by(PlanEvent.seq.desc()).limit(1)).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, START)
    at, body = clock(), dump(payload | {"engines": ENGINES})
    key = seal.key(fresh=last is None)
    header = _header(seq, plan, kind, who.account, who.role.value, reason, at)
    connection.execute(
        insert(PlanEvent).values(
            seq=seq,
            plan=plan,
            kind=kind,
            actor=who.account,
            role=who.role.value,
            reason=reason,
            at=at,
            payload=body,
            prev=prev,
            hash=seal.link(key, prev, header, body),
        )
    )
    return seq


def anchor(store: Store, seal: Seal, seq: int | None = None) -> None:
    """Write the end of the log down outside the database: now, or (given the event) only every 50 events."""
    if seq is not None and seq % EVERY:
        return
    with store.reading() as connection:
        last = connection.execute(select(PlanEvent.seq, PlanEvent.hash).order_by(PlanEvent.seq.desc()).limit(1)).first()
        count = connection.scalar(select(func.count()).select_from(PlanEvent)) or 0
    if last is not None:
        seal.anchor(last.seq, last.hash, count, clock())


def events(connection: Connection, plan: str | None, *, since: int = 0, until: int | None = None) -> list[Event]:
    """Read the events of a plan (None = main line) after one number, up to another, in order."""
    query = select(PlanEvent).where(PlanEvent.plan.is_(None) if plan is None else PlanEvent.plan == plan)
    query = query.where(PlanEvent.seq > since).order_by(PlanEvent.seq)
    if until is not None:
        query = query.where(PlanEvent.seq <= until)
    return [_event(row) for row in connection.execute(query).mappings()]


def of_kinds(connection: Connection, plan: str, kinds: Collection[str]) -> list[Event]:
    """Read the events of a plan of some kinds, in order; the others, with their shapes, stay where they are."""
    query = select(PlanEvent).where(PlanEvent.plan == plan, PlanEvent.kind.in_(kinds)).order_by(PlanEvent.seq)
    return [_event(row) for row in connection.execute(query).mappings()]


def latest(connection: Connection, plan: str, most: int, *, besides: Collection[str] = ()) -> list[Event]:
    """Read the last so many events of a plan, the newest first, without some kinds."""
    query = select(PlanEvent).where(PlanEvent.plan == plan, PlanEvent.kind.not_in(besides))
    query = query.order_by(PlanEvent.seq.desc()).limit(most)
    return [_event(row) for row in connection.execute(query).mappings()]


def event(connection: Connection, seq: int) -> Event:
    """Read one event by its number."""
    return _event(connection.execute(select(PlanEvent).where(PlanEvent.seq == seq)).mappings().one())


def has(connection: Connection, plan: str, kind: str) -> bool:
    """Tell whether a plan has an event of a kind."""
    query = select(PlanEvent.seq).where(PlanEvent.plan == plan, PlanEvent.kind == kind).limit(1)
    return connection.scalar(query) is not None


def stacks(connection: Connection, plan: str) -> tuple[list[int], list[int]]:
    """Numbers of the edits that may be undone and redone, the next one last; a rebase starts anew."""
    rows = connection.execute(
        select(PlanEvent.seq, PlanEvent.kind).where(PlanEvent.plan == plan).order_by(PlanEvent.seq)
    ).all()
    done: list[int] = []
    undone: list[int] = []
    for seq, kind in rows:
        if kind in MOVES:
            done.append(seq)
            undone.clear()
        elif kind == "undo" and done:
            undone.append(done.pop())
        elif kind == "redo" and undone:
            done.append(undone.pop())
        elif kind == "rebase":
            done, undone = [], []
    return done, undone


def first_break(connection: Connection, seal: Seal) -> int | None:
    """Find the first event that was changed, removed or reordered; None when the chain holds."""
    prev, expected = START, 1
    key = seal.key(fresh=connection.scalar(select(func.count()).select_from(PlanEvent)) == 0)
    for row in connection.execute(select(PlanEvent).order_by(PlanEvent.seq)).mappings():
        header = _header(row["seq"], row["plan"], row["kind"], row["actor"], row["role"], row["reason"], row["at"])
        link = seal.link(key, prev, header, row["payload"])
        if row["seq"] != expected or row["prev"] != prev or row["hash"] != link:
            return expected
        prev, expected = row["hash"], expected + 1
    return None


def _header(*parts: object) -> list[object]:
    return [part.isoformat() if isinstance(part, datetime) else part for part in parts]


def _event(row: Any) -> Event:  # noqa: ANN401 - a mapping row
    payload = json.loads(row["payload"])
    return Event(row["seq"], row["plan"], row["kind"], row["actor"], row["role"], row["reason"], row["at"], payload)
