"""Who borders whom, around which corner, and how good a border it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from data.demo.faces import RANK, Net

OUTSIDE = -1
Segment = tuple[float, float, float, float]


@dataclass
class Graph:
    """Faces of a coverage: neighbours with border cost and length, and the ring of labels around each face."""

    cost: list[dict[int, float]]  # border length x class weight, metres
    length: list[dict[int, float]]  # border length, metres
    around: list[list[int]]  # faces met walking round the ring, corners included; OUTSIDE beyond the outline
    xy: np.ndarray
    area: np.ndarray

    def sub(self, nodes: np.ndarray) -> "Graph":
        """Take the part of the graph on some faces; all others become OUTSIDE."""
        at = {int(n): i for i, n in enumerate(nodes)}
        return Graph(
            [{at[j]: c for j, c in self.cost[n].items() if j in at} for n in nodes],
            [{at[j]: c for j, c in self.length[n].items() if j in at} for n in nodes],
            [[at.get(j, OUTSIDE) for j in self.around[n]] for n in nodes],
            self.xy[nodes],
            self.area[nodes],
        )


def classes(found: Net) -> dict[Segment, int]:
    """Class (index into RANK) of every noded segment, both directions."""
    xy, part = shapely.get_coordinates(found.edges, return_index=True)
    same = part[1:] == part[:-1]
    both = np.hstack([xy[:-1][same], xy[1:][same]])
    klass = found.klass[part[:-1][same]].tolist()
    out: dict[Segment, int] = {}
    for (a, b, c, d), k in zip(both.tolist(), klass, strict=True):
        out[a, b, c, d] = out[c, d, a, b] = k
    return out


def graph(polys: np.ndarray, klass: dict[Segment, int], weight: Mapping[str, float]) -> Graph:
    """Build from polygons of one coverage; borders must run along noded segments."""
    table = [weight.get(name, 1.0) for name in RANK]
    rings = [shapely.get_coordinates(shapely.get_exterior_ring(p)).tolist() for p in polys]
    owner: dict[Segment, int] = {}
    corner: dict[tuple[float, float], list[int]] = {}
    for i, xy in enumerate(rings):
        for (a, b), (c, d) in pairwise(xy):
            owner[a, b, c, d] = i
            corner.setdefault((a, b), []).append(i)
    cost: list[dict[int, float]] = [{} for _ in rings]
    length: list[dict[int, float]] = [{} for _ in rings]
    around: list[list[int]] = []
    for i, xy in enumerate(rings):
        ring: list[int] = []
        for (a, b), (c, d) in pairwise(xy):
            other = owner.get((c, d, a, b), OUTSIDE)
            at = corner[a, b]
            if len(at) > 2:
                known = (ring[-1] if ring else OUTSIDE, other, i)
                ring += [f for f in at if f not in known]
            if not ring or ring[-1] != other:
                ring.append(other)
            if other != OUTSIDE:
                size = float(np.hypot(c - a, d - b))
                k = klass.get((a, b, c, d), -1)
                cost[i][other] = cost[i].get(other, 0.0) + size * (table[k] if k >= 0 else 1.0)
                length[i][other] = length[i].get(other, 0.0) + size
        around.append(ring)
    xy = shapely.get_coordinates(shapely.centroid(polys))
    return Graph(cost, length, around, xy, shapely.area(polys))
