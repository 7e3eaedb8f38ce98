"""网格图册: one page for one 社区(村): its micro grids numbered and classed by load, its figures, where it lies."""

import numpy as np
import pandas as pd
import shapely

from geo.layers.paint import Text
from geo.model.codes import Level
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import HIDDEN, Figure
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4, Box
from geo.render.sheet.panel import Panel, over, panel
from geo.render.sheet.streets import street_names
from geo.render.sheet.templates.base import Draft, Template
from geo.render.style import paint

BASE = ("base_land", "base_water", "base_buildings", "base_rail", "base_roads", "micro", "l3", "l2")
OVER = ("centers",)
BREAKS = (2.0, 5.0, 10.0, 20.0)  # open events per 100 households; fixed, so that pages compare
WORDS = ("不足 2", "2 至不足 5", "5 至不足 10", "10 至不足 20", "20 以上")
BLUE = tuple(f"ramp{n}" for n in range(1, 6))
LOWER = 2.45 * 72
SIZE = 7.0


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map above, the figures, classes and locator below."""
    page, material = draft.page, draft.material
    place = draft.place
    shape = material.outline(place)
    whole = body(page)
    box = Box(whole.left, whole.bottom + LOWER + 8, whole.right, whole.top)
    view = panel(page, material, box, shape.bounds, margin=0.04, room=(0, 14, 0, 0))
    view.draw(BASE, within=shape)
    grids = material.facts.grids_of(place)
    areas = material.areas(Level.MICRO).geometry.reindex(grids.index)
    load = pd.to_numeric(grids["load"], errors="coerce").to_numpy(dtype=float)
    step = np.searchsorted(BREAKS, load, side="right")
    tones = [BLUE[n] if known else "none" for n, known in zip(step, np.isfinite(load), strict=True)]
    view.fill(np.asarray(areas.array, dtype=object), tones, z=over("dedicated"), alpha=0.62)
    view.veil(shape, alpha=0.8, z=over("outline"))
    view.draw(OVER, within=shape)
    view.edge(shape)
    _number(draft, view, grids)
    _neighbours(draft, view, place)
    furniture.scale_bar(view)
    furniture.north(view)
    street_names(view)
    view.finish()
    draft.took(view)
    _lower(draft, Box(whole.left, whole.bottom - 2, whole.right, whole.bottom + LOWER), place, view)
    draft.notes.append("每百户未办结诉求，分级固定")
    row = material.places.loc[place]
    zone, street = row["zone"], place[:9]
    above = [
        str(material.places.loc[code, "name"])
        for code in (zone, street)
        if isinstance(code, str) and code in material.places.index
    ]
    overdue = int(grids["overdue"].sum())
    finding = f"{draft.name}：未办结 {int(grids['open'].sum())} 件" + (
        f"，其中超期 {overdue} 件" if overdue else "，没有超期"
    )
    return finding, f"网格图册　{'　'.join(above)}　{place}"


def _number(draft: Draft, view: Panel, grids: pd.DataFrame) -> None:
    """Write on each micro grid the number of its 三级网格 and its own; overdue ones carry a triangle."""
    part = Text("name", SIZE, dodge=True)
    middles = draft.material.middles(Level.MICRO)
    for code, overdue in zip(grids.index, grids["overdue"], strict=True):
        x, y = middles[code].coords[0]
        said = f"{int(code[12:15])}-{int(code[15:])}"
        view.names.add(
            said,
            x,
            y,
            (0.0, 0.0),
            size=SIZE,
            color="ink",
            bold=bool(overdue),
            rank=1.0,
            always=True,
            part=part,
            late=int(overdue),
        )


def _neighbours(draft: Draft, view: Panel, place: str) -> None:
    """Name the communities around, faded, where their visible part is largest."""
    part = Text("name", 8, dodge=True)
    window = shapely.box(*view.window).buffer(-14 * view.mpt)
    around = draft.material.areas(Level.L2)
    own = view.material.outline(place)
    for code, row in around.iterrows():
        if code == place:
            continue
        seen = shapely.intersection(shapely.difference(row.geometry, own), window)
        if shapely.area(seen) < (40 * view.mpt) ** 2:
            continue
        largest = max(shapely.get_parts(seen), key=shapely.area)
        at = shapely.point_on_surface(largest)
        view.names.add(
            str(row["name"]),
            at.x,
            at.y,
            (0.0, 0.0),
            size=8,
            color="ink3",
            bold=False,
            rank=3.0,
            always=False,
            part=part,
        )


def _lower(draft: Draft, box: Box, place: str, view: Panel) -> None:
    page, material = draft.page, draft.material
    facts = material.facts
    row, tiers = facts.row(place), facts.tiers(place)
    covered, outside, people = row["covered"], row["outside"], row["people"]
    classes = facts.by_class(place)
    done = int(classes["done"].sum())
    beyond = f"{int(outside):,} 人在圈外" if outside is not None else "圈外人数很少或未知，隐去"
    figures = [
        Figure("人口", HIDDEN if people is None else f"{people:,.0f}", "人", ""),
        Figure("三级网格 / 微网格", f"{tiers[Level.L3]} / {tiers[Level.MICRO]}", "个", ""),
        Figure("未办结", f"{row['open']:,}", "件", ""),
        Figure("其中超期", f"{row['overdue']:,}", "件", "", bad=row["overdue"] > 0),
        Figure(f"近 {material.days} 天办结", f"{done:,}", "件", ""),
        Figure(f"15 分钟覆盖{material.estimated}", HIDDEN if covered is None else f"{covered:.0f}", "%", beyond),
    ]
    blocks.tiles(page, figures, Box(box.left, box.bottom + 8, box.left + 200, box.top - 6), columns=2, value=15)
    classes = classes[(classes["open"] > 0) | (classes["done"] > 0)].head(6)
    middle = Box(box.left + 214, box.bottom + 10, box.left + 370, box.top - 6)
    rows = [
        (one["title"], f"{one['open']:,}", f"{one['overdue']:,}", f"{one['done']:,}")
        for one in classes.to_dict("records")
    ]
    page.write(middle.left, middle.top - 9, "诉求类别，件", 9, bold=True)
    if rows:
        blocks.table(
            page,
            ("类别", "未办结", "超期", "办结"),
            rows,
            Box(middle.left, middle.bottom, middle.right, middle.top - 13),
            widths=(6, 3, 3, 3),
            red=2,
        )
    else:
        page.write(middle.left, middle.top - 26, "近期没有诉求", 8.5, color="ink2")
    late = [key.Line("triangle", str(paint("overdue")), "超期件数")] if row["overdue"] else []
    lines = [*key.ramp(list(BLUE), WORDS), *late, *key.lines_of(view.drawn, material.profile, base=False)]
    key.key(page, lines, box.left + 380, box.bottom - 4, title="每百户未办结，件", card=False)
    blocks.locator(page, material, Box(box.right - 62, box.bottom + 6, box.right, box.top - 6), place)


TEMPLATE = Template(
    "atlas",
    "网格图册页",
    "A4 一页：一个社区的微网格、编号、诉求与位置",
    A4,
    frozenset({Level.L2}),
    build,
)
