"""What nobody walks through: rail, water and walls, except where a street crosses them."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.rules.assign import assign
from geo.rules.shapes import bare
from geo.walk.arrays import Floats, Ints, Shapes
from geo.walk.errors import CrsUnknown
from geo.walk.network import WalkNetwork
from geo.walk.plane import REMEDY, check_metric

PIECE_M = 200.0  # long lines have large boxes, which an index cannot tell apart
MINOR = frozenset({"residential", "service", "lane", "village", "path", "footway", "track", "living_street"})


@dataclass(frozen=True, slots=True)
class Barriers:
    """Lines that stop a leg, and water nobody stands in.

    Attributes
    ----------
    lines
        Pieces of at most 200 m, CRS of the network.
    water
        Polygons nobody stands in.
    """

    lines: Shapes
    tree: shapely.STRtree
    water: Shapes

    def crossed(self, start: Floats, end: Floats) -> NDArray[np.bool_]:
        """Which straight legs (n, 2) to (n, 2) touch a barrier."""
        out = np.zeros(len(start), dtype=bool)
        if len(self.lines) and len(start):
            legs = shapely.linestrings(np.stack([start, end], axis=1))
            out[self.tree.query(legs, predicate="intersects")[0]] = True
        return out

    def in_water(self, xy: Floats) -> NDArray[np.bool_]:
        """Which points (n, 2) lie in water."""
        nameless = [""] * len(self.water)
        return np.asarray(assign(xy[:, 0], xy[:, 1], self.water, nameless) >= 0)


def barriers_of(shapes: GeoSeries | GeoDataFrame, *, crs: str) -> Barriers:
    """Make barriers of lines (rail, walls, gullies) and polygons (rivers, ponds).

    Parameters
    ----------
    shapes
        Any known CRS; the outline of a polygon is a barrier and its inside is nowhere to stand.
        Empty and missing shapes are left out.
    crs
        Plane system of the network.

    Raises
    ------
    CrsUnknown
        No CRS, or one that is not metric.
    """
    check_metric(crs)
    column: GeoSeries = shapes.geometry if isinstance(shapes, GeoDataFrame) else shapes
    if column.crs is None:
        raise CrsUnknown("屏障没有坐标系。", remedy=REMEDY)
    parts = shapely.get_parts(shapely.get_parts(shapely.force_2d(bare(column.to_crs(crs)))))
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    linear = np.isin(shapely.get_type_id(parts), (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    edges = shapely.get_parts(shapely.boundary(parts[areal]))
    lines = _pieces(np.concatenate([parts[linear], edges]))
    return Barriers(lines, shapely.STRtree(lines), parts[areal])


def _pieces(lines: Shapes) -> Shapes:
    """Cut lines into runs of segments of at most 200 m each (longer straight ones are divided)."""
    if not len(lines):
        return lines
    xy, of = shapely.get_coordinates(shapely.segmentize(lines, PIECE_M), return_index=True)
    inner = of[1:] == of[:-1]
    step = np.hypot(*(xy[1:] - xy[:-1]).T) * inner
    run = np.floor(np.cumsum(step) / PIECE_M).astype(np.intp)
    # a run ends with its line, and where the next 200 m begin
    key = of[:-1][inner] * (run.max(initial=0) + 1) + run[inner]
    _, piece = np.unique(key, return_inverse=True)
    segments = np.stack([xy[:-1], xy[1:]], axis=1)[inner]
    first = np.flatnonzero(np.append(True, piece[1:] != piece[:-1]))
    points = np.concatenate([segments[:, 0], segments[np.append(first[1:], len(segments)) - 1, 1]])
    owner = np.concatenate([piece, piece[first]])
    order = np.argsort(owner, kind="stable")
    return np.asarray(shapely.linestrings(points[order], indices=owner[order]), dtype=object)


def crossings(net: WalkNetwork, barriers: Barriers) -> GeoDataFrame:
    """Street segments that cross a barrier: a bridge, a level crossing, or a fault in the drawing.

    Returns
    -------
    GeoDataFrame, CRS of the network
        code, klass, level of the street and `doubtful`: a minor street at ground level, which would
        need a bridge, a tunnel or a gate.
    """
    hit: Ints = np.unique(barriers.tree.query(net.segments, predicate="intersects")[0])
    rows = net.lines.iloc[net.seg_line[hit]].reset_index(drop=True)
    doubtful = rows["klass"].isin(MINOR) & (rows["level"] == 0)
    out = GeoDataFrame(rows[["code", "klass", "level"]], geometry=net.segments[hit], crs=net.crs)
    return out.assign(doubtful=doubtful.to_numpy())
