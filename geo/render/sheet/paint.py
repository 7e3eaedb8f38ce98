"""Draws the parts of an overlay into matplotlib axes: one collection per part, as geopandas.plot is far too slow."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from geo.layers.base import Layer
from geo.layers.paint import Fill, Hatch, Line, Mark, Text, at_zoom
from geo.render.sheet.names import Names
from geo.render.still import colors, painted
from geo.render.style import MARKERS, paint
from geo.rules.shapes import bare

PT = 0.62  # points of paper for one px of screen: a sheet is read from nearer
Pair = tuple[float, float]


def draw_layer(axes: Axes, layer: Layer, frame: GeoDataFrame, *, zoom: float, z: float, names: Names) -> int:
    """Draw one overlay.

    Parameters
    ----------
    frame
        Rows in the axes' own system (metres).
    zoom
        Scale at which sizes are taken.
    z
        Drawing order of the layer's first part.
    names
        Collects the texts; they are placed together, when all symbols are known.

    Returns
    -------
    int
        Rows drawn, over all parts.
    """
    drawn = 0
    for n, (part, kept) in enumerate(painted(layer, frame, zoom)):
        brush = _Brush(axes, zoom, z + n / 10, names)
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

    axes: Axes
    zoom: float
    z: float
    names: Names

    def areas(self, part: Fill | Hatch, frame: GeoDataFrame, tones: list[str]) -> None:
        kept = [
            (compound(shape), tone) for shape, tone in zip(bare(frame.geometry), tones, strict=True) if tone != "none"
        ]
        if not kept:
            return
        paths, shown = [path for path, _ in kept], [tone for _, tone in kept]
        alpha = at_zoom(part.opacity, self.zoom)
        if isinstance(part, Hatch):
            edge = to_rgba(shown[0], alpha)
            self.axes.add_collection(
                PathCollection(
                    paths, facecolors="none", edgecolors=[edge], linewidths=0.0, hatch="/////", zorder=self.z
                )
            )
            return
        edges = paint(part.edge) if part.edge else "none"
        faces = [to_rgba(tone, alpha) for tone in shown]
        self.axes.add_collection(
            PathCollection(
                paths, facecolors=faces, edgecolors=edges, linewidths=0.25 if part.edge else 0.0, zorder=self.z
            )
        )

    def lines(self, part: Line, frame: GeoDataFrame, tones: list[str]) -> None:
        shapes = bare(frame.geometry)
        alpha = at_zoom(part.opacity, self.zoom)
        if part.inset and part.metres:  # a true band inside the border
            bands = shapely.difference(shapes, shapely.buffer(shapes, -part.metres))
            faces = [to_rgba(tone, alpha) for tone in tones]
            self.axes.add_collection(
                PathCollection([compound(band) for band in bands], facecolors=faces, linewidths=0, zorder=self.z)
            )
            return
        pieces, owner = _pieces(shapes)
        width = at_zoom(part.width, self.zoom) * PT
        style: Any = (0, tuple(step / at_zoom(part.width, self.zoom) for step in part.dash)) if part.dash else "solid"
        if part.casing:
            wide = at_zoom(part.casing[1], self.zoom) * PT
            under = to_rgba(paint(part.casing[0]) or "#FFFFFF", alpha)
            self.axes.add_collection(
                LineCollection(pieces, colors=[under], linewidths=wide, zorder=self.z - 0.01, capstyle="round")
            )
        own = [to_rgba(tones[row], alpha) for row in owner]
        cap = "butt" if part.dash else "round"
        self.axes.add_collection(
            LineCollection(pieces, colors=own, linewidths=width, linestyles=style, zorder=self.z, capstyle=cap)
        )

    def marks(self, part: Mark, frame: GeoDataFrame, tones: list[str]) -> None:
        xy = shapely.get_coordinates(bare(frame.geometry))
        radius = at_zoom(part.radius, self.zoom) * PT
        shift = np.array([slot(row, part.slot) for row in frame.to_dict("records")]) * PT + [0.0, part.lift * PT]
        for (x, y), (right, up) in zip(xy, shift, strict=True):
            self.names.block(x, y, right, up, radius)
        if not part.slot and not part.lift:
            self.axes.scatter(
                xy[:, 0],
                xy[:, 1],
                s=(2 * radius) ** 2,
                c=tones,
                marker=MarkerStyle(MARKERS[part.shape]),
                edgecolors="white",
                linewidths=min(part.casing * PT * 0.6, radius / 3),
                zorder=self.z,
            )
            return
        for (x, y), (right, up), tone, row in zip(xy, shift, tones, frame.to_dict("records"), strict=True):
            sign = {"triangle": "▲", "star": "★"}.get(part.shape, "●")
            self.note(sign, (x, y), (right, up), size=2.3 * radius, color=tone, z=self.z, halo="#FFFFFF")
            if "glyph" in row:
                self.note(
                    str(row["glyph"]), (x, y), (right, up), size=1.1 * radius, color=str(row["ink"]), z=self.z + 0.01
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
            self.names.add(
                text, x, y, shift, size=size, color=tone, bold=part.bold, rank=rank, always=part.always, part=part
            )

    def note(self, text: str, at: Pair, shift: Pair, *, size: float, color: str, z: float, halo: str = "") -> None:
        note = self.axes.annotate(
            text,
            at,
            xytext=shift,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=size,
            color=color,
            zorder=z,
        )
        if halo:
            note.set_path_effects([Stroke(linewidth=1.4, foreground=halo), Normal()])


def compound(shape: shapely.Geometry) -> Path:
    """Polygon or multipolygon with its holes as one path."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    if not len(rings):
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*[Path(shapely.get_coordinates(ring), closed=True) for ring in rings])


def _pieces(shapes: NDArray[np.object_]) -> tuple[list[NDArray[np.float64]], NDArray[np.int64]]:
    """Coordinates of every line or ring, and the row it belongs to."""
    flat = np.array([shapely.boundary(s) if s.geom_type.endswith("Polygon") else s for s in shapes], dtype=object)
    parts, owner = shapely.get_parts(flat, return_index=True)
    return [shapely.get_coordinates(part) for part in parts], owner


def slot(row: dict[Any, Any], column: str | None) -> tuple[float, float]:
    """Offset, right and up in px, of a row in a block of three by three."""
    if not column:
        return (0.0, 0.0)
    n = int(row[column])
    return ((n % 3 - 1) * 40.0, (1 - n // 3) * 40.0)
