"""16:9: the whole place, its core enlarged, and a rail with figures, one finding and the legend."""

import shapely
from shapely.geometry.base import BaseGeometry

from geo.layers.base import Layer
from geo.model.codes import Level
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import Figure, records, shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import WIDE, Box
from geo.render.sheet.panel import Panel, panel
from geo.render.sheet.templates.base import LARGE, Draft, Template
from geo.render.sheet.templates.district import KEYS
from geo.render.sheet.templates.findings import overdue_finding

FAR = tuple(one for one in KEYS if one not in ("labels", "base_roads", "base_land"))
MOST_ZONES = 6
LIST = 5


def build(draft: Draft) -> tuple[str, str]:
    """Draw both maps and the rail."""
    page, material = draft.page, draft.material
    shape = material.outline(draft.place)
    whole = body(page)
    gap, rail_wide = 10.0, page.wide * 0.235
    rail = Box(whole.right - rail_wide, whole.bottom, whole.right, whole.top)
    west, south, east, north = shape.bounds
    small_wide = min((whole.high) * (east - west) / (north - south) * 1.06 + 16, (whole.wide - rail_wide) * 0.42)
    small = Box(whole.left, whole.bottom, whole.left + small_wide, whole.top)
    large = Box(small.right + gap, whole.bottom, rail.left - 14, whole.top)
    core = _core(shape, large.wide / large.high)
    far = panel(page, material, small, shape.bounds, margin=0.02, room=(0, 24, 0, 16))
    far.draw(FAR, within=shape)
    near = panel(page, material, large, core, margin=0.0)
    near.draw(KEYS, within=shape)
    _frame(far, near)
    furniture.scale_bar(far, corner="left")
    furniture.scale_bar(near)
    furniture.north(near)
    for view, title in ((far, f"{draft.name}全图"), (near, "中心区放大")):
        y = view.box.top - 15
        page.write(view.box.left + 16, y, title, 10, bold=True, halo=2)
        view.names.reserve((view.box.left, y - 4, view.box.left + 90, view.box.top))
    far.finish()
    near.finish()
    _rail(draft, rail, [*far.drawn, *[one for one in near.drawn if one not in far.drawn]])
    draft.took(far, near)
    return overdue_finding(draft), f"{material.facts.said(draft.place)}；15 分钟服务圈{material.estimated}与超期事件"


def _core(shape: BaseGeometry, ratio: float) -> tuple[float, float, float, float]:
    """Window of that width to height over the heaviest part of a place: where it is as wide as it gets."""
    west, south, east, north = shape.bounds
    wide = (east - west) * 0.97
    high = min(wide / ratio, north - south)
    x = (west + east) / 2
    best = max(
        (south + (north - south - high) * n / 24 for n in range(25)),
        key=lambda low: shapely.area(shapely.intersection(shape, shapely.box(west, low, east, low + high))),
    )
    return x - wide / 2, best, x + wide / 2, best + high


def _frame(far: Panel, near: Panel) -> None:
    """Show on the small map what the large one enlarges."""
    west, south, east, north = near.window
    corners = [far.at(*spot) for spot in ((west, south), (east, south), (east, north), (west, north), (west, south))]
    xs = [min(max(x, far.box.left + 1), far.box.right - 1) for x, _ in corners]
    far.page.line(xs, [y for _, y in corners], "ink", 1.0, dash=True, z=7)


def _rail(draft: Draft, rail: Box, drawn: list[Layer]) -> None:
    page, facts = draft.page, draft.material.facts
    tiers = facts.tiers(draft.place)
    counted = [
        Figure(title, f"{tiers[level]:,}", "个", "")
        for level, title in ((Level.L2, "社区(村)"), (Level.L3, "三级网格"), (Level.MICRO, "微网格"))
    ]
    told = {figure.title: figure for figure in facts.tiles(draft.place)}
    blocks.tiles(page, counted, Box(rail.left, rail.top - 40, rail.right, rail.top - 2))
    blocks.tiles(page, list(told.values())[:6], Box(rail.left, rail.top - 134, rail.right, rail.top - 46))
    y = rail.top - 152
    rows = _rows(draft)
    furniture.heading(page, rail.left, y, "未办结与超期，件", room=rail.wide)
    blocks.bars(page, rows, Box(rail.left, y - 6 - 17 * len(rows), rail.right, y - 6))
    y -= 26 + 17 * len(rows)
    worst = records(facts.ranking(draft.place, most=LIST))
    lines = key.lines_of(drawn, draft.material.profile)
    _, high = key.size(lines, columns=2)
    worst = worst[: max(0, int((y - rail.bottom - high - 14) // 15) - 1)]
    if worst and worst[0]["overdue"]:
        furniture.heading(page, rail.left, y, "超期最多的社区(村)", room=rail.wide)
        cells = [
            (shortest(one["name"]), f"{one['overdue']:,}", _step(one["d_overdue"]), f"{one['open']:,}")
            for one in worst
            if one["overdue"]
        ]
        box = Box(rail.left, rail.bottom, rail.right, y - 4)
        y = blocks.table(page, ("", "超期", "较上期", "未办结"), cells, box, widths=(5, 3, 3, 3), size=8.5, red=1) - 20
    key.key(page, lines, rail.left - key.PAD, max(y - high - 2, rail.bottom - 4), columns=2, card=False)


def _step(change: int | None) -> str:
    """`↑ 2`, `↓ 1`, `持平`, or — where the data do not reach back."""
    if change is None:
        return "—"
    return f"↑ {change:,.0f}" if change > 0 else f"↓ {-change:,.0f}" if change < 0 else "持平"


def _rows(draft: Draft) -> list[tuple[str, float, str, str]]:
    """片区 in their own colours, or the worst communities where there are none."""
    facts, profile = draft.material.facts, draft.material.profile
    zones = facts.under(draft.place, Level.ZONE)
    if draft.level is Level.DISTRICT and 1 < len(zones) <= MOST_ZONES:
        return [
            (
                shortest(row["name"]),
                row["open"],
                furniture.zone_color(profile, row["code"]),
                f"{row['open']:,}　超期 {row['overdue']}",
            )
            for row in records(zones)
        ]
    return [
        (shortest(row["name"]), row["open"], "bar", f"{row['open']:,}　超期 {row['overdue']}")
        for row in records(facts.ranking(draft.place, most=6))
    ]


TEMPLATE = Template("wide", "双图宽屏", "16:9 一张：全图、中心区放大、数字与图例", WIDE, LARGE, build)
