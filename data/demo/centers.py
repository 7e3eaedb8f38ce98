"""Service centres: one a community, beside a street where people are; a few badly placed on purpose."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from data.demo.buildings import Buildings
from data.demo.people import People
from data.demo.sketch import Sketch, dice, metres
from data.demo.streets import Streets
from data.demo.units import Units

_CLASS = {
    "tertiary": 1.0,
    "village": 0.95,
    "secondary": 0.9,
    "residential": 0.85,
    "lane": 0.6,
    "service": 0.45,
    "primary": 0.3,
}
_SIZE = (24.0, 14.0)


@dataclass
class Centers:
    """One building per L2, local metres, and its micro grid."""

    polys: np.ndarray
    micro: np.ndarray


def centers(
    sketch: Sketch, u: Units, s: Streets, b: Buildings, who: People, *, l2_name: list[str], seed: int
) -> Centers:
    """Score street edges by the people around, take one of the best seventh (perfect sites look fake)."""
    point = shapely.get_coordinates(shapely.centroid(b.polys))
    mass = np.bincount(who.building, who.size, minlength=len(b.polys))
    lived = mass > 0
    tree = cKDTree(point[lived])
    edge = np.flatnonzero(~s.beyond & np.isin(s.klass, list(_CLASS)) & (shapely.length(s.geoms) > 40))
    middle = shapely.line_interpolate_point(s.geoms[edge], 0.5, normalized=True)
    xy = shapely.get_coordinates(middle)
    near = np.array([mass[lived][i].sum() for i in tree.query_ball_point(xy, 220)])
    of, at = _inside(u.l2, middle)
    l2_of = np.full(len(edge), -1)
    l2_of[at] = of
    solid = shapely.STRtree(b.polys)
    roads = shapely.STRtree(s.geoms)
    home_l2 = u.micro_l2[b.micro]
    half = np.array([sketch["half_width"].get(k, 3.0) for k in s.klass[edge]])
    polys = np.empty(len(u.l2), dtype=object)
    for c, name in enumerate(l2_name):
        rng = dice(seed, "center", c)
        mine = np.flatnonzero(l2_of == c)
        own = home_l2 == c
        heart = np.average(point[own], axis=0, weights=mass[own] + 0.01)
        far = np.hypot(*(xy[mine] - heart).T)
        score = (near[mine] + 4) * np.array([_CLASS[k] for k in s.klass[edge[mine]]]) / (1 + (far / 450) ** 2)
        if name in sketch["stories"]["far_centers"]:
            # The planted gap: the centre stands at the far end of its community, beside a proper street.
            homes = own & lived
            reach = np.array([mass[homes][i].sum() for i in cKDTree(point[homes]).query_ball_point(xy[mine], 900)])
            score = np.where(s.klass[edge[mine]] == "primary", -1e9, -reach)
        for x, y, radius in metres(sketch["stories"]["gaps"]):
            # Inside a pocket only what lies farthest from its middle would do.
            away = np.hypot(*(xy[mine] - [x, y]).T) / radius
            score = np.where(away < 1, 1e-3 * away**6 + np.minimum(score, 0), score)
        order = mine[np.argsort(-score, kind="stable")]
        open_to = int((score > 1e-3).sum()) or 7
        best = max(2, open_to // 7) if name not in sketch["stories"]["far_centers"] else 6
        tries = [*rng.permutation(order[:best]), *order[best:]]
        polys[c] = _place(tries, s, edge, half, u.l2[c], solid=solid, roads=roads, rng=rng)
    micro_of, at = _inside(u.micro, shapely.centroid(polys))
    micro = np.full(len(polys), -1)
    micro[at] = micro_of
    return Centers(polys, micro)


def _inside(areas: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    at, of = shapely.STRtree(areas).query(points, predicate="intersects")
    return of, at


def _place(
    tries: list[int], s: Streets, edge: np.ndarray, half: np.ndarray, l2: shapely.Polygon,
    *, solid: shapely.STRtree, roads: shapely.STRtree, rng: np.random.Generator,
) -> shapely.Polygon:  # fmt: skip
    """Find the first free spot beside a street, inside the community, clear of buildings and other streets."""
    for i in tries:
        line = s.geoms[edge[i]]
        for share in rng.permutation([0.3, 0.5, 0.7]):
            a = shapely.get_coordinates(line.interpolate(share, normalized=True))[0]
            ahead = shapely.get_coordinates(line.interpolate(min(share + 0.02, 1.0), normalized=True))[0] - a
            ahead /= np.hypot(*ahead)
            for side in (1, -1):
                out = side * np.array([-ahead[1], ahead[0]])
                box = _box(a + out * (half[i] + 2.0 + _SIZE[1] / 2), ahead, out)
                clear = not len(solid.query(box, predicate="intersects"))
                if clear and not len(roads.query(box, predicate="dwithin", distance=1.5)) and l2.contains(box):
                    return box
    raise ValueError("no free spot for a centre beside any street of its community")


def _box(at: np.ndarray, along: np.ndarray, across: np.ndarray) -> shapely.Polygon:
    w, d = _SIZE[0] / 2, _SIZE[1] / 2
    return shapely.Polygon([at + p * w * along + q * d * across for p, q in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
