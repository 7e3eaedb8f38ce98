"""Names of streets: the sketch's for arterials, a community's for the collector it is named after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from data.demo.sketch import onto

if TYPE_CHECKING:
    from data.demo.land import Land


def street_names(land: Land) -> np.ndarray:
    """Arterials keep the sketch's names; a community named after a street gives it to its longest collector."""
    s, n = land.s, land.n
    names = s.name.astype(object).copy()
    middle = shapely.line_interpolate_point(s.geoms, 0.5, normalized=True)
    at, l2 = shapely.STRtree(land.u.l2).query(middle, predicate="within")
    of = np.full(len(middle), -1)
    of[at] = l2
    for c, name in enumerate(n.l2_name):
        street = name.removesuffix("社区")
        if not street.endswith("街") or name == street:
            continue
        mine = np.flatnonzero((of == c) & (s.klass == "tertiary") & (names == ""))
        if len(mine) == 0:
            continue
        names[_straight(s.geoms, mine)] = street
    return names


def _straight(geoms: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Follow the edges that run on from the longest one without a turn."""
    best = rows[int(np.argmax(shapely.length(geoms[rows])))]
    chosen = [int(best)]
    free = set(rows.tolist()) - {int(best)}
    grown = True
    while grown:
        grown = False
        for tip, ahead in _tips(geoms, chosen):
            for r in sorted(free):
                xy = shapely.get_coordinates(geoms[r])
                for a, b in ((xy[0], xy[-1]), (xy[-1], xy[0])):
                    along = (b - a) / np.hypot(*(b - a))
                    if np.hypot(*(a - tip)) < 0.01 and onto(along, ahead) > 0.9:
                        chosen.append(r)
                        free.discard(r)
                        grown = True
                        break
                if grown:
                    break
            if grown:
                break
    return np.array(chosen)


def _tips(geoms: np.ndarray, chosen: list[int]) -> list[tuple[np.ndarray, np.ndarray]]:
    out = []
    for r in chosen:
        xy = shapely.get_coordinates(geoms[r])
        along = (xy[-1] - xy[0]) / np.hypot(*(xy[-1] - xy[0]))
        out += [(xy[-1], along), (xy[0], -along)]
    return out
