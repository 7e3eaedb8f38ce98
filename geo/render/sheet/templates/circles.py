"""服务圈与空白: who walks how long, whose side one is on, what lies outside, where the next centres should stand."""

import math

import numpy as np
import shapely

from geo.layers.sites import SPOT
from geo.model.codes import Level
from geo.model.view import ViewSpec
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import HIDDEN, records, shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4, Box
from geo.render.sheet.panel import Panel, over, panel
from geo.render.sheet.templates.base import LARGE, Draft, Template
from geo.render.sheet.templates.findings import covered_finding

GROUND = (
    "base_land",
    "base_water",
    "base_rail",
    "base_roads",
    "gaps",
    "l2",
    "outline",
    "labels",
    "centers",
)
OFFERED = ("bands", "overlap", "catchments", "circles", "sites")
USUAL = ("bands", "catchments", "sites")
DRAWN = (*GROUND, "bands")  # of a picture for a document, where there is no room for more
LIST = 10
RAIL = 168.0


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map, the list of communities with the most people outside, and that of the proposed centres."""
    page, material = draft.page, draft.material
    whole = body(page)
    shape = material.outline(draft.place)
    west, south, east, north = shape.bounds
    tall = (north - south) / (east - west) > 1.2  # noqa: PLR2004 - a side is free only beside a tall place
    room = (0.0, 22.0, RAIL if tall else 0.0, 6.0)
    view = panel(page, material, whole, shape.bounds, margin=0.02, room=room, place=draft.place)
    chosen = wanted(draft.spec.view)
    plain = () if "bands" in chosen else ("coverage",)  # else the edge of the last band says it
    view.draw((*GROUND, *plain, *chosen), within=shape)
    view.veil(shape, alpha=0.8, z=over("l1"))
    view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    foot = _list(
        draft, Box(whole.right - RAIL - 4, whole.top - 62 - 15.0 * (LIST + 2), whole.right - 10, whole.top - 52), view
    )
    if "sites" in chosen:
        _proposed(draft, view, Box(whole.right - RAIL - 4, whole.bottom, whole.right - 10, foot - 12))
    key.corner(view, material.profile, shape)
    view.finish()
    draft.took(view)
    gaps = material.layer("gaps")
    # The gaps are apart from each other; borders found on a grid may touch themselves, which a union refuses.
    sound = shapely.make_valid(np.asarray(gaps.geometry.array, dtype=object))
    inside = float(shapely.area(shapely.intersection(sound, shape)).sum()) / 1e6
    return covered_finding(draft), f"{draft.name}，{material.reach}；圈外 {inside:.1f} 平方公里"


def wanted(view: ViewSpec) -> tuple[str, ...]:
    """Overlays a view asks this sheet for; the usual ones where it names none of those on offer."""
    named = tuple(one for one in OFFERED if one in (view.layers or ()))
    return named if named or (view.layers and "labels" in view.layers) else USUAL


def _list(draft: Draft, box: Box, view: Panel) -> float:
    rows = [row for row in records(draft.material.facts.under(draft.place, Level.L2)) if row["outside"]]
    rows = sorted(rows, key=lambda row: (-row["outside"], row["code"]))[:LIST]
    cells = [
        (
            shortest(row["name"]),
            f"{int(row['outside']):,}",
            HIDDEN if row["covered"] is None else f"{math.floor(row['covered'])}%",  # never 100 beside people outside
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


def _proposed(draft: Draft, view: Panel, box: Box) -> None:
    """List the proposed centres with what each adds to those before it."""
    found = draft.material.layer("sites", draft.place)
    rows = records(found[found["form"] == SPOT])
    if not rows:
        draft.notes.append("没有可建议的新建点(未载入道路，或没有三级网格)")
        return
    page = draft.page
    box = Box(box.left, box.top - 15.0 * (len(rows) + 1) - 38, box.right, box.top)
    page.card(box)
    page.write(box.left + 8, box.top - 15, "下一批中心建议", 9.5, bold=True)
    cells = [(f"{row['rank']}　{row['name']}", str(row["said"]).removesuffix(" 人")) for row in rows]
    inner = Box(box.left + 8, box.bottom, box.right - 8, box.top - 20)
    foot = blocks.table(page, ("三级网格", "新覆盖，人"), cells, inner, widths=(7, 4))
    share, proof = rows[-1]["share"], rows[-1]["proof"]
    said = proof if share is None else f"建成后覆盖 {share:.1f}%；{proof}"
    page.write(box.left + 8, foot - 11, said, 7, color="ink2", room=box.wide - 16)
    view.names.reserve((box.left - 2, box.bottom - 2, box.right + 2, box.top + 2))
    draft.notes.append("建议点取自三级网格")


TEMPLATE = Template(
    "circles",
    "服务圈与空白",
    "A4 一张：5、10、15 分钟圈、服务片、重叠、圈外空白、建议新建点",
    A4,
    LARGE,
    build,
    overlays=OFFERED,
    usual=USUAL,
)
