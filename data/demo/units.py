"""Units as unions of faces: micro grids, communities, towns, zones; exact counts and coverage by construction."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from data.demo.cuts import ring, split
from data.demo.density import allot
from data.demo.districts import BALANCE, districts
from data.demo.faces import Net, net, union
from data.demo.graph import Graph, classes, graph
from data.demo.lines import Lines, Villages, overshoot
from data.demo.quarters import STYLE_OF, STYLES, Quarters, quotas
from data.demo.sketch import Sketch, dice, metres

_TRIES = 8


@dataclass
class Units:
    """Polygons per tier, local metres, and the parent of every unit as a row number of the tier above."""

    micro: np.ndarray
    l2: np.ndarray
    l1: np.ndarray
    zone: np.ndarray
    micro_l2: np.ndarray
    l2_l1: np.ndarray
    l2_zone: np.ndarray
    quarter: np.ndarray  # quarter of a micro grid
    kind: list[str]  # type of its quarter
    site: list[str]  # name of the fixed village of an L2, "" where free
    graph: Graph
    found: Net
    face_micro: np.ndarray  # micro grid of every face of `found`


def second_tier(
    sketch: Sketch, q: Quarters, villages: Villages, seed: int
) -> tuple[np.ndarray, list[tuple[int, int]], list[str]]:
    """L2 of every quarter, (town, zone) of every L2 and its fixed name."""
    k_of = {0 * 4 + 1: 11, 1 * 4 + 2: 14, 2 * 4 + 1: 5, 3 * 4 + 3: 3, 4 * 4 + 1: 1, 5 * 4 + 3: 7, 5 * 4 + 0: 24}
    q.quota = quotas(sketch, q)
    label = np.full(len(q.polys), -1)
    parents: list[tuple[int, int]] = []
    names: list[str] = []
    for region, k in k_of.items():
        nodes = np.flatnonzero(q.region == region)
        sub = q.graph.sub(nodes)
        seeds, fixed = (None, [""] * k) if region != 20 else _village_seeds(sketch, q, nodes, villages)
        area = shapely.area(q.polys[nodes])
        quota = q.quota[nodes].astype(float)
        even = (
            quota + 0.5 * area / area.sum() * quota.sum()
            if region != 20
            else area / area.sum() * quota.sum() + 0.3 * quota
        )
        if region in (15, 23):
            even = area / 1e4 + 0.4 * quota
        label[nodes] = simple(q.polys[nodes], sub, even, k, seed, salt=f"l2-{region}", seeds=seeds) + len(parents)
        parents += [(region // 4, region % 4)] * k
        names += fixed
    _housed(q, label, parents)
    q.quota = allot(sketch, q, label, np.array([town for town, _ in parents]), seed)
    return label, parents, names


def _village_seeds(sketch: Sketch, q: Quarters, nodes: np.ndarray, villages: Villages) -> tuple[list[int], list[str]]:
    """Find the face of every authored village, and of the two sites without one, as fixed starts."""
    rows = [(row[0], *metres(row[1:3])) for row in [*sketch["villages"]["sites"], *sketch["villages"]["seeds_extra"]]]
    seeds: list[int] = []
    for i, (_, x, y) in enumerate(rows):
        mine = np.flatnonzero(q.village[nodes] == i) if i < len(villages.names) else np.array([], int)
        d = np.hypot(*(q.graph.xy[nodes] - [x, y]).T)
        order = mine[np.argsort(-q.graph.area[nodes][mine])] if len(mine) else np.argsort(d)
        seeds.append(next(int(n) for n in order if int(n) not in seeds))
    return seeds, [row[0] for row in rows]


def simple(
    polys: np.ndarray,
    g: Graph,
    weight: np.ndarray,
    k: int,
    seed: int,
    *,
    salt: str,
    seeds: list[int] | None = None,
    balance: float = BALANCE,
) -> np.ndarray:
    """Group; where a union is broken or has a hole throw the dice again, and raise when that never ends."""
    error = ValueError("")
    for attempt in range(_TRIES):
        label = districts(g, weight, k, dice(seed, salt, attempt), seeds=seeds, balance=balance)
        try:
            union(polys, label, k)
        except ValueError as fault:
            error = fault
            continue
        return label
    raise ValueError(f"{salt}: {error}")


def _housed(q: Quarters, label: np.ndarray, parents: list[tuple[int, int]]) -> None:
    """Give every industrial L2 without homes an estate or two."""
    area = shapely.area(q.polys)
    for c, (_town, zone) in enumerate(parents):
        if zone != 3:
            continue
        mine = np.flatnonzero(label == c)
        homes = [i for i in mine if q.kind[i] in ("estate", "mixed")]
        if sum(area[homes]) < 1.6e5:
            can = [i for i in mine if q.kind[i] in ("industry", "green", "civic", "fringe") and 4e4 < area[i] < 2.2e5]
            can.sort(key=lambda i: abs(area[i] - 1.3e5))
            for i in can[:2]:
                q.kind[i] = "estate"


def cut_micro(
    sketch: Sketch, lines: Lines, q: Quarters, outline: Polygon, seed: int
) -> tuple[np.ndarray, np.ndarray, Net, np.ndarray]:
    """Cut every quarter to its quota, node everything once and join slivers: micro polygons and their quarters."""
    leaves: list[Polygon] = []
    home: list[int] = []
    for i, poly in enumerate(q.polys):
        style = STYLES[STYLE_OF.get(q.kind[i], "town")]
        parts, cuts = split(ring(poly), int(q.quota[i]), dice(seed, "micro", i), style, q.ends)
        leaves += [Polygon(p) for p in parts]
        home += [i] * len(parts)
        for line, klass in cuts:
            lines.add(overshoot(line), klass)
    found = net(lines, outline, sketch["grid_m"])
    face_micro = _leaf_of(found, leaves)
    return union(found.faces, face_micro, len(leaves)), np.array(home), found, face_micro


def _leaf_of(found: Net, leaves: list[Polygon]) -> np.ndarray:
    """Leaf of every face; slivers of the noding (under 1 m2) follow the neighbour with the longest border."""
    point = shapely.point_on_surface(found.faces)
    at, leaf = shapely.STRtree(leaves).query_nearest(point, all_matches=False)
    group = np.empty(len(point), int)
    group[at] = leaf
    size, length = shapely.area(found.faces), shapely.length(found.edges)
    near: dict[int, dict[int, float]] = {int(f): {} for f in np.flatnonzero(size < 1.0)}
    for (a, b), edges in found.borders().items():
        for f, other in ((a, b), (b, a)):
            if f in near and other not in near:
                near[f][other] = near[f].get(other, 0.0) + float(length[edges].sum())
    for f, others in near.items():
        if others:
            group[f] = group[max(sorted(others), key=others.__getitem__)]
    return group


def build(sketch: Sketch, lines: Lines, q: Quarters, villages: Villages, outline: Polygon, *, seed: int) -> Units:
    """All tiers but the third, from the bottom up; the third follows the homes (third.py)."""
    label, parents, names = second_tier(sketch, q, villages, seed)
    micro, quarter, found, face_micro = cut_micro(sketch, lines, q, outline, seed)
    g = graph(micro, classes(found), sketch["border"])
    micro_l2 = label[quarter]
    l2 = union(micro, micro_l2, len(parents))
    towns, zones = np.array([p[0] for p in parents]), np.array([p[1] for p in parents])
    return Units(
        micro, l2, union(l2, towns, 6), union(l2, zones, 4), micro_l2, towns, zones,
        quarter, [q.kind[i] for i in quarter], names, g, found, face_micro,
    )  # fmt: skip
