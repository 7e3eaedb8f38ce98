"""Names of the light map: at which scale each is shown, and where beside its point, so that none touches another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import asinh, floor, hypot, log2, pi, radians, tan

from geo.render.boxes import Box, Room, around, high, touch, wide

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


def _places(reach: int) -> tuple[tuple[float, float], ...]:
    steps = range(-reach // GRID * GRID, reach + 1, GRID)
    tried = [(float(right), float(down)) for right in steps for down in steps if hypot(right, down) <= reach]
    # Nearest first; of two as near the lower one: a name under its point reads better than over it.
    return tuple(sorted(tried, key=lambda at: (hypot(*at), -at[1], abs(at[0]), at[0])))


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
            wishes, key=lambda one: (-one.late, one.code not in shown, one.rank, -len(one.text), one.code)
        ):
            sign = _placed(wish, sights)
            if sign is not None:
                now[wish.code] = sign
                for sight in sights:
                    sight.room.take(sign.box(sight.zoom))
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
        self.room = Room()
        self.marks = [around(*pixel(lon, lat, zoom), 2 * radius, 2 * radius) for lon, lat in symbols]

    def free(self, sign: Sign) -> bool:
        return self.room.free(sign.box(self.zoom))

    def covered(self, sign: Sign) -> int:
        """How many symbols a sign would cover."""
        box = sign.box(self.zoom)
        return sum(touch(box, mark) for mark in self.marks)


def _placed(wish: Wish, sights: list[_Sight]) -> Sign | None:
    """Find a place: nearest to the point without covering a symbol; an overdue one covers it rather than stray far."""
    if not wish.late:
        signs = (Sign(wish, wish.text, *at) for at in (PLACES_SYMBOL if wish.of_symbol else PLACES))
        return next((one for one in signs if all(s.free(one) and not s.covered(one) for s in sights)), None)
    for text in (wish.text, ""):
        signs = (Sign(wish, text, *at) for at in PLACES_LATE)
        free = [one for one in signs if all(sight.free(one) for sight in sights)]
        if free:
            return min(free, key=lambda one: hypot(one.right, one.down) + COVERED * sum(s.covered(one) for s in sights))
    return Sign(wish, "", 0.0, 0.0)
