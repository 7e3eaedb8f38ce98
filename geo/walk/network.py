"""The street network people walk on: nodes, edges, straight segments, and a hash that names it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from scipy.sparse import csr_matrix

from geo.walk.arrays import Floats, Ints, Shapes

SHORTEST_M = 1e-6  # the solver reads a weight of 0 as no edge


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What became of the roads; shown before they are accepted."""

    lines: int  # drawn lines that can be walked
    drawn_km: float  # length of all lines, also those nobody walks on
    not_walked_km: float
    kept_km: float
    dropped_km: float  # hangs apart from the largest part
    dropped: GeoSeries  # where, CRS of the network
    healed_ends: int
    farthest_heal_m: float
    levels_known: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """Tell it in Chinese."""
        out = [f"可步行道路 {self.kept_km:.1f} 公里。"]
        if self.not_walked_km:
            out.append(f"高速等不可步行道路 {self.not_walked_km:.1f} 公里，未计入。")
        if len(self.dropped):
            out.append(f"与主路网不相连的道路 {self.dropped_km:.2f} 公里（{len(self.dropped)} 段），未计入。")
        if self.healed_ends:
            out.append(f"接上了 {self.healed_ends} 处断头，最远移动 {self.farthest_heal_m:.2f} 米。")
        if not self.levels_known:
            out.append("资料没有桥、隧道、层级字段：立交按平面相交处理。")
        return tuple(out)


@dataclass(frozen=True)
class WalkNetwork:
    """A walkable network in metres.

    Attributes
    ----------
    crs
        Plane system of all coordinates, as the caller named it.
    nodes
        (n, 2) metres, sorted by x, then y.
    u, v, length
        End nodes and length of each edge, u <= v, sorted; parallel edges and loops are kept.
    seg_xy, seg_edge, seg_along, seg_line
        Straight segments: (m, 4) end points, their edge, metres from the edge's u end to their first
        point, and position in `lines`.
    lines
        Attributes of the drawn lines: code, klass, level, name.
    hash
        Names the network: equal roads and tolerances, equal hash, in whatever order they are drawn.
    """

    crs: str
    nodes: Floats
    u: Ints
    v: Ints
    length: Floats
    seg_xy: Floats
    seg_edge: Ints
    seg_along: Floats
    seg_line: Ints
    lines: pd.DataFrame
    hash: str
    report: BuildReport

    @cached_property
    def segments(self) -> Shapes:
        """Segments as LineStrings."""
        return np.asarray(shapely.linestrings(self.seg_xy.reshape(-1, 2, 2)), dtype=object)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index over the segments."""
        return shapely.STRtree(self.segments)

    @cached_property
    def seg_length(self) -> Floats:
        """Length of each segment."""
        ax, ay, bx, by = self.seg_xy.T
        return np.asarray(np.hypot(bx - ax, by - ay))

    @cached_property
    def graph(self) -> csr_matrix:
        """Both directions of each edge; parallel edges at their minimum, loops left out."""
        plain = self.u != self.v
        u, v, w = self.u[plain], self.v[plain], np.maximum(self.length[plain], SHORTEST_M)
        order = np.lexsort((w, v, u))
        u, v, w = u[order], v[order], w[order]
        first = np.ones(len(u), dtype=bool)  # csr_matrix would add parallel edges up
        first[1:] = (u[1:] != u[:-1]) | (v[1:] != v[:-1])
        u, v, w = u[first], v[first], w[first]
        size = len(self.nodes)
        return csr_matrix((np.tile(w, 2), (np.append(u, v), np.append(v, u))), shape=(size, size))

    @property
    def km(self) -> float:
        """Length of all edges."""
        return float(self.length.sum()) / 1000
