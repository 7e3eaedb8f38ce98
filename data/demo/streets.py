"""The street network: street edges of the noding, trimmed at barriers, tied into one component."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Polygon

from data.demo.faces import RANK, Net
from data.demo.lines import Lines
from data.demo.outskirts import carried_on, outskirts

STREET = ("motorway", "primary", "secondary", "tertiary", "residential", "service", "lane", "village", "path")
_STRONG = ("motorway", "primary", "secondary")
_BARRIER = ("rail", "river", "motorway")
_STUB = 0.5
_LINK_MAX = 260.0

Node = tuple[float, float]


@dataclass
class Streets:
    """Edges between crossings, local metres; `beyond` marks what lies outside the outline."""

    geoms: np.ndarray
    klass: np.ndarray
    name: np.ndarray
    beyond: np.ndarray

    def crossings(self) -> Counter[int]:
        """How many nodes have 1, 2, 3, 4... street ends."""
        return Counter(Counter(n for pair in ends(self.geoms) for n in pair).values())


def ends(geoms: np.ndarray) -> list[tuple[Node, Node]]:
    """First and last point of each line."""
    out = []
    for g in geoms:
        xy = g.coords
        out.append((xy[0][:2], xy[-1][:2]))
    return out


def streets(lines: Lines, found: Net, outline: Polygon) -> Streets:
    """Build the network; raises where it cannot become one component."""
    klass = np.array([RANK[k] if k >= 0 else "" for k in found.klass])
    is_street = np.isin(klass, STREET)
    barrier = {n for pair in ends(found.edges[np.isin(klass, _BARRIER)]) for n in pair}
    names = np.array(["" if n.startswith("c") else n for n in lines.name] + [""])
    geoms, kinds, labels = _no_stubs(found.edges[is_street], klass[is_street], names[found.source[is_street]])
    geoms = _trim(geoms, kinds, barrier)
    keep = np.array([g is not None for g in geoms])
    geoms, kinds, labels = geoms[keep], kinds[keep], labels[keep]
    solid = shapely.union_all(found.edges[np.isin(klass, _BARRIER)])
    geoms, kinds, labels = _one_component(geoms, kinds, labels, solid, outline)
    inside = len(geoms)
    geoms, kinds, labels = _run_on(lines, outline, geoms, kinds, labels)
    return Streets(geoms, kinds, labels, np.arange(len(geoms)) >= inside)


def _no_stubs(geoms: np.ndarray, kinds: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Drop the two-centimetre overshoots of the cuts: they would fake crossings of four."""
    count = Counter(n for pair in ends(geoms) for n in pair)
    short = shapely.length(geoms) < _STUB
    keep = np.array([not (s and min(count[a], count[b]) == 1) for s, (a, b) in zip(short, ends(geoms), strict=True)])
    return geoms[keep], kinds[keep], labels[keep]


def _trim(geoms: np.ndarray, kinds: np.ndarray, barrier: set[Node]) -> np.ndarray:
    """Streets below secondary end before rail, river and expressway: nobody crosses there."""
    out = np.empty(len(geoms), dtype=object)
    for i, (g, k, (a, b)) in enumerate(zip(geoms, kinds, ends(geoms), strict=True)):
        out[i] = g
        if k in _STRONG or (a not in barrier and b not in barrier):
            continue
        size = 15.0 if k in ("path", "lane", "village") else 24.0
        head, tail = (size if a in barrier else 0.0), (size if b in barrier else 0.0)
        out[i] = shapely.ops.substring(g, head, g.length - tail) if g.length > head + tail + 4 else None
    return out


def parts(geoms: np.ndarray) -> np.ndarray:
    """Find the connected component of every edge."""
    node: dict[Node, int] = {}
    pairs = np.array([[node.setdefault(n, len(node)) for n in pair] for pair in ends(geoms)])
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(node), len(node)))
    return np.asarray(connected_components(links, directed=False)[1][pairs[:, 0]])


def _one_component(
    geoms: np.ndarray, kinds: np.ndarray, labels: np.ndarray, solid: shapely.Geometry, outline: Polygon
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Link stray parts by their shortest line, or give them up as field edges."""
    for _ in range(6):
        part = parts(geoms)
        main = np.bincount(part, shapely.length(geoms)).argmax()
        if (part == main).all():
            return geoms, kinds, labels
        new, drop = [], np.zeros(len(geoms), bool)
        body = geoms[part == main]
        tree = shapely.STRtree(body)
        cuts: dict[int, list[float]] = {}
        for p in np.unique(part[part != main]):
            mine = np.flatnonzero(part == p)
            own = shapely.points([n for pair in ends(geoms[mine]) for n in pair])
            (at, near), d = tree.query_nearest(own, return_distance=True, all_matches=False)
            best = int(np.argmin(d))
            edge = int(near[best])
            along = body[edge].line_locate_point(own[at[best]])
            foot = body[edge].interpolate(along)
            link = LineString([own[at[best]], foot])
            if d[best] > _LINK_MAX or d[best] < 0.01 or link.intersects(solid) or not outline.contains(link):
                drop[mine] = True
                continue
            cuts.setdefault(int(np.flatnonzero(part == main)[edge]), []).append(along)
            new.append((link, kinds[mine[0]], ""))
        geoms, kinds, labels = _insert(geoms, kinds, labels, cuts, drop, new=new)
    raise ValueError("the streets do not become one component")


def _insert(
    geoms: np.ndarray, kinds: np.ndarray, labels: np.ndarray, cuts: dict[int, list[float]],
    drop: np.ndarray, *, new: list[tuple[LineString, str, str]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Split edges where links start and append the links, with the very same coordinates at the joint."""
    rows = []
    for i, g in enumerate(geoms):
        if drop[i]:
            continue
        stops = [0.0, *sorted(d for d in cuts.get(i, ()) if 0.01 < d < g.length - 0.01), g.length]
        pieces = [g] if len(stops) == 2 else [shapely.ops.substring(g, a, b) for a, b in pairwise(stops)]
        rows += [(p, kinds[i], labels[i]) for p in pieces]
    rows += new
    geoms = np.array([r[0] for r in rows], dtype=object)
    geoms = _weld(geoms)
    return geoms, np.array([r[1] for r in rows]), np.array([r[2] for r in rows])


def _weld(geoms: np.ndarray) -> np.ndarray:
    """Round to a tenth of a millimetre so that joints share coordinates."""
    return np.asarray(shapely.transform(geoms, lambda xy: np.round(xy, 4)))


def _run_on(
    lines: Lines, outline: Polygon, geoms: np.ndarray, kinds: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Streets go on past the outline (walking circles need them): their own way first, then ways of the country."""
    nodes = np.array(sorted({n for pair in ends(geoms) for n in pair}))
    tree = shapely.STRtree(np.asarray(shapely.points(nodes)))
    more = []
    for g, k, name in zip(lines.geoms, lines.klass, lines.name, strict=True):
        if k not in STREET:
            continue
        for part in shapely.get_parts(g.difference(outline)):
            if part.length <= 20:
                continue
            xy = shapely.get_coordinates(part).copy()
            for end in (0, -1):
                near = tree.query_nearest(shapely.Point(xy[end]), max_distance=0.1, all_matches=False)
                if len(near):
                    xy[end] = nodes[near[0]]
            more.append((LineString(xy), k, "" if name.startswith("c") else name))
    hard = lines.of(*_BARRIER)
    hard += [part for line in hard for part in carried_on(line, outline)]
    own = np.array([m[0] for m in more], dtype=object)
    more += [(g, k, "") for g, k in outskirts(outline, own, np.array([m[1] for m in more]), hard)]
    out = np.array([*geoms, *(m[0] for m in more)], dtype=object)
    return out, np.array([*kinds, *(m[1] for m in more)]), np.array([*labels, *(m[2] for m in more)])
