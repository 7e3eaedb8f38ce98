"""Holds the log against itself, its shapes, the versions of units, the anchors and the published grids."""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from data.plans import log
from data.plans.desk import Desk
from data.plans.mainline import digest, mark, source_hashes
from data.plans.versions import FIELDS, Row, alive, living, over, rows_at, same
from data.tables import Plan, PlanEvent, PlanShape, UnitVersion


@dataclass(slots=True)
class Verdict:
    """What verify() found; `faults` empty means the log can be trusted up to its last anchor."""

    events: int
    anchored: int
    faults: list[str] = field(default_factory=list)

    @property
    def unanchored(self) -> int:
        """Events a cut could still remove unseen."""
        return self.events - self.anchored


def verify(desk: Desk) -> Verdict:
    """Check chain, shapes, replay, anchors and grids; every fault is a Chinese sentence."""
    with desk.store.reading() as connection:
        count = connection.scalar(select(func.count()).select_from(PlanEvent)) or 0
        verdict = Verdict(count, 0)
        broken = log.first_break(connection, desk.seal) if count else None
        if broken is not None:
            verdict.faults.append(f"日志第 {broken} 条被改动、删除或调换。")
        hashes = {row.seq: row.hash for row in connection.execute(select(PlanEvent.seq, PlanEvent.hash))}
        for anchor in desk.seal.anchors():
            if anchor.seq not in hashes or hashes[anchor.seq].hex() != anchor.hash:
                verdict.faults.append(f"日志末尾缺少 {anchor.at} 锚定的第 {anchor.seq} 条。")
                break
            verdict.anchored = anchor.events
        for name, body in connection.execute(select(PlanShape.sha, PlanShape.wkb)):
            if hashlib.sha256(body).hexdigest() != name:
                verdict.faults.append(f"形状 {name[:16]} 的内容与其校验值不符。")
        verdict.faults += _mainline(connection)
        for plan in connection.scalars(select(Plan.id)).all():
            verdict.faults += _replayed(connection, plan)
    return verdict


def _mainline(connection: Connection) -> list[str]:
    out = []
    events = log.events(connection, None)
    table = UnitVersion.__table__
    for event in events:
        rows = connection.execute(
            select(table.c.unit, *(table.c[name] for name in FIELDS)).where(
                table.c.plan.is_(None), table.c.from_seq == event.seq, table.c.gone.is_(False)
            )
        ).mappings()
        made = {row["unit"]: {name: row[name] for name in FIELDS} for row in rows}
        if digest(made) != event.payload["digest"]:
            out.append(f"主线第 {event.seq} 条记下的网格与日志不符。")
    if events and events[-1].payload["mark"] == mark(connection):
        sources = source_hashes(connection)
        held = (row for row in rows_at(connection, None, None).values() if not row["gone"])
        differ = (row["code"] for row in held if row["source"] != sources.get(row["code"]))
        out.extend(f"现行网格 {code} 的边界与发布时不同。" for code in differ)
    return out


def _replayed(connection: Connection, plan: str) -> list[str]:
    """Fold the log of a plan and compare with its rows."""
    told: dict[str, Row | None] = {}
    for event in log.events(connection, plan):
        told |= {key: after for key, _, after in event.changes}
    held = rows_at(connection, plan, None)
    now = alive(held)
    wrong = [key for key in {*told, *now} if not same(told.get(key), now.get(key))]
    return [f"方案 {plan} 中 {len(wrong)} 个网格与日志不符。"] if wrong else []


def replay(desk: Desk, plan: str) -> dict[str, Row]:
    """Work the whole log of a plan out of its payloads, for comparison with its state."""
    with desk.store.reading() as connection:
        info = desk.read(connection, plan)
        rows = living(connection, None, info.base_seq)
        own: dict[str, Row] = {}
        for event in log.events(connection, plan):
            for key, before, after in event.changes:
                own[key] = {**(after or before or {}), "gone": after is None}
        return over(rows, own)
