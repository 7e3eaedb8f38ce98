"""Draws the parts of an overlay on a map of a sheet: every part as few paths as its colours."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.layers.base import Kind, Layer
from geo.layers.paint import Fill, Hatch, Line, Mark, Text, at_zoom
from geo.render.hatch import SIGNS
from geo.render.sheet.ground import Ground
from geo.render.still import colors, painted
from geo.render.style import MARKERS
from geo.rules.shapes import bare

PT = 0.62  # points of paper for one px of screen: a sheet is read from nearer
EDGE = 0.25  # pt


def draw_layer(view: Ground, layer: Layer, frame: GeoDataFrame, *, zoom: float, z: float) -> int:
    """Draw one overlay.

    Parameters
    ----------
    frame
        Rows in the map's own system (metres).
    zoom
        Scale at which sizes are taken.
    z
        Drawing order of the layer's first part.

    Returns
    -------
    int
        Rows drawn, over all parts.
    """
    drawn = 0
    for n, (part, kept) in enumerate(painted(layer, frame, zoom)):
        brush = _Brush(view, zoom, z + n / 10, base=layer.kind is Kind.BASE)
        tones = [tone or "none" for tone in colors(part.color, kept)]
        match part:
            case Fill() | Hatch():
                brush.areas(part, kept, tones)
            case Line():
                brush.lines(part, kept, tones)
            case Mark():
                brush.marks(part, kept, tones)
            case Text() if not part.along:
                brush.texts(part, kept, tones)
        drawn += len(kept)
    return drawn


@dataclass(frozen=True, slots=True)
class _Brush:
    """Where and at what scale a part is drawn."""

    view: Ground
    zoom: float
    z: float
    base: bool

    def areas(self, part: Fill | Hatch, frame: GeoDataFrame, tones: list[str]) -> None:
        shapes, alpha = bare(frame.geometry), at_zoom(part.opacity, self.zoom)
        if isinstance(part, Hatch):
            self.view.fill(shapes, tones, z=self.z, alpha=alpha, edge=tones[0], hatch=SIGNS[part.form])
            return
        self.view.fill(
            shapes,
            tones,
            z=self.z,
            alpha=alpha,
            edge=part.edge,
            width=EDGE if part.edge else 0.0,
            apart=alpha < 1 and not self.base,  # circles over each other add up; the ground is a mosaic
        )

    def lines(self, part: Line, frame: GeoDataFrame, tones: list[str]) -> None:
        shapes, alpha = bare(frame.geometry), at_zoom(part.opacity, self.zoom)
        if part.inset and part.metres:  # a true band inside the border
            bands = shapely.difference(shapes, shapely.buffer(shapes, -part.metres))
            self.view.fill(np.asarray(bands), tones, z=self.z, alpha=alpha)
            return
        width = at_zoom(part.width, self.zoom)
        if part.casing:
            under, wide = part.casing[0], at_zoom(part.casing[1], self.zoom) * PT
            self.view.stroke(shapes, under, wide, z=self.z - 0.01, alpha=alpha)
        dash = tuple(step * PT for step in part.dash or ())
        cap = "butt" if part.dash else "round"
        self.view.stroke(shapes, tones, width * PT, z=self.z, alpha=alpha, dash=dash, cap=cap)

    def marks(self, part: Mark, frame: GeoDataFrame, tones: list[str]) -> None:
        view, rows = self.view, frame.to_dict("records")
        xy = shapely.get_coordinates(shapely.point_on_surface(bare(frame.geometry)))
        radius = at_zoom(part.radius, self.zoom) * PT
        places = np.array([view.at(x, y) for x, y in xy]).reshape(-1, 2)
        places += np.array([slot(row, part.slot) for row in rows]).reshape(-1, 2) * PT + [0.0, part.lift * PT]
        for x, y in places:
            view.names.reserve((x - radius, y - radius, x + radius, y + radius))
        edge = min(part.casing * PT * 0.6, radius / 3)
        kinds = np.array(tones, dtype=object)
        for name in dict.fromkeys(tones):
            if name != "none":
                view.page.marks(
                    places[kinds == name],
                    MARKERS[part.shape],
                    2 * radius,
                    name,
                    width=edge,
                    z=self.z,
                    level=view.level,
                    clip=view.box.frame,
                )
        if part.shape == "glyph":
            for (x, y), row in zip(places, rows, strict=True):
                view.page.write(
                    x, y, str(row["glyph"]), 1.1 * radius, color=str(row["ink"]), ha="center", va="center",
                    z=self.z + 0.01, level=view.level,
                )  # fmt: skip

    def _on_symbol(self, text: str, at: tuple[float, float] | None, size: float, tone: str, *, bold: bool) -> None:
        if at is not None:
            self.view.page.write(
                *at, text, size, bold=bold, color=tone, ha="center", va="center", z=self.z, level=self.view.level
            )

    def texts(self, part: Text, frame: GeoDataFrame, tones: list[str]) -> None:
        xy = shapely.get_coordinates(shapely.point_on_surface(bare(frame.geometry)))
        size = at_zoom(part.size, self.zoom) * PT
        ranks = frame[part.sort].to_numpy(dtype=float) if part.sort else np.zeros(len(frame))
        for (x, y), row, tone, rank in zip(xy, frame.to_dict("records"), tones, ranks, strict=True):
            right, up = slot(row, part.slot)
            if part.slot:
                up -= 18.0
            text = str(row[part.column])
            shift = (right * PT + part.shift[0] * size, up * PT - part.shift[1] * size)
            if part.always and not part.halo_width:  # it stands on its own symbol, which is in nobody's way twice
                self._on_symbol(text, view_at(self.view, x, y), size, tone, bold=part.bold)
                continue
            self.view.names.add(
                text, x, y, shift, size=size, color=tone, bold=part.bold, rank=rank, always=part.always, part=part
            )


def view_at(view: Ground, x: float, y: float) -> tuple[float, float] | None:
    """Place on the paper of a point in metres; None outside the frame."""
    px, py = view.at(x, y)
    left, bottom, right, top = view.box.frame
    return (px, py) if left <= px <= right and bottom <= py <= top else None


def slot(row: dict[Any, Any], column: str | None) -> tuple[float, float]:
    """Offset, right and up in px, of a row in a block of three by three."""
    if not column:
        return (0.0, 0.0)
    n = int(row[column])
    return ((n % 3 - 1) * 40.0, (1 - n // 3) * 40.0)
