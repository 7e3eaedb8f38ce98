"""Gives a drawing its crossings: lines of one level meet wherever they cross, levels meet only at ends."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.walk.arrays import Floats, Ints, Shapes, line_ends, places, spots


@dataclass(frozen=True, slots=True)
class Pieces:
    """Lines between nodes.

    Attributes
    ----------
    lines
        LineStrings that meet at their end points only.
    parent
        Position of the drawn line each piece comes from.
    ends
        Node numbers of first and last point, (n, 2).
    """

    lines: Shapes
    parent: Ints
    ends: Ints


def node_drawing(lines: Shapes, level: Ints, *, node_tol_m: float) -> Pieces:
    """Cut lines at the crossings of their level, and where another level ends on them.

    Parameters
    ----------
    lines
        LineStrings in metres; coordinates are rounded to a grid of `node_tol_m`.
    level
        Level of each line. A crossing of different levels is a bridge or a tunnel and stays uncut,
        unless one of the lines ends right there with nothing else of its level around it.
    node_tol_m
        Width of the grid, metres.
    """
    cut: list[Shapes] = []
    parents: list[Ints] = []
    for each in np.unique(level):
        mine = np.flatnonzero(level == each)
        whole = shapely.union_all(lines[mine], grid_size=node_tol_m)
        parts = shapely.get_parts(whole)
        parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (shapely.length(parts) > 0)]
        cut.append(parts)
        parents.append(mine[_nearest(lines[mine], parts)])
    pieces, parent = np.concatenate(cut), np.concatenate(parents)
    if len(cut) > 1:
        pieces, parent = _cut_at_ends(pieces, parent, level, node_tol_m)
    return Pieces(pieces, parent, _join_levels(pieces, level[parent]))


def as_noded(lines: Shapes) -> Pieces:
    """Take lines that already meet at equal end points; nothing is cut, whatever crosses."""
    parent = np.arange(len(lines))
    number, _ = places(np.concatenate(line_ends(lines)))
    return Pieces(lines, parent, number.reshape(2, -1).T)


def _nearest(lines: Shapes, pieces: Shapes) -> Ints:
    """Drawn line under the middle of each piece; of doubled ones the first."""
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    row, line = shapely.STRtree(lines).query_nearest(middle, all_matches=True)
    found = np.full(len(pieces), len(lines), dtype=np.intp)
    np.minimum.at(found, row, line)
    return found


def _dangling(number: Ints, level: Ints) -> NDArray[np.bool_]:
    """Find ends that meet no other end of their own level."""
    pair = number * (np.ptp(level) + 1) + level - level.min()
    _, which, count = np.unique(pair, return_inverse=True, return_counts=True)
    return np.asarray(count[which.reshape(-1)] == 1)


def _cut_at_ends(pieces: Shapes, parent: Ints, level: Ints, tol: float) -> tuple[Shapes, Ints]:
    """Cut a line where a line of another level ends on it."""
    ends = np.concatenate(line_ends(pieces))
    height = np.tile(level[parent], 2)
    number, _ = places(ends)
    loose = np.flatnonzero(_dangling(number, height))
    at = spots(ends[loose])
    pair, host = shapely.STRtree(pieces).query(at, predicate="dwithin", distance=tol)
    fits = height[loose[pair]] != level[parent[host]]
    pair, host = pair[fits], host[fits]
    along = shapely.line_locate_point(pieces[host], at[pair])
    inside = (along > tol) & (along < shapely.length(pieces[host]) - tol)
    stops: dict[int, list[tuple[float, int]]] = {}
    for row, end, far in zip(host[inside].tolist(), loose[pair[inside]].tolist(), along[inside].tolist(), strict=True):
        stops.setdefault(row, []).append((far, end))
    if not stops:
        return pieces, parent
    out: list[shapely.LineString] = []
    of: list[int] = []
    for row, piece in enumerate(pieces):
        parts = _split(piece, sorted(stops[row]), ends) if row in stops else [piece]
        out += parts
        of += [int(parent[row])] * len(parts)
    return np.array(out, dtype=object), np.array(of, dtype=np.intp)


def _split(line: shapely.LineString, stops: list[tuple[float, int]], ends: Floats) -> list[shapely.LineString]:
    """Parts of a line between its stops; at a stop both parts take the very point that ends there."""
    far = [0.0, *(d for d, _ in stops), line.length]
    points: list[Floats | None] = [None, *(ends[row] for _, row in stops), None]
    out = []
    for (a, b), (p, q) in zip(pairwise(far), pairwise(points), strict=True):
        if b <= a:
            continue
        xy = np.asarray(shapely.get_coordinates(shapely.ops.substring(line, a, b)))
        if p is not None:
            xy[0] = p
        if q is not None:
            xy[-1] = q
        out.append(shapely.LineString(xy))
    return out


def _join_levels(pieces: Shapes, level: Ints) -> Ints:
    """Make one node per place, but levels that pass through the same place stay apart."""
    number, _ = places(np.concatenate(line_ends(pieces)))
    height = np.tile(level, 2)
    if np.ptp(height) == 0:
        return number.reshape(2, -1).T
    _, node = np.unique(np.column_stack([number, height]), axis=0, return_inverse=True)
    node = node.reshape(-1)
    # a place where some level only ends is a ramp or an abutment: everything there is one node
    ramp = np.zeros(number.max() + 1, dtype=bool)
    ramp[number[_dangling(number, height)]] = True
    first = np.full(number.max() + 1, -1)
    first[number[::-1]] = node[::-1]
    tied = ramp[number]
    size = node.max() + 1
    links = coo_matrix((np.ones(tied.sum()), (node[tied], first[number[tied]])), shape=(size, size))
    joined = connected_components(links, directed=False)[1][node]
    return np.asarray(joined, dtype=np.intp).reshape(2, -1).T
