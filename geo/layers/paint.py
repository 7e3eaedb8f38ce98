"""The words an overlay is painted with; colours are names of tokens, every renderer translates them."""

from dataclasses import dataclass
from itertools import pairwise

Stops = tuple[tuple[float, float], ...]  # (zoom, value), rising; between them linear
Size = float | Stops
Band = tuple[float, float]
ALL: Band = (0.0, 24.0)


@dataclass(frozen=True, slots=True)
class Own:
    """Each row carries its colour, as #RRGGBB, in this column."""

    column: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A token by the value of a column."""

    column: str
    cases: tuple[tuple[str, str], ...]
    other: str


@dataclass(frozen=True, slots=True)
class Ramp:
    """Classes of a number: below `breaks[0]` nothing, from `breaks[i]` on the token `ramp<i+1>`.

    The breaks are fixed, so that two periods and two places may be compared; the browser may
    replace the number by a feature state of the same name when a filter is set.
    """

    column: str
    breaks: tuple[int, ...]

    def tokens(self) -> tuple[str, ...]:
        """Names of the colours, lightest first."""
        return tuple(f"ramp{n + 1}" for n in range(len(self.breaks)))


Color = str | Own | Pick | Ramp


@dataclass(frozen=True, slots=True)
class Where:
    """Only rows whose column holds one of these values."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """The inside of polygons."""

    color: Color
    opacity: Size = 1.0
    edge: str | None = None
    where: Where | None = None
    zoom: Band = ALL


HATCHES = ("rise", "fall", "cross", "dots", "bars")  # lines up and down to the right, both, dots, level lines


@dataclass(frozen=True, slots=True)
class Hatch:
    """A texture inside polygons, one of HATCHES: what differs in colour differs in this too."""

    color: str
    opacity: Size = 1.0
    form: str = "rise"
    where: Where | None = None
    zoom: Band = ALL


@dataclass(frozen=True, slots=True)
class Line:
    """Lines, and the borders of polygons.

    `width` and `dash` are CSS px; `metres` replaces the width by a true one; `inset` draws the band
    inside its polygon; `casing` is (colour, width) of a wider line below.
    """

    color: Color
    width: Size = 1.0
    opacity: Size = 1.0
    dash: tuple[float, ...] | None = None
    casing: tuple[str, Size] | None = None
    metres: float | None = None
    inset: bool = False
    where: Where | None = None
    zoom: Band = ALL


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol at a point: star, triangle, disc, or glyph (its row's own, of the nine colours).

    `radius` and `casing` (white, around it) in CSS px; they change in steps, so that symbols stay crisp.
    """

    shape: str
    color: Color
    radius: Size
    casing: float = 2.0
    slot: str | None = None  # column 0..8: place in a block of three by three
    lift: float = 0.0  # CSS px above its point
    where: Where | None = None
    zoom: Band = ALL


@dataclass(frozen=True, slots=True)
class Text:
    """A column as text with a halo; `sort` is a column, lowest kept first; `shift` is (right, down) in em."""

    column: str
    size: Size
    color: Color = "ink"
    halo: str = "panel"
    halo_width: float = 1.6
    bold: bool = False
    shift: tuple[float, float] = (0.0, 0.0)
    anchor: str = "center"
    sort: str | None = None
    along: bool = False  # follow a line
    dodge: bool = False  # may move beside its point to find room
    always: bool = False  # never give way to others
    slot: str | None = None
    where: Where | None = None
    zoom: Band = ALL


Part = Fill | Hatch | Line | Mark | Text


def at_zoom(size: Size, zoom: float) -> float:
    """Value of a size at a zoom: linear between the stops, constant outside them."""
    if isinstance(size, (int, float)):
        return float(size)
    if zoom <= size[0][0]:
        return size[0][1]
    for (z0, v0), (z1, v1) in pairwise(size):
        if zoom <= z1:
            return v0 + (v1 - v0) * (zoom - z0) / (z1 - z0)
    return size[-1][1]
