"""Cutting a polygon by chords: one chord of a simple polygon always makes exactly two parts."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, Polygon

from data.demo.lines import wiggle

FRACTIONS = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.5)


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
    return 0.5 * float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]) + closing)


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
    s = xy @ u
    return u, v, float(s.min()), float(s.max())


def _chord(xy: np.ndarray, u: np.ndarray, v: np.ndarray, at: float) -> tuple[int, np.ndarray, int, np.ndarray] | None:
    """The longest single piece inside of the line across the long axis at `at`: segment and point of both ends."""
    s, w = xy @ u - at, xy @ v
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
    xy: np.ndarray, i: int, a: np.ndarray, j: int, b: np.ndarray, inner: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The two rings left and right of the cut a, inner..., b; a lies on segment i, b on segment j."""
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


def cut(
    xy: np.ndarray, share: float, rng: np.random.Generator, bend: float, ends: Ends
) -> tuple[np.ndarray, np.ndarray, LineString] | None:
    """Part a ring so that the first part holds about `share` of it; None where no chord fits."""
    u, v, lo, hi = _axes(xy)
    whole = abs(area(xy))
    best, best_score = None, np.inf
    shift = share - 0.5
    for across in ((u, v, lo, hi), None):
        if across is None:
            if best is not None and best_score < 0.9:
                break
            w = xy @ v
            across = (v, -u, float(w.min()), float(w.max()))  # noqa: PLW2901 -- the other axis, only when the first is poor
        a_axis, b_axis, low, high = across
        for f in FRACTIONS[:7]:
            for flip in (0,) if shift == 0 else (0, 1):
                g = f + shift if not flip else 1 - f - shift
                found = _chord(xy, a_axis, b_axis, low + (high - low) * min(max(g, 0.06), 0.94))
                if found is None:
                    continue
                i, a, j, b = found
                i, a = _snap(xy, i, a, ends)
                j, b = _snap(xy, j, b, ends)
                if i == j or np.hypot(*(a - b)) < 8:
                    continue
                one, two = _parts(xy, i, a, j, b, np.empty((0, 2)))
                s1, s2 = area(one), area(two)
                if s1 <= 0 or s2 <= 0:
                    continue
                if min(s1, s2) < 0.25 * whole * min(share, 1 - share):
                    continue
                want = (share, 1 - share) if abs(s1 / whole - share) < abs(s2 / whole - share) else (1 - share, share)
                pp = min(_compact(one), _compact(two))
                score = abs(s1 / whole - want[0]) * 2.2 + max(0.0, 0.62 - pp) * 1.6 + 0.12 * (across[0] is not u)
                if score < best_score and _inside(xy, a, b):
                    best, best_score = (i, a, j, b, want[0] == share), score
    if best is None:
        return None
    i, a, j, b, first = best
    inner = np.empty((0, 2))
    if bend:
        bent = wiggle(a, b, bend, rng)
        poly = Polygon(xy)
        if (
            len(bent) > 4
            and poly.contains(LineString(bent[1:-1]))
            and LineString(bent[1:-1]).distance(poly.exterior) > 1
        ):
            inner = bent[1:-1]
    one, two = _parts(xy, i, a, j, b, inner)
    ends.add(a)
    ends.add(b)
    line = LineString(np.vstack([a[None], inner, b[None]]))
    return (one, two, line) if first else (two, one, line)


def _compact(xy: np.ndarray) -> float:
    d = np.diff(xy, axis=0, append=xy[:1])
    length = float(np.sqrt((d * d).sum(1)).sum())
    return 4 * np.pi * abs(area(xy)) / length**2


def _inside(xy: np.ndarray, a: np.ndarray, b: np.ndarray) -> bool:
    """Whether the chord a-b crosses no segment of the ring (ends apart)."""
    p, q = xy, np.concatenate([xy[1:], xy[:1]])
    d = b - a
    n = np.array([-d[1], d[0]]) / np.hypot(*d)
    sp, sq = (p - a) @ n, (q - a) @ n
    cross = (sp * sq < 0) & (np.abs(sp) > 0.03) & (np.abs(sq) > 0.03)
    if not cross.any():
        return True
    t = sp[cross] / (sp[cross] - sq[cross])
    hit = p[cross] + t[:, None] * (q[cross] - p[cross])
    along = (hit - a) @ d / np.hypot(*d)
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
