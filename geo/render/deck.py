"""立体态势: columns per 社区 and hexagons of events, drawn by deck.gl without any outside map."""

from typing import Any

import numpy as np
import pydeck
import shapely
from geopandas import GeoDataFrame
from pydeck.types import String

from geo.layers import LAYERS
from geo.layers.base import Kind, Layer
from geo.layers.paint import Fill, Hatch, Line, Mark, Ramp, Text, at_zoom
from geo.metrics.board import Board, board
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.render.bake import rounded
from geo.render.still import FAR, colors, frame_of, rows
from geo.render.style import FAMILY, paint, rgba
from geo.rules.names import short
from geo.rules.scope import inner_points
from geo.rules.shapes import WGS, bare

GROUND = ("zones", "l2", "outline")  # flat, under the columns
COLUMN_M = 130.0
HEIGHT_M = 2_400.0  # of the tallest column
NAME_M = 60.0  # a name above its column
TILT, TURN = 48.0, -18.0
FLAT_M = 8.0  # simplification: a tilted picture needs no more
METRES_A_DEGREE = 111_320.0  # of latitude; of longitude fewer, so no line moves by more


def deck(
    store: Reads,
    scope: Scope,
    view: ViewSpec,
    *,
    figures: Board | None = None,
    layers: tuple[str, ...] | None = None,
    dark: bool = False,
) -> pydeck.Deck:
    """Draw the district as a model.

    Parameters
    ----------
    view
        Its place is in the middle; `days` is the period of the hexagons.
    figures
        A board of the scope, computed before; None computes it.
    layers
        Overlays laid flat on the ground; None means 片区, 社区 and the outline. Hexagons lie
        above them, counts of 社区 are the columns: their height is 未办结, their colour says
        whether any is 超期.

    Returns
    -------
    Deck
        No base map and nothing from outside; every layer has an id. Give it to `st.pydeck_chart`
        with a key and read selections beside it: clicks are slow without a graphics card.
    """
    figures = figures or board(store, scope, view.days)
    ground = GROUND if layers is None else layers
    drawn: list[pydeck.Layer] = []
    for layer in LAYERS:
        if layer.key in ground and layer.open_to(scope) and layer.key != "hexes":
            drawn += flat(layer, layer.load(store, scope, view), dark=dark)
    hexes = next(layer for layer in LAYERS if layer.key == "hexes")
    drawn += [
        hexagons(hexes, hexes.load(store, scope, view), dark=dark),
        *columns(store, scope, figures, dark=dark),
    ]
    west, south, east, north = frame_of(store, scope, view).total_bounds
    span = max((north - south) * 1.2, east - west, 0.004)
    return pydeck.Deck(
        layers=drawn,
        initial_view_state=pydeck.ViewState(
            longitude=round((west + east) / 2, 5),
            latitude=round((south + north) / 2, 5),
            zoom=round(float(np.clip(np.log2(360 / span) + 0.78, 9, 16)), 2),
            pitch=TILT,
            bearing=TURN,
        ),
        map_provider=None,
        tooltip={"text": "{tip}"},
        parameters={"clearColor": [channel / 255 for channel in rgba(str(paint("ground", dark=dark)))]},
    )


def columns(store: Reads, scope: Scope, figures: Board, *, dark: bool = False) -> list[pydeck.Layer]:
    """One column per 社区, height 未办结, red where any is 超期; the red and the tall ones are named."""
    areas = store.grids(scope, Level.L2)
    areas = areas[areas.index.isin(figures.now.index)]
    points, _ = inner_points(areas.geometry, store.profile().measure_crs)
    spots = shapely.get_coordinates(bare(points))
    open_now = figures.now.loc[areas.index, "open"].to_numpy(dtype=float)
    late = figures.now.loc[areas.index, "overdue"].to_numpy(dtype=float)
    top = max(open_now.max(initial=0.0), 1.0)
    data = [
        {
            "at": [round(x, 5), round(y, 5)],
            "height": round(HEIGHT_M * n / top, 1),
            "color": rgba(str(paint("overdue" if red else "doing" if n else "done", dark=dark)), 0.92),
            "name": short(name) if red or n >= 0.7 * top else "",
            "top": [round(x, 5), round(y, 5), round(HEIGHT_M * n / top + NAME_M, 1)],
            "tip": f"{name}\n未办结 {n:.0f} 件，超期 {red:.0f} 件",
        }
        for (x, y), n, red, name in zip(spots, open_now, late, areas["name"].astype(str), strict=True)
    ]
    return [
        pydeck.Layer(
            "ColumnLayer",
            data,
            id="columns",
            get_position="at",
            get_elevation="height",
            get_fill_color="color",
            radius=COLUMN_M,
            disk_resolution=6,
            extruded=True,
            pickable=True,
        ),
        _words([row | {"at": row["top"]} for row in data if row["name"]], "names", dark=dark, size=14),
    ]


def hexagons(layer: Layer, cells: GeoDataFrame, *, dark: bool = False) -> pydeck.Layer:
    """Lay hexagons on the ground in the colour of their class: prisms would be shaded, and hide what lies behind."""
    part = next(part for part in layer.style if isinstance(part, Fill) and isinstance(part.color, Ramp))
    tones = colors(part.color, cells, dark=dark)
    n = cells["n"].to_numpy(dtype=float)
    data = [
        {"ring": _ring(shape), "color": rgba(tone, 0.72), "tip": f"{name}\n诉求 {count:.0f} 件"}
        for shape, tone, count, name in zip(rounded(cells.geometry), tones, n, cells["name"], strict=True)
        if tone
    ]
    return pydeck.Layer(
        "PolygonLayer",
        data,
        id="hexes",
        get_polygon="ring",
        get_fill_color="color",
        get_line_color=rgba(str(paint("panel", dark=dark)), 0.8),
        line_width_min_pixels=1,
        pickable=True,
    )


def flat(layer: Layer, frame: GeoDataFrame, *, dark: bool = False, zoom: float = FAR) -> list[pydeck.Layer]:
    """Lay an overlay on the ground: its areas and lines as GeoJSON, its points as discs, its names as text."""
    zoom = max(zoom, layer.minzoom)
    drawn = []
    for n, part in enumerate(layer.style):
        kept = rows(part, frame)
        if not len(kept):
            continue
        name = f"{layer.key}-{n}"
        tones = colors(part.color, kept, dark=dark)
        match part:
            case Fill() | Hatch() | Line():
                drawn.append(_shapes(part, kept, tones, name, zoom))
            case Mark():
                data = _spots(kept, [{"color": rgba(tone or "#000000", 1.0 if tone else 0.0)} for tone in tones])
                radius = at_zoom(part.radius, zoom)
                drawn.append(
                    pydeck.Layer(
                        "ScatterplotLayer",
                        data,
                        id=name,
                        get_position="at",
                        get_fill_color="color",
                        get_radius=1,
                        radius_min_pixels=radius,
                        radius_max_pixels=radius,
                    )
                )
            case Text() if layer.kind is Kind.LABEL or not part.along:
                data = _spots(kept, [{"name": str(value)} for value in kept[part.column]])
                drawn.append(_words(data, name, dark=dark, size=at_zoom(part.size, zoom)))
    return drawn


def _shapes(
    part: Fill | Hatch | Line, frame: GeoDataFrame, tones: list[str | None], name: str, zoom: float
) -> pydeck.Layer:
    alpha = at_zoom(part.opacity, zoom) * (0.3 if isinstance(part, Hatch) else 1.0)
    thin = frame.geometry.simplify(FLAT_M / METRES_A_DEGREE)
    features = [
        {
            "type": "Feature",
            "properties": {"color": rgba(tone or "#000000", alpha if tone else 0.0)},
            "geometry": shapely.geometry.mapping(shape),
        }
        for tone, shape in zip(tones, rounded(thin), strict=True)
    ]
    line = isinstance(part, Line)
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id=name,
        filled=not line,
        stroked=line,
        get_fill_color="properties.color",
        get_line_color="properties.color",
        line_width_min_pixels=at_zoom(part.width, zoom) if isinstance(part, Line) else 0,
        line_width_max_pixels=8,
    )


def _words(data: list[dict[str, Any]], name: str, *, dark: bool, size: float = 12) -> pydeck.Layer:
    # Plain strings become accessors in pydeck: constants are wrapped as String.
    return pydeck.Layer(
        "TextLayer",
        [{"at": row["at"], "name": row["name"]} for row in data],
        id=name,
        get_position="at",
        get_text="name",
        get_size=size,
        get_color=rgba(str(paint("ink", dark=dark))),
        get_pixel_offset=[0, -6],
        get_alignment_baseline=String("bottom"),
        parameters={"depthCompare": "always"},  # names stand before the columns
        character_set=String("auto"),
        font_family=String(", ".join(FAMILY)),
        font_settings={"sdf": True, "fontSize": 48},
        outline_width=3,
        outline_color=rgba(str(paint("panel", dark=dark))),
    )


def _spots(frame: GeoDataFrame, more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    xy = shapely.get_coordinates(shapely.point_on_surface(bare(frame.geometry)))
    return [{"at": [round(x, 5), round(y, 5)], **extra} for (x, y), extra in zip(xy, more, strict=True)]


def _ring(shape: shapely.Geometry) -> list[list[float]]:
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    ring: list[list[float]] = shapely.get_coordinates(shapely.get_exterior_ring(largest)).tolist()
    return ring
