"""服务圈与空白: the circle of every centre, what lies outside, and where most people live outside."""

import numpy as np
import shapely

from geo.model.codes import Level
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import HIDDEN, records, shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4, Box
from geo.render.sheet.panel import Panel, panel
from geo.render.sheet.sites import Sites
from geo.render.sheet.templates.base import LARGE, Draft, Template
from geo.render.sheet.templates.findings import covered_finding
from geo.rules.shapes import bare

KEYS = (
    "base_land",
    "base_water",
    "base_rail",
    "base_roads",
    "coverage",
    "gaps",
    "l2",
    "outline",
    "labels",
    "centers",
)
LIST = 10
RAIL = 168.0


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map and the list of communities with the most people outside."""
    page, material = draft.page, draft.material
    whole = body(page)
    shape = material.outline(draft.place)
    west, south, east, north = shape.bounds
    tall = (north - south) / (east - west) > 1.2  # noqa: PLR2004 - a side is free only beside a tall place
    room = (0.0, 22.0, RAIL if tall else 0.0, 6.0)
    view = panel(page, material, whole, shape.bounds, margin=0.02, room=room)
    view.draw(KEYS, within=shape)
    reached = fill(view)
    plan = material.sites(draft.place)
    if plan:
        _sites(view, plan)
    view.veil(shape, alpha=0.8, z=13.5)
    view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    foot = _list(
        draft, Box(whole.right - RAIL - 4, whole.top - 62 - 15.0 * (LIST + 2), whole.right - 10, whole.top - 52), view
    )
    if plan and plan.sites:
        _proposed(draft, plan, view, Box(whole.right - RAIL - 4, whole.bottom, whole.right - 10, foot - 12))
    extra = [key.Line("fill", "#D2E7E3", "中心服务圈，重叠处更深")] if reached else []
    if plan and plan.sites:
        extra.append(key.Line("disc", "#14508C", "建议新建(编号)"))
    key.corner(view, material.profile, shape, extra=extra)
    view.finish()
    draft.took(view)
    gaps = material.layer("gaps")
    # The gaps are apart from each other; borders found on a grid may touch themselves, which a union refuses.
    sound = shapely.make_valid(np.asarray(gaps.geometry.array, dtype=object))
    inside = float(shapely.area(shapely.intersection(sound, shape)).sum()) / 1e6
    return covered_finding(draft), f"{draft.name}，{material.reach}；圈外 {inside:.1f} 平方公里"


def fill(view: Panel) -> int:
    """Tint what each centre reaches, darker where several do; answers how many are in sight."""
    reach = view.material.seen("circles", view.window)
    view.fill(bare(reach.geometry), "teal", z=6.2, alpha=0.11, apart=True)
    return len(reach)


def _list(draft: Draft, box: Box, view: Panel) -> float:
    rows = [row for row in records(draft.material.facts.under(draft.place, Level.L2)) if row["outside"]]
    rows = sorted(rows, key=lambda row: (-row["outside"], row["code"]))[:LIST]
    cells = [
        (
            shortest(row["name"]),
            f"{int(row['outside']):,}",
            HIDDEN if row["covered"] is None else f"{row['covered']:.0f}%",
        )
        for row in rows
    ]
    if not cells:
        return box.top
    box = Box(box.left, box.top - 15.0 * (len(cells) + 1) - 26, box.right, box.top)
    draft.page.card(box)
    draft.page.write(box.left + 8, box.top - 15, "圈外人数最多的社区(村)", 9.5, bold=True)
    inner = Box(box.left + 8, box.bottom, box.right - 8, box.top - 20)
    blocks.table(draft.page, ("社区(村)", "圈外，人", "覆盖"), cells, inner, widths=(5, 4, 3))
    view.names.reserve((box.left - 2, box.bottom - 2, box.right + 2, box.top + 2))
    return box.bottom


def _sites(view: Panel, plan: Sites) -> None:
    """Outline what the proposed centres would reach, and number them."""
    areas = np.array([one.area for one in plan.sites if one.area is not None], dtype=object)
    view.stroke(areas, "accent", 1.1, z=12.5, dash=(4.0, 2.5), cap="butt")
    for one in plan.sites:
        x, y = view.at(one.x, one.y)
        view.page.mark(x, y, "o", 14, "accent", width=1.2)
        view.page.write(x, y, str(one.rank), 9, bold=True, color="panel", ha="center", va="center", z=8)
        view.names.reserve((x - 9, y - 9, x + 9, y + 9))


def _proposed(draft: Draft, plan: Sites, view: Panel, box: Box) -> None:
    """List the proposed centres with what each adds to those before it."""
    page = draft.page
    box = Box(box.left, box.top - 15.0 * (len(plan.sites) + 1) - 38, box.right, box.top)
    page.card(box)
    page.write(box.left + 8, box.top - 15, "下一批中心建议", 9.5, bold=True)
    cells = [(f"{one.rank}　{one.name}", "不足10" if one.gain is None else f"{one.gain:,}") for one in plan.sites]
    inner = Box(box.left + 8, box.bottom, box.right - 8, box.top - 20)
    foot = blocks.table(page, ("三级网格", "新覆盖，人"), cells, inner, widths=(7, 4))
    said = plan.proof if plan.share is None else f"建成后覆盖 {plan.share:.1f}%；{plan.proof}"
    page.write(box.left + 8, foot - 11, said, 7, color="ink2", room=box.wide - 16)
    view.names.reserve((box.left - 2, box.bottom - 2, box.right + 2, box.top + 2))
    draft.notes.append("建议点取自三级网格")


TEMPLATE = Template("circles", "服务圈与空白", "A4 一张：各中心服务圈、圈外空白、圈外人数最多的社区", A4, LARGE, build)
