"""Plots: micro grids less their streets, and the lots of the dedicated grids on them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from data.demo.faces import RANK
from data.demo.quarters import share_out
from data.demo.sketch import Sketch, dice, onto
from data.demo.units import Units

_MARGIN = 3.0
KINDS = ("机关", "学校", "医院", "园区", "商圈", "楼宇", "企业")


@dataclass
class Plots:
    """One plot per micro grid (empty where streets leave nothing) with its own frame: rows run near east-west."""

    polys: np.ndarray
    origin: np.ndarray  # corner of the frame, local metres
    along: np.ndarray  # unit vector of the rows
    size: np.ndarray  # extent along and across the rows, metres
    civic: np.ndarray  # use of a civic plot: 学校 医院 机关 商圈, "" elsewhere
    lots: np.ndarray  # dedicated lot, None where the micro grid has none
    lot_kind: np.ndarray


def plots(sketch: Sketch, u: Units, seed: int) -> Plots:
    """Cut streets away, choose the dedicated lots before anything is built."""
    polys = _less_streets(sketch, u)
    origin, along, size = frames(polys)
    civic = _civic(u, seed)
    lots, kinds = _lots(sketch, u, polys, origin, along, size=size, civic=civic, seed=seed)
    return Plots(polys, origin, along, size, civic, lots, kinds)


def _less_streets(sketch: Sketch, u: Units) -> np.ndarray:
    half = np.array([sketch["half_width"].get(k, 0.0) for k in RANK] + [0.0])
    width = half[u.found.klass] + np.where(half[u.found.klass] > 0, _MARGIN, 1.5)
    body = shapely.buffer(u.found.edges, width, quad_segs=2, cap_style="square", join_style="mitre", mitre_limit=2.0)
    sides = np.where(u.found.sides >= 0, u.face_micro[u.found.sides], -1)
    edge = np.repeat(np.arange(len(sides)), 2)
    micro = sides.ravel()
    keep = micro >= 0  # dead ends too: no building stands on them
    edge, micro = edge[keep], micro[keep]
    order = np.argsort(micro, kind="stable")
    edge, micro = edge[order], micro[order]
    cut = np.searchsorted(micro, np.arange(len(u.micro) + 1))
    roads = np.array([shapely.union_all(body[edge[a:b]]) for a, b in pairwise(cut)], dtype=object)
    left = shapely.difference(u.micro, roads)
    out = np.empty(len(left), dtype=object)
    for i, g in enumerate(left):
        pieces = shapely.get_parts(g)
        pieces = pieces[shapely.get_type_id(pieces) == 3]
        out[i] = max(pieces, key=shapely.area) if len(pieces) else shapely.Polygon()
    return shapely.simplify(out, 0.2)


def frames(polys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Corner, row direction (the side nearest east-west) and extents of each polygon's minimum rotated rectangle."""
    n = len(polys)
    origin, along, size = np.zeros((n, 2)), np.tile([1.0, 0.0], (n, 1)), np.zeros((n, 2))
    boxes = shapely.oriented_envelope(polys)
    for i, (p, box) in enumerate(zip(polys, boxes, strict=True)):
        if p.is_empty:
            continue
        c = shapely.get_coordinates(box)
        e = c[1] - c[0] if abs(c[1, 0] - c[0, 0]) >= abs(c[2, 0] - c[1, 0]) else c[2] - c[1]
        e = e / np.hypot(*e)
        e = e if e[0] > 0 else -e
        xy = shapely.get_coordinates(p)
        s, t = onto(xy, e), onto(xy, np.array([-e[1], e[0]]))
        along[i] = e
        origin[i] = s.min() * e + t.min() * np.array([-e[1], e[0]])
        size[i] = np.ptp(s), np.ptp(t)
    return origin, along, size


def rectangle(origin: np.ndarray, along: np.ndarray, box: tuple[float, float, float, float]) -> shapely.Polygon:
    """Turn a box (s0, t0, s1, t1) of a frame into a polygon."""
    across = np.array([-along[1], along[0]])
    s0, t0, s1, t1 = box
    return shapely.Polygon([origin + s * along + t * across for s, t in ((s0, t0), (s1, t0), (s1, t1), (s0, t1))])


def _civic(u: Units, seed: int) -> np.ndarray:
    """Use of a civic quarter, the same on all its plots."""
    out = np.full(len(u.micro), "", dtype=object)
    for i, kind in enumerate(u.kind):
        if kind == "civic":
            out[i] = str(
                dice(seed, "civic", int(u.quarter[i])).choice(
                    ["学校", "学校", "学校", "学校", "机关", "机关", "机关", "医院", "商圈"]
                )
            )
    return out


_WHOLE = {"mall": "商圈", "industry": "企业", "works": "园区", "airfield": "园区"}


def _lots(
    sketch: Sketch, u: Units, polys: np.ndarray, origin: np.ndarray, along: np.ndarray, *, size: np.ndarray,
    civic: np.ndarray, seed: int,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Exactly as many lots per L2 as its share: whole plots of institutions first, then a lot of a housing plot."""
    lots, kinds = np.full(len(polys), None, dtype=object), np.full(len(polys), "", dtype=object)
    area = shapely.area(polys)
    micro_l2 = u.micro_l2
    per = np.bincount(micro_l2, minlength=len(u.l2))
    usable = (area > 700) & ~np.isin(u.kind, ["green"])
    room = np.bincount(micro_l2[usable], minlength=len(u.l2))
    for town, total in enumerate(sketch["counts"]["dedicated"]):
        mine = np.flatnonzero(u.l2_l1 == town)
        share = share_out(per[mine] ** 0.8, total, low=np.full(len(mine), 2), high=room[mine])
        for c, n in zip(mine.tolist(), share.tolist(), strict=True):
            rng = dice(seed, "lots", c)
            can = np.flatnonzero(usable & (micro_l2 == c))
            first = np.array([_rank(u.kind[i], str(civic[i])) for i in can])
            for i in can[np.lexsort((rng.random(len(can)), first))][:n].tolist():
                lots[i], kinds[i] = _lot(u.kind[i], str(civic[i]), polys[i], origin[i], along[i], size=size[i], rng=rng)
    return lots, kinds


def _rank(kind: str, civic: str) -> int:
    if civic or kind in ("mall", "airfield", "works"):
        return 0
    return {"industry": 1, "mixed": 2, "estate": 3, "chengzhongcun": 3, "village": 4}.get(kind, 5)


def _lot(
    kind: str,
    civic: str,
    plot: shapely.Polygon,
    origin: np.ndarray,
    along: np.ndarray,
    *,
    size: np.ndarray,
    rng: np.random.Generator,
) -> tuple[shapely.Polygon, str]:
    if civic or kind in _WHOLE:
        return plot, civic or _WHOLE[kind]
    rural = kind in ("rural", "fringe", "village")
    what = str(
        rng.choice(["学校", "企业", "机关"] if rural else ["学校", "机关", "商圈", "楼宇", "楼宇", "企业", "医院"])
    )
    want = float(np.clip(plot.area * rng.uniform(0.22, 0.36), 500, 4200))
    axis = 0 if size[0] >= size[1] else 1
    low = bool(rng.random() < 0.5)
    share = 0.12
    lot = plot
    for _ in range(16):  # widen the strip at one end of the plot until it holds the wanted area
        ext = size[axis] * share
        a, b = (0.0, ext) if low else (size[axis] - ext, size[axis])
        box = (a, 0.0, b, size[1]) if axis == 0 else (0.0, a, size[0], b)
        found = shapely.get_parts(plot.intersection(rectangle(origin, along, box)))
        found = found[shapely.get_type_id(found) == 3]
        if len(found):
            lot = max(found, key=shapely.area)
            if lot.area >= want:
                break
        share += 0.055
    return lot, what
