"""Names and figures of the 片区 in the empty sides of a tall district, each with a line to its place."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

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
    ys = np.arange(box.bottom + HIGH / 2 + 4, box.top - HIGH / 2 - 4, STEP)
    shapes = shapes.simplify(view.mpt)  # a point of the paper: nobody sees less
    own = np.array([shapes.loc[code]], dtype=object)
    rest = np.asarray(shapes.drop(code).array, dtype=object)
    mine, away = _across(view, own, ys), _across(view, rest, ys)
    # The callout is as high as a band: nothing of the district may reach into it.
    every = np.asarray(shapes.array, dtype=object)
    bands = [_across(view, every, ys + up) for up in (-HIGH / 2, -HIGH / 4, 0.0, HIGH / 4, HIGH / 2)]
    left = np.fmin.reduce([band[:, 0] for band in bands], axis=0, initial=np.inf)
    right = np.fmax.reduce([band[:, 1] for band in bands], axis=0, initial=-np.inf)
    found = []
    for n in np.flatnonzero(~np.isnan(mine[:, 0])):
        y = float(ys[n])
        alone = bool(np.isnan(away[n, 0]))
        if alone or mine[n, 0] < away[n, 0]:
            found.append(_Spot(-1, y, view.at(mine[n, 0], 0)[0], view.at(left[n], 0)[0] - box.left - 14))
        if alone or mine[n, 1] > away[n, 1]:
            found.append(_Spot(1, y, view.at(mine[n, 1], 0)[0], box.right - 6 - view.at(right[n], 0)[0]))
    return found


def _across(view: Panel, shapes: NDArray[np.object_], ys: NDArray[np.float64]) -> NDArray[np.float64]:
    """West and east end, in metres, of what lies on the level lines at these heights of the paper; NaN for nothing."""
    west, south, east, _ = view.window
    norths = south + (ys - view.box.bottom) * view.mpt
    ends = np.array([[[west, north], [east, north]] for north in norths])
    rays = np.asarray(shapely.linestrings(ends), dtype=object)
    bounds = shapely.bounds(shapely.intersection(rays[:, None], shapes[None, :]))
    low = np.where(np.isnan(bounds[..., 0]), np.inf, bounds[..., 0]).min(axis=1, initial=np.inf)
    high = np.where(np.isnan(bounds[..., 2]), -np.inf, bounds[..., 2]).max(axis=1, initial=-np.inf)
    found = np.column_stack([low, high])
    found[~np.isfinite(low)] = np.nan
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
