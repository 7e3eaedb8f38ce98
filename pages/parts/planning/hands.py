"""Who changes hands between two states, and what each grid carries before and after; counts by tier."""

from typing import Any

import pandas as pd

from data.plans.effect import carried, reach
from data.plans.loads import care
from geo.model.codes import Level
from geo.model.scope import Scope, Tier
from geo.plan.coverage import Coverage
from geo.plan.units import Unit
from geo.rules import rounding
from pages.parts.once import Once
from pages.parts.planning import drawing
from pages.parts.planning.sides import Side
from pages.parts.wiring import store

WORKER = "网格员"
_carried: Once[pd.DataFrame] = Once(12)


def changed(a: Side, b: Side) -> list[tuple[str, Unit | None, Unit | None]]:
    """List the units that differ: id, before, after; by code."""
    one, other = a.cov.units, b.cov.units
    out = [(key, one.get(key), other.get(key)) for key in {*one, *other}]
    return sorted((each for each in out if not _same(*each[1:])), key=lambda each: ((each[2] or each[1]).rank, each[0]))  # type: ignore[union-attr]  # one of the two exists


def _same(before: Unit | None, after: Unit | None) -> bool:
    """Tell whether a unit's own record says the same; counts are those of today's homes on both sides."""
    if before is None or after is None:
        return before is after
    said = [(unit.name, unit.parent, unit.zone) for unit in (before, after)]
    return said[0] == said[1] and before.shape == after.shape


def units(scope: Scope, a: Side, b: Side) -> pd.DataFrame:
    """List the units that change hands, index their ids: 层级 名称 编码 变化 原属 现属 户 人 网格员."""
    workers = _workers(scope)
    seen = [set(drawing.keys_of(side.cov, scope)) for side in (a, b)]
    rows, ids = [], []
    for key, before, after in changed(a, b):
        unit = after or before
        if unit is None or (unit.level in drawing.DRAWN and key not in seen[after is not None]):
            continue
        ids.append(key)
        old, new = _above(a.cov, before), _above(b.cov, after)
        households, people = drawing.counts(b.cov if after else a.cov, unit)
        rows.append(
            {
                "层级": unit.level.title,
                "名称": unit.name,
                "编码": unit.code or "发布时给出",
                "变化": _what(before, after),
                "原属": old.name if old else "",
                "现属": new.name if new else "",
                "户": rounding.words(households, tier=scope.tier, level=unit.level),
                "人": rounding.words(people, tier=scope.tier, level=unit.level),
                "网格员": _handover(workers, old, new) if unit.level is Level.MICRO else "",
            }
        )
    return pd.DataFrame(rows, index=pd.Index(ids, name="id"))


def loads(scope: Scope, a: Side, b: Side, level: Level) -> pd.DataFrame:
    """Tell what the units of a level carry before and after, those that differ; key people are coarse for all."""
    key = (a.mark, b.mark, level, store().version())
    table = _carried.get(key, lambda: carried(a.cov, b.cov, level, care(store())))
    differs = pd.Series(False, index=table.index)
    for what in ("micro", "households", "people"):
        differs |= table[f"{what}_before"].fillna(-1) != table[f"{what}_after"].fillna(-1)
    shown = table[differs]
    # Totals of large units are public, but before minus after would be the exact count of a small one.
    by_tier = scope.tier if scope.tier > Tier.T0 else None
    out = {level.title: shown["name"], "微网格": _pairs(shown, "micro", Tier.T1)}
    out |= {word: _pairs(shown, what, by_tier) for word, what in (("户", "households"), ("人", "people"))}
    out["重点人员"] = _pairs(shown, "care", None)
    return pd.DataFrame(out)


def reached(scope: Scope, a: Side, b: Side) -> tuple[str, list[str], pd.DataFrame] | None:
    """Say what becomes of the 15 minutes to the own community's centre: rule, sentences, rows; None without roads."""
    found = reach(store(), a.cov, b.cov)
    if found is None:
        return None

    def told(row: str) -> str:
        counts = found.moved.to_dict("index")[row]
        return f"{_kind(int(counts['households']), scope)} 户、{_kind(int(counts['people']), scope)} 人"

    if not found.moved["households"].sum():
        sentences = ["没有住户改属别的社区，各社区到自己中心的 15 分钟范围不变。"]
    else:
        sentences = [
            f"改属别的社区的住户中，原来 15 分钟走得到本社区中心、改后走不到的：{told('lost')}。",
            f"原来走不到、改后走得到的：{told('won')}。",
            f"改前改后都走得到的：{told('both')}；都走不到的：{told('neither')}。",
        ]
    rows = found.rows
    rows = rows[(rows["homes_before"] != rows["homes_after"]) | (rows["inside_before"] != rows["inside_after"])]
    table = pd.DataFrame({"社区(村)": rows["name"]})
    for word, side in (("改前", "before"), ("改后", "after")):
        table[f"{word}户数"] = [_kind(v, scope) for v in rows[f"homes_{side}"]]
        table[f"{word}走得到"] = [_kind(v, scope) for v in rows[f"inside_{side}"]]
        table[f"{word}占比"] = [
            _share(x, n) for x, n in zip(rows[f"inside_{side}"], rows[f"homes_{side}"], strict=True)
        ]
    return found.rule, sentences, table


def handovers(table: pd.DataFrame) -> int:
    """Count the micro grids that get another 网格员."""
    return int(table["网格员"].str.contains("→").sum()) if len(table) else 0


def _pairs(table: pd.DataFrame, what: str, exact: Tier | None) -> list[str]:
    """Write before and after of a count; None = tens, 1 to 9 never as a number."""

    def say(value: Any) -> str:  # noqa: ANN401 - a cell
        return "—" if pd.isna(value) else rounding.words(int(value), tier=exact or Tier.T0)

    both = zip(table[f"{what}_before"], table[f"{what}_after"], strict=True)
    return [say(x) if say(x) == say(y) else f"{say(x)} → {say(y)}" for x, y in both]


def _kind(value: float, scope: Scope) -> str:
    """Say a count of a kind of people: coarse at every level for T0."""
    return f"{int(value):,}" if scope.tier > Tier.T0 else rounding.words(int(value), tier=scope.tier)


def _share(inside: int, homes: int) -> str:
    return f"{inside / homes:.0%}" if homes >= rounding.STEP else "—"


def _above(cov: Coverage, unit: Unit | None) -> Unit | None:
    if unit is None:
        return None
    return cov.units.get(unit.zone or "") if unit.level is Level.L2 and unit.zone else cov.units.get(unit.parent or "")


def _what(before: Unit | None, after: Unit | None) -> str:
    if before is None:
        return "新设"
    if after is None:
        return "撤销"
    if (before.parent, before.zone) != (after.parent, after.zone):
        return "归属"
    return "边界" if before.shape != after.shape else "名称"


def _workers(scope: Scope) -> dict[str, str]:
    """Name of the 网格员 of an L3, by its code."""
    staff = store().staff(scope)
    held = staff[staff["role"] == WORKER]
    return dict(zip(held["grid"].astype(str), held["name"].astype(str), strict=True))


def _handover(workers: dict[str, str], old: Unit | None, new: Unit | None) -> str:
    names = [workers.get(unit.code or "", "空缺") if unit is not None else "" for unit in (old, new)]
    return names[1] if names[0] == names[1] else " → ".join(name for name in names if name)
