"""The paper of a sheet: its size, and pens that write and draw in points from its lower left corner."""

from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patches import BoxStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from geo.render.sheet import faces
from geo.render.sheet.ink import Area, Frame, Ink, Marks, Rgba, Word, begin
from geo.render.style import paint

DPI = 150
INCH = 72.0
MAP, INK, OVER = 0, 1000, 2000  # levels: maps, what is written over them, small maps over all
SMALLEST = 6.5  # pt: nothing is printed smaller

# Global in matplotlib, so set once, here (briefing note, traps 2-4).
mpl.rcParams.update(
    {
        "text.parse_math": False,
        "text.hinting": "no_hinting",  # else a line is longer on a small picture than in the file
        "hatch.linewidth": 0.4,
        "svg.hashsalt": "one-grid-map",
        "pdf.fonttype": 42,  # text stays text: searchable
        "path.simplify": True,
    }
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A size, inch."""

    key: str
    title: str
    wide: float
    high: float


A4 = Paper("a4", "A4 竖", 8.27, 11.69)
WIDE = Paper("wide", "16:9 横", 13.333, 7.5)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper, points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def frame(self) -> Frame:
        """Its four sides."""
        return self.left, self.bottom, self.right, self.top

    @property
    def wide(self) -> float:
        """Width."""
        return self.right - self.left

    @property
    def high(self) -> float:
        """Height."""
        return self.top - self.bottom

    def shrunk(self, by: float) -> "Box":
        """Return the box without a margin on all sides."""
        return Box(self.left + by, self.bottom + by, self.right - by, self.top - by)


class Page:
    """One sheet: a figure, and the ink on it, in points.

    Maps lie on levels of their own below what is written around them: a pen's `z` counts within `level`.
    """

    def __init__(self, paper: Paper) -> None:
        faces.check()
        mpl.rcParams["font.family"] = faces.faces()
        self.paper = paper
        self.wide, self.high = paper.wide * INCH, paper.high * INCH
        self.figure = Figure(figsize=(paper.wide, paper.high), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.ink = Ink()
        self.figure.add_artist(self.ink)
        self.unprinted: set[str] = set()

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: str = "ink",
        alpha: float = 1.0,
        ha: str = "left",
        va: str = "baseline",
        room: float | None = None,
        halo: float = 0.0,
        turn: float = 0.0,
        z: float = 5,
        level: int = INK,
        kind: str = "",
    ) -> None:
        """Write one line; with `room` it is made smaller, then cut, to stay within that many points."""
        if room is not None:
            text, size = fitted(text, size, room, bold=bold)
        said, missing = faces.legible(text)
        self.unprinted |= set(missing)
        if not said.strip():
            return
        size = max(size, SMALLEST)
        at = begin(x, y, said, size, bold=bold, ha=ha, va=va, turn=turn)
        word = Word(*at, said, size, tone(color, alpha), bold=bold, halo=halo, turn=turn, kind=kind)
        self.ink.put(word, level + z)

    def line(
        self,
        xs: list[float],
        ys: list[float],
        color: str,
        width: float,
        *,
        z: float = 4,
        dash: bool | tuple[float, ...] = False,
        level: int = INK,
    ) -> None:
        """Draw a line through points; `dash` may name the steps, on and off."""
        steps = dash if isinstance(dash, tuple) else (4 * width, 2.5 * width) if dash else ()
        path = Path(np.column_stack([xs, ys]))
        self.ink.put(Area(path, edge=tone(color), width=width, dash=steps), level + z)

    def block(
        self, box: Box, face: str, *, edge: str = "none", width: float = 0.6, z: float = 3, hatch: str = ""
    ) -> None:
        """Fill a rectangle."""
        left, bottom, right, top = box.frame
        corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
        self.shape(corners, face, edge=edge, width=width, z=z, hatch=hatch)

    def card(self, box: Box, *, face: str = "panel", edge: str = "control", alpha: float = 0.94, z: float = 2) -> None:
        """Draw the ground of a legend or a stamp: rounded corners, a hair of an edge."""
        rounded = BoxStyle.Round(pad=2, rounding_size=2.5)
        path = rounded(box.left + 2, box.bottom + 2, box.wide - 4, box.high - 4, 1.0)
        line = None if edge == "none" else tone(edge, alpha)
        self.ink.put(Area(path, tone(face, alpha), line, 0.7), INK + z)

    def shape(
        self,
        points: list[tuple[float, float]],
        face: str,
        *,
        edge: str = "none",
        width: float = 0.5,
        z: float = 4,
        hatch: str = "",
    ) -> None:
        """Fill a polygon."""
        path = Path([*points, points[0]], closed=True)
        fill, line = (None if one == "none" else tone(one) for one in (face, edge))
        self.ink.put(Area(path, fill, line, width, hatch=hatch), INK + z)

    def mark(
        self,
        x: float,
        y: float,
        sign: str,
        size: float,
        color: str,
        *,
        edge: str = "#FFFFFF",
        width: float = 0.8,
        z: float = 6,
    ) -> None:
        """Draw a matplotlib marker of `size` points."""
        self.marks(np.array([[x, y]]), sign, size, color, edge=edge, width=width, z=z)

    def marks(
        self,
        places: NDArray[np.float64],
        sign: str,
        size: float,
        color: str,
        *,
        edge: str = "#FFFFFF",
        width: float = 0.8,
        z: float = 6,
        level: int = INK,
        clip: Frame | None = None,
    ) -> None:
        """Draw one marker at many places."""
        style = MarkerStyle(sign)
        path = style.get_path().transformed(style.get_transform()).transformed(Affine2D().scale(size))
        self.ink.put(Marks(path, places, tone(color), tone(edge), width, clip), level + z)

    def frame(self, box: Box, face: str, level: int) -> None:
        """Lay the ground of a map and, over the map, its frame."""
        left, bottom, right, top = box.frame
        path = Path([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)], closed=True)
        self.ink.put(Area(path, tone(face)), level - 2)
        self.ink.put(Area(path, None, tone("control"), 0.8), level + 90)

    def texts(self) -> list[Word]:
        """Every text on the sheet."""
        return list(self.ink.words())


def tone(color: str, alpha: float = 1.0) -> Rgba:
    """Colour of a token or #RRGGBB."""
    red, green, blue, _ = to_rgba(paint(color) or color)
    return red, green, blue, alpha


def fitted(text: str, size: float, room: float, *, bold: bool = False, smallest: float = SMALLEST) -> tuple[str, float]:
    """Make a line fit: down to 80 % of its size, then cut with an ellipsis."""
    if faces.width(text, size, bold=bold) <= room:
        return text, size
    least = max(size * 0.8, smallest)
    need = size * room / max(faces.width(text, size, bold=bold), 1e-6)
    if need >= least:
        return text, need
    while text and faces.width(text + "…", least, bold=bold) > room:
        text = text[:-1]
    return text + "…", least


def wrapped(text: str, size: float, room: float, *, lines: int, bold: bool = False) -> list[str]:
    """Break a text into at most so many lines; the last one is cut with an ellipsis if need be."""
    out: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for char in paragraph:
            if faces.width(line + char, size, bold=bold) > room and not (char in "，。；、）”" and line):
                out.append(line)
                line = ""
            line += char
        out.append(line)
    if len(out) > lines:
        rest = "".join(out[lines - 1 :])
        out = [*out[: lines - 1], fitted(rest, size, room, bold=bold, smallest=size)[0]]
    return out
