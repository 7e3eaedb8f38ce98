"""单指标分级图: communities coloured by one figure in five classes, best and worst listed."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4, Box
from geo.render.sheet.panel import over, panel
from geo.render.sheet.templates.base import LARGE, Draft, Template

BASE = ("base_water", "base_rail")
OVER = ("l2", "outline", "labels")
BLUE = tuple(f"ramp{n}" for n in range(1, 6))
LIST = 8
LIST_WIDE = 150.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure that may colour communities: its column of the table, words, fixed breaks."""

    title: str
    column: str
    unit: str
    breaks: tuple[float, ...]  # lower edges of the classes above the first; fixed, so that periods compare
    digits: int
    more_is_worse: bool


METRICS = {
    "open": Shown("每百户未办结诉求", "load", "件", (0.5, 1, 2, 4), 1, more_is_worse=True),
    "overdue": Shown("超期事件", "overdue", "件", (1, 2, 4, 8), 0, more_is_worse=True),
    "covered": Shown("15 分钟服务圈覆盖", "covered", "%", (60, 75, 90, 99), 0, more_is_worse=False),
    "feedback": Shown("2 个工作日内反馈", "feedback", "%", (70, 80, 90, 98), 0, more_is_worse=False),
}


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map, its classes and the list."""
    page, material = draft.page, draft.material
    if draft.spec.metric not in METRICS:
        known = "、".join(f"{one.title}({name})" for name, one in METRICS.items())
        raise NotFound(f"没有名为“{draft.spec.metric[:24]}”的指标。", remedy=f"可选：{known}。")
    shown = METRICS[draft.spec.metric]
    shape = material.outline(draft.place)
    view = panel(page, material, body(page), shape.bounds, margin=0.02, room=(0, 22, LIST_WIDE * 0.7, 6))
    view.draw(BASE)
    areas = material.areas(Level.L2)
    values = pd.to_numeric(material.facts.table[shown.column], errors="coerce").reindex(areas.index)
    known = np.isfinite(values.to_numpy(dtype=float))
    shapes = np.asarray(areas.geometry.array, dtype=object)
    step = np.searchsorted(shown.breaks, values.fillna(0), side="right")
    view.fill(shapes, [BLUE[n] if has else "panel" for n, has in zip(step, known, strict=True)], z=over("hexes", 0.0))
    if (~known).any():
        view.fill(shapes[~known], "panel", z=over("hexes", 0.1), edge="#9AA5B1", hatch="....")
    view.draw(OVER, within=shape)
    if draft.level is not Level.DISTRICT:
        view.veil(shape)
        view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    extra = key.ramp(list(BLUE), words(shown))
    if (~known).any():
        extra.append(key.Line("dots", "#9AA5B1", "未知或隐去"))
    own = values.reindex(material.facts.under(draft.place, Level.L2).index).dropna()
    own = own.sort_values(ascending=not shown.more_is_worse, kind="stable")
    named = {str(code): shortest(str(name)) for code, name in areas["name"].items()}
    worst = [(named[str(code)], float(value)) for code, value in own.items()]
    box = Box(
        view.box.right - LIST_WIDE - 14,
        view.box.top - 52 - 15 * (min(len(own), LIST) + 1) - 26,
        view.box.right - 12,
        view.box.top - 52,
    )
    if len(own):
        page.card(box)
        page.write(box.left + 8, box.top - 15, "最需要关注的社区(村)", 9.5, bold=True)
        rows = [(f"{n}　{name}", f"{value:,.{shown.digits}f}") for n, (name, value) in enumerate(worst[:LIST], 1)]
        blocks.table(
            page, ("位置", shown.unit), rows, Box(box.left + 8, box.bottom, box.right - 8, box.top - 20), widths=(3, 1)
        )
        view.names.reserve((box.left, box.bottom, box.right, box.top))
    key.corner(view, material.profile, shape, extra=extra, title=f"{shown.title}，{shown.unit}")
    view.finish()
    draft.took(view)
    draft.hidden += int(np.count_nonzero(~known))
    if shown.column == "covered":
        draft.notes.append(f"{shown.title}：{material.reach}")
    subtitle = f"{material.facts.said(draft.place)}；近 {material.days} 天，分级固定，可与往期对比"
    return _finding(draft, shown, worst), subtitle


def words(shown: Shown) -> list[str]:
    """Words of the classes, lowest first: they do not overlap."""
    edges = [f"{one:g}" for one in shown.breaks]
    if shown.digits == 0 and shown.unit == "件":
        spans = [f"{low:g}–{high - 1:g}" if high - 1 > low else f"{low:g}" for low, high in pairwise(shown.breaks)]
        return ["没有" if shown.breaks[0] == 1 else f"{edges[0]} 以下", *spans, f"{edges[-1]} 以上"]
    spans = [f"{low} 至不足 {high}" for low, high in pairwise(edges)]
    return [f"不足 {edges[0]}", *spans, f"{edges[-1]} 以上"]


def _finding(draft: Draft, shown: Shown, rows: list[tuple[str, float]]) -> str:
    worst = [f"{name} {value:,.{shown.digits}f}" for name, value in rows[:3] if value > 0 or not shown.more_is_worse]
    word = "最高" if shown.more_is_worse else "最低"
    return f"{draft.name}{shown.title}{word}：{'、'.join(worst)}" if worst else f"{draft.name}{shown.title}"


TEMPLATE = Template("ramp", "单指标分级", "A4 一张：一个指标分五级着色，附排名", A4, LARGE, build, metrics=True)
