"""The walk itself: the line from a place to the centres nearest to it."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from scipy.sparse.csgraph import dijkstra

from geo.walk.arrays import Floats, Ints
from geo.walk.errors import BadRule
from geo.walk.network import WalkNetwork
from geo.walk.presets import SLACK_M
from geo.walk.snap import Snaps, foot
from geo.walk.times import walk_times, with_origins


def route(net: WalkNetwork, origin: Snaps, dest: Snaps, *, cutoff_m: float = float("inf")) -> GeoDataFrame:
    """Draw the shortest walks from one place.

    Parameters
    ----------
    net
        The network.
    origin
        One snapped point.
    dest
        Snapped points to walk to.
    cutoff_m
        Longest walk looked for.

    Returns
    -------
    GeoDataFrame, CRS of the network, one row per destination in its order
        metres (both legs included; inf beyond the cut-off or off the network), access_m (the origin's
        leg), arrive_m (the destination's leg), geometry (LineString from point to point, whose length is
        `metres`; empty where there is no walk).

    Raises
    ------
    BadRule
        Not exactly one origin, or points of another network.
    """
    if len(origin) != 1:
        raise BadRule(f"一次只能从一个地点出发，现在是 {len(origin)} 个。", remedy="请逐个地点查询。")
    metres = walk_times(net, origin, dest, cutoff_m=cutoff_m).metres[0]
    lines = np.full(len(dest), shapely.LineString(), dtype=object)
    found = np.flatnonzero(np.isfinite(metres))
    if len(found):
        graph = with_origins(net, origin, np.array([0]))
        far, before = dijkstra(
            graph, directed=True, indices=len(net.nodes), limit=cutoff_m + SLACK_M, return_predecessors=True
        )
        start = foot(net, origin.xy, origin.segment)[0][0]
        for row in found.tolist():
            end = foot(net, dest.xy[[row]], dest.segment[[row]])[0][0]
            path = _path(net, origin, dest.take(np.array([row])), far, before)
            walk = np.vstack([origin.xy[0], start, path, end, dest.xy[row]])
            step = np.append(True, np.any(walk[1:] != walk[:-1], axis=1))
            walk = walk[step] if step.sum() > 1 else walk[:2]
            lines[row] = shapely.LineString(walk)
    table = {"metres": metres, "access_m": origin.access_m[0], "arrive_m": dest.access_m}
    return GeoDataFrame(table, index=dest.index, geometry=lines, crs=net.crs)


def nearest_routes(
    net: WalkNetwork, origin: Snaps, centers: Snaps, *, most: int = 3, cutoff_m: float = 5000.0
) -> GeoDataFrame:
    """Draw the walks from one place to the centres nearest to it.

    Returns
    -------
    GeoDataFrame
        As of `route`, index the labels of at most `most` centres, nearest first (equal ones in their
        order); empty where none is within the cut-off.
    """
    metres = walk_times(net, origin, centers, cutoff_m=cutoff_m).metres[0]
    order = np.argsort(metres, kind="stable")[:most]
    return route(net, origin, centers.take(order[np.isfinite(metres[order])]), cutoff_m=cutoff_m)


def _path(net: WalkNetwork, origin: Snaps, dest: Snaps, far: Floats, before: Ints) -> Floats:
    """Corners of the walk along the streets, from foot to foot."""
    edge, s = int(dest.edge[0]), float(dest.along_m[0])
    length = float(net.length[edge])
    u, v = int(net.u[edge]), int(net.v[edge])
    own, s0 = int(origin.edge[0]), float(origin.along_m[0])
    over_u, over_v = far[u] + s, far[v] + length - s
    if own == edge and origin.access_m[0] + abs(s - s0) <= min(over_u, over_v):
        return along(net, edge, s0, s)
    last, parts = (u, [along(net, edge, 0.0, s)]) if over_u <= over_v else (v, [along(net, edge, length, s)])
    while before[last] < len(net.nodes):
        step = int(before[last])
        each = _edge(net, step, last)
        ends = (0.0, float(net.length[each]))
        parts.append(along(net, each, *(ends if net.u[each] == step else ends[::-1])))
        last = step
    whole = float(net.length[own])
    to_u, to_v = int(net.u[own]) == last, int(net.v[own]) == last
    by_u = to_u and (not to_v or s0 <= whole - s0)
    parts.append(along(net, own, s0, 0.0 if by_u else whole))
    return np.vstack(parts[::-1])


def _edge(net: WalkNetwork, a: int, b: int) -> int:
    """Find the shortest edge between two neighbouring nodes."""
    u, v = min(a, b), max(a, b)
    first, stop = np.searchsorted(net.u, (u, u + 1))
    near = first + np.flatnonzero(net.v[first:stop] == v)
    return int(near[net.length[near].argmin()])


def along(net: WalkNetwork, edge: int, start_m: float, end_m: float) -> Floats:
    """Corners of an edge from one place on it to another, (n, 2), in walking direction.

    Parameters
    ----------
    start_m, end_m
        Metres from the edge's u end; the walk goes backwards where end_m is smaller.
    """
    first, stop = np.searchsorted(net.seg_edge, (edge, edge + 1))
    xy = np.vstack([net.seg_xy[first:stop, :2], net.seg_xy[stop - 1, 2:]])
    at = np.append(net.seg_along[first:stop], net.length[edge])
    low, high = sorted((start_m, end_m))
    between = (at > low) & (at < high)
    ends = np.column_stack([np.interp((low, high), at, xy[:, axis]) for axis in (0, 1)])
    walk = np.vstack([ends[:1], xy[between], ends[1:]])
    return walk if start_m <= end_m else walk[::-1]
