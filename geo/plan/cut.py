"""A line cuts a micro grid into parts; neighbours get the ends of the cut as vertices."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.plan.coverage import Coverage
from geo.plan.faces import NOBODY, Faces, Owners, arrange, settle
from geo.plan.gate import Edit
from geo.plan.heal import MARGIN, NEAR_FROZEN, SNAP, frozen_line, rebuilt
from geo.plan.keys import MM, rounded
from geo.plan.refused import Refused

SMALLEST = 100.0  # m2, (p): a smaller part joins its longest neighbour


def cut(cov: Coverage, key: str, line: LineString, born: Sequence[str], closed: Callable[[str], bool]) -> Edit:
    """Split a micro grid by a line drawn in the plane.

    The largest part keeps the id; the others take `born`, the larger first.

    Raises
    ------
    Refused
        cut_misses, part_small, locked (the cut would end on a border that may not get a vertex), topology.
    """
    unit = cov.units[key]
    ids = [k for k in cov.near([unit.body], SNAP) if k == key or shapely.dwithin(cov.units[k].body, unit.body, MARGIN)]
    shapes = np.array([cov.units[k].body for k in ids], dtype=object)
    shut = np.array([k != key and closed(k) for k in ids])
    me = ids.index(key)
    inner = _inside(cov, shapely.intersection(line, unit.body), unit.body, shapes[shut])
    if inner.is_empty:
        raise Refused("cut_misses", units=[key], place=unit.body)
    faces = arrange(shapes, [inner])
    owner = faces.owner.copy()
    mine = np.flatnonzero(owner == me)
    if len(mine) < 2:  # noqa: PLR2004 - one face is no cut
        raise Refused("cut_misses", units=[key], place=unit.body)
    owner = _parted(faces, mine, len(ids))
    parts = [number for number in range(len(ids), len(ids) + len(mine)) if (owner == number).any()]
    if not parts:
        raise Refused("part_small", name=f"{SMALLEST:.0f}", units=[key], place=unit.body)
    if len(parts) > len(born):
        raise Refused("too_fine", units=[key], place=unit.body)
    names = ids + [""] * len(mine)
    for number, new in zip(parts, born, strict=False):
        names[number] = new
    made = rebuilt(cov, names, faces, owner)
    blocked = [k for n, k in enumerate(ids) if shut[n] and k in made]
    if blocked:
        raise Refused("locked", name=cov.units[blocked[0]].name, units=blocked, place=cov.units[blocked[0]].body)
    units = {k: replace(cov.units[k], shape=shape) for k, shape in made.items() if k in cov.units}
    for number, new in enumerate(born[: len(parts)], start=2):
        name = f"{unit.name}（{number}）"
        units[new] = replace(unit, id=new, name=name, code=None, shape=made[new], born_of=key)
    return Edit("split", units)


def _parted(faces: Faces, mine: Owners, first: int) -> Owners:
    """Give the largest face to the unit itself, others to new owners from `first` on; small ones join the longest."""
    area = shapely.area(faces.shapes)
    owner = faces.owner.copy()
    me = int(owner[mine[0]])
    order = mine[np.argsort(-area[mine], kind="stable")]
    numbers = np.array([me, *range(first, first + len(order) - 1)])
    small = area[order] < SMALLEST
    small[0] = False
    owner[order] = np.where(small, NOBODY, numbers)
    barred = np.zeros(first + len(order), dtype=bool)
    barred[:first] = True  # small parts stay in the family
    barred[me] = False
    return settle(faces, owner, barred, me)


def _inside(
    cov: Coverage, line: BaseGeometry, body: BaseGeometry, locked: "np.ndarray[tuple[int], np.dtype[np.object_]]"
) -> BaseGeometry:
    """Round the part of a line inside a unit; ends on lines that never move go to a vertex those lines have."""
    parts = [part for part in shapely.get_parts(line) if isinstance(part, LineString) and part.length > MARGIN]
    if not parts:
        return LineString()
    frozen, points = frozen_line(cov, body, locked)
    out = []
    for part in parts:
        xy = shapely.get_coordinates(part)
        near = shapely.distance(shapely.points(xy), frozen) <= NEAR_FROZEN
        if points is not None and near.any():
            at = np.flatnonzero(near)
            (which, vertex), far = points.query_nearest(shapely.points(xy[at]), all_matches=False, return_distance=True)
            stray = far > 1 / MM / 2
            xy[at[which[stray]]] = shapely.get_coordinates(points.geometries[vertex[stray]])
        xy = xy[np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))]
        if len(xy) > 1:
            out.append(LineString(xy))
    if not out:
        return LineString()
    made = rounded(np.array(out, dtype=object))
    return shapely.union_all(made)
