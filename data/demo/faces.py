"""Faces between lines: one noding for all, polygons without holes, and chords that cut them."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Polygon

from data.demo.lines import Lines

# Where lines coincide the first class wins: a road on a field edge is a road.
RANK = [
    "rail",
    "motorway",
    "river",
    "primary",
    "secondary",
    "tertiary",
    "residential",
    "service",
    "lane",
    "village",
    "path",
    "wall",
    "gully",
    "field",
    "yard",
]
_NEAR = 0.01  # metres; the noding grid moves a vertex by half a millimetre


@dataclass
class Net:
    """Noded edges with class and line number, the faces between them and which faces an edge parts."""

    edges: np.ndarray
    klass: np.ndarray  # index into RANK, -1 = only the outline
    source: np.ndarray  # row of the line an edge came from, -1 = outline
    faces: np.ndarray
    sides: np.ndarray  # (n edges, 2) face numbers, -1 = none

    def borders(self) -> dict[tuple[int, int], list[int]]:
        """Edges between two faces."""
        out: dict[tuple[int, int], list[int]] = defaultdict(list)
        for e, (a, b) in enumerate(self.sides.tolist()):
            if a >= 0 and b >= 0 and a != b:
                out[min(a, b), max(a, b)].append(e)
        return dict(out)


def net(lines: Lines, outline: Polygon, grid: float) -> Net:
    """Node all lines at once (pieces noded apart never share vertices) and polygonize them inside the outline."""
    geoms = np.array(lines.geoms, dtype=object)
    inside = shapely.intersection(geoms, outline)
    noded = shapely.union_all([*inside[~shapely.is_empty(inside)], outline.exterior], grid_size=grid)
    edges = shapely.get_parts(noded)
    edges = edges[shapely.get_type_id(edges) == 1]
    faces = shapely.get_parts(shapely.polygonize(edges))
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    order = np.lexsort(shapely.bounds(faces)[:, ::-1].T)
    faces = faces[order]
    middle = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    klass, source = _classes(lines, geoms, middle)
    return Net(edges, klass, source, faces, _sides(edges, faces))


def _sides(edges: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Faces left and right of every edge, by exact coordinates: both come from one noding."""
    xy, part = shapely.get_coordinates(shapely.get_exterior_ring(faces), return_index=True)
    same = part[1:] == part[:-1]
    ring = np.hstack([xy[:-1][same], xy[1:][same]])
    owner = dict(zip(map(tuple, ring.tolist()), part[:-1][same].tolist(), strict=True))
    xy, part = shapely.get_coordinates(edges, return_index=True)
    first = np.flatnonzero(np.r_[True, part[1:] != part[:-1]])
    start = np.hstack([xy[first], xy[first + 1]]).tolist()
    return np.array([[owner.get((a, b, c, d), -1), owner.get((c, d, a, b), -1)] for a, b, c, d in start])


def _classes(lines: Lines, geoms: np.ndarray, middle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rank = np.array([RANK.index(k) for k in lines.klass])
    e, i = shapely.STRtree(geoms).query(middle, predicate="dwithin", distance=_NEAR)
    klass, source = np.full(len(middle), -1), np.full(len(middle), -1)
    for edge, line in sorted(zip(e.tolist(), i.tolist(), strict=True), key=lambda p: (p[0], -rank[p[1]], -p[1])):
        klass[edge], source[edge] = rank[line], line  # the best class is written last
    return klass, source


def tie_holes(lines: Lines, outline: Polygon, grid: float) -> Net:
    """Node, and tie every free ring (a village, the airfield) to its shell by two field lines."""
    for _ in range(6):
        out = net(lines, outline, grid)
        holed = [p for p in out.faces if len(p.interiors)]
        if not holed:
            return out
        for face in holed:
            for ring in face.interiors:
                for tie in _ties(face, Polygon(ring)):
                    lines.add(tie, "field")
    raise ValueError("faces keep holes after six rounds of ties")


def _ties(face: Polygon, hole: Polygon) -> list[LineString]:
    """Straight lines from two opposite points of the hole to the nearest other border on that side."""
    xy = shapely.get_coordinates(hole)
    wide = np.ptp(xy[:, 0]) < np.ptp(xy[:, 1])
    axis = 0 if wide else 1
    out = []
    for sign in (-1, 1):
        a = xy[np.argmax(sign * xy[:, axis])]
        b = a.copy()
        b[axis] += sign * 6000
        piece = shapely.get_parts(face.intersection(LineString([a, b])))
        piece = piece[shapely.distance(piece, shapely.Point(a)) < 0.5]
        if len(piece):
            far = shapely.get_coordinates(max(piece, key=shapely.length))
            end = far[np.argmax(sign * far[:, axis])].copy()
            end[axis] += sign * 0.02
            start = a.copy()
            start[axis] -= sign * 0.02
            out.append(LineString([start, end]))
    return out


def merge_small(found: Net, *, area: float, compact: float) -> np.ndarray:
    """Group number per face: faces too small or too thin join the neighbour with the longest common border.

    A merge that would enclose or pinch another face is not made.
    """
    size = shapely.area(found.faces)
    shared: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    length = shapely.length(found.edges)
    for (a, b), edges in found.borders().items():
        total = float(length[edges].sum())
        shared[a][b] += total
        shared[b][a] += total
    group = np.arange(len(found.faces))
    for f in np.argsort(size).tolist():
        own = group == group[f]
        whole = shapely.coverage_union_all(found.faces[own])
        if whole.area >= area and 4 * np.pi * whole.area / whole.length**2 >= compact:
            continue
        best: dict[int, float] = defaultdict(float)
        for other, total in shared[f].items():
            if group[other] != group[f]:
                best[int(group[other])] += total
        for target in sorted(best, key=lambda g: (-best[g], g)):
            if _sound(shapely.coverage_union_all(found.faces[own | (group == target)])):
                group[own] = target
                break
    return np.unique(group, return_inverse=True)[1]


def _sound(geom: shapely.Geometry) -> bool:
    parts = shapely.get_parts(geom)
    return len(parts) == 1 and parts[0].geom_type == "Polygon" and not len(parts[0].interiors)


def arcs(around: list[int], label: np.ndarray, group: int) -> int:
    """In how many pieces a group lies around a face; one piece keeps it simple: connected, no hole, no pinch."""
    inside = [j >= 0 and label[j] == group for j in around]
    if all(inside):
        return 1
    return sum(1 for a, b in zip(inside, inside[1:] + inside[:1], strict=True) if b and not a)


def union(faces: np.ndarray, group: np.ndarray, n: int | None = None) -> np.ndarray:
    """One polygon per group 0..n-1; raises where a group is empty, broken or has a hole."""
    order = np.argsort(group, kind="stable")
    n = int(group.max()) + 1 if n is None else n
    cut = np.searchsorted(group[order], np.arange(n + 1))
    out = np.array([shapely.coverage_union_all(faces[order[a:b]]) for a, b in pairwise(cut)], dtype=object)
    parts = np.array(
        [p.geoms[0] if p.geom_type == "MultiPolygon" and len(p.geoms) == 1 else p for p in out], dtype=object
    )
    bad = [i for i, p in enumerate(parts) if p.geom_type != "Polygon" or len(p.interiors)]
    if bad:
        raise ValueError(f"groups {bad[:5]} are empty, in pieces or have a hole")
    return parts
