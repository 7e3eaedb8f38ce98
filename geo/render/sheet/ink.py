"""What lies on a sheet, in points from its lower left corner, and how a backend puts it there.

One artist for the whole sheet instead of one for every text and rectangle: each of those costs matplotlib
about a millisecond, and an atlas has thirty thousand. It also knows every mark, so that a sheet can be told
from another without drawing it.
"""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from geo.render.sheet import faces

Rgba = tuple[float, float, float, float]
Frame = tuple[float, float, float, float]  # left, bottom, right, top
HALO = "#FFFFFF"
INCH = 72.0


@dataclass(frozen=True, slots=True)
class Area:
    """A path that is filled, hatched, stroked or all of it."""

    path: Path
    face: Rgba | None = None
    edge: Rgba | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()
    hatch: str = ""
    cap: str = "butt"
    clip: Frame | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """One symbol at many places; `path` in points around its middle."""

    path: Path
    places: NDArray[np.float64]
    face: Rgba
    edge: Rgba
    width: float
    clip: Frame | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One line of text: `x`, `y` is where its baseline begins."""

    x: float
    y: float
    text: str
    size: float
    color: Rgba
    bold: bool = False
    halo: float = 0.0
    turn: float = 0.0
    kind: str = ""

    @property
    def frame(self) -> Frame:
        """Box of its ink as if it were not turned."""
        low, high = faces.rise(self.text, bold=self.bold)
        wide = faces.width(self.text, self.size, bold=self.bold)
        return self.x, self.y + low * self.size, self.x + wide, self.y + high * self.size


Job = Area | Marks | Word


class Ink(Artist):
    """All marks of a sheet; of equal `z` those put down first lie below, but words lie over their halos."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[tuple[float, Job]] = []

    def put(self, job: Job, z: float) -> None:
        """Lay a mark on the sheet."""
        self.jobs.append((z, job))

    def words(self) -> Iterator[Word]:
        """Every text."""
        return (job for _, job in self.jobs if isinstance(job, Word))

    def digest(self) -> str:
        """64 hex digits of everything on the sheet."""
        body = hashlib.sha256()
        for z, job in self._order():
            match job:
                case Word():
                    body.update(repr((z, job)).encode())
                case Area(path) | Marks(path):
                    rest = {name: getattr(job, name) for name in job.__slots__ if name not in ("path", "places")}
                    body.update(repr((z, sorted(rest.items()))).encode())
                    body.update(np.round(np.asarray(path.vertices, dtype=float), 4).tobytes())
                    body.update(b"" if path.codes is None else np.asarray(path.codes).tobytes())
                    if isinstance(job, Marks):
                        body.update(np.round(job.places, 4).tobytes())
        return body.hexdigest()

    def draw(self, renderer: RendererBase) -> None:
        """Hand everything to a backend."""
        scale = self.figure.dpi / INCH
        points = Affine2D().scale(scale)
        for _, level in groupby(self._order(), key=lambda one: one[0]):
            words: list[Word] = []
            for _, job in level:
                match job:
                    case Word():
                        words.append(job)
                    case Area():
                        _area(renderer, job, points, scale)
                    case Marks():
                        _marks(renderer, job, points, scale)
            _halos(renderer, words, points)
            _words(renderer, words, scale)
        self.stale = False

    def _order(self) -> list[tuple[float, Job]]:
        return sorted(self.jobs, key=lambda one: one[0])


def _context(renderer: RendererBase, clip: Frame | None, scale: float) -> GraphicsContextBase:
    gc = renderer.new_gc()
    if clip is not None:
        gc.set_clip_rectangle(Bbox.from_extents(*(side * scale for side in clip)))
    return gc


def _area(renderer: RendererBase, job: Area, points: Affine2D, scale: float) -> None:
    if not len(np.asarray(job.path.vertices)):
        return
    gc = _context(renderer, job.clip, scale)
    gc.set_foreground(job.edge or (0.0, 0.0, 0.0, 0.0), isRGBA=True)
    gc.set_linewidth(job.width if job.edge else 0.0)
    gc.set_capstyle(job.cap)  # type: ignore[arg-type]  # one of three words
    gc.set_joinstyle("round")
    if job.dash:
        gc.set_dashes(0, list(job.dash))
    if job.hatch:
        gc.set_hatch(job.hatch)
        gc.set_hatch_color(job.edge or (0.0, 0.0, 0.0, 1.0))
        gc.set_linewidth(0.0)
    renderer.draw_path(gc, job.path, points, job.face)
    gc.restore()


def _marks(renderer: RendererBase, job: Marks, points: Affine2D, scale: float) -> None:
    gc = _context(renderer, job.clip, scale)
    gc.set_foreground(job.edge, isRGBA=True)
    gc.set_linewidth(job.width)
    gc.set_joinstyle("round")
    renderer.draw_markers(gc, job.path, points, Path(job.places), points, job.face)
    gc.restore()


def _halos(renderer: RendererBase, words: list[Word], points: Affine2D) -> None:
    """Draw the white rims of all words of a level as one path for each width."""
    rims: dict[float, list[Path]] = {}
    for word in words:
        if word.halo:
            shape = faces.outline(word.text, bold=word.bold)
            turned = Affine2D().scale(word.size).rotate_deg(word.turn).translate(word.x, word.y)
            rims.setdefault(word.halo, []).append(shape.transformed(turned))
    for width, paths in sorted(rims.items()):
        gc = renderer.new_gc()
        gc.set_foreground(HALO)
        gc.set_linewidth(width)
        gc.set_joinstyle("round")
        renderer.draw_path(gc, Path.make_compound_path(*paths), points, None)
        gc.restore()


def _words(renderer: RendererBase, words: list[Word], scale: float) -> None:
    _, high = renderer.get_canvas_width_height()
    for word in words:
        gc = renderer.new_gc()
        gc.set_foreground(word.color, isRGBA=True)
        y = word.y * scale
        look = faces.look(word.text, word.size, bold=word.bold)
        renderer.draw_text(gc, word.x * scale, high - y if renderer.flipy() else y, word.text, look, word.turn)
        gc.restore()


def begin(x: float, y: float, text: str, size: float, **how: Any) -> tuple[float, float]:  # noqa: ANN401 - three words
    """Where the baseline begins of a text that stands at a place.

    Parameters
    ----------
    x, y
        The place.
    how
        `bold`; `ha`: left, center or right; `va`: baseline or center (of its ink); `turn`, degrees.
    """
    bold = bool(how.get("bold", False))
    right = {"left": 0.0, "center": 0.5, "right": 1.0}[how.get("ha", "left")] * faces.width(text, size, bold=bold)
    low, high = faces.rise(text, bold=bold)
    up = 0.0 if how.get("va", "baseline") == "baseline" else (low + high) / 2 * size
    angle = math.radians(how.get("turn", 0.0))
    return x - right * math.cos(angle) + up * math.sin(angle), y - right * math.sin(angle) - up * math.cos(angle)
