"""What every document about a place says: tables and sentences, in one order, from published figures only."""

from dataclasses import dataclass

import pandas as pd

from geo.model.codes import Level
from geo.model.view import SheetSpec, Ticket
from geo.render.sheet.facts import HIDDEN, Figure
from geo.render.sheet.furniture import DISCLAIMER, MARKS, STAMP
from geo.render.sheet.material import Material
from geo.rules.publish import limit

MOST = 10


@dataclass(frozen=True, slots=True)
class Story:
    """The published figures of one place, ready to be written."""

    code: str
    name: str
    level: Level
    title: str
    subtitle: str
    marking: str
    as_of: str
    figures: list[Figure]
    zones: pd.DataFrame
    ranking: pd.DataFrame
    communities: pd.DataFrame
    classes: pd.DataFrame
    sources: pd.DataFrame
    trend: dict[str, list[float | None]]
    nine: pd.DataFrame
    notes: list[str]
    hidden: int


def story(material: Material, spec: SheetSpec, ticket: Ticket) -> Story:
    """Gather what is told about the spec's place.

    Raises
    ------
    NotFound
        No such place.
    """
    code, name, level = material.place(spec.view.place)
    facts = material.facts
    nine = _nine(material, code)
    k = limit(material.profile, material.scope)
    notes = [
        f"{material.when}；时段为近 {material.days} 天；未办结、超期为当前时点数。",
        f"15 分钟服务圈：{material.reach}。",
        f"涉及人的小数(少于 {k} 人)及可推算出的数以“{HIDDEN}”隐去，由不足 10 人算出的比例同样隐去；圈外人数取整到十。",
        f"发布模式：{spec.mode.title}；编号 {ticket.number}；{DISCLAIMER}。",
    ]
    if material.synthetic:
        notes.insert(0, f"{STAMP}：全部数据为合成，仅供演示。")
    return Story(
        code=code,
        name=name,
        level=level,
        title=spec.title.strip() or f"{name}网格治理情况简报",
        subtitle=facts.said(code),
        marking=MARKS.get(spec.mode) or f"审图号：{spec.review}",
        as_of=f"{material.as_of.year}年{material.as_of.month}月{material.as_of.day}日",
        figures=facts.tiles(code),
        zones=facts.under(code, Level.ZONE) if level is Level.DISTRICT else facts.table.iloc[:0],
        ranking=facts.ranking(code, most=MOST),
        communities=facts.under(code, Level.L2),
        classes=facts.by_class(code),
        sources=facts.by_source(code),
        trend=facts.trend(code),
        nine=nine,
        notes=notes,
        hidden=int(nine.isna().sum().sum()),
    )


def _nine(material: Material, code: str) -> pd.DataFrame:
    """Table of groups down and places across: the place and what lies in it, as far as they may be published."""
    table = material.nine
    inside = [
        one for one in table.index if one == code or one.startswith(code) or one == material.places.loc[code, "zone"]
    ]
    kept = table.loc[inside].drop(columns="level")
    titles = {group.code: group.title for group in material.profile.groups}
    names = {one: str(material.places.loc[one, "name"]) for one in inside}
    return kept.T.rename(index=titles, columns=names)


def shown(value: object, digits: int = 0, unit: str = "") -> str:
    """Print a number, or — where it is hidden or unknown."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]  # any scalar
        return HIDDEN
    return f"{float(value):,.{digits}f}{unit}"  # type: ignore[arg-type]
