"""A dirty coverage becomes a clean one; whatever changed much is listed for a person, never taken silently."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.model.errors import BadInput
from geo.plan.coverage import union
from geo.plan.faces import NOBODY, Faces, Owners, orphans, settle
from geo.plan.keys import GRID, MM, Shapes, pinched, rounded, shared

GAP_M = 0.5  # widest gap coverage_clean closes by itself
MARGIN_M = 200.0  # of the frame around the outline
ROUNDS = 6
TOLD_SHARE = 0.05  # of a unit's area: more is listed
MOVED_M = 50.0  # (p): an inner point that wandered further is listed


@dataclass(frozen=True, slots=True)
class Doubt:
    """A unit a person must look at: position, what happened, area before and after in m2."""

    unit: int
    reason: str
    before_m2: float
    after_m2: float


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """The clean coverage in the order of the input, None where nothing is left; and the doubts."""

    shapes: list[Polygon | None]
    doubts: list[Doubt]


def clean(dirty: Shapes, outline: BaseGeometry) -> Cleaned:
    """Make a coverage of the outline out of polygons with gaps, overlaps and parts.

    Parameters
    ----------
    dirty
        Polygons or MultiPolygons of the plane, metres; invalid ones are mended first.
    outline
        The official border, a Polygon or MultiPolygon of the plane. Its vertices on the millimetre
        all stay; where a border meets it a vertex on the millimetre is added, so the result differs
        from it by at most half a millimetre along its length.

    Returns
    -------
    Cleaned
        Every shape a Polygon on the millimetre, not pinched; units that changed by more than 5 % of
        their area, ended, or moved are listed.

    Raises
    ------
    BadInput
        No unit, or none within the outline: probably another datum.

    Notes
    -----
    GEOS' coverage_clean leaves holes, empty and multi-part units by itself; it is one step here, and
    noding with the outline, ownership by inner point and contiguity are ours.
    """
    whole = rounded(np.array([outline], dtype=object))[0]
    given = np.asarray(shapely.make_valid(np.asarray(dirty, dtype=object)), dtype=object)
    shapely.prepare(whole)
    own = given.copy()
    crossing = ~shapely.covers(whole, given)  # few: most units lie inside and are themselves
    own[crossing] = shapely.intersection(given[crossing], whole)
    own = np.array([_largest(shape) for shape in own], dtype=object)
    full = np.flatnonzero(~shapely.is_empty(own))
    if not len(full):
        raise BadInput("没有一个网格落在区界之内。", remedy="请检查坐标系（如 GCJ-02 偏移）后重新导入。")
    faces = _faces(own[full], whole)
    barred = np.zeros(len(full), dtype=bool)
    owner = settle(faces, faces.owner, barred, NOBODY)
    for _ in range(ROUNDS):
        lost = orphans(faces, owner)
        lost |= owner == NOBODY
        if not lost.any():
            break
        owner = owner.copy()
        owner[lost] = NOBODY
        owner = settle(faces, owner, barred, NOBODY)
    shapes: list[Polygon | None] = [None] * len(own)
    for number in np.unique(owner[owner != NOBODY]):
        made = union(list(faces.shapes[owner == number]))
        parts = [part for part in shapely.get_parts(made) if isinstance(part, Polygon)]
        shapes[full[number]] = max(parts, key=shapely.area) if parts else None
    return Cleaned(shapes, _doubts(given, shapes))


def _faces(units: Shapes, whole: BaseGeometry) -> Faces:
    west, south, east, north = shapely.bounds(whole)
    frame = shapely.difference(shapely.box(west, south, east, north).buffer(MARGIN_M), whole)
    cleaned = shapely.coverage_clean(np.append(units, frame), gap_width=GAP_M)[:-1]  # type: ignore[attr-defined]  # stubs lag
    kept = np.asarray(shapely.make_valid(np.asarray(cleaned, dtype=object)), dtype=object)
    lines = [*shapely.boundary(kept[~shapely.is_empty(kept)]), shapely.boundary(whole)]
    noded = shapely.get_parts(shapely.union_all(lines, grid_size=GRID))
    noded = np.asarray(shapely.transform(noded, lambda xy: np.rint(xy * MM) / MM), dtype=object)
    made = np.asarray(shapely.get_parts(shapely.polygonize(noded)), dtype=object)
    inner = np.asarray(shapely.point_on_surface(made), dtype=object)
    inside = shapely.intersects(whole, inner)
    made, inner = made[inside], inner[inside]
    face, unit = shapely.STRtree(kept).query(inner, predicate="intersects")
    owner = np.full(len(made), len(kept), dtype=np.intp)
    np.minimum.at(owner, face, unit)
    owner[owner == len(kept)] = NOBODY
    thick = 2 * shapely.area(made) / np.maximum(shapely.length(made), GRID)
    return Faces(made, owner, shapely.get_coordinates(inner), thick, shared(made))


def changed_by(share: float) -> str:
    """Say how much an area changed, with a real minus."""
    return f"面积变化 {share:+.0%}".replace("-", "−")


def _largest(shape: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, Polygon)]
    return max(parts, key=shapely.area) if parts else Polygon()


def _doubts(given: Shapes, shapes: Sequence[Polygon | None]) -> list[Doubt]:
    before = shapely.area(given)
    made: Shapes = np.array([shape if shape is not None else Polygon() for shape in shapes], dtype=object)
    after = shapely.area(made)
    moved = shapely.distance(shapely.centroid(given), shapely.centroid(made))
    out = []
    for n, shape in enumerate(shapes):
        if shape is None:
            out.append(Doubt(n, "清理后没有剩下面积", float(before[n]), 0.0))
        elif abs(after[n] - before[n]) > TOLD_SHARE * before[n]:
            out.append(Doubt(n, changed_by(after[n] / before[n] - 1), float(before[n]), float(after[n])))
        elif moved[n] > MOVED_M:
            out.append(Doubt(n, f"位置移动 {moved[n]:.0f} 米", float(before[n]), float(after[n])))
        elif pinched(shape):
            out.append(Doubt(n, "只在一个点上相连", float(before[n]), float(after[n])))
    return out


__all__ = ["Cleaned", "Doubt", "Owners", "changed_by", "clean"]
