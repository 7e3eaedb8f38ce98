"""方案前后: the units that change hands, before on the left, after on the right, and the table of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from geo.model.codes import Level
from geo.model.errors import NotAllowed
from geo.plan.coverage import Coverage
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.furniture import body
from geo.render.sheet.handover import Handover
from geo.render.sheet.page import WIDE, Box
from geo.render.sheet.panel import MOVABLE, Panel, panel
from geo.render.sheet.templates.base import AREA, Draft, Template

KEYS = ("base_water", "base_buildings", "base_rail", "base_roads")
TINTS = ("#DCE8D0", "#FBE3C8", "#D6E3F3", "#E9DAEE", "#F6EFC4", "#D3ECE8")  # of the grids beside each other
AROUND, LEAST = 0.35, 260.0  # of the change's extent, metres: what is shown around it
RAIL = 250.0
MOST = 22
NUMBERED = 40  # more numbers than that would cover the map


def build(draft: Draft) -> tuple[str, str]:
    """Draw both states at one scale, what changes numbered as in the table."""
    page, material, spec = draft.page, draft.material, draft.spec
    if not spec.after or material.handover is None:
        raise NotAllowed("“方案前后”需要选择两个状态。", remedy="请选择改前(如现行网格)和改后(方案或日期)。")
    change = material.handover(spec.before or "today", spec.after)
    whole = body(page)
    place = material.outline(draft.place)
    keys = [unit for unit in change.micro() if _inside(change, unit, place)]
    draft.sources += ["网格", "方案"]
    if not keys:
        words = f"{change.before_title}与{change.after_title}在{draft.name}没有不同"
        furniture.nothing(page, whole, words, "请换一个地点、日期或方案。")
        return words, "没有改变归属或边界的微网格"
    shown = change.table[change.table.index.isin(keys) | ~change.table["层级"].isin([Level.MICRO.title])]
    window = _window(change, keys)
    wide = (whole.wide - RAIL - 26) / 2
    boxes = [
        Box(whole.left + n * (wide + 10), whole.bottom, whole.left + n * (wide + 10) + wide, whole.top) for n in (0, 1)
    ]
    numbers = {key: n for n, key in enumerate(shown.index, 1)}
    tints: dict[str, str] = {}
    for box, cov, title in zip(
        boxes, (change.before, change.after), (change.before_title, change.after_title), strict=True
    ):
        view = panel(page, material, box, window, margin=0.02, room=(0, 20, 0, 22))
        view.draw(KEYS)
        _grids(view, cov, keys, tints)
        _number(view, cov, keys, numbers)
        y = box.top - 16
        page.write(
            box.left + 16, y, f"{'改前' if cov is change.before else '改后'}：{title}", 10.5, bold=True, halo=2.2
        )
        view.names.reserve((box.left, y - 5, box.left + 150, box.top))
        furniture.north(view)
        furniture.scale_bar(view)
        view.finish()
        draft.took(view)
    _table(draft, change, shown, Box(boxes[1].right + 16, whole.bottom, whole.right, whole.top))
    draft.notes.append("户、人按现在的住户计，领导口径社区以下按十取整；未发布的网格编码在发布时给出")
    hands = int((shown["变化"] == "归属").sum())
    redrawn = int((shown["变化"] == "边界").sum())
    said = "、".join(
        part
        for part in (
            f"{hands} 个网格改归属" if hands else "",
            f"{redrawn} 个改边界" if redrawn else "",
            f"新设 {(shown['变化'] == '新设').sum()} 个" if (shown["变化"] == "新设").any() else "",
            f"撤销 {(shown['变化'] == '撤销').sum()} 个" if (shown["变化"] == "撤销").any() else "",
        )
        if part
    )
    return (
        f"{change.after_title}：{said or '名称等改动'}",
        f"{draft.name}，{change.before_title} 对 {change.after_title}",
    )


def _inside(change: Handover, unit: str, place: shapely.Geometry) -> bool:
    sides = [cov.shape(unit) for cov in (change.before, change.after) if unit in cov.units]
    return any(bool(shapely.intersects(place, side.representative_point())) for side in sides)


def _window(change: Handover, keys: Sequence[str]) -> tuple[float, float, float, float]:
    shapes = [cov.shape(unit) for unit in keys for cov in (change.before, change.after) if unit in cov.units]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    more = max(AROUND * max(east - west, north - south), LEAST)
    return float(west - more), float(south - more), float(east + more), float(north + more)


def _grids(view: Panel, cov: Coverage, keys: Sequence[str], tints: dict[str, str]) -> None:
    """Tint the 三级网格 in sight, each the same on both maps; outline what changes."""
    sight = shapely.box(*view.window)
    near = [unit for unit in cov.of(Level.L3) if unit.id in cov.unions and cov.shape(unit.id).intersects(sight)]
    for unit in near:
        if unit.id not in tints:
            beside = {tints[other.id] for other in near if other.id in tints and _beside(cov, unit.id, other.id)}
            tints[unit.id] = next((tint for tint in TINTS if tint not in beside), TINTS[len(tints) % len(TINTS)])
    shapes = np.array([cov.shape(unit.id) for unit in near], dtype=object)
    view.fill(shapes, [tints[unit.id] for unit in near], z=2.5, alpha=0.75)
    leaves = np.array([cov.shape(k) for unit in near for k in cov.below(unit.id)], dtype=object)
    view.stroke(leaves, "micro_line", 0.5, z=40)
    view.stroke(shapes, "l3_line", 1.5, z=41)
    towns = [unit for unit in cov.of(Level.L2) if unit.id in cov.unions and cov.shape(unit.id).intersects(sight)]
    view.stroke(np.array([cov.shape(unit.id) for unit in towns], dtype=object), "ink", 2.2, z=42)
    mine = np.array([cov.shape(unit) for unit in keys if unit in cov.units], dtype=object)
    view.fill(mine, "accent", z=42.5, edge="accent", hatch="////", alpha=0.55)
    view.stroke(mine, "accent", 2.0, z=43)
    for unit, shape in zip(near, shapes, strict=True):
        seen = shapely.intersection(shape, sight)
        at = shapely.point_on_surface(max(shapely.get_parts(seen), key=shapely.area)) if not seen.is_empty else None
        if at is not None and shapely.area(seen) > (30 * view.mpt) ** 2:
            view.names.add(
                unit.name, at.x, at.y, (0.0, 0.0), size=8, color="ink", bold=False, rank=2.0, always=False, part=MOVABLE
            )


def _beside(cov: Coverage, one: str, other: str) -> bool:
    return one != other and bool(cov.shape(one).dwithin(cov.shape(other), 1.0))


def _number(view: Panel, cov: Coverage, keys: Sequence[str], numbers: dict[str, int]) -> None:
    if len(keys) > NUMBERED:
        return
    for unit in keys:
        if unit in cov.units and unit in numbers:
            at = cov.shape(unit).representative_point()
            x, y = view.at(at.x, at.y)
            view.page.mark(x, y, "o", 13, "accent", width=1.0)
            view.page.write(x, y, str(numbers[unit]), 8, bold=True, color="panel", ha="center", va="center", z=8)
            view.names.reserve((x - 8, y - 8, x + 8, y + 8))


def _table(draft: Draft, change: Handover, shown: pd.DataFrame, box: Box) -> None:
    page = draft.page
    furniture.heading(page, box.left, box.top - 11, "改了什么", room=box.wide)
    rows = [
        (
            f"{n}　{_short(row['名称'])}",
            row["变化"],
            _short(row["原属"]) or "—",
            _short(row["现属"]) or "—",
            str(row["户"]),
        )
        for n, row in enumerate(shown.to_dict("records"), 1)
    ]
    foot = blocks.table(
        page,
        ("网格", "变化", "原属", "现属", "户"),
        rows[:MOST],
        Box(box.left, box.bottom, box.right, box.top - 18),
        widths=(7, 3, 6, 6, 4),
        size=7.5,
    )
    if len(rows) > MOST:
        page.write(
            box.left, foot - 13, f"另有 {len(rows) - MOST} 个未列出，见对比页的表", 7.5, color="ink2", room=box.wide
        )
    _loads(draft, change.loads, Box(box.left, box.bottom + 96, box.right, foot - 26))
    lines = [
        key.Line("hatch", "#14508C", "改变的网格", "#14508C"),
        key.Line("line", "#3D5A78", "三级网格界"),
        key.Line("line", "#1F2933", "社区(村)界", width=2.4),
    ]
    key.key(page, lines, box.left - key.PAD, box.bottom - 6, card=False)


def _loads(draft: Draft, rows: pd.DataFrame, box: Box) -> None:
    """Write what the grids that gain or lose carry before and after, as many as there is room for."""
    most = int((box.high - 34) // 15)
    if not len(rows) or most < 1:
        return
    furniture.heading(draft.page, box.left, box.top - 11, "各网格前后", room=box.wide)
    cells = [
        (_short(row[Level.L3.title]), row["微网格"], row["户"], row["人"]) for row in rows.to_dict("records")[:most]
    ]
    inner = Box(box.left, box.bottom, box.right, box.top - 18)
    blocks.table(draft.page, (Level.L3.title, "微网格", "户", "人"), cells, inner, widths=(6, 4, 6, 7), size=7.5)


def _short(name: object) -> str:
    return str(name).removesuffix("微网格").removesuffix("网格")


TEMPLATE = Template("plan", "方案前后", "16:9 一张：改前改后并排，改变的网格编号列表", WIDE, AREA, build, compares=True)
