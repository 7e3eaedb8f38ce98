"""Puts points onto the network: the nearest place on a street, how far along it, how far off it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from geo.rules.shapes import bare
from geo.walk.arrays import Floats, Ints, Shapes, spots
from geo.walk.barriers import Barriers
from geo.walk.errors import CrsUnknown
from geo.walk.network import WalkNetwork
from geo.walk.plane import REMEDY
from geo.walk.presets import MAX_LEG_M, MAX_OFFSTREET_M, WARN_LEG_M

NOWHERE = -1


class Status(StrEnum):
    """What became of one point; only OK and LONG_LEG can be walked from or to."""

    OK = "ok"
    LONG_LEG = "long_leg"
    OFF_NETWORK = "off_network"
    ACROSS_BARRIER = "across_barrier"
    NO_POINT = "no_point"

    @property
    def text(self) -> str:
        """The status in Chinese."""
        return _TEXTS[self]


_TEXTS = {
    Status.OK: "正常",
    Status.LONG_LEG: "离路偏远",
    Status.OFF_NETWORK: "离路过远",
    Status.ACROSS_BARRIER: "与道路之间有屏障",
    Status.NO_POINT: "没有坐标",
}


@dataclass(frozen=True, slots=True)
class Snaps:
    """Points on the network, row by row.

    Attributes
    ----------
    index
        Labels of the points, as given.
    xy
        (n, 2) the points themselves, CRS of the network; NaN where there is none.
    segment, edge
        Nearest straight segment and its edge; -1 where the point is not on the network.
    along_m
        Metres from the edge's u end to the foot of the point; NaN there.
    access_m
        Metres from the point straight to its foot; beyond the limit still the true distance (NaN
        without a point).
    status
        `Status` values.
    limit_m
        Longest leg that was allowed.
    network
        Hash of the network.
    """

    index: pd.Index
    xy: Floats
    segment: Ints
    edge: Ints
    along_m: Floats
    access_m: Floats
    status: NDArray[np.object_]
    limit_m: float
    network: str

    def __len__(self) -> int:
        return len(self.index)

    @property
    def on(self) -> NDArray[np.bool_]:
        """Which points are on the network."""
        return self.edge >= 0

    def along_own(self, row: int, along_m: Floats, access_m: Floats) -> Floats:
        """Metres from one point to places on its own edge, never over an end; legs of both sides included."""
        return np.asarray(np.abs(along_m - self.along_m[row]) + access_m + self.access_m[row])

    def take(self, rows: Ints) -> "Snaps":
        """Keep some rows, in that order."""
        return Snaps(
            self.index[rows], self.xy[rows], self.segment[rows], self.edge[rows], self.along_m[rows],
            self.access_m[rows], self.status[rows], self.limit_m, self.network,
        )  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """Tell access_m and status (Chinese) of each point."""
        titles = [Status(s).text for s in self.status]
        return pd.DataFrame({"access_m": self.access_m, "status": titles}, index=self.index)


def snap(
    net: WalkNetwork,
    pts: GeoSeries,
    *,
    barriers: Barriers | None = None,
    max_offstreet_m: float = MAX_OFFSTREET_M,
    warn_m: float = float("inf"),
) -> Snaps:
    """Project each point on the nearest street.

    Parameters
    ----------
    net
        The network.
    pts
        Points with any known CRS and any index (other shapes are taken at their centroid).
    barriers
        What a straight leg may not cross; a leg that would is laid to the nearest street it can
        reach, or refused.
    max_offstreet_m
        Longest leg; 150 m for people, cells and candidates (proposal).
    warn_m
        Legs longer than this get LONG_LEG.

    Returns
    -------
    Snaps
        One row per point, in order; nothing is dropped. Equally near streets: the first of the network.

    Raises
    ------
    CrsUnknown
        `pts` has no CRS.
    """
    if pts.crs is None:
        raise CrsUnknown("点位没有坐标系。", remedy=REMEDY)
    shapes = bare(pts.to_crs(net.crs)).copy()
    shapes[shapely.is_empty(shapes)] = None
    flat = shapely.get_type_id(shapes) > shapely.GeometryType.POINT
    shapes[flat] = shapely.centroid(shapes[flat])
    return snap_xy(
        net,
        np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)]),
        index=pts.index,
        barriers=barriers,
        max_offstreet_m=max_offstreet_m,
        warn_m=warn_m,
    )


def snap_centers(net: WalkNetwork, pts: GeoSeries, *, barriers: Barriers | None = None) -> Snaps:
    """Snap service centres: their legs may be longer (500 m), with a warning above 200 m."""
    return snap(net, pts, barriers=barriers, max_offstreet_m=MAX_LEG_M, warn_m=WARN_LEG_M)


def snap_xy(
    net: WalkNetwork,
    xy: Floats,
    *,
    index: pd.Index | None = None,
    barriers: Barriers | None = None,
    max_offstreet_m: float = MAX_OFFSTREET_M,
    warn_m: float = float("inf"),
) -> Snaps:
    """Snap coordinates (n, 2) of the network's CRS; see `snap`."""
    index = pd.RangeIndex(len(xy)) if index is None else index
    segment = np.full(len(xy), NOWHERE, dtype=np.intp)
    access = np.full(len(xy), np.nan)
    status = np.full(len(xy), Status.NO_POINT, dtype=object)
    given = np.flatnonzero(np.isfinite(xy).all(axis=1))
    row, hit, far = _nearest(net, spots(xy[given]))
    segment[given[row]], access[given[row]] = hit, far
    status[given] = Status.OK
    near = access <= max_offstreet_m
    if barriers is not None:
        legs = np.flatnonzero(near)
        crossing = legs[barriers.crossed(xy[legs], foot(net, xy[legs], segment[legs])[0])]
        segment[crossing], access[crossing] = around(net, barriers, xy[crossing], max_offstreet_m)
        refused = crossing[segment[crossing] == NOWHERE]
        status[refused] = Status.ACROSS_BARRIER
    off = given[access[given] > max_offstreet_m]
    status[off], segment[off] = Status.OFF_NETWORK, NOWHERE
    on = np.flatnonzero(segment >= 0)
    status[on[access[on] > warn_m]] = Status.LONG_LEG
    edge, along = np.full(len(xy), NOWHERE, dtype=np.intp), np.full(len(xy), np.nan)
    edge[on] = net.seg_edge[segment[on]]
    # sums round: a foot at the far end must not lie beyond it
    along[on] = np.minimum(net.seg_along[segment[on]] + foot(net, xy[on], segment[on])[1], net.length[edge[on]])
    return Snaps(index, xy, segment, edge, along, access, status, max_offstreet_m, net.hash)


def _nearest(net: WalkNetwork, at: Shapes) -> tuple[Ints, Ints, Floats]:
    """Nearest segment of each point; of equally near ones the first."""
    (row, hit), far = net.tree.query_nearest(at, return_distance=True, all_matches=True)
    order = np.lexsort((hit, row))
    row, first = np.unique(row[order], return_index=True)
    return row, hit[order][first], far[order][first]


def foot(net: WalkNetwork, xy: Floats, segment: Ints) -> tuple[Floats, Floats]:
    """Nearest place on a given segment, (n, 2), and metres from the segment's first point to it."""
    ax, ay, bx, by = net.seg_xy[segment].T
    dx, dy = bx - ax, by - ay
    share = ((xy[:, 0] - ax) * dx + (xy[:, 1] - ay) * dy) / (dx * dx + dy * dy)
    share = np.clip(share, 0.0, 1.0)
    return np.column_stack([ax + share * dx, ay + share * dy]), share * net.seg_length[segment]


def around(net: WalkNetwork, barriers: Barriers, xy: Floats, limit_m: float) -> tuple[Ints, Floats]:
    """Nearest segment within the limit whose leg crosses no barrier.

    Returns
    -------
    segment, access_m
        -1 and NaN where every leg crosses one.
    """
    found = np.full(len(xy), NOWHERE, dtype=np.intp)
    access = np.full(len(xy), np.nan)
    row, hit = net.tree.query(spots(xy), predicate="dwithin", distance=limit_m)
    feet, _ = foot(net, xy[row], hit)
    far = np.hypot(*(feet - xy[row]).T)
    order = np.lexsort((hit, far, row))
    row, hit, far, feet = row[order], hit[order], far[order], feet[order]
    free = ~barriers.crossed(xy[row], feet)
    row, first = np.unique(row[free], return_index=True)
    found[row], access[row] = hit[free][first], far[free][first]
    return found, access
