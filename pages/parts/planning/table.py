"""What the edit page is told: a plan's state, what an edit would do, what it did, or why not."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from data.plans import log
from data.plans.book import Info
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.scope import Scope, Tier
from geo.plan import ops
from geo.plan.coverage import Coverage
from geo.plan.effects import Effect
from geo.plan.panel import l3_of, panel
from geo.plan.refused import Refused
from geo.plan.states import EDITABLE, EDITORS
from geo.rules import rounding
from pages.parts.once import Once
from pages.parts.planning import drawing, gestures, notes, wanted, words
from pages.parts.planning.balance import BALANCING
from pages.parts.planning.room import base_of, desk, load, plan_of
from pages.parts.wiring import blobs

STEPS_SHOWN = 12
Told = dict[str, object]
Figures = dict[Any, dict[Any, Any]]  # id of an L3 -> its figures
_shapes: Once[str] = Once(8)
_befores: Once[Figures] = Once(128)


def state(scope: Scope, plan: str, focus: str = "") -> Told:
    """Say everything the edit page starts from; `focus` is the id or code of a community."""
    info = plan_of(scope, plan)
    cov = desk().coverage(plan)
    keys = drawing.keys_of(cov, scope)
    towns = [cov.units[key] for key in keys if cov.units[key].level is Level.L2]
    if not towns:
        raise BadInput("您的范围内没有可以调整的网格。", remedy="请由上级网格规划人员调整。")
    chosen = next((unit.id for unit in towns if focus in {unit.id, unit.code}), towns[0].id)
    room = desk()

    def publish() -> str:
        body = drawing.features(cov, keys, scope, room.crs)
        return "/" + blobs().publish("plan-units", body, "geojson", scope_key=scope.key, cache="revalidate")

    url = _shapes.get(
        (id(room), plan, info.head_seq, info.base_seq, scope.key),
        publish,
        good=lambda held: blobs().get(held.rsplit("/", 1)[1]) is not None,
    )
    towns_told = [{"id": unit.id, "code": unit.code or "", "name": unit.name} for unit in towns]
    return {"shapes": url, "communities": towns_told} | _now(scope, info, cov, chosen)


def look(scope: Scope, plan: str, focus: str) -> Told:
    """Say the live panel of another community."""
    info = plan_of(scope, plan)
    cov = desk().coverage(plan)
    if focus not in cov.units or cov.units[focus].level is not Level.L2 or not drawing.inside(cov, scope, focus):
        raise BadInput("没有这个社区。", remedy="请在地图上重新选择。")
    return _now(scope, info, cov, focus)


def act(scope: Scope, plan: str, what: str, body: Mapping[str, object]) -> Told:
    """Do what a gesture asks: preview, commit, undo, redo, lock, unlock, comment, settle, balance and what follows.

    Returns
    -------
    dict
        preview: {"token", "effects", "moves"}; the others: the new state with "patch" and "gone";
        refused edits: {"refused": {"code", "text", "remedy", "rows", "bbox", "units"}}.
    """
    plan_of(scope, plan)
    if (aside := _aside(scope, plan, what, body)) is not None:
        return aside
    head = body.get("head")
    if not isinstance(head, int) or isinstance(head, bool):
        raise BadInput("没有说明看到的是哪一步。", remedy="请刷新页面后重试。")
    focus = body.get("focus")
    try:
        if what == "balance":
            return wanted.begin(scope, plan, body)
        if what in {"preview", "suggested"}:
            return _preview(scope, plan, head, body, suggested=what == "suggested")
        return _done(scope, plan, head, what, body) | _after(scope, plan, head, focus if isinstance(focus, str) else "")
    except Refused as no:
        box = desk().place(no)
        units = list(no.units)
        return {"refused": words.sentence(no) | {"code": no.code, "bbox": list(box) if box else None, "units": units}}


def _aside(scope: Scope, plan: str, what: str, body: Mapping[str, object]) -> Told | None:
    """Do what is no step of the plan and asks for none; None = it is one."""
    if what == "warm":
        return BALANCING.warm()
    if what in {"balanced", "cancel"}:
        ask = BALANCING.told if what == "balanced" else BALANCING.cancel
        return ask(plan, scope.account, scope.tier, desk().coverage(plan))
    return _said(scope, plan, what, body) if what in {"comment", "settle"} else None


def _said(scope: Scope, plan: str, what: str, body: Mapping[str, object]) -> Told:
    """Pin a comment, or mark one as dealt with; answer the comments that are open now."""
    if what == "comment":
        text, units = body.get("text"), list(gestures.units(body))
        cov = desk().coverage(plan)
        if not isinstance(text, str) or not all(key in cov.units and drawing.inside(cov, scope, key) for key in units):
            raise BadInput("批注没有写明内容或网格。", remedy="请在地图上重新选择网格。")
        notes.add(scope, plan, units, text)
    else:
        seq = body.get("seq")
        if not isinstance(seq, int) or isinstance(seq, bool):
            raise BadInput("没有说明是哪条批注。", remedy="请刷新页面后重试。")
        notes.settle(scope, plan, seq)
    return {"notes": notes.talk(scope, plan)}


def _preview(scope: Scope, plan: str, head: int, body: Mapping[str, object], *, suggested: bool) -> Told:
    room = desk()
    op = BALANCING.proposal(plan, scope.account, _keys(body)) if suggested else gestures.read(body, room.crs, clock())
    seen = room.preview(scope, plan, op, head)
    _held.put(seen.token, op)
    cov = room.coverage(plan)
    moved = [{"metres": round(move.metres, 1)} for move in seen.change.moves]
    assign = [list(pair) for pair in op.assign] if isinstance(op, ops.Balance) else []
    return {
        "assign": assign,
        "token": seen.token,
        "effects": [_effect(each, scope) for each in seen.effects],
        "moves": moved,
    } | {
        "micro": sum(1 for each in seen.effects if each.level is Level.MICRO),
        "kept": _kept(cov, scope),
    }


def _keys(body: Mapping[str, object]) -> tuple[str, ...]:
    """Which communities, or which point of the curve, of a balance are meant; none = all."""
    keys = body.get("keys", [])
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise BadInput("没有说明采用哪些社区的方案。", remedy="请刷新页面后重试。")
    return tuple(keys)


def _kept(cov: Coverage, scope: Scope) -> Told:
    """Say what no edit changes: the homes of the district."""
    whole = next(unit for unit in cov.units.values() if unit.level is Level.DISTRICT)
    households, _ = drawing.counts(cov, whole)
    return {"hh": rounding.people(households, tier=scope.tier, level=Level.DISTRICT)}


def _done(scope: Scope, plan: str, head: int, what: str, body: Mapping[str, object]) -> Told:
    room = desk()
    if what == "commit":
        token = body.get("token")
        op = _held.take(token) if isinstance(token, str) else None
        if op is None:
            op, token = gestures.read(body, room.crs, clock()), None
        room.commit(scope, plan, op, head, token=token if isinstance(token, str) else None)
    elif what == "undo":
        room.undo(scope, plan, head)
    elif what == "redo":
        room.redo(scope, plan, head)
    elif what in {"lock", "unlock"}:
        reason = body.get("reason")
        told = reason if isinstance(reason, str) else ""
        room.lock(scope, plan, head, gestures.lock(body), on=what == "lock", reason=told[:200])
    else:
        raise BadInput("没有这个操作。", remedy="请刷新页面后重试。")
    return {}


def _after(scope: Scope, plan: str, head: int, focus: str) -> Told:
    """Say what changed since a step, as shapes to put in and ids to take out, and the panel."""
    room = desk()
    info, cov = room.info(plan), room.coverage(plan)
    touched: set[str] = set()
    with room.store.reading() as connection:
        for event in log.events(connection, plan, since=head):
            for key, before, after in event.changes:
                touched.add(key)
                touched |= {row["parent"] for row in (before, after) if row and row["level"] == Level.MICRO.value}
    above = {cov.units[key].parent for key in touched if key in cov.units and cov.units[key].level is Level.L3}
    everything = sorted(touched | {key for key in above if key})
    keys = [key for key in everything if key in cov.units and drawing.inside(cov, scope, key)]
    gone = sorted(key for key in touched if key not in cov.units)
    patch = (
        json.loads(drawing.features(cov, keys, scope, room.crs))
        if keys
        else {"type": "FeatureCollection", "features": []}
    )
    fits = focus in cov.units and cov.units[focus].level is Level.L2 and drawing.inside(cov, scope, focus)
    here = focus if fits else next(k for k in drawing.keys_of(cov, scope) if cov.units[k].level is Level.L2)
    return {"patch": patch, "gone": gone} | _now(scope, info, cov, here)


def _now(scope: Scope, info: Info, cov: Coverage, focus: str) -> Told:
    with desk().store.reading() as connection:
        done, undone = log.stacks(connection, info.id)
        events = log.latest(connection, info.id, STEPS_SHOWN, besides=words.OFFICE - {"clean"})
    steps = [words.line(event) for event in events]
    right = scope.role in EDITORS
    return {
        "plan": {
            "id": info.id,
            "name": info.name,
            "state": info.state.value,
            "title": info.state.title,
            "author": words.person(info.author),
            "head": info.head_seq,
            "editable": right and info.state in EDITABLE,
            "why": "" if right and info.state in EDITABLE else f"方案现在是“{info.state.title}”，只能查看。",
        },
        "notes": notes.talk(scope, info.id),
        "undo": len(done),
        "redo": len(undone),
        "log": steps,
        "locks": [
            {
                **lock,
                "author": words.person(lock["author"]),
                "at": f"{lock['at']:%m-%d %H:%M}",
                "mine": lock["role"] in {"", scope.role.value},
            }
            for lock in desk().locks(info.id)
        ],
        "panel": rows(scope, info, cov, focus),
    }


def rows(scope: Scope, info: Info, cov: Coverage, focus: str) -> Told:
    """Measure the L3 of one community before and after; counts as the asker's tier may see them."""
    now = _figures(scope, cov, focus)
    before = (id(desk()), info.base_seq, focus, scope.tier, desk().store.version())
    was = _befores.get(before, lambda: _figures(scope, base_of(info), focus))
    return {
        "id": focus,
        "name": cov.units[focus].name,
        "rounded": scope.tier is Tier.T0,
        "rows": [_row(key, now, was) for key in [*now, *(key for key in was if key not in now)]],
        "after": _even(now),
        "before": _even(was),
    }


def _figures(scope: Scope, cov: Coverage, focus: str) -> Figures:
    if focus not in cov.units:
        return {}
    return panel(cov, l3_of(cov, focus), load(cov), tier=scope.tier).to_dict("index")


def _row(key: str, now: Figures, was: Figures) -> Told:
    told = now.get(key) or was[key]
    out: Told = {"id": key, "name": told["name"], "norm": now[key]["norm"] if key in now else ""}
    for column in ("micro", "households", "people", "events", "care", "visits", "deviation", "roundness"):
        out[column] = [_plain(side[key][column]) if key in side else None for side in (was, now)]
    return out


def _even(figures: Figures) -> Told:
    if not figures:
        return {}
    return {"roundness": _plain(sum(row["roundness"] for row in figures.values()) / len(figures))}


def _plain(value: Any) -> float | None:  # noqa: ANN401 - a cell of any numeric column
    if value is None or pd.isna(value):
        return None
    number = float(value)
    return round(number, 3) if math.isfinite(number) else None


def _effect(effect: Effect, scope: Scope) -> Told:
    def pair(values: Iterable[int | None]) -> list[int | None]:
        return [rounding.people(value, tier=scope.tier, level=effect.level) for value in values]

    return {
        "id": effect.unit,
        "name": effect.name,
        "level": effect.level.value,
        "parent": list(effect.parent),
        "area": [None if value is None else round(value) for value in effect.area_m2],
        "households": pair(effect.households),
        "people": pair(effect.people),
    }


class _Held:
    """Operations that were shown and not yet done, by token: a commit does exactly what was shown."""

    def __init__(self, most: int) -> None:
        self._ops: dict[str, ops.Op] = {}
        self._most = most

    def put(self, token: str, op: ops.Op) -> None:
        self._ops[token] = op
        while len(self._ops) > self._most:
            self._ops.pop(next(iter(self._ops)), None)

    def take(self, token: str) -> ops.Op | None:
        return self._ops.pop(token, None)


_held = _Held(64)
