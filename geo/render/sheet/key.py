"""The legend of a sheet: what is drawn and nothing else, from the registry's own lines."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely

from geo.layers.base import Layer
from geo.model.profile import Profile
from geo.render.hatch import SIGNS
from geo.render.legend import legend
from geo.render.sheet import faces
from geo.render.sheet.page import Box, Page
from geo.render.sheet.panel import Panel
from geo.render.style import MARKERS, paint

ROW, SAMPLE, PAD = 14.5, 22.0, 9.0  # pt
SIZE = 8.5
TITLE = 10.0
PT = 0.8  # points for one px of screen
WIDEST = 4.5  # pt: a wider line would be no line in its row
FURNITURE = 60.0  # pt: what is wider is a list or a scale bar, no symbol


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a sample and its words."""

    shape: str
    color: str
    title: str
    stroke: str | None = None
    glyph: str = ""
    ink: str = "#FFFFFF"
    hatch: str = ""  # texture over a fill, one of `geo.layers.paint.HATCHES`, in the colour `ink`
    width: float = 1.4
    dash: tuple[float, ...] = ()


def lines_of(layers: Iterable[Layer], profile: Profile, *, base: bool = True) -> list[Line]:
    """Lines of the drawn overlays, the ground last."""
    found = []
    layers = list(layers)
    for layer in [one for one in layers if one.group != "底图"] + [
        one for one in layers if base and one.group == "底图"
    ]:
        for entry in legend(layer, profile):
            if entry["color"] is None:
                continue
            title, glyph = str(entry["title"]), str(entry["sign"])
            ink = str(entry["stroke"] or "#FFFFFF")
            if entry["shape"] == "glyph":
                glyph, _, title = title.partition(" ")
            elif entry["shape"] in ("fill", "ramp"):
                ink = str(entry["ink"] or paint("ink"))
            found.append(
                Line(
                    str(entry["shape"]),
                    str(entry["color"]),
                    title,
                    entry["stroke"],
                    glyph,
                    ink,
                    str(entry["hatch"] or ""),
                    min(float(entry.get("width", 1.4)) * PT, WIDEST),
                    tuple(step * PT for step in entry.get("dash") or ()),
                )
            )
    return found


def size(lines: list[Line], *, columns: int = 1, title: str = "图例") -> tuple[float, float]:
    """Width and height of a legend, pt."""
    per = -(-len(lines) // columns)
    wide = sum(_wide(lines[n * per : (n + 1) * per]) for n in range(columns)) + 12 * (columns - 1) + 2 * PAD
    return max(wide, faces.width(title, TITLE, bold=True) + 2 * PAD), per * ROW + 2 * PAD + (TITLE + 5 if title else 0)


def key(
    page: Page, lines: list[Line], x: float, y: float, *, columns: int = 1, title: str = "图例", card: bool = True
) -> Box:
    """Draw a legend with its lower left corner at a place; the answer is its box."""
    if not lines:
        return Box(x, y, x, y)
    wide, high = size(lines, columns=columns, title=title)
    box = Box(x, y, x + wide, y + high)
    if card:
        page.card(box)
    top = box.top - PAD
    if title:
        page.write(box.left + PAD, top - TITLE + 1, title, TITLE, bold=True)
        top -= TITLE + 5
    per = -(-len(lines) // columns)
    left = box.left + PAD
    for n in range(columns):
        part = lines[n * per : (n + 1) * per]
        for row, line in enumerate(part):
            mid = top - ROW * (row + 0.5)
            sample(page, line, left, mid)
            page.write(left + SAMPLE + 7, mid - SIZE * 0.36, line.title, SIZE)
        left += _wide(part) + 12
    return box


def corner(
    view: Panel,
    profile: Profile,
    shape: shapely.Geometry,
    *,
    extra: Iterable[Line] = (),
    title: str = "图例",
    base: bool = True,
) -> Box:
    """Draw the legend of a map in the corner where it hides least of the place, and keep names out of it."""
    lines = [*extra, *lines_of(view.drawn, profile, base=base)]
    if not lines:
        return Box(view.box.left, view.box.bottom, view.box.left, view.box.bottom)
    wide, high = size(lines, title=title)
    box = view.box
    spots = (
        (box.left + 18, box.bottom + 14),
        (box.right - 12 - wide, box.bottom + 54),
        (box.left + 18, box.top - 12 - high),
        (box.right - 12 - wide, box.top - 56 - high),
    )

    def hides(spot: tuple[float, float]) -> float:
        west, south = view.ground(spot[0] - 4, spot[1] - 4)
        east, north = view.ground(spot[0] + wide + 4, spot[1] + high + 4)
        mine = (spot[0], spot[1], spot[0] + wide, spot[1] + high)
        other = sum(
            max(0.0, min(mine[2], one[2]) - max(mine[0], one[0]))
            * max(0.0, min(mine[3], one[3]) - max(mine[1], one[1]))
            for one in view.names.taken
            if one[2] - one[0] > FURNITURE
        )
        return (
            float(shapely.area(shapely.intersection(shape, shapely.box(west, south, east, north))))
            + other * view.mpt**2
        )

    drawn = key(view.page, lines, *min(spots, key=hides), title=title)
    view.names.reserve((drawn.left - 2, drawn.bottom - 2, drawn.right + 2, drawn.top + 2))
    return drawn


def sample(page: Page, line: Line, x: float, mid: float) -> None:
    """Draw a sample `SAMPLE` points wide, its middle at a height."""
    box = Box(x, mid - 4.5, x + SAMPLE, mid + 4.5)
    match line.shape:
        case "fill" | "ramp":
            page.block(box, line.color, edge=line.stroke or "control", width=0.6, z=5)
            if line.hatch:
                page.block(box, "none", edge=line.ink, width=0.0, hatch=SIGNS[line.hatch], z=6)
            if line.glyph:
                page.write(x + SAMPLE / 2, mid, line.glyph, 7, color=line.ink, ha="center", va="center", z=7)
        case "hatch":
            page.block(box, "none", edge=line.color, width=0.4, hatch="/////", z=5)
        case "dots":
            page.block(box, "panel", edge=line.color, width=0.4, hatch="....", z=5)
        case "line" | "dash":
            if line.stroke:
                page.line([x, box.right], [mid, mid], line.stroke, 3.0, z=4)
            page.line([x, box.right], [mid, mid], line.color, line.width, dash=line.dash or line.shape == "dash", z=5)
        case "glyph":
            page.mark(x + SAMPLE / 2, mid, "o", 12.5, line.color, width=0.9)
            page.write(x + SAMPLE / 2, mid, line.glyph, 7, color=line.ink, ha="center", va="center", z=7)
        case shape:
            large = 11 if shape == "star" else 8.5
            page.mark(x + SAMPLE / 2, mid, MARKERS.get(shape, "o"), large, line.color)


def _wide(lines: list[Line]) -> float:
    return SAMPLE + 7 + max((faces.width(line.title, SIZE) for line in lines), default=0.0)


def ramp(colors: list[str], words: Iterable[str]) -> list[Line]:
    """Lines of classes, lightest first."""
    return [Line("ramp", str(paint(color)), word) for color, word in zip(colors, words, strict=False)]
