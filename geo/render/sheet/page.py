"""The paper of a sheet: its size, and pens that write and draw in points from its lower left corner."""

from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from geo.render.sheet import faces
from geo.render.style import paint

DPI = 150
INCH = 72.0
HALO = "halo"
SMALLEST = 6.5  # pt: nothing is printed smaller

# Global in matplotlib, so set once, here (briefing note, traps 2-4).
mpl.rcParams.update(
    {
        "axes.unicode_minus": False,
        "text.parse_math": False,
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
    """One sheet: a figure, and one transparent layer over it in points."""

    def __init__(self, paper: Paper) -> None:
        mpl.rcParams["font.family"] = faces.faces()
        self.paper = paper
        self.wide, self.high = paper.wide * INCH, paper.high * INCH
        self.figure = Figure(figsize=(paper.wide, paper.high), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.ink: Axes = self.figure.add_axes((0, 0, 1, 1), zorder=50)
        self.ink.set_xlim(0, self.wide)
        self.ink.set_ylim(0, self.high)
        self.ink.axis("off")
        self.ink.patch.set_alpha(0)
        self.unprinted: set[str] = set()

    def axes(self, box: Box, *, zorder: float = 1) -> Axes:
        """Make axes in a box, without ticks."""
        made: Axes = self.figure.add_axes(
            (box.left / self.wide, box.bottom / self.high, box.wide / self.wide, box.high / self.high), zorder=zorder
        )
        made.set_xticks([])
        made.set_yticks([])
        for side in made.spines.values():
            side.set_color(paint("control"))
            side.set_linewidth(0.8)
        return made

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: str = "ink",
        ha: str = "left",
        va: str = "baseline",
        room: float | None = None,
        halo: float = 0.0,
        turn: float = 0.0,
        z: float = 5,
    ) -> Text:
        """Write one line; with `room` it is made smaller, then cut, to stay within that many points."""
        if room is not None:
            text, size = fitted(text, size, room, bold=bold)
        said, missing = faces.legible(text)
        self.unprinted |= set(missing)
        made: list[Text] = []
        for under in (True, False) if halo else (False,):  # apart: a text with effects cannot be searched in a PDF
            made.append(
                self.ink.text(
                    x,
                    y,
                    said,
                    fontfamily=faces.family(said),
                    fontsize=max(size, SMALLEST),
                    fontweight="bold" if bold else "normal",
                    color=paint(color) or "none",
                    ha=ha,
                    va=va,
                    rotation=turn,
                    zorder=z - 0.1 if under else z,
                )
            )
            if under:
                made[0].set_path_effects([Stroke(linewidth=halo, foreground="#FFFFFF")])
                made[0].set_gid(HALO)
        return made[-1]

    def line(
        self, xs: list[float], ys: list[float], color: str, width: float, *, z: float = 4, dash: bool = False
    ) -> None:
        """Draw a line through points."""
        made = Line2D(xs, ys, color=paint(color), linewidth=width, zorder=z, solid_capstyle="butt")
        if dash:
            made.set_linestyle((0, (4, 2.5)))
        self.ink.add_line(made)

    def block(
        self, box: Box, face: str, *, edge: str = "none", width: float = 0.6, z: float = 3, hatch: str = ""
    ) -> None:
        """Fill a rectangle."""
        self.ink.add_patch(
            Rectangle(
                (box.left, box.bottom),
                box.wide,
                box.high,
                facecolor=paint(face) or "none",
                edgecolor=paint(edge) or "none",
                linewidth=width,
                zorder=z,
                hatch=hatch or None,
            )
        )

    def card(self, box: Box, *, face: str = "panel", edge: str = "control", alpha: float = 0.94, z: float = 2) -> None:
        """Draw the ground of a legend or a stamp: rounded corners, a hair of an edge."""
        made = FancyBboxPatch(
            (box.left + 2, box.bottom + 2),
            box.wide - 4,
            box.high - 4,
            boxstyle="round,pad=2,rounding_size=2.5",
            facecolor=paint(face) or "none",
            edgecolor=paint(edge) or "none",
            linewidth=0.7,
            alpha=alpha,
            zorder=z,
        )
        self.ink.add_patch(made)

    def shape(self, points: list[tuple[float, float]], face: str, *, edge: str = "none", z: float = 4) -> None:
        """Fill a polygon."""
        self.ink.add_patch(
            Polygon(points, facecolor=paint(face) or "none", edgecolor=paint(edge) or "none", linewidth=0.5, zorder=z)
        )

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
        made = Line2D([x], [y], marker=sign, markersize=size, color=paint(color), linestyle="none", zorder=z)
        made.set_markeredgecolor(paint(edge) or "none")
        made.set_markeredgewidth(width)
        self.ink.add_line(made)

    def texts(self) -> list[Text]:
        """Every text on the sheet that says something; not the white rims below them."""

        def says(artist: Artist) -> bool:
            return isinstance(artist, Text) and bool(artist.get_text().strip()) and artist.get_gid() != HALO

        return [found for found in self.figure.findobj(says) if isinstance(found, Text)]


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
