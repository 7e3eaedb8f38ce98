"""The list of plans: a row of each, its locks, and who wrote last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data.plans import log
from data.tables import Plan, PlanEvent
from data.vault import clock
from geo.model.errors import NotFound
from geo.plan import ops
from geo.plan.refused import Refused
from geo.plan.states import State

LOCKS = ("unit", "level", "all")


@dataclass(frozen=True, slots=True)
class Info:
    """A plan as a list shows it."""

    id: str
    name: str
    state: State
    author: str
    root: str
    base_seq: int
    head_seq: int
    effective_from: datetime | None
    published_seq: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Lock:
    """What is held: a unit (id), a level (its key) or all; for one role, or with "" for everybody."""

    what: str
    key: str = ""
    role: str = ""


def read_plan(connection: Connection, plan: str) -> Info:
    """Read a plan's row. Raises NotFound."""
    row = connection.execute(select(Plan.__table__).where(Plan.id == plan)).mappings().first()
    if row is None:
        raise NotFound("没有这个方案。", remedy="请在方案列表中重新选择。")
    return info_of(dict(row))


def stale(connection: Connection, plan: str, head: int) -> Refused:
    """Tell the second of two writers who changed what."""
    refused = Refused("stale")
    news = log.events(connection, plan, since=head)
    refused.rows = tuple(
        f"{event.at:%m-%d %H:%M} {event.actor}：{ops.TITLES.get(event.kind, _WORDS.get(event.kind, event.kind))}"
        for event in news
    )
    return refused


_WORDS = {
    "undo": "撤销",
    "redo": "重做",
    "lock": "锁定",
    "unlock": "解锁",
    "comment": "批注",
    "rebase": "换基线",
    "attr": "改名",
}


def head_to(connection: Connection, info: Info, seq: int) -> None:
    """Move a plan's head to a new event; refused (stale) when somebody wrote meanwhile."""
    done = connection.execute(
        update(Plan).where(Plan.id == info.id, Plan.head_seq == info.head_seq).values(head_seq=seq, updated_at=clock())
    )
    if done.rowcount != 1:
        raise stale(connection, info.id, info.head_seq)


def info_of(row: Mapping[str, Any]) -> Info:
    """Read a row."""
    return Info(
        row["id"],
        row["name"],
        State(row["state"]),
        row["author"],
        row["root"],
        row["base_seq"],
        row["head_seq"],
        row["effective_from"],
        row["published_seq"],
        row["created_at"],
        row["updated_at"],
    )


def locks_of(connection: Connection, plan: str) -> list[dict[str, Any]]:
    """Fold the log into the locks in force."""
    found = connection.execute(
        select(PlanEvent.seq)
        .where(PlanEvent.plan == plan, PlanEvent.kind.in_(("lock", "unlock")))
        .order_by(PlanEvent.seq)
    ).scalars()
    held: dict[tuple[str, str, str], dict[str, Any]] = {}
    for seq in found.all():
        event = log.event(connection, seq)
        key = (event.payload["what"], event.payload["key"], event.payload["role"])
        if event.kind == "unlock":
            held.pop(key, None)
        else:
            told = {name: event.payload[name] for name in ("what", "key", "role")}
            held[key] = told | {"author": event.actor, "reason": event.reason, "at": event.at}
    return list(held.values())
