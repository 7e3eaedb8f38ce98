"""Names and figures of the 片区 in the empty sides of a tall district, each with a line to its place."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries

from geo.model.codes import Level
from geo.render.sheet.material import Material
from geo.render.sheet.page import Box
from geo.render.sheet.panel import Panel

WIDE, HIGH = 92.0, 46.0  # pt of a callout
STEP = 6.0  # pt between the heights looked at
CLEAR = 10.0  # pt between district and callout
INSIDE = 9.0  # pt the line ends inside its 片区
TRIES = 64


@dataclass(frozen=True, slots=True)
class _Spot:
    side: int  # -1 left, 1 right
    y: float
    edge: float  # pt: where the 片区 begins at that height
    room: float


def callouts(view: Panel, material: Material, *, kept: list[Box]) -> None:
    """Write each 片区 beside the district where it can be seen from the side; where no room is, on the map.

    Parameters
    ----------
    kept
        Boxes of the paper already taken (legend, scale, north).
    """
    zones = material.areas(Level.ZONE)
    if not len(zones):
        return
    taken = list(kept)
    spots = {code: _spots(view, zones.geometry, code) for code in zones.index}
    for code in sorted(spots, key=lambda one: len(spots[one])):
        here = [one for one in spots[code] if one.room >= WIDE + CLEAR and _free(_box(view, one), taken)]
        name = str(zones.loc[code, "name"])
        name = name if name.endswith("片区") else f"{name}片区"
        color = material.profile.zone_strokes.get(code, "#66727F")
        if not here:
            x, y = material.middles(Level.ZONE)[code].coords[0]
            px, py = view.at(x, y)
            view.page.write(px, py, name, 11.5, bold=True, ha="center", halo=2.2)
            view.names.reserve((px - 34, py - 4, px + 34, py + 12))
            continue
        middle = np.median([one.y for one in spots[code]])
        spot = min(here, key=lambda one: abs(one.y - middle) - 0.15 * one.room)
        box = _box(view, spot)
        taken.append(box)
        _write(view, box, spot, name=name, color=color, told=_told(material.facts.row(str(code))))


def _spots(view: Panel, shapes: GeoSeries, code: str) -> list[_Spot]:
    """Heights at which a 片区 is the outermost one on a side, and how much room is beside it."""
    box = view.box
    others = shapes.drop(code)
    own, rest = shapes.loc[code], shapely.union_all(np.asarray(others.array, dtype=object))
    west, _, east, _ = view.window
    found = []
    for y in np.arange(box.bottom + HIGH / 2 + 4, box.top - HIGH / 2 - 4, STEP):
        # The callout is as high as a band: nothing of the district may reach into it.
        band = [view.ground(box.left, y + up)[1] for up in (-HIGH / 2, -HIGH / 4, 0.0, HIGH / 4, HIGH / 2)]
        rays = [shapely.LineString([(west, north), (east, north)]) for north in band]
        mine = shapely.bounds(shapely.intersection(rays[2], own))
        if np.isnan(mine[0]):
            continue
        all_of = np.array([shapely.bounds(shapely.intersection(ray, shapely.union(own, rest))) for ray in rays])
        away = shapely.bounds(shapely.intersection(rays[2], rest))
        left, right = np.nanmin(all_of[:, 0]), np.nanmax(all_of[:, 2])
        if np.isnan(away[0]) or mine[0] < away[0]:
            found.append(_Spot(-1, float(y), view.at(mine[0], 0)[0], view.at(left, 0)[0] - box.left - 14))
        if np.isnan(away[0]) or mine[2] > away[2]:
            found.append(_Spot(1, float(y), view.at(mine[2], 0)[0], box.right - 6 - view.at(right, 0)[0]))
    return found


def _box(view: Panel, spot: _Spot) -> Box:
    """Stand the callout in the middle of its free side."""
    if spot.side < 0:
        left = view.box.left + 14 + max(0.0, (spot.room - WIDE - CLEAR) * 0.35)
    else:
        left = view.box.right - 6 - WIDE - max(0.0, (spot.room - WIDE - CLEAR) * 0.35)
    return Box(left, spot.y - HIGH / 2, left + WIDE, spot.y + HIGH / 2)


def _free(box: Box, taken: list[Box]) -> bool:
    return not any(
        box.left < one.right and one.left < box.right and box.bottom - 6 < one.top and one.bottom < box.top + 6
        for one in taken
    )


def _write(view: Panel, box: Box, spot: _Spot, *, name: str, color: str, told: list[str]) -> None:
    page = view.page
    page.block(Box(box.left, box.bottom + 3, box.left + 3.4, box.top - 3), color, z=6)
    page.write(box.left + 9, box.top - 15, name, 11.5, bold=True, halo=2.0)
    for n, line in enumerate(told):
        page.write(box.left + 9, box.top - 27.5 - 11.5 * n, line, 7.5, color="ink2", halo=1.6, room=WIDE - 6)
    start = box.left + 9 + WIDE - 12 if spot.side < 0 else box.left - 4
    end = spot.edge - spot.side * INSIDE
    page.line([start, end], [spot.y, spot.y], "panel", 2.6, z=3)
    page.line([start, end], [spot.y, spot.y], color, 1.1, z=4)
    page.mark(end, spot.y, "o", 4.5, color, width=0.7)
    view.names.reserve((box.left - 3, box.bottom - 2, box.right + 3, box.top + 2))
    view.names.reserve((min(start, end) - 3, spot.y - 3, max(start, end) + 3, spot.y + 3))


def _told(row: dict[str, Any]) -> list[str]:
    if row["units"] is None:
        return []
    covered = "" if row["covered"] is None else f"覆盖 {row['covered']:.1f}%"
    return [f"{row['units']} 个社区(村)", "　".join(part for part in (covered, f"超期 {row['overdue']} 件") if part)]
