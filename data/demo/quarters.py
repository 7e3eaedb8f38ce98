"""Quarters: superblocks cut to a walkable size, each with a land use, a type, a region and a quota of micro grids."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.random import Generator
from shapely import Polygon

from data.demo.cuts import Ends, Style, cut, ring
from data.demo.faces import Net, merge_small, net, tie_holes, union
from data.demo.graph import Graph, classes, graph
from data.demo.lines import Lines, Villages, overshoot
from data.demo.plan import plan
from data.demo.sketch import Sketch, dice

MICRO_MIN_M2 = 3300.0


@dataclass
class Quarters:
    """Faces of about a dozen hectares; region = town * 4 + zone."""

    polys: np.ndarray
    use: list[str]
    kind: list[str]
    region: np.ndarray
    quota: np.ndarray
    graph: Graph
    found: Net
    village: np.ndarray  # number of the authored village, -1
    ends: Ends = field(default_factory=lambda: Ends(26.0))


def cut_quarters(sketch: Sketch, lines: Lines, villages: Villages, outline: Polygon, seed: int) -> Quarters:
    """Cut superblocks by chords, node again, and say what every quarter is."""
    grid = sketch["grid_m"]
    found = tie_holes(lines, outline, grid)
    blocks = union(found.faces, merge_small(found, area=2500, compact=0.055))
    ends = Ends(26.0)
    for edge in found.edges[found.klass >= 0]:
        xy = shapely.get_coordinates(edge)
        ends.add(xy[0])
        ends.add(xy[-1])
    solid = shapely.STRtree(villages.blobs)
    for i, block in enumerate(blocks):
        point = block.point_on_surface()
        if len(solid.query(point, predicate="within")):
            continue
        _chords(sketch, lines, ring(block), plan().land_use(point.x, point.y), dice(seed, "quarter", i), ends=ends)
    found = net(lines, outline, grid)
    polys = union(found.faces, merge_small(found, area=3600, compact=0.2))
    points = shapely.point_on_surface(polys)
    g = graph(polys, classes(found), sketch["border"])
    where = plan()
    use = [where.land_use(p.x, p.y) for p in points]
    village = np.full(len(polys), -1)
    at, of = solid.query(points, predicate="within")
    village[at] = of
    region = _regions(g, [where.region(p.x, p.y) for p in points])
    kind = _kinds(sketch, polys, use, village, region, seed=seed)
    return Quarters(polys, use, kind, region, np.ones(len(polys), int), g, found, village, ends)


_KLASS = {
    "core": "tertiary",
    "commerce": "residential",
    "newres": "residential",
    "industry": "service",
    "fringe": "path",
    "rural": "path",
}
_BEND = {"fringe": 9.0, "rural": 18.0}


def _chords(sketch: Sketch, lines: Lines, xy: np.ndarray, use: str, rng: Generator, *, ends: Ends) -> None:
    limit = sketch["quarter"].get(use)
    block = Polygon(xy)
    size = block.area / 1e4
    thin = size > 5 and 4 * np.pi * block.area / block.length**2 < 0.3
    if limit is None or (size <= 1.35 * limit and not thin):
        return
    found = cut(xy, 0.5, rng, _BEND.get(use, 0.0), ends)
    if found is None:
        return
    one, two, line = found
    field_edge = use in ("fringe", "rural") and rng.random() < 0.45
    lines.add(overshoot(line), "field" if field_edge else _KLASS[use])
    _chords(sketch, lines, one, use, rng, ends=ends)
    _chords(sketch, lines, two, use, rng, ends=ends)


def _regions(g: Graph, rule: list[tuple[int, int]]) -> np.ndarray:
    """Region by rule; a piece apart from its region's largest goes to the neighbour with the longest border."""
    region = np.array([town * 4 + zone for town, zone in rule])
    for _ in range(8):
        stray = _strays(g, region)
        if not stray:
            return region
        for piece in stray:
            near: dict[int, float] = {}
            for i in piece:
                for j, length in g.length[i].items():
                    if region[j] != region[i]:
                        near[int(region[j])] = near.get(int(region[j]), 0.0) + length
            region[piece] = max(sorted(near), key=near.__getitem__)
    raise ValueError("regions stay in pieces")


def _strays(g: Graph, label: np.ndarray) -> list[list[int]]:
    seen: set[int] = set()
    pieces: dict[int, list[list[int]]] = {}
    for i in range(len(label)):
        if i in seen:
            continue
        piece, todo = [], [i]
        seen.add(i)
        while todo:
            a = todo.pop()
            piece.append(a)
            for j in g.length[a]:
                if j not in seen and label[j] == label[i]:
                    seen.add(j)
                    todo.append(j)
        pieces.setdefault(int(label[i]), []).append(piece)
    return [p for found in pieces.values() for p in sorted(found, key=lambda q: -g.area[q].sum())[1:]]


def _kinds(
    sketch: Sketch, polys: np.ndarray, use: list[str], village: np.ndarray, region: np.ndarray, *, seed: int
) -> list[str]:
    """Type of each quarter: by place where the sketch says so, else shares of area within a town's land use."""
    x, y, r = (v * 100 for v in sketch["commerce"]["ring"])
    inside = shapely.dwithin(shapely.centroid(polys), shapely.Point(x, y), r * 0.8)
    area = shapely.area(polys)
    out = [""] * len(polys)
    free: dict[tuple[str, int], list[int]] = {}
    for i in range(len(polys)):
        if village[i] >= 0:
            out[i] = "village"
        elif use[i] in ("works", "airfield"):
            out[i] = use[i]
        elif inside[i]:
            out[i] = "mall"
        else:
            free.setdefault((use[i], int(region[i])), []).append(i)
    for (land, part), rows in sorted(free.items()):
        kinds = list(sketch["type"][land])
        bounds = np.cumsum(list(sketch["type"][land].values()))
        # Shares are kept by area, not by luck: every town must find room for its apartment blocks.
        order = dice(seed, f"kind-{land}", part).permutation(rows)
        at = (np.cumsum(area[order]) - 0.5 * area[order]) / area[order].sum() * bounds[-1]
        for i, k in zip(order.tolist(), np.searchsorted(bounds, at).tolist(), strict=True):
            small = area[i] < 25000 and kinds[k] in ("civic", "mall")
            out[i] = "green" if small else kinds[k]
    return out


def share_out(weight: np.ndarray, total: int, *, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Largest remainder of `total` on weights within whole-number limits; raises where the limits forbid it."""
    if low.sum() > total or high.sum() < total:
        raise ValueError(f"{total} cannot be shared within {low.sum()} and {high.sum()}")
    out, free = low.copy(), np.ones(len(weight), bool)
    for _ in range(60):
        rest = total - out[~free].sum()
        raw = weight * rest / weight[free].sum()
        tight = free & ((raw < low) | (raw > high))
        if not tight.any():
            break
        worst = (
            tight & (raw < low)
            if (low - raw)[tight & (raw < low)].sum() >= (raw - high)[tight & (raw > high)].sum()
            else tight & (raw > high)
        )
        out[worst] = np.where(raw < low, low, high)[worst]
        free &= ~worst
        if not free.any():
            break
    if free.any():
        rest = total - out[~free].sum()
        raw = weight * rest / weight[free].sum()
        out[free] = np.clip(np.floor(raw), low, high)[free]
    gap = total - int(out.sum())
    step = 1 if gap > 0 else -1
    rest = np.where(free, weight * total / weight.sum() - out, 0.0) * step
    order = np.argsort(-rest, kind="stable")
    while gap:
        for i in order:
            if gap and (out[i] < high[i] if step > 0 else out[i] > low[i]):
                out[i] += step
                gap -= step
    return out


def quotas(sketch: Sketch, q: Quarters) -> np.ndarray:
    """Micro grids per quarter: exact per town, by area and type."""
    area = shapely.area(q.polys)
    weight = area * np.array([sketch["weight"][k] for k in q.kind])
    out = np.ones(len(area), int)
    for town, total in enumerate(sketch["counts"]["micro"]):
        mine = np.flatnonzero(q.region // 4 == town)
        high = np.maximum(1, (area[mine] / MICRO_MIN_M2).astype(int))
        out[mine] = share_out(weight[mine], total, low=np.ones(len(mine), int), high=high)
    return out


STYLE_OF = {
    "village": "village", "chengzhongcun": "village", "industry": "industry", "works": "industry",
    "airfield": "industry",
    "fringe": "fringe", "rural": "rural",
}  # fmt: skip


def _town(size: float, rng: Generator) -> str:
    if size > 42000:
        return "residential"
    if size > 15000:
        return "residential" if rng.random() < 0.6 else "service"
    return "service" if rng.random() < 0.55 else "yard"


STYLES = {
    "town": Style(0.0, _town),
    "village": Style(5.0, lambda _s, _r: "lane"),
    "industry": Style(0.0, lambda _s, _r: "service"),
    "fringe": Style(9.0, lambda _s, r: "path" if r.random() < 0.6 else "field"),
    "rural": Style(18.0, lambda _s, r: "field" if r.random() < 0.72 else "path"),
}
