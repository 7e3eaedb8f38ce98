"""Cutting a polygon by chords: one chord of a simple polygon always makes exactly two parts."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, Polygon

from data.demo.lines import wiggle
from data.demo.sketch import onto

FRACTIONS = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68)


@dataclass
class Ends:
    """Ends of the cuts so far; a later cut snaps to one on the same street, which makes a crossing of four."""

    within: float
    cells: dict[tuple[int, int], list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, point: np.ndarray) -> None:
        """Remember an end."""
        key = int(point[0] // 40), int(point[1] // 40)
        self.cells.setdefault(key, []).append((float(point[0]), float(point[1])))

    def near(self, point: np.ndarray, reach: float | None = None) -> list[tuple[float, float]]:
        """Remembered ends within reach, nearest first."""
        reach = self.within if reach is None else reach
        i, j = int(point[0] // 40), int(point[1] // 40)
        found = []
        for a in (i - 1, i, i + 1):
            for b in (j - 1, j, j + 1):
                for x, y in self.cells.get((a, b), ()):
                    d = (x - point[0]) ** 2 + (y - point[1]) ** 2
                    if d < reach * reach:
                        found.append((d, x, y))
        return [(x, y) for _, x, y in sorted(found)]


@dataclass(frozen=True)
class Style:
    """How the cuts of one kind of land look: bend in metres, class by the size of the parent in m2."""

    bend: float
    klass: Callable[[float, np.random.Generator], str]


def area(xy: np.ndarray) -> float:
    """Signed area of an open ring."""
    x, y = xy[:, 0], xy[:, 1]
    closing = x[-1] * y[0] - x[0] * y[-1]
    return 0.5 * float((x[:-1] * y[1:]).sum() - (x[1:] * y[:-1]).sum() + closing)


def ring(poly: Polygon) -> np.ndarray:
    """Open ring of a polygon's shell, anticlockwise."""
    xy = shapely.get_coordinates(poly.exterior)[:-1]
    return xy if area(xy) > 0 else xy[::-1]


def _axes(xy: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Long and short axis of the minimum rotated rectangle, with the range along the long one."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shapely.MultiPoint(xy)))
    if len(box) < 5:
        box = shapely.get_coordinates(shapely.box(*xy.min(0), *xy.max(0)))
    a, b = box[1] - box[0], box[2] - box[1]
    u, v = (a, b) if np.hypot(*a) >= np.hypot(*b) else (b, a)
    u, v = u / np.hypot(*u), v / np.hypot(*v)
    s = onto(xy, u)
    return u, v, float(s.min()), float(s.max())


def _chord(xy: np.ndarray, u: np.ndarray, v: np.ndarray, at: float) -> tuple[int, np.ndarray, int, np.ndarray] | None:
    """Find the longest single piece inside of the line across the long axis at `at`: segment and point of both ends."""
    s, w = onto(xy, u) - at, onto(xy, v)
    up = s > 0
    seg = np.flatnonzero(up != np.append(up[1:], up[0]))
    if len(seg) < 2:
        return None
    j = (seg + 1) % len(xy)
    t = s[seg] / (s[seg] - s[j])
    height = w[seg] + t * (w[j] - w[seg])
    order = np.argsort(height)
    k = int(np.argmax(np.diff(height[order])[::2])) * 2
    a, b = order[k], order[k + 1]
    pa = xy[seg[a]] + t[a] * (xy[j[a]] - xy[seg[a]])
    pb = xy[seg[b]] + t[b] * (xy[j[b]] - xy[seg[b]])
    return int(seg[a]), pa, int(seg[b]), pb


def _parts(
    xy: np.ndarray, i: int, a: np.ndarray, j: int, b: np.ndarray, *, inner: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Walk the two rings left and right of the cut a, inner..., b; a lies on segment i, b on segment j."""
    n = len(xy)
    walk = [(i + 1 + k) % n for k in range((j - i) % n)]
    rest = [(j + 1 + k) % n for k in range((i - j) % n)]
    one = np.vstack([a[None], xy[walk], b[None], inner[::-1]])
    two = np.vstack([b[None], xy[rest], a[None], inner])
    return one, two


def _locate(xy: np.ndarray, p: np.ndarray) -> tuple[int, float]:
    """Nearest segment of the ring and the distance to it."""
    d = np.concatenate([xy[1:], xy[:1]]) - xy
    t = np.clip(((p - xy) * d).sum(1) / np.maximum((d * d).sum(1), 1e-12), 0, 1)
    off = np.hypot(*(xy + t[:, None] * d - p).T)
    k = int(np.argmin(off))
    return k, float(off[k])


def _snap(xy: np.ndarray, seg: int, p: np.ndarray, ends: Ends) -> tuple[int, np.ndarray]:
    for x, y in ends.near(p):
        q = np.array([x, y])
        k, off = _locate(xy, q)
        if off < 0.03:
            return k, q
    return seg, p


@dataclass
class _Chord:
    """A possible cut: segment and point of both ends, whether the first part is the asked share, its score."""

    i: int
    a: np.ndarray
    j: int
    b: np.ndarray
    first: bool
    score: float


def cut(
    xy: np.ndarray, share: float, rng: np.random.Generator, bend: float, ends: Ends
) -> tuple[np.ndarray, np.ndarray, LineString] | None:
    """Part a ring so that the first part holds about `share` of it; None where no chord fits."""
    u, v, low, high = _axes(xy)
    best = _scan(xy, share, (u, v, low, high), ends)
    if best is None or best.score >= 0.9:  # the long axis serves badly: try across the other
        w = onto(xy, v)
        other = _scan(xy, share, (v, -u, float(w.min()), float(w.max())), ends)
        if other is not None and (best is None or other.score + 0.12 < best.score):
            best = other
    if best is None:
        return None
    inner = _bent(xy, best.a, best.b, bend, rng)
    one, two = _parts(xy, best.i, best.a, best.j, best.b, inner=inner)
    ends.add(best.a)
    ends.add(best.b)
    line = LineString(np.vstack([best.a[None], inner, best.b[None]]))
    return (one, two, line) if best.first else (two, one, line)


def _scan(xy: np.ndarray, share: float, axes: tuple[np.ndarray, np.ndarray, float, float], ends: Ends) -> _Chord | None:
    """Best of seven places for a chord: near the wanted share, compact parts."""
    u, v, low, high = axes
    shift = share - 0.5
    places = [f + shift for f in FRACTIONS]
    places += [1 - f - shift for f in FRACTIONS] if shift else []
    best: _Chord | None = None
    for place in places:
        found = _try(xy, share, u, v, low + (high - low) * min(max(place, 0.06), 0.94), ends=ends)
        if found and (best is None or found.score < best.score) and _inside(xy, found.a, found.b):
            best = found
    return best


def _try(xy: np.ndarray, share: float, u: np.ndarray, v: np.ndarray, at: float, *, ends: Ends) -> _Chord | None:
    found = _chord(xy, u, v, at)
    if found is None:
        return None
    i, a, j, b = found
    i, a = _snap(xy, i, a, ends)
    j, b = _snap(xy, j, b, ends)
    if i == j or np.hypot(*(a - b)) < 8:
        return None
    one, two = _parts(xy, i, a, j, b, inner=np.empty((0, 2)))
    s1, s2, whole = area(one), area(two), abs(area(xy))
    if min(s1, s2) < 0.25 * whole * min(share, 1 - share):
        return None
    first = abs(s1 / whole - share) < abs(s2 / whole - share)
    want = share if first else 1 - share
    score = abs(s1 / whole - want) * 2.2 + max(0.0, 0.62 - min(_compact(one), _compact(two))) * 1.6
    return _Chord(i, a, j, b, first, score)


def _bent(xy: np.ndarray, a: np.ndarray, b: np.ndarray, bend: float, rng: np.random.Generator) -> np.ndarray:
    """Inner points of a bent cut, none where the bend would leave the polygon."""
    if bend:
        bent = wiggle(a, b, bend, rng)[1:-1]
        poly = Polygon(xy)
        if len(bent) > 2 and poly.contains(LineString(bent)) and LineString(bent).distance(poly.exterior) > 1:
            return bent
    return np.empty((0, 2))


def _compact(xy: np.ndarray) -> float:
    d = np.diff(xy, axis=0, append=xy[:1])
    length = float(np.sqrt((d * d).sum(1)).sum())
    return 4 * np.pi * abs(area(xy)) / length**2


def _inside(xy: np.ndarray, a: np.ndarray, b: np.ndarray) -> bool:
    """Whether the chord a-b crosses no segment of the ring (ends apart)."""
    p, q = xy, np.concatenate([xy[1:], xy[:1]])
    d = b - a
    n = np.array([-d[1], d[0]]) / np.hypot(*d)
    sp, sq = onto(p - a, n), onto(q - a, n)
    cross = (sp * sq < 0) & (np.abs(sp) > 0.03) & (np.abs(sq) > 0.03)
    if not cross.any():
        return True
    t = sp[cross] / (sp[cross] - sq[cross])
    hit = p[cross] + t[:, None] * (q[cross] - p[cross])
    along = onto(hit - a, d) / np.hypot(*d)
    return not bool(((along > 0.05) & (along < np.hypot(*d) - 0.05)).any())


def split(
    xy: np.ndarray, n: int, rng: np.random.Generator, style: Style, ends: Ends
) -> tuple[list[np.ndarray], list[tuple[LineString, str]]]:
    """Cut a ring into exactly n parts by recursive chords, counts shared by the parts' areas."""
    if n == 1:
        return [xy], []
    for half in (n // 2, max(1, n // 3), 1):
        found = cut(xy, half / n, rng, style.bend, ends)
        if found is None:
            continue
        one, two, line = found
        left = min(max(round(n * abs(area(one)) / abs(area(xy))), 1), n - 1)
        klass = style.klass(abs(area(xy)), rng)
        leaves_a, lines_a = split(one, left, rng, style, ends)
        leaves_b, lines_b = split(two, n - left, rng, style, ends)
        return leaves_a + leaves_b, [(line, klass), *lines_a, *lines_b]
    raise ValueError("no chord fits a polygon that must be cut")
