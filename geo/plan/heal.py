"""A unit is drawn anew and its neighbours heal: no gap, no overlap, nothing in two pieces."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.plan.coverage import Coverage, Move, union
from geo.plan.faces import NOBODY, Faces, Owners, arrange, orphans, settle
from geo.plan.keys import MM, Shapes, rounded
from geo.plan.refused import Refused

SNAP = 1.0  # m, (p): a drawn line this near to a border means the border
MARGIN = 0.01  # m: what touches the old shape
SLIVER = 0.5  # m, (p): a face thinner than this changes nobody's hands
NEAR_FROZEN = 0.002  # m
TOLD_MOVE = 5.0  # m: a junction that moves further is shown before commit
MOST_POINTS = 5000
CLIPS = 4
CONTIGUITY_ROUNDS = 10

Closed = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Healed:
    """New shapes of the units that changed, and junctions that had to move."""

    shapes: dict[str, Polygon]
    moves: tuple[Move, ...]


def redraw(cov: Coverage, key: str, drawn: BaseGeometry, closed: Closed) -> Healed:
    """Make a unit the drawn polygon and let its neighbours heal.

    Parameters
    ----------
    cov
        Not changed.
    key
        Micro grid to redraw; not closed.
    drawn
        Polygon in the plane; its largest valid part without holes counts.
    closed
        Tells which micro grids are locked or out of scope: they keep their shape byte for byte.

    Raises
    ------
    Refused
        empty, too_fine, outside, swallows, island, topology, no_change.
    """
    outline = solid(drawn)
    old = cov.units[key].body
    # near by distance, not by box alone: what is not touched must not be noded
    ids = [k for k in cov.near([outline, old], SNAP) if k == key or _touches(cov, k, outline, old)]
    shapes = np.array([cov.units[k].body for k in ids], dtype=object)
    if not shapely.intersects(outline, shapes).any():
        raise Refused("outside", place=outline)
    shut = np.array([k != key and closed(k) for k in ids])
    me = ids.index(key)
    outline = _snapped(outline, shapes)
    outline, moves = unfreeze(cov, outline, shapes[shut])
    shapely.prepare(outline)
    eaten = np.flatnonzero(shapely.covers(outline, shapes) & ~shut & (np.arange(len(ids)) != me))
    if len(eaten):
        gone = [ids[n] for n in eaten]
        raise Refused("swallows", name=_names(cov, gone), units=gone, place=[shapes[n] for n in eaten])
    faces = arrange(shapes, [shapely.boundary(outline)])
    owner = _owners(faces, outline, me, shut)
    barred = shut.copy()
    barred[me] = True
    owner = _contiguous(cov, faces, owner, barred, ids)
    missing = np.setdiff1d(np.arange(len(ids)), owner)
    if len(missing):
        gone = [ids[n] for n in missing]
        raise Refused("swallows", name=_names(cov, gone), units=gone, place=[shapes[n] for n in missing])
    made = rebuilt(cov, ids, faces, owner)
    blocked = [k for n, k in enumerate(ids) if shut[n] and k in made]
    if blocked:  # a line met their border where they have no vertex
        raise Refused("locked", name=_names(cov, blocked), units=blocked, place=[cov.units[k].body for k in blocked])
    return Healed(made, moves)


def rebuilt(cov: Coverage, ids: list[str], faces: Faces, owner: Owners) -> dict[str, Polygon]:
    """Unite faces per owner; answer only what differs from the coverage. Raises Refused (island, no_change)."""
    out: dict[str, Polygon] = {}
    for number in np.unique(owner):
        made = union(list(faces.shapes[owner == number]))
        key = ids[number]
        if not isinstance(made, Polygon):
            raise Refused("island", name=_names(cov, [key]), units=[key], place=made)
        if key not in cov.units or not shapely.equals_exact(made, cov.units[key].body, 0):
            out[key] = made
    if not out:
        raise Refused("no_change")
    return out


def solid(drawn: BaseGeometry) -> Polygon:
    """Largest valid part of what was drawn, without holes, on the millimetre. Raises Refused (empty, too_fine)."""
    if shapely.get_num_coordinates(drawn) > MOST_POINTS:
        raise Refused("too_fine", place=drawn)
    coords = shapely.get_coordinates(drawn)
    if not len(coords) or not np.isfinite(coords).all():
        raise Refused("empty")
    return largest(shapely.make_valid(rounded(np.array([drawn], dtype=object))[0]), drawn)


def largest(shape: BaseGeometry, place: BaseGeometry, code: str = "empty") -> Polygon:
    """Largest polygon of a geometry, without holes."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, Polygon)]
    areas = shapely.area(np.array(parts, dtype=object)) if parts else np.zeros(1)
    if areas.max() <= MARGIN:
        raise Refused(code, place=place)
    best = Polygon(parts[int(np.argmax(areas))].exterior)
    made = rounded(np.array([best], dtype=object))[0]
    if made.is_valid:
        return made if isinstance(made, Polygon) else best
    return largest(shapely.make_valid(made), place, code)


def unfreeze(cov: Coverage, drawn: Polygon, locked: Shapes) -> tuple[Polygon, tuple[Move, ...]]:
    """Keep a drawn polygon off lines that never move: the outline and borders of locked units.

    What crosses such a line is cut there, and the cut goes to the nearest vertex the line has, so
    that no vertex is added to it.
    """
    barrier = shapely.union_all(locked) if len(locked) else None
    points = _frozen_points(cov, drawn, locked)
    if not len(points):
        return drawn, ()
    lines = [shapely.boundary(cov.outline), *(shapely.boundary(locked) if len(locked) else [])]
    frozen = [shapely.clip_by_rect(line, *_wide(drawn)) for line in lines]
    line = shapely.union_all([part for part in frozen if not part.is_empty])
    moved: dict[tuple[float, float], Move] = {}
    for _ in range(CLIPS):
        cut = shapely.intersection(drawn, cov.outline)
        cut = cut if barrier is None else shapely.difference(cut, barrier)
        drawn = largest(cut, drawn, "outside")
        xy = shapely.get_coordinates(drawn)
        at = np.flatnonzero(shapely.distance(shapely.points(xy), line) <= NEAR_FROZEN)
        near = points.query_nearest(shapely.points(xy[at]), all_matches=False, return_distance=True)
        (which, vertex), far = near
        stray = far > 1 / MM / 2
        if not stray.any():
            break
        target = shapely.get_coordinates(points.geometries[vertex])
        for a, b, metres in zip(xy[at[which[stray]]], target[stray], far[stray], strict=True):
            if metres > TOLD_MOVE:
                moved[tuple(a.tolist())] = Move(tuple(a.tolist()), tuple(b.tolist()), float(metres))
        xy[at[which[stray]]] = target[stray]
        drawn = largest(shapely.make_valid(Polygon(xy)), drawn, "outside")
    return drawn, tuple(moved.values())


def frozen_line(cov: Coverage, place: BaseGeometry, locked: Shapes) -> tuple[BaseGeometry, "shapely.STRtree | None"]:
    """Lines near a place that never move, and a tree of their vertices."""
    lines = [shapely.boundary(cov.outline), *(shapely.boundary(locked) if len(locked) else [])]
    frozen = [shapely.clip_by_rect(line, *_wide(place)) for line in lines]
    points = _frozen_points(cov, place, locked)
    return shapely.union_all(frozen), points if len(points) else None


def _frozen_points(cov: Coverage, place: BaseGeometry, locked: Shapes) -> "shapely.STRtree":
    xy = shapely.get_coordinates([shapely.boundary(cov.outline), *(shapely.boundary(locked) if len(locked) else [])])
    west, south, east, north = _wide(place)
    keep = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    return shapely.STRtree(np.array(shapely.points(np.unique(xy[keep], axis=0)), dtype=object, ndmin=1))


def _wide(place: BaseGeometry) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.bounds(place)
    margin = 50.0  # m: beyond the longest step between vertices of the outline
    return west - margin, south - margin, east + margin, north + margin


def _touches(cov: Coverage, key: str, drawn: Polygon, old: Polygon) -> bool:
    shape = cov.units[key].body
    return bool(shapely.dwithin(shape, drawn, SNAP) or shapely.dwithin(shape, old, MARGIN))


def _snapped(drawn: Polygon, shapes: Shapes) -> Polygon:
    made = shapely.snap(drawn, shapely.union_all(shapely.boundary(shapes)), SNAP)
    made = rounded(np.array([made], dtype=object))[0]
    return made if isinstance(made, Polygon) and made.is_valid and not made.is_empty else drawn


def _owners(faces: Faces, drawn: Polygon, me: int, shut: NDArray[np.bool_]) -> Owners:
    inside = shapely.contains_xy(drawn, faces.point[:, 0], faces.point[:, 1])
    owner = faces.owner.copy()
    owner[inside] = me
    owner[(faces.owner == me) & ~inside] = NOBODY
    back = shut[faces.owner] | ((faces.thick < SLIVER) & (owner != faces.owner))
    owner[back] = faces.owner[back]
    barred = shut.copy()
    barred[me] = True
    return settle(faces, owner, barred, me)


def _contiguous(cov: Coverage, faces: Faces, owner: Owners, barred: NDArray[np.bool_], ids: list[str]) -> Owners:
    """Keep the largest piece of each unit; other pieces go to neighbours that are not barred."""
    for _ in range(CONTIGUITY_ROUNDS):
        lost = orphans(faces, owner)
        if not lost.any():
            return owner
        former = owner.copy()
        owner = owner.copy()
        owner[lost] = NOBODY
        owner = settle(faces, owner, barred, NOBODY)
        if (owner == NOBODY).any():
            cut = sorted({ids[n] for n in former[owner == NOBODY]})
            raise Refused("island", name=_names(cov, cut), units=cut, place=list(faces.shapes[owner == NOBODY]))
    lost = orphans(faces, owner)
    if not lost.any():
        return owner
    cut = sorted({ids[n] for n in owner[lost]})
    raise Refused("island", name=_names(cov, cut), units=cut, place=list(faces.shapes[lost]))


def _names(cov: Coverage, keys: list[str]) -> str:
    names = [cov.units[key].name for key in keys if key in cov.units]
    return "、".join(names[:3]) + (f"等 {len(names)} 个网格" if len(names) > 3 else "")  # noqa: PLR2004 - three are read at a glance
