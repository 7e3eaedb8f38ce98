"""Comments 批注 pinned to the units of a plan: who said what, and whether it has been dealt with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from data.plans import log
from data.plans.book import read_plan
from data.plans.desk import Desk
from data.tables import PlanEvent
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Scope

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Note:
    """One comment: its event, who, when, on which units; `settled` is who dealt with it, "" while open."""

    seq: int
    author: str
    at: datetime
    units: tuple[str, ...]
    text: str
    settled: str = ""


def notes(desk: Desk, plan: str) -> list[Note]:
    """Read the comments of a plan in order."""
    with desk.store.reading() as connection:
        events = log.of_kinds(connection, plan, ("comment", "settle"))
    settled = {e.payload["of"]: e.actor for e in events if e.kind == "settle"}
    return [
        Note(e.seq, e.actor, e.at, tuple(e.payload["units"]), e.payload["text"], settled.get(e.seq, ""))
        for e in events
        if e.kind == "comment"
    ]


def waiting(desk: Desk) -> dict[str, int]:
    """Count the comments nobody has dealt with, by plan; plans without one are left out."""
    weight = case((PlanEvent.kind == "comment", 1), else_=-1)  # a comment is settled once
    found = (
        select(PlanEvent.plan, func.sum(weight))
        .where(PlanEvent.plan.is_not(None), PlanEvent.kind.in_(("comment", "settle")))
        .group_by(PlanEvent.plan)
    )
    with desk.store.reading() as connection:
        return {str(plan): int(n) for plan, n in connection.execute(found) if n}


def add(desk: Desk, who: Scope, plan: str, units: list[str], text: str) -> int:
    """Pin a comment to units of a plan. Raises BadInput, NotFound (a unit the plan does not have)."""
    if len(text.strip()) > LONGEST:
        raise BadInput(f"批注超过 {LONGEST} 字。", remedy="请写得简短些，或分几条。")
    known = desk.coverage(plan).units
    if not units or any(key not in known for key in units):
        raise NotFound("批注要钉在方案中的网格上。", remedy="请重新选择网格。")
    return desk.comment(who, plan, units, text)


def settle(desk: Desk, who: Scope, plan: str, seq: int) -> int:
    """Mark a comment as dealt with. Raises NotFound, BadInput (already so)."""
    note = next((each for each in notes(desk, plan) if each.seq == seq), None)
    if note is None:
        raise NotFound("没有这条批注。", remedy="请刷新页面。")
    if note.settled:
        raise BadInput("这条批注已经处理过。", remedy="请刷新页面。")
    with desk.store.noting() as connection:
        read_plan(connection, plan)
        made = log.append(connection, desk.seal, plan, "settle", who=who, payload={"of": seq})
    log.anchor(desk.store, desk.seal, made)
    return made
