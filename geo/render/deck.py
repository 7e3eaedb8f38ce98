"""立体态势: a column per 社区, its red part overdue, on hexagons of events; deck.gl without any outside map."""

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
from geo.render import hatch
from geo.render.bake import rounded
from geo.render.camera import Camera, fit
from geo.render.stacks import Stack, chosen, columns, diagonal, named, radius, raised
from geo.render.still import FAR, FINE, colors, frame_of, level_of, rows
from geo.render.style import FAMILY, paint, rgba
from geo.rules.shapes import bare

GROUND = ("zones", "l2", "outline")  # flat, under the columns
EDGES = frozenset({"outline"})  # of these, drawn over the hexagons, which would cover half of a line
WINDOW = (940.0, 660.0)  # px the camera is set for; a wider window only shows more ground
ROOM = (24.0, 34.0, 24.0, 24.0)  # px kept free at left, top, right and bottom
TILT, TURN = 52.0, -16.0
FLAT_M = 8.0  # simplification: a tilted picture needs no more
THIN = 0.8  # px: a line of a texture
CELLS = 0.72  # opacity of the hexagons: the tints of the 片区 stay
AROUND_DEG = 3.0  # how far the ground goes on around the district
METRES_A_DEGREE = 111_320.0  # of latitude; of longitude fewer, so no line moves by more


def deck(
    store: Reads,
    scope: Scope,
    view: ViewSpec,
    *,
    figures: Board | None = None,
    layers: tuple[str, ...] | None = None,
    height: float = WINDOW[1],
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
        above them, counts of 社区 are the columns: their height is 未办结, the red part of it 超期.
    height
        Of the picture in CSS px: the camera shows the whole place at that height.

    Returns
    -------
    Deck
        No base map and nothing from outside; every layer has an id. Give it to `st.pydeck_chart`
        with a key and read selections beside it: clicks are slow without a graphics card.
    """
    figures = figures or board(store, scope, view.days)
    ground = GROUND if layers is None else layers
    place = around(store, scope, view)
    span = diagonal(place, store.profile().measure_crs)
    stacks = columns(store, scope, figures, span)
    camera = camera_of(place, stacks, height)
    laid = {
        layer.key: flat(layer, layer.load(store, scope, view), dark=dark)
        for layer in LAYERS
        if layer.key in ground and layer.open_to(scope) and layer.key != "hexes"
    }
    hexes = next(layer for layer in LAYERS if layer.key == "hexes")
    drawn = [
        floor(place, dark=dark),
        *(one for key, made in laid.items() if key not in EDGES for one in made),
        hexagons(hexes, hexes.load(store, scope, view), dark=dark),
        *(one for key, made in laid.items() if key in EDGES for one in made),
        *picked(store, scope, view, dark=dark),
        *raised(stacks, radius(span), dark=dark),
        *named(chosen(stacks, camera, first=l2_of(view)), dark=dark),
    ]
    return pydeck.Deck(
        layers=drawn,
        initial_view_state=pydeck.ViewState(
            longitude=round(camera.lon, 6),
            latitude=round(camera.lat, 6),
            zoom=round(camera.zoom, 3),
            min_zoom=8,
            max_zoom=17,
            pitch=TILT,
            bearing=TURN,
        ),
        map_provider=None,
        tooltip={"text": "{tip}"},
    )


def l2_of(view: ViewSpec) -> str | None:
    """Name the 社区 a view is about; None for larger places."""
    return view.place.removeprefix("DQ")[:12] if level_of(view) in FINE else None


def around(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Frame the picture: the place, for a 社区 and smaller its 片区, as one column says nothing alone."""
    place = frame_of(store, scope, view)
    if level_of(view) in FINE and "zone" in place:
        zones = store.grids(scope, Level.ZONE)
        zone = str(place["zone"].iloc[0])
        if zone in zones.index:
            return zones.loc[[zone]]
    return place


def picked(store: Reads, scope: Scope, view: ViewSpec, *, dark: bool = False) -> list[pydeck.Layer]:
    """Draw a line around the place the view is about; none around the whole."""
    place = frame_of(store, scope, view)
    if place.index[0] == scope.root:
        return []
    part = Line("accent", 3.0)
    return [_shapes(part, place, colors(part.color, place, dark=dark), "picked", FAR)]


def camera_of(place: GeoDataFrame, stacks: list[Stack], height: float) -> Camera:
    """Find the camera that shows the whole place with the columns in it."""
    border = shapely.get_coordinates(shapely.convex_hull(shapely.union_all(bare(place.geometry))))
    whole = shapely.union_all(bare(place.geometry))
    inside = [one for one in stacks if whole.contains(shapely.Point(one.lon, one.lat))]
    points = np.vstack(
        [np.column_stack([border, np.zeros(len(border))]), *[[[one.lon, one.lat, one.height]] for one in inside]]
    )
    return fit(points, (WINDOW[0], height), pitch=TILT, bearing=TURN, room=ROOM)


def floor(place: GeoDataFrame, *, dark: bool = False) -> pydeck.Layer:
    """Lay the ground as far as one can look: the picture's own would be white."""
    west, south, east, north = place.total_bounds
    far = shapely.box(west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG)
    return pydeck.Layer(
        "SolidPolygonLayer",
        [{"ring": _ring(far)}],
        id="floor",
        get_polygon="ring",
        get_fill_color=rgba(str(paint("ground", dark=dark))),
        pickable=False,
    )


def hexagons(layer: Layer, cells: GeoDataFrame, *, dark: bool = False) -> pydeck.Layer:
    """Lay hexagons on the ground in the colour of their class: prisms would be shaded, and hide what lies behind."""
    part = next(part for part in layer.style if isinstance(part, Fill) and isinstance(part.color, Ramp))
    tones = colors(part.color, cells, dark=dark)
    n = cells["n"].to_numpy(dtype=float)
    data = [
        {"ring": _ring(shape), "color": rgba(tone, CELLS), "tip": f"{name}\n诉求 {count:.0f} 件"}
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
    alpha = at_zoom(part.opacity, zoom)
    thin = frame.geometry.simplify(FLAT_M / METRES_A_DEGREE)
    if isinstance(part, Hatch):
        thin = hatch.textured(thin, part.form, zoom)
    features = [
        {
            "type": "Feature",
            "properties": {"color": rgba(tone or "#000000", alpha if tone else 0.0)},
            "geometry": shapely.geometry.mapping(shape),
        }
        for tone, shape in zip(tones, rounded(thin), strict=True)
    ]
    line = isinstance(part, Line | Hatch)
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id=name,
        filled=not line,
        stroked=line,
        get_fill_color="properties.color",
        get_line_color="properties.color",
        line_width_min_pixels=at_zoom(part.width, zoom) if isinstance(part, Line) else THIN if line else 0,
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
