"""What stands between a draft and the published map: faults, who changes hands, and the steps of the office."""

from datetime import datetime

import pandas as pd

from data.plans import office
from data.plans.book import Info
from data.plans.compare import diff
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.plan.checks import TITLES, check
from geo.plan.coverage import Coverage
from geo.plan.facts import by_id, facts
from geo.plan.states import EDITORS, STEPS
from geo.plan.units import Unit
from geo.rules import rounding
from pages.parts.planning import drawing, words
from pages.parts.planning.room import base_of, desk, plan_of
from pages.parts.wiring import store

WORKER = "网格员"
L2_DIGITS = 12


def faults(scope: Scope, plan: str) -> pd.DataFrame:
    """List what is wrong with a plan: 类别 程度 问题 网格 位置, grave ones first; 网格 is the first unit's code."""
    plan_of(scope, plan)
    cov = desk().coverage(plan)
    editor = scope.role in EDITORS
    found = check(cov.units.values(), by_id(facts(store(), desk().whole()), cov))
    codes = [cov.units[f.units[0]].code or "" if f.units and f.units[0] in cov.units else "" for f in found]
    return pd.DataFrame(
        {
            "类别": [TITLES[f.code] for f in found],
            "程度": ["必须改正" if f.grave else "请核对" for f in found],
            "问题": [f.text for f in found],
            "网格": codes,
            "位置": [
                f"/edit?plan={plan}&place={code}" if editor and len(code) >= L2_DIGITS else None for code in codes
            ],
        }
    )


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Count faults by check, every one of the twelve: 检查 结果."""
    counted = found["类别"].value_counts()
    rows = [(title, int(counted.get(title, 0))) for title in TITLES.values()]
    return pd.DataFrame({"检查": [t for t, _ in rows], "结果": ["通过" if not n else f"{n:,} 条" for _, n in rows]})


def handed(scope: Scope, plan: str) -> pd.DataFrame:
    """List the units a plan changes: 层级 名称 编码 变化 原属 现属 户 人 网格员; counts as the tier may see them."""
    info = plan_of(scope, plan)
    cov, base = desk().coverage(plan), base_of(info)
    workers = _workers(scope)
    rows = []
    for each in diff(desk(), "", info.id):
        before, after = each.before, each.after
        told = after or before
        if told is None:
            continue
        level = Level(told["level"])
        old = base.units.get(before["parent"] or "") if before else None
        new = cov.units.get(after["parent"] or "") if after else None
        households, people = _counted(cov, base, each.unit)
        rows.append(
            {
                "层级": level.title,
                "名称": told["name"],
                "编码": told["code"] or "发布时给出",
                "变化": _what(before, after, redrawn=each.redrawn),
                "原属": old.name if old else "",
                "现属": new.name if new else "",
                "户": rounding.words(households, tier=scope.tier, level=level),
                "人": rounding.words(people, tier=scope.tier, level=level),
                "网格员": _handover(workers, old, new) if level is Level.MICRO else "",
            }
        )
    return pd.DataFrame(rows)


def steps(scope: Scope, plan: str) -> dict[str, str]:
    """Return the steps the asker may take now: key -> title."""
    info = plan_of(scope, plan)
    return {
        key: title
        for key, (title, origins, _, roles, others) in STEPS.items()
        if scope.role in roles and info.state in origins and not (others and info.author == scope.account)
    }


def take(scope: Scope, plan: str, step: str, reason: str, effective: datetime | None) -> Info:
    """Take a step of the office. Raises NotAllowed, BadInput."""
    plan_of(scope, plan)
    return office.step(desk(), scope, plan, step, reason=reason, effective=effective)


def history(scope: Scope, plan: str) -> pd.DataFrame:
    """List who did what on the plan's way: 时间 谁 事项 说明; edits are counted together."""
    plan_of(scope, plan)
    events = [event for event in desk().history(plan) if event.kind in words.OFFICE]
    return pd.DataFrame(
        {
            "时间": [f"{event.at:%Y-%m-%d %H:%M}" for event in events],
            "谁": [words.person(event.actor) for event in events],
            "事项": [words.title(event.kind) for event in events],
            "说明": [event.reason or str(event.payload.get("text", "")) for event in events],
        }
    )


def _what(before: object, after: object, *, redrawn: bool) -> str:
    if before is None:
        return "新设"
    if after is None:
        return "撤销"
    return "边界" if redrawn else "归属"


def _counted(cov: Coverage, base: Coverage, key: str) -> tuple[int, int]:
    side = cov if key in cov.units else base
    return drawing.counts(side, side.units[key])


def _workers(scope: Scope) -> dict[str, str]:
    """Name of the 网格员 of an L3, by its code."""
    staff = store().staff(scope)
    held = staff[staff["role"] == WORKER]
    return dict(zip(held["grid"].astype(str), held["name"].astype(str), strict=True))


def _handover(workers: dict[str, str], old: Unit | None, new: Unit | None) -> str:
    names = [workers.get(unit.code or "", "空缺") if unit is not None else "" for unit in (old, new)]
    return names[1] if names[0] == names[1] else " → ".join(name for name in names if name)
