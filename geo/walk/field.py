"""The raster behind the drawn circles: for each cell the street people there would step onto.

Made once per network; a centre's walking field is then one lookup per cell. It is for drawing only:
people are counted by their own walk (geo/walk/times.py).
"""

from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.walk.arrays import Floats, Ints
from geo.walk.barriers import Barriers
from geo.walk.cuts import Cuts, cut_squares
from geo.walk.errors import BadRule
from geo.walk.network import WalkNetwork
from geo.walk.presets import MAX_OFFSTREET_M
from geo.walk.snap import NOWHERE, around, foot

SAMPLE_M = 5.0  # street samples of the search; with three neighbours the same street is found in 97.6 %
NEIGHBOURS = 3
MOST_CELLS = 40_000_000  # 24 bytes each


@dataclass(frozen=True, slots=True)
class Field:
    """A raster of snapped places.

    Attributes
    ----------
    x, y
        Centres of columns and rows, metres, ascending.
    edge
        (rows, columns) street of each cell, -1 where none is within the limit or all lie behind barriers.
    u, v, from_u, from_v
        (rows, columns) end nodes of that street and metres from them to the cell, leg included;
        infinite where there is no street.
    along_m, access_m
        (rows, columns) metres along the street from u, and off it; infinite where there is none.
    resolution_m, max_offstreet_m
        Width of a cell; longest leg.
    cuts
        Squares between cells that a barrier divides; None without barriers.
    network
        Hash of the network.
    """

    x: Floats
    y: Floats
    edge: NDArray[np.int32]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    from_u: Floats
    from_v: Floats
    along_m: Floats
    access_m: Floats
    resolution_m: float
    max_offstreet_m: float
    cuts: Cuts | None
    network: str


def make_field(
    net: WalkNetwork,
    *,
    resolution_m: float = 20.0,
    max_offstreet_m: float = MAX_OFFSTREET_M,
    barriers: Barriers | None = None,
) -> Field:
    """Snap a raster over the network and as far off it as people may walk.

    Parameters
    ----------
    resolution_m
        20 for screens, 10 for print.
    max_offstreet_m
        Longest leg from a cell to a street.
    barriers
        Legs that cross one are laid elsewhere or refused; cells in water are nowhere.

    Raises
    ------
    BadRule
        A resolution that is not positive, or so fine that the raster would not fit the memory.
    """
    if not (isfinite(resolution_m) and resolution_m > 0):
        raise BadRule(f"栅格边长应为正数（米），现在是 {resolution_m}。", remedy="屏幕用 20 米，打印用 10 米。")
    west, south, east, north = shapely.total_bounds(net.segments)
    pad = max_offstreet_m + 2 * resolution_m
    # cells lie on multiples of their width, so that equal places have equal cells in every run
    if (east - west + 2 * pad) / resolution_m * ((north - south + 2 * pad) / resolution_m) > MOST_CELLS:
        raise BadRule(f"{resolution_m:g} 米的栅格太细，会占满内存。", remedy="请放大栅格边长。")
    x = _axis(west - pad, east + pad, resolution_m)
    y = _axis(south - pad, north + pad, resolution_m)
    xy = np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])
    segment, access = _snap_cells(net, xy, max_offstreet_m)
    if barriers is not None:
        wet = barriers.in_water(xy)
        segment[wet], access[wet] = NOWHERE, np.inf
        on = np.flatnonzero(segment >= 0)
        crossing = on[barriers.crossed(xy[on], foot(net, xy[on], segment[on])[0])]
        segment[crossing], access[crossing] = around(net, barriers, xy[crossing], max_offstreet_m)
        access[segment == NOWHERE] = np.inf
    on = np.flatnonzero(segment >= 0)
    edge = np.full(len(xy), NOWHERE, dtype=np.int32)
    edge[on] = net.seg_edge[segment[on]]
    along, rest = np.full(len(xy), np.inf), np.full(len(xy), np.inf)
    along[on] = np.minimum(net.seg_along[segment[on]] + foot(net, xy[on], segment[on])[1], net.length[edge[on]])
    rest[on] = net.length[edge[on]] - along[on]
    ends = [np.where(edge >= 0, end[edge], 0).astype(np.int32) for end in (net.u, net.v)]
    shape = (len(y), len(x))
    return Field(
        x=x,
        y=y,
        edge=edge.reshape(shape),
        u=ends[0].reshape(shape),
        v=ends[1].reshape(shape),
        from_u=(along + access).reshape(shape),
        from_v=(rest + access).reshape(shape),
        along_m=along.reshape(shape),
        access_m=access.reshape(shape),
        resolution_m=float(resolution_m),
        max_offstreet_m=max_offstreet_m,
        cuts=None if barriers is None else cut_squares(net, barriers, x, y, max_offstreet_m=max_offstreet_m),
        network=net.hash,
    )


def _axis(low: float, high: float, step: float) -> Floats:
    return np.arange(floor(low / step), ceil(high / step) + 1, dtype=float) * step


def _snap_cells(net: WalkNetwork, xy: Floats, limit_m: float) -> tuple[Ints, Floats]:
    """Nearest street within the limit by samples along the streets, then exactly among three of them."""
    at, of = _samples(net)
    reach = float(np.hypot(limit_m, SAMPLE_M / 2))
    far, near = cKDTree(at).query(xy, k=NEIGHBOURS, distance_upper_bound=reach)
    segment = np.full(len(xy), NOWHERE, dtype=np.intp)
    access = np.full(len(xy), np.inf)
    for k in range(NEIGHBOURS):
        rows = np.flatnonzero(np.isfinite(far[:, k]))
        tried = of[near[rows, k]]
        feet, _ = foot(net, xy[rows], tried)
        off = np.hypot(*(feet - xy[rows]).T)
        better = (off <= limit_m) & ((off < access[rows]) | ((off == access[rows]) & (tried < segment[rows])))
        segment[rows[better]], access[rows[better]] = tried[better], off[better]
    return segment, access


def _samples(net: WalkNetwork) -> tuple[Floats, Ints]:
    """Places every few metres along the streets, and their segments."""
    count = np.maximum(np.ceil(net.seg_length / SAMPLE_M).astype(np.intp), 1)
    of = np.repeat(np.arange(len(count)), count)
    step = (np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[of]
    a, b = net.seg_xy[of, :2], net.seg_xy[of, 2:]
    return a + step[:, None] * (b - a), of
