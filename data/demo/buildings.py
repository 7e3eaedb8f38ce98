"""Footprints in rows along each plot's own angle: slabs, shops, houses, halls, schools, greenhouses."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator

from data.demo.density import lowrise_order
from data.demo.plots import Plots, rectangle
from data.demo.sketch import Sketch, dice
from data.demo.streets import Streets
from data.demo.units import Units

HOMES = ("住宅楼", "低层住宅", "自建房")
Row = tuple[float, float, float, float, str, int]  # middle along and across, width, depth, use, floors


@dataclass
class Buildings:
    """Footprints with use, floors and the micro grid they stand in; `lot` marks those of a dedicated grid."""

    polys: np.ndarray
    use: np.ndarray
    floors: np.ndarray
    micro: np.ndarray
    lot: np.ndarray
    pitches: list[tuple[shapely.Polygon, str]]  # sports pitches, base map


def buildings(sketch: Sketch, u: Units, p: Plots, s: Streets, use: list[str], *, seed: int) -> Buildings:
    """Place every building wholly inside its plot; none crosses a street or the edge of a lot."""
    rows: list[tuple[int, bool, Row]] = []
    pitches: list[tuple[shapely.Polygon, str]] = []
    town = u.l2_l1[u.micro_l2]
    for i, kind in enumerate(u.kind):
        if p.polys[i].is_empty:
            continue
        rng = dice(seed, "build", i)
        w, d = float(p.size[i, 0]), float(p.size[i, 1])
        civic = str(p.civic[i])
        new = use[u.quarter[i]] in ("newres", "commerce")
        rows += [(i, False, row) for row in _plot(kind, civic, w, d, rng, new=new)]
        if civic == "学校" and w > 80 and d > 60:
            pitches.append(
                (
                    rectangle(
                        p.origin[i],
                        p.along[i],
                        (w * 0.08, d * 0.1, min(w * 0.9, w * 0.08 + 100), min(d * 0.55, d * 0.1 + 64)),
                    ),
                    "pitch",
                )
            )
        if p.lots[i] is not None and not civic and kind not in ("mall", "industry", "works", "airfield"):
            rows += [(i, True, row) for row in _office(w, d, rng, str(p.lot_kind[i]))]
    polys, keep = _inside(p, rows)
    # A late link of the street network may run over a plot: what stands there is not built.
    hit = np.unique(shapely.STRtree(s.geoms).query(polys, predicate="intersects")[0])
    clear = np.setdiff1d(np.arange(len(polys)), hit)
    polys, keep = polys[clear], keep[clear]
    micro = np.array([r[0] for r in rows])[keep]
    lot = np.array([r[1] for r in rows])[keep]
    uses = np.array([r[2][4] for r in rows], dtype=object)[keep]
    floors = np.array([r[2][5] for r in rows])[keep]
    return _exact_blocks(sketch, Buildings(polys, uses, floors, micro, lot, _clear(pitches, polys, p)), town, u, seed)


def _inside(p: Plots, rows: list[tuple[int, bool, Row]]) -> tuple[np.ndarray, np.ndarray]:
    """Footprints wholly inside plot and lot, and the rows they come from."""
    micro = np.array([r[0] for r in rows])
    lot = np.array([r[1] for r in rows])
    box = np.array([r[2][:4] for r in rows])
    along = p.along[micro]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    corner = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    s = box[:, 0, None] + corner[None, :, 0] * box[:, 2, None]
    t = box[:, 1, None] + corner[None, :, 1] * box[:, 3, None]
    xy = p.origin[micro][:, None] + s[..., None] * along[:, None] + t[..., None] * across[:, None]
    polys = shapely.polygons(xy)
    shapely.prepare(p.polys)
    keep = shapely.contains_properly(p.polys[micro], polys)
    has = np.array([x is not None for x in p.lots])
    shapely.prepare(p.lots[has])
    own = has[micro] & np.array([p.lots[i] is not p.polys[i] for i in range(len(p.polys))])[micro]
    inner = np.zeros(len(polys), bool)
    inner[own] = shapely.contains_properly(p.lots[micro[own]], polys[own])
    apart = np.ones(len(polys), bool)
    apart[own] = ~shapely.dwithin(p.lots[micro[own]], polys[own], 3.0)
    keep &= np.where(lot, inner, apart)
    return polys[keep], np.flatnonzero(keep)


def _grid(
    w: float,
    d: float,
    bw: tuple[float, float],
    bd: float,
    pitch: float,
    *,
    gap: float,
    rng: Generator,
    skip: float = 0.0,
) -> list[tuple[float, float, float, float]]:
    """Rows of boxes over a w x d frame; the rest of each row is spread over its gaps."""
    out = []
    n_rows = max(1, int((d - 4 + (pitch - bd)) // pitch)) if d > bd + 3 else 0
    slack = (d - (n_rows * pitch - (pitch - bd))) / 2
    for r in range(n_rows):
        t = slack + bd / 2 + r * pitch
        s = 2.0 + rng.uniform(0, gap * 0.5)
        while s < w - bw[0] - 1.5:
            width = float(rng.uniform(*bw))
            if s + width > w - 1.5:
                width = max(bw[0], w - 1.5 - s)
            if rng.random() >= skip:
                out.append((s + width / 2, t + float(rng.uniform(-0.6, 0.6)), width, bd))
            s += width + gap * float(rng.uniform(0.85, 1.3))
    return out


def _plot(kind: str, civic: str, w: float, d: float, rng: Generator, *, new: bool) -> list[Row]:  # noqa: C901, PLR0911 -- one branch a kind
    if civic:
        return _civic(civic, w, d, rng)
    if kind == "estate":
        if new:
            f = int(rng.choice([11, 11, 15, 18, 18, 24]))
            return [(*b, "住宅楼", f) for b in _grid(w, d, (32, 44), 14, 38, gap=11, rng=rng)]
        f = int(rng.choice([5, 6, 6, 6, 7, 7]))
        return [(*b, "住宅楼", f) for b in _grid(w, d, (30, 54), 12.5, 29, gap=9, rng=rng)]
    if kind == "mixed":
        shops = [(*b, "商铺", 2) for b in _grid(w, min(d, 9.0 + 4), (11, 20), 8.5, 30, gap=3, rng=rng, skip=0.25)]
        shops = [(s, t + 0.5, a, b, k, f) for s, t, a, b, k, f in shops]
        flats = [
            (s, t + 12, a, b, "低层住宅", int(rng.choice([3, 4, 5])))
            for s, t, a, b in _grid(w, max(d - 13, 0), (16, 28), 10.5, 21, gap=6, rng=rng, skip=0.12)
        ]
        return shops + flats
    if kind == "chengzhongcun":
        return [
            (*b, "自建房", int(rng.choice([2, 3, 3, 4, 5])))
            for b in _grid(w, d, (9.5, 12.5), 10.5, 14.2, gap=2.6, rng=rng, skip=0.07)
        ]
    if kind == "village":
        return [
            (*b, "自建房", int(rng.choice([1, 2, 2, 2, 3])))
            for b in _grid(w, d, (10.5, 13.5), 9.5, 15.2, gap=3.2, rng=rng, skip=0.12)
        ]
    if kind == "mall":
        return [
            (*b, "商场", int(rng.choice([3, 4, 5])))
            for b in _grid(w, d, (min(46.0, w * 0.45), 82), min(44.0, d * 0.55), 62, gap=14, rng=rng)
        ]
    if kind == "industry":
        return [
            (*b, "厂房", 1)
            for b in _grid(w, d, (38, 88), float(rng.choice([22, 26, 32])), 48, gap=16, rng=rng, skip=0.2)
        ]
    if kind == "works":
        return [(*b, "厂房", 1) for b in _grid(w, d, (120, 220), 38, 62, gap=28, rng=rng, skip=0.16)]
    if kind == "airfield":
        return [
            (s, t * 0 + 60, 42, 34, "机库", 1) for s, t, _, _ in _grid(w * 0.7, 60, (44, 44), 34, 60, gap=22, rng=rng)
        ]
    if kind == "green":
        return [
            (float(rng.uniform(10, max(11, w - 10))), float(rng.uniform(10, max(11, d - 10))), 9.0, 7.0, "管理房", 1)
            for _ in range(1 + int(w * d > 2e4))
        ]
    return _country(kind, w, d, rng)


def _civic(civic: str, w: float, d: float, rng: Generator) -> list[Row]:
    if civic == "学校":
        return [
            (s, t + d * 0.55, a, b, "学校", 4) for s, t, a, b in _grid(w, d * 0.45, (44, 66), 14, 27, gap=14, rng=rng)
        ]
    if civic == "医院":
        return [
            (*b, "医院", int(rng.choice([4, 6, 9]))) for b in _grid(w, d, (36, 60), 18, 40, gap=18, rng=rng, skip=0.25)
        ]
    if civic == "商圈":
        return [(*b, "市场", 2) for b in _grid(w, d, (52, 78), 18, 28, gap=10, rng=rng, skip=0.1)]
    return [
        (*b, "办公楼", int(rng.choice([4, 5, 6, 8]))) for b in _grid(w, d, (30, 50), 16, 46, gap=24, rng=rng, skip=0.3)
    ]


def _country(kind: str, w: float, d: float, rng: Generator) -> list[Row]:
    """Farms in clusters (scattered single houses look like noise) and greenhouses in the fringe."""
    out: list[Row] = []
    draw = rng.random()
    if kind == "fringe" and draw < 0.3 and w > 100 and d > 70:
        s0, t0 = rng.uniform(0.1, 0.4) * w, rng.uniform(0.1, 0.4) * d
        out += [
            (s + s0, t + t0, a, b, "大棚", 1)
            for s, t, a, b in _grid(min(w * 0.5, 170), min(d * 0.5, 90), (58, 72), 8, 12.5, gap=6, rng=rng)
        ]
    if draw > (0.52 if kind == "rural" else 0.4):
        s0, t0 = rng.uniform(0.12, 0.8) * w, rng.uniform(0.12, 0.8) * d
        n = int(rng.integers(3, 10))
        s = s0 + np.arange(n) % 3 * 17 + rng.uniform(-2, 2, n)
        t = t0 + np.arange(n) // 3 * 16 + rng.uniform(-1.5, 1.5, n)
        wide, floors = rng.uniform(10, 14, n), rng.choice([1, 1, 2], n)
        out += [(float(s[k]), float(t[k]), float(wide[k]), 9.5, "自建房", int(floors[k])) for k in range(n)]
    return out


_LOT_USE = {"学校": "学校", "医院": "医院", "商圈": "商场", "机关": "办公楼", "楼宇": "办公楼", "企业": "厂房"}


def _office(w: float, d: float, rng: Generator, kind: str) -> list[Row]:
    floors = {"楼宇": 9, "机关": 5, "医院": 3, "学校": 3, "商圈": 3}.get(kind, 1)
    return [
        (*b, _LOT_USE.get(kind, "办公楼"), floors) for b in _grid(w, d, (16, 30), 12.5, 24, gap=8, rng=rng, skip=0.1)
    ]


def _clear(
    pitches: list[tuple[shapely.Polygon, str]], polys: np.ndarray, p: Plots
) -> list[tuple[shapely.Polygon, str]]:
    """Keep pitches that lie inside a plot and under no building."""
    if not pitches:
        return []
    tree, plots = shapely.STRtree(polys), shapely.STRtree(p.polys)
    shapes = np.array([g for g, _ in pitches], dtype=object)
    hit = set(tree.query(shapes, predicate="intersects")[0].tolist())
    inside = set(plots.query(shapes, predicate="within")[0].tolist())
    return [pair for i, pair in enumerate(pitches) if i in inside and i not in hit]


def _exact_blocks(sketch: Sketch, b: Buildings, town: np.ndarray, u: Units, seed: int) -> Buildings:
    """Keep as many apartment blocks per town as the sketch says; surplus estates turn low-rise, quarter by quarter."""
    use, floors = b.use.copy(), b.floors.copy()
    want = sketch["counts"]["apartments"]
    for t, n in enumerate(want):
        slabs = np.flatnonzero((use == "住宅楼") & (town[b.micro] == t))
        extra = len(slabs) - n
        if extra < 0:  # the longest low-rise slabs are small apartment blocks
            low = np.flatnonzero((use == "低层住宅") & (town[b.micro] == t) & ~b.lot)
            grown = low[np.argsort(-shapely.area(b.polys[low]), kind="stable")[:-extra]]
            use[grown], floors[grown] = "住宅楼", np.maximum(floors[grown], 5)
            if len(grown) < -extra:
                raise ValueError(f"town {t} has room for {n + extra + len(grown)} apartment blocks, {n} are wanted")
            continue
        quarters = u.quarter[b.micro[slabs]]
        # Whole quarters first: thinning at random leaves half-empty estates.
        estates = u.quarter[(np.array(u.kind) == "estate") & (town == t)]
        for q in lowrise_order(estates, t, seed):
            mine = slabs[quarters == q][: max(0, extra)]
            use[mine], floors[mine] = "低层住宅", np.minimum(floors[mine], 4)
            extra -= len(mine)
            if extra <= 0:
                break
    return Buildings(b.polys, use, floors, b.micro, b.lot, b.pitches)
