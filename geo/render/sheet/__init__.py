"""The printed map: every overlay of the registry on one A4 sheet, drawn by matplotlib."""

from io import BytesIO

import matplotlib as mpl
import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo.layers import LAYERS
from geo.layers.base import Kind, Layer
from geo.layers.paint import Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.render.sheet import furniture
from geo.render.sheet.faces import faces
from geo.render.sheet.names import Names
from geo.render.sheet.paint import draw_layer
from geo.render.still import drawn_at, frame_of
from geo.render.style import paint

A4 = (8.27, 11.69)  # inch
DPI = 150
MARGIN = 0.04  # of the framed place, around it
AXES = (0.03, 0.04, 0.94, 0.88)  # of the sheet

# Global in matplotlib, so set once, here (briefing note, traps 2-4).
mpl.rcParams.update(
    {
        "axes.unicode_minus": False,
        "text.parse_math": False,
        "hatch.linewidth": 0.4,
        "svg.hashsalt": "one-grid-map",
    }
)


def draw(store: Reads, scope: Scope, view: ViewSpec, *, title: str | None = None) -> Figure:
    """Compose an A4 sheet of the view's place.

    Parameters
    ----------
    view
        Place and switched-on overlays (None = the registry's defaults).
    title
        The finding to print as title; None names the district and the place.

    Returns
    -------
    Figure
        No user, clock or id in it: the same data give the same picture.
    """
    mpl.rcParams["font.family"] = faces()
    profile = store.profile()
    place = frame_of(store, scope, view)
    figure = Figure(figsize=A4, dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes(AXES)
    axes.set_facecolor(paint("ground") or "white")
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color(paint("control"))
        side.set_linewidth(0.8)
    _frame(axes, place.to_crs(profile.measure_crs).total_bounds, figure)
    names = Names(axes)
    drawn: list[Layer] = []
    for z, layer in enumerate(LAYERS):
        if not layer.open_to(scope) or not _on(layer, view):
            continue
        frame = layer.load(store, scope, view).to_crs(profile.measure_crs)
        west, east = axes.get_xlim()
        south, north = axes.get_ylim()
        seen = frame[_edges(layer, frame).intersects(shapely.box(west, south, east, north)).to_numpy()]
        if draw_layer(axes, layer, seen, zoom=drawn_at(layer, view), z=float(z), names=names):
            drawn.append(layer)
    names.place(z=50)
    where = str(place["name"].iloc[0])
    furniture.header(
        figure,
        title or (profile.title if where == profile.name else f"{profile.title}：{where}"),
        f"{where}，{len(drawn)} 个图层",
        stamp=store.synthetic(),
        as_of=f"{store.as_of():%Y-%m-%d %H:%M}",
    )
    furniture.scale_bar(axes)
    furniture.key(axes, drawn, profile)
    sources = sorted({name for layer in drawn for name in layer.source.split("、")})
    furniture.footer(
        figure, sources, sorted({f"{layer.title}为{layer.note}" for layer in drawn if layer.note}), profile.measure_crs
    )
    return figure


def png(figure: Figure, *, dpi: int = DPI) -> bytes:
    """Write the sheet as PNG; the same figure gives the same bytes."""
    out = BytesIO()
    figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})
    return out.getvalue()


def _on(layer: Layer, view: ViewSpec) -> bool:
    return layer.on if view.layers is None else layer.key in view.layers or layer.group == "底图"


def _edges(layer: Layer, frame: GeoDataFrame) -> GeoSeries:
    """Take what of a layer can be seen: of areas that are only outlined, the outline."""
    lines = all(isinstance(part, Line) for part in layer.style)
    return frame.geometry.boundary if lines and layer.kind in (Kind.AREA, Kind.LINE) else frame.geometry


def _frame(axes: mpl.axes.Axes, bounds: np.ndarray, figure: Figure) -> None:
    """Fit the place into the axes, metres equal in both directions."""
    west, south, east, north = bounds
    wide, high = figure.get_size_inches() * AXES[2:]
    metres = max((east - west) / wide, (north - south) / high) * (1 + 2 * MARGIN)
    x, y = (west + east) / 2, (south + north) / 2
    axes.set_xlim(x - metres * wide / 2, x + metres * wide / 2)
    axes.set_ylim(y - metres * high / 2, y + metres * high / 2)
