"""What the parts of an overlay paint at one fixed scale: rows and colours, for renderers without expressions."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.layers.base import Layer
from geo.layers.paint import Color, Own, Part, Pick, Ramp, at_zoom
from geo.model.codes import Level, parse_code
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.render.style import paint
from geo.rules.shapes import bare

FAR, NEAR = 11.8, 15.5  # zooms of the two pictures: the whole district, one 社区
FINE = frozenset({Level.L2, Level.L3, Level.MICRO, Level.DEDICATED})


def scale(view: ViewSpec) -> float:
    """Zoom of a picture of the view's place: near for a 社区 and smaller, else far."""
    return NEAR if level_of(view) in FINE else FAR


def level_of(view: ViewSpec) -> Level:
    """Level of the view's place; a centre counts as its 社区."""
    return Level.L2 if view.place.startswith("DQ") else parse_code(view.place).level


def frame_of(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Read the grid that frames a picture: the place, below 社区 its 社区; the root if that is not there."""
    level = level_of(view)
    code = view.place.removeprefix("DQ")
    if level in FINE:
        level, code = Level.L2, code[:12]
    grids = store.grids(scope, level)
    if code not in grids.index:
        code = scope.root
        grids = store.grids(scope, parse_code(code).level)
    return grids.loc[[code]]


def shows(layer: Layer, part: Part, zoom: float) -> bool:
    """Whether a part is visible at a zoom."""
    low, high = max(part.zoom[0], layer.minzoom), min(part.zoom[1], layer.maxzoom)
    return low <= zoom < high


def rows(part: Part, frame: GeoDataFrame) -> GeoDataFrame:
    """Rows a part paints: its condition, and a geometry."""
    where = getattr(part, "where", None)
    kept = frame if where is None else frame[frame[where.column].isin(where.values)]
    shapes = bare(kept.geometry)
    gone = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return kept[~gone] if gone.any() else kept  # a copy costs more than drawing it


def colors(tone: Color, frame: pd.DataFrame, *, dark: bool = False) -> list[str | None]:
    """Colour of each row, #RRGGBB; None paints nothing."""
    match tone:
        case Own():
            return [str(value) for value in frame[tone.column]]
        case Pick():
            known = dict(tone.cases)
            return [paint(known.get(str(value), tone.other), dark=dark) for value in frame[tone.column]]
        case Ramp():
            step = np.searchsorted(tone.breaks, frame[tone.column].to_numpy(dtype=float), side="right")
            names = ["none", *tone.tokens()]
            return [paint(names[n], dark=dark) for n in step]
        case _:
            return [paint(tone, dark=dark)] * len(frame)


def drawn_at(layer: Layer, view: ViewSpec) -> float:
    """Zoom a layer's sizes are taken at: the picture's, or for a layer asked for by name one where it is visible."""
    zoom = scale(view)
    return zoom if view.layers is None else max(zoom, layer.minzoom + 1.5 if layer.minzoom else 0.0)


def painted(layer: Layer, frame: GeoDataFrame, zoom: float) -> Iterator[tuple[Part, GeoDataFrame]]:
    """Visible parts of a layer with their rows, in drawing order."""
    for part in layer.style:
        if shows(layer, part, zoom) and at_zoom(getattr(part, "opacity", 1.0), zoom) > 0:
            kept = rows(part, frame)
            if len(kept):
                yield part, kept
