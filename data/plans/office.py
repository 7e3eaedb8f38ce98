"""A plan's way through the office: submit, check, approve, publish on its date."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from data.plans import log
from data.plans.book import Info, read_plan
from data.plans.desk import Desk
from data.plans.mainline import digest, mark, sync
from data.plans.publish import publish
from data.plans.versions import Row, living, over, put, rows_at
from data.tables import Plan
from data.vault import clock
from geo.model.errors import BadInput, NotAllowed
from geo.model.scope import Scope
from geo.plan.checks import grave
from geo.plan.states import APPROVERS, STEPS, State, stepped


def step(desk: Desk, who: Scope, plan: str, name: str, *, reason: str = "", effective: datetime | None = None) -> Info:
    """Take a step of geo.plan.states.STEPS.

    Parameters
    ----------
    name
        submit, pass, approve, return, withdraw, void, archive. Approving publishes at once when the
        date has come, else the plan waits for publish_due().
    effective
        Only for approve: from when the borders hold; None = now.

    Raises
    ------
    NotAllowed, BadInput
        Wrong role, own plan, wrong state, grave faults left, an older base, a date in the past of
        the borders in force.
    """
    now = clock()
    with desk.store.noting() as connection:
        info = read_plan(connection, plan)
        to = stepped(name, info.state, author=info.author, actor=who.account, role=who.role)
        if name in {"submit", "approve"}:
            _sound(desk, connection, who, info)
        payload: dict[str, Any] = {"from": info.state.value, "to": to.value}
        values: dict[str, Any] = {"state": to.value, "updated_at": now}
        if name == "approve":
            values["effective_from"] = effective or now
            payload["effective"] = values["effective_from"].isoformat()
        seq = log.append(connection, desk.seal, plan, name, who=who, payload=payload, reason=reason)
        connection.execute(update(Plan).where(Plan.id == plan).values(**values, head_seq=seq))
    desk.moved(plan, seq)
    log.anchor(desk.store, desk.seal)
    if name == "approve" and (effective or now) <= now:
        return published(desk, who, plan)
    return desk.info(plan)


def publish_due(desk: Desk, who: Scope) -> list[Info]:
    """Publish every approved plan whose date has come, in the order of their dates."""
    now = clock()
    due = [info for info in desk.plans() if info.state is State.WAITING and (info.effective_from or now) <= now]
    return [published(desk, who, info.id) for info in sorted(due, key=lambda i: (i.effective_from or now, i.id))]


def published(desk: Desk, who: Scope, plan: str) -> Info:
    """Write an approved plan into the published grids: one transaction with an audit line and a new data version.

    Raises
    ------
    NotAllowed, BadInput
        Not an approver or the author's own plan; not approved; its date has not come; the grids
        changed since it was drafted (rebase first).
    """
    with desk.store.command(who.account, "发布方案", target=plan) as connection:
        info = read_plan(connection, plan)
        now = clock()
        if who.role not in APPROVERS or who.account == info.author:
            raise NotAllowed("只有领导能发布方案，且不能发布自己起草的方案。", remedy="请由另一位领导办理。")
        if info.state is not State.WAITING or info.effective_from is None:
            raise BadInput(f"方案现在是“{info.state.title}”，不能发布。", remedy="请先完成审批。")
        if info.effective_from > now:
            raise BadInput(
                f"方案自 {info.effective_from:%Y-%m-%d %H:%M} 起生效，还没有到。", remedy="到生效日期后再发布。"
            )
        cov = _sound(desk, connection, who, info)
        base = living(connection, None, info.base_seq)
        own = rows_at(connection, plan, None)
        rows = over(base, own)
        into = _heirs(connection, plan)
        made = publish(connection, cov, base, rows, into, effective=info.effective_from, now=now, crs=desk.crs)
        head = log.events(connection, plan)[-1]
        payload = {
            "plan": plan,
            "head": head.seq,
            "effective": info.effective_from.isoformat(),
            "codes": made.codes,
            "changed": len(made.rows),
            "digest": digest({k: row for k, row in made.rows.items() if row is not None}),
            "mark": mark(connection),
        }
        seq = log.append(connection, desk.seal, None, "publish", who=who, payload=payload)
        before: dict[str, Row | None] = dict(base)
        put(connection, None, seq, made.rows, before, into=into, sources=made.sources)
        mine = log.append(connection, desk.seal, plan, "published", who=who, payload={"main": seq})
        values = {"state": State.PUBLISHED.value, "published_seq": seq, "head_seq": mine, "updated_at": now}
        connection.execute(update(Plan).where(Plan.id == plan).values(**values))
    desk.moved(plan, mine)
    log.anchor(desk.store, desk.seal)
    return desk.info(plan)


def _sound(desk: Desk, connection: Connection, who: Scope, info: Info) -> Any:  # noqa: ANN401 - a Coverage
    """Hold a plan against today's grids and its own faults."""
    if sync(connection, desk.seal, who, desk.crs, dirty=True) != info.base_seq:
        raise BadInput("方案起草以后，现行网格已有变动。", remedy="请先把方案换到新的基线上。")
    cov = desk.peek(connection, info)
    faults = grave(cov)
    if faults:
        raise BadInput(
            "方案还有必须改正的问题。", rows=[fault.text for fault in faults], remedy="请在“检查”中逐条处理。"
        )
    return cov


def _heirs(connection: Connection, plan: str) -> dict[str, str]:
    """Who took over units that ended, followed to the last heir."""
    first: dict[str, str] = {}
    for event in log.events(connection, plan):
        first |= event.payload.get("into", {})
    out = {}
    for key in first:
        heir, seen = first[key], {key}
        while heir in first and heir not in seen:
            seen.add(heir)
            heir = first[heir]
        out[key] = heir
    return out


__all__ = ["STEPS", "publish_due", "published", "step"]
