"""Walked metres from centres to people: exact along the edges, with both legs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geo.walk.arrays import Floats, Ints
from geo.walk.errors import BadRule
from geo.walk.network import SHORTEST_M, WalkNetwork
from geo.walk.presets import SLACK_M, Rule
from geo.walk.snap import Snaps

CHUNK = 8_000_000  # distances held at once: 64 MB


@dataclass(frozen=True, slots=True)
class Times:
    """Metres on foot; minutes and paces are applied afterwards, so a slider needs no new walk.

    Attributes
    ----------
    metres
        (origins, dests), both legs included; inf beyond the cut-off or off the network.
    origins, dests
        The snapped points.
    cutoff_m
        Longest walk that was looked for.
    network
        Hash of the network.
    """

    metres: Floats
    origins: Snaps
    dests: Snaps
    cutoff_m: float
    network: str

    def only(self, rows: Ints) -> "Times":
        """Keep some origins: what if the others close."""
        return replace(self, metres=self.metres[rows], origins=self.origins.take(rows))

    def rule(self, minutes: float, speed_kmh: float) -> Rule:
        """State how a figure of this walk was measured."""
        return Rule(minutes, speed_kmh, self.dests.limit_m, self.network)


def within(metres: Floats, radius_m: float) -> NDArray[np.bool_]:
    """Who is inside: the one comparison all figures use (a micrometre of slack for rounding)."""
    return metres <= radius_m + SLACK_M


def walk_times(net: WalkNetwork, origins: Snaps, dests: Snaps, *, cutoff_m: float) -> Times:
    """Walk from every origin to every destination.

    Parameters
    ----------
    net
        The network both were snapped to.
    origins, dests
        Centres and people (or the other way round: walking is symmetric). Points off the network are
        at infinity and fail nothing.
    cutoff_m
        Longest walk looked for, metres.

    Returns
    -------
    Times
        d = min(D[u] + s, D[v] + L - s) on the edge (u, v) of length L at s metres, on the origin's own
        edge also |s - s0|, plus both legs.

    Raises
    ------
    BadRule
        The cut-off is negative or NaN, or the points were snapped to another network.
    """
    for snaps in (origins, dests):
        if snaps.network != net.hash:
            raise BadRule("点位是按另一份路网落位的。", remedy="请重新落位后再计算。")
    metres = np.full((len(origins), len(dests)), np.inf)
    on = np.flatnonzero(dests.on)
    on = on[np.argsort(dests.edge[on], kind="stable")]  # by street: those on the origin's own lie together
    edge, along, access = dests.edge[on], dests.along_m[on], dests.access_m[on]
    u, v, to_u, to_v = net.u[edge], net.v[edge], along + access, net.length[edge] - along + access
    own = np.column_stack([np.searchsorted(edge, origins.edge, side=side) for side in ("left", "right")])
    for rows, far in node_metres(net, origins, cutoff_m=cutoff_m):
        for row, each in zip(rows.tolist(), far, strict=True):  # row by row stays in the processor's cache
            reached = np.minimum(each.take(u) + to_u, each.take(v) + to_v)
            same = slice(*own[row])
            direct = np.abs(along[same] - origins.along_m[row]) + origins.access_m[row] + access[same]
            reached[same] = np.minimum(reached[same], direct)
            reached[~within(reached, cutoff_m)] = np.inf
            metres[row, on] = reached
    return Times(metres, origins, dests, cutoff_m, net.hash)


def node_metres(net: WalkNetwork, origins: Snaps, *, cutoff_m: float) -> Iterator[tuple[Ints, Floats]]:
    """Metres from origins to the nodes of the network, some origins at a time.

    Origins join the graph as nodes with outgoing edges only: none is a shortcut for another.

    Parameters
    ----------
    cutoff_m
        Nodes farther away stay at infinity.

    Yields
    ------
    rows, metres
        Positions of the origins that are on the network, and (rows, nodes) metres with their own leg.

    Raises
    ------
    BadRule
        The cut-off is negative or NaN.
    """
    if not cutoff_m >= 0:
        raise BadRule(f"步行距离上限应为 0 或正数（米），现在是 {cutoff_m}。", remedy="请检查时间与步速。")
    rows = np.flatnonzero(origins.on)
    size = len(net.nodes)
    step = max(1, CHUNK // (size + 1))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        graph, virtual = with_origins(net, origins, part), size + np.arange(len(part))
        far = dijkstra(graph, directed=True, indices=virtual, limit=cutoff_m + SLACK_M)
        yield part, far[:, :size]


def with_origins(net: WalkNetwork, origins: Snaps, rows: Ints) -> csr_matrix:
    """Append the origins to the graph: each has two edges out, to the ends of its own edge, and none in."""
    edge, s, leg = origins.edge[rows], origins.along_m[rows], origins.access_m[rows]
    ends = np.column_stack([net.u[edge], net.v[edge]])
    metres = np.maximum(np.column_stack([s + leg, net.length[edge] - s + leg]), SHORTEST_M)
    loop = ends[:, 0] == ends[:, 1]  # both ways round a loop end at one node
    metres[loop] = metres[loop].min(axis=1, keepdims=True)
    keep = np.ones(ends.shape, dtype=bool)
    keep[loop, 1] = False
    graph = net.graph
    size = graph.shape[0] + len(rows)
    starts = np.concatenate([graph.indptr, graph.indptr[-1] + np.cumsum(keep.sum(axis=1))])
    return csr_matrix(
        (np.concatenate([graph.data, metres[keep]]), np.concatenate([graph.indices, ends[keep]]), starts),
        shape=(size, size),
    )
