"""A piece of the paper that stands for a piece of ground: metres inside, points outside, and pens for shapes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray

from geo.render.sheet import outlines
from geo.render.sheet.ink import Area
from geo.render.sheet.names import Names
from geo.render.sheet.page import MAP, Box, Page, tone

FINEST = 0.09  # points: a third of a pixel of print


@dataclass(slots=True)
class Ground:
    """Ground on paper; colours are tokens or #RRGGBB."""

    page: Page
    box: Box
    mpt: float  # metres a point
    corner: tuple[float, float]  # metres, lower left
    level: int = MAP
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.page, self.box, self.at, self.level)

    @property
    def window(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        west, south = self.corner
        return west, south, west + self.box.wide * self.mpt, south + self.box.high * self.mpt

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Place on the paper of a point in metres."""
        west, south = self.corner
        return self.box.left + (x - west) / self.mpt, self.box.bottom + (y - south) / self.mpt

    def ground(self, x: float, y: float) -> tuple[float, float]:
        """Metres of a place on the paper."""
        west, south = self.corner
        return west + (x - self.box.left) * self.mpt, south + (y - self.box.bottom) * self.mpt

    def fill(
        self,
        shapes: NDArray[np.object_],
        color: str | Sequence[str],
        *,
        z: float,
        alpha: float = 1.0,
        edge: str | None = None,
        width: float = 0.0,
        hatch: str = "",
        apart: bool = False,
    ) -> None:
        """Fill polygons (metres), one colour for all or one each; `none` leaves one out.

        Those of a colour become one path, so that where they overlap nothing adds up; `apart` keeps each its own.
        """
        line = tone(edge, alpha if hatch else 1.0) if edge else None
        for name, some in _by_color(shapes, color):
            for part in [some[n : n + 1] for n in range(len(some))] if apart else [some]:
                path = self._placed(outlines.inside(self._thin(part)))
                face = None if hatch else tone(name, alpha)
                area = Area(path, face, line, width, hatch=hatch, clip=self.box.frame)
                self.page.ink.put(area, self.level + z)

    def stroke(
        self,
        shapes: NDArray[np.object_],
        color: str | Sequence[str],
        width: float,
        *,
        z: float,
        alpha: float = 1.0,
        dash: Sequence[float] = (),
        cap: str = "round",
    ) -> None:
        """Draw lines, and the borders of polygons (metres), `width` points wide."""
        for name, some in _by_color(shapes, color):
            path = self._placed(outlines.along(self._thin(some)))
            area = Area(path, None, tone(name, alpha), width, tuple(dash), cap=cap, clip=self.box.frame)
            self.page.ink.put(area, self.level + z)

    def _placed(self, path: Path) -> Path:
        """Bring a path from metres to the paper."""
        xy = (np.asarray(path.vertices, dtype=float) - self.corner) / self.mpt + (self.box.left, self.box.bottom)
        return Path(xy, path.codes)

    def _thin(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Leave out what is finer than the eye at this scale."""
        if self.mpt * FINEST < 0.5:  # noqa: PLR2004 - metres: nothing is drawn finer than that
            return shapes
        return np.asarray(shapely.simplify(shapes, self.mpt * FINEST, preserve_topology=False))


def _by_color(shapes: NDArray[np.object_], color: str | Sequence[str]) -> Iterator[tuple[str, NDArray[np.object_]]]:
    """Shapes of each colour, in the order the colours come first."""
    if isinstance(color, str):
        if len(shapes):
            yield color, shapes
        return
    names = np.asarray(color, dtype=object)
    for name in dict.fromkeys(color):
        if name != "none":
            yield name, shapes[names == name]
