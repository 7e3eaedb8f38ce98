"""单指标分级图: communities coloured by one figure in five classes, best and worst listed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.metrics import METRICS as REGISTRY
from geo.metrics import shade, words
from geo.metrics.base import Metric
from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4, Box
from geo.render.sheet.panel import Panel, over, panel
from geo.render.sheet.templates.base import LARGE, Draft, Template

BASE = ("base_water", "base_rail")
OVER = ("l2", "outline", "labels")
BLUE = tuple(f"ramp{n}" for n in range(1, 6))
LIST = 8
LIST_WIDE = 150.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure that may colour communities: words, fixed breaks, and where its numbers come from."""

    title: str
    unit: str
    breaks: tuple[float, ...]  # lower edges of the classes above the first; fixed, so that periods compare
    digits: int  # of numbers from the table of facts
    more_is_worse: bool
    classes: tuple[str, ...]  # words, lowest first
    column: str = ""  # of the table of facts; else a figure of the registry


def _own(title: str, unit: str, breaks: tuple[float, ...], digits: int, column: str, *, more_is_worse: bool) -> Shown:
    return Shown(title, unit, breaks, digits, more_is_worse, tuple(words.classes(breaks, "%")), column)


def _listed(metric: Metric) -> Shown:
    unit = "" if metric.classes else metric.unit
    return Shown(metric.title, unit, metric.breaks, 0, metric.good == "down", tuple(shade.classes(metric)))


# 每百户 compares large places with small ones; what is covered is worked out from rounded people, as in every file.
METRICS = {
    "load": _own("每百户未办结诉求", "件", (0.5, 1, 2, 4), 1, "load", more_is_worse=True),
    **{metric.key: _listed(metric) for metric in REGISTRY},
    "covered": _own("15 分钟服务圈覆盖", "%", (60, 75, 90, 99), 0, "covered", more_is_worse=False),
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
    if shown.column:
        values = pd.to_numeric(material.facts.table[shown.column], errors="coerce").reindex(areas.index)
        said = {code: f"{value:,.{shown.digits}f}" for code, value in values.items()}
    else:
        told = material.facts.shaded(shade.metric_of(draft.spec.metric)).reindex(areas.index)
        values, said = told["value"], told["text"].str.removesuffix(shown.unit).to_dict()
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
    extra = key.ramp(list(BLUE), shown.classes)
    if (~known).any():
        extra.append(key.Line("dots", "#9AA5B1", "未知或隐去"))
    own = values.reindex(material.facts.under(draft.place, Level.L2).index).dropna()
    own = own.sort_values(ascending=not shown.more_is_worse, kind="stable")
    named = {str(code): shortest(str(name)) for code, name in areas["name"].items()}
    worst = [(named[str(code)], float(value), str(said[code])) for code, value in own.items()]
    if worst:
        _list(view, shown, worst[:LIST])
    key.corner(
        view, material.profile, shape, extra=extra, title=f"{shown.title}，{shown.unit}" if shown.unit else shown.title
    )
    view.finish()
    draft.took(view)
    draft.hidden += int(np.count_nonzero(~known))
    if not shown.column:
        draft.sources += shade.metric_of(draft.spec.metric).source.split("、")
    if shown.column == "covered":
        draft.notes.append(f"{shown.title}：{material.reach}")
    subtitle = f"{material.facts.said(draft.place)}；近 {material.days} 天，分级固定，可与往期对比"
    return _finding(draft, shown, worst), subtitle


def _list(view: Panel, shown: Shown, rows: list[tuple[str, float, str]]) -> None:
    """List the communities that need most care, and keep names off the list."""
    right, top = view.box.right - 12, view.box.top - 52
    box = Box(right - LIST_WIDE - 2, top - 15 * (len(rows) + 1) - 26, right, top)
    view.page.card(box)
    view.page.write(box.left + 8, box.top - 15, "最需要关注的社区(村)", 9.5, bold=True)
    lines = [(f"{n}　{name}", text) for n, (name, _, text) in enumerate(rows, 1)]
    inner = Box(box.left + 8, box.bottom, box.right - 8, box.top - 20)
    blocks.table(view.page, ("位置", shown.unit), lines, inner, widths=(3, 1))
    view.names.reserve((box.left, box.bottom, box.right, box.top))


def _finding(draft: Draft, shown: Shown, rows: list[tuple[str, float, str]]) -> str:
    worst = [f"{name} {text}" for name, value, text in rows[:3] if value > 0 or not shown.more_is_worse]
    word = "最高" if shown.more_is_worse else "最低"
    return f"{draft.name}{shown.title}{word}：{'、'.join(worst)}" if worst else f"{draft.name}{shown.title}"


TEMPLATE = Template("ramp", "单指标分级", "A4 一张：一个指标分五级着色，附排名", A4, LARGE, build, metrics=True)
