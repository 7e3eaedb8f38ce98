"""Names of the light map: at which scale each is shown, and where beside its point, so that none touches another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import asinh, floor, hypot, log2, pi, radians, tan

import numpy as np
from numpy.typing import NDArray

from geo.render.boxes import Box, around, high, wide

Boxes = NDArray[np.float64]  # (n, 4): left, top, right, bottom

WORLD = 256.0  # px of the whole earth at zoom 0, as Leaflet counts
SNAP = 0.125
PAD = 8  # px kept free around the place
FRAME = (358, 560)  # px: the smallest window it is laid out for; a larger one is nearer, where more fits
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # zooms above the fitted one at which names are chosen anew
LAST = 0.5  # how far the last step is looked at
TRIANGLE = 12.0  # px wide
COUNT = 13.0  # px: the number beside it
HEAD = 15.0  # px: the line of both
GRID = 6  # px between two places tried
REACH, REACH_SYMBOL, REACH_LATE = 15, 30, 44  # px a sign may stand away from its point; an overdue one is worth more


COVERED = 4.0  # px of straying that one symbol covered at one look is worth


@dataclass(frozen=True, slots=True)
class _Places:
    """Offsets a sign may have from its point, (n, 2) px right and down, the best first, and how far each strays."""

    at: NDArray[np.float64]
    strays: NDArray[np.float64]


def _places(reach: int) -> _Places:
    steps = range(-reach // GRID * GRID, reach + 1, GRID)
    tried = [(float(right), float(down)) for right in steps for down in steps if hypot(right, down) <= reach]
    # Nearest first; of two as near the lower one: a name under its point reads better than over it.
    tried.sort(key=lambda at: (hypot(*at), -at[1], abs(at[0]), at[0]))
    return _Places(np.array(tried), np.array([hypot(*at) for at in tried]))


PLACES, PLACES_SYMBOL, PLACES_LATE = _places(REACH), _places(REACH_SYMBOL), _places(REACH_LATE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that wants to be shown: text, size in px, rank (lowest first), overdue events (0 = no triangle)."""

    code: str
    text: str
    lon: float
    lat: float
    size: float
    rank: float
    late: int = 0
    of_symbol: bool = False  # names a star: it has to stand beside it
    leads: bool = False  # named before all others, and may cover a star: the tint below it has no other name


@dataclass(frozen=True, slots=True)
class Sign:
    """A name that found room, px right and down of its point, from step `since` to before step `until`.

    `text` is empty where only triangle and number found room.
    """

    wish: Wish
    text: str
    right: float
    down: float
    since: int = 0
    until: int = len(STEPS)

    def size(self) -> tuple[float, float]:
        """Width and height, px."""
        return extent(self.text, self.wish)

    def box(self, zoom: float) -> Box:
        """Where it stands on the screen, px."""
        x, y = pixel(self.wish.lon, self.wish.lat, zoom)
        return around(x + self.right, y + self.down, *self.size())


def extent(text: str, wish: Wish) -> tuple[float, float]:
    """Width and height of the block of triangle, number and name, px."""
    head = TRIANGLE + 2 + wide(str(wish.late), COUNT) if wish.late else 0.0
    return (
        max(head, wide(text, wish.size) if text else 0.0) + 2,
        (HEAD if wish.late else 0.0) + (high(text, wish.size) if text else 0.0),
    )


def pixel(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Place on Leaflet's flat world, px right and down."""
    scale = WORLD * 2**zoom
    return scale * (lon + 180) / 360, scale * (0.5 - asinh(tan(radians(lat))) / (2 * pi))


def fitted(bounds: Sequence[float], frame: tuple[float, float] = FRAME) -> float:
    """Zoom at which Leaflet shows west, south, east, north whole in a window of that many px."""
    west, south, east, north = bounds
    left, top = pixel(west, north, 0)
    right, bottom = pixel(east, south, 0)
    room = min(
        (frame[0] - 2 * PAD) / max(right - left, 1e-9),
        (frame[1] - 2 * PAD) / max(bottom - top, 1e-9),
    )
    return min(18.0, floor(log2(room) / SNAP) * SNAP)


def lay_out(wishes: Iterable[Wish], symbols: Iterable[tuple[float, float]], zoom: float, radius: float) -> list[Sign]:
    """Choose names anew for each step of scale, overdue ones first, then who was shown before, then the rest.

    Overdue ones are always shown: rather than stray far they cover a symbol, without room for
    the name they keep triangle and number. The others wait for a scale at which they fit.

    Parameters
    ----------
    symbols
        Places (lon, lat) no name may cover, `radius` px around them.
    zoom
        The first step; `STEPS` are counted from here.
    """
    wishes, symbols = list(wishes), list(symbols)
    shown: dict[str, Sign] = {}
    done: list[Sign] = []
    for step, more in enumerate(STEPS):
        end = STEPS[step + 1] if step + 1 < len(STEPS) else more + LAST
        # Places move apart as one comes nearer, offsets do not: what is free at both ends and between is free.
        sights = [_Sight(zoom + at, symbols, radius) for at in (more, (more + end) / 2, end)]
        now: dict[str, Sign] = {}
        for wish in sorted(
            wishes,
            key=lambda one: (not one.leads, -one.late, one.code not in shown, one.rank, -len(one.text), one.code),
        ):
            sign = _placed(wish, sights)
            if sign is not None:
                now[wish.code] = sign
                for sight in sights:
                    sight.take(sign)
        for code, old in shown.items():
            new = now.get(code)
            if new and (new.text, new.right, new.down) == (old.text, old.right, old.down):
                now[code] = old
            else:
                done.append(replace(old, until=step))
        shown = {code: sign if sign is shown.get(code) else replace(sign, since=step) for code, sign in now.items()}
    return done + list(shown.values())


class _Sight:
    """The screen at one zoom: what is taken by names, and by symbols."""

    def __init__(self, zoom: float, symbols: list[tuple[float, float]], radius: float) -> None:
        self.zoom = zoom
        self.taken: Boxes = np.empty((0, 4))
        marks = [around(*pixel(lon, lat, zoom), 2 * radius, 2 * radius) for lon, lat in symbols]
        self.marks: Boxes = np.array(marks).reshape(-1, 4)

    def take(self, sign: Sign) -> None:
        """Keep others off a sign."""
        self.taken = np.vstack([self.taken, sign.box(self.zoom)])

    def look(self, wish: Wish, text: str, places: _Places) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Say for each place whether it is free of names, and how many symbols a sign there would cover."""
        half = np.array(extent(text, wish)) / 2
        middle = places.at + pixel(wish.lon, wish.lat, self.zoom)
        boxes = np.column_stack([middle - half, middle + half])
        free = np.count_nonzero(_touching(boxes, self.taken), axis=1) == 0
        return free, np.count_nonzero(_touching(boxes, self.marks), axis=1)


def _touching(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Say which of the first share more than an edge with which of the others (`boxes.touch` of all pairs)."""
    left, top, right, bottom = boxes.T[:, :, None]
    x0, y0, x1, y1 = others.T[:, None, :]
    return np.asarray((left < x1) & (x0 < right) & (top < y1) & (y0 < bottom))


def _placed(wish: Wish, sights: list[_Sight]) -> Sign | None:
    """Find a place: nearest to the point without covering a symbol; an overdue one covers it rather than stray far."""
    bold = wish.late > 0 or wish.leads
    places = PLACES_LATE if bold else PLACES_SYMBOL if wish.of_symbol else PLACES
    for text in (wish.text, "") if wish.late else (wish.text,):
        seen = [sight.look(wish, text, places) for sight in sights]
        free = np.logical_and.reduce([is_free for is_free, _ in seen])
        covered = np.sum([count for _, count in seen], axis=0)
        fit = np.flatnonzero(free if bold else free & (covered == 0))
        if len(fit):
            best = fit[np.argmin((places.strays + COVERED * covered)[fit])]
            right, down = places.at[best].tolist()
            return Sign(wish, text, right, down)
    return Sign(wish, "", 0.0, 0.0) if wish.late else None
