"""The light map: Leaflet on a plain canvas, for machines without WebGL and for pages that travel alone."""

from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely
from branca.element import Element, Figure, MacroElement
from folium.features import GeoJson, GeoJsonTooltip
from folium.template import Template
from geopandas import GeoDataFrame

from geo.layers import LAYERS
from geo.layers.base import Layer
from geo.layers.paint import Fill, Hatch, Line, Mark, Text, at_zoom
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.render import hatch, icons, signs
from geo.render.bake import rounded
from geo.render.condense import condensed, on
from geo.render.escape import escape
from geo.render.still import FAR, colors, drawn_at, frame_of, painted, scale
from geo.render.style import paint
from geo.rules.shapes import bare

AREA = 2  # dimensions
SPOKEN = ("labels", "overdue", "centers")  # laid out together
NAME, ZONE_NAME = 12.0, 14.0  # px
FRONT = 1_000  # names stand before stars
STAR_ROOM, STAR_ROOM_NEAR = 6.0, 14.0  # px around a star no name may cover, far and near
VEIL = 0.06  # opacity
SMALL = 11.0  # zoom whose symbol sizes a far picture takes: it is small on the screen


class ScaleBar(MacroElement):
    """Leaflet's scale in metres only."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "L.control.scale({imperial: false, position: 'bottomright'}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


class ByScale(MacroElement):
    """Fits the place to its window until somebody moves the map, and tells the style sheet the step of scale shown.

    The frame that holds the map gets its height only after the map was made.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "(function(map){var steps={{ this.steps }},place={{ this.place }},pad={{ this.pad }},moved=false;"
        "function fit(){if(!moved){map.fitBounds(place,{padding:[pad,pad],animate:false});}}"
        "function tell(){var zoom=map.getZoom()+0.01,n=0;"
        "while(n+1<steps.length&&zoom>=steps[n+1]){n++;}map.getContainer().dataset.step=n;}"
        "['pointerdown','wheel','keydown'].forEach(function(name){"
        "map.getContainer().addEventListener(name,function(){moved=true;},{passive:true});});"
        "map.on('resize',fit);map.on('zoomend',tell);fit();tell();})({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, bounds: list[float], zoom: float) -> None:
        """Take west, south, east, north of the place and the zoom the steps are counted from."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ByScale"
        west, south, east, north = bounds
        self.place = [[south, west], [north, east]]
        self.pad = signs.PAD
        self.steps = [zoom + step for step in signs.STEPS]


class LightMap(folium.Map):
    """A map that knows which overlays are in sight, so that its key lists these and nothing else."""

    in_sight: frozenset[str] = frozenset()


def folium_map(store: Reads, scope: Scope, view: ViewSpec, lib: str) -> LightMap:
    """Draw the registry with Leaflet.

    Parameters
    ----------
    view
        Its place frames the map; a 社区 or smaller shows L3, micro grids, buildings and single events,
        larger ones 社区 and counts. `layers` switches overlays on.
    lib
        Address of a folder with leaflet.js and leaflet.css, ending in "/": nothing else is fetched.

    Returns
    -------
    LightMap
        One FeatureGroup per overlay, in drawing order; no legend (it stands beside the map), no
        popups, no tiles. Every text is escaped.
    """
    frame = frame_of(store, scope, view)
    west, south, east, north = frame.total_bounds
    near = signs.fitted(frame.total_bounds.tolist())
    chart = LightMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        prefer_canvas=True,
        max_zoom=18,
        min_zoom=max(int(near) - 1, 0),
        zoom_snap=signs.SNAP,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=120,
        zoom_control=True,
        attribution_control=False,
    )
    page = chart.get_root()
    if isinstance(page, Figure):
        page.header.add_child(Element(f"<style>{_css()}</style>"))
    ScaleBar().add_to(chart)  # type: ignore[no-untyped-call]  # branca has no types there
    chart.default_js = [("leaflet", f"{lib}leaflet.js")]
    chart.default_css = [("leaflet_css", f"{lib}leaflet.css")]
    seen = set()
    for layer in LAYERS:
        if layer.open_to(scope):
            group = folium.FeatureGroup(name=escape(layer.title), show=on(layer, view))
            # What is off is not sent: each message is written anew.
            if on(layer, view) and draw(group, layer, store, scope, view):
                seen.add(layer.key)
            group.add_to(chart)
    chart.in_sight = frozenset(seen)
    ByScale(frame.total_bounds.tolist(), near).add_to(chart)
    return chart


def _css() -> str:
    """Ground, and which signs each step of scale hides; the frame that holds the map may be taller than asked for."""
    last = len(signs.STEPS)
    hidden = [f'[data-step="{step}"] .ogm-from-{since}' for step in range(last) for since in range(step + 1, last)]
    hidden += [f'[data-step="{step}"] .ogm-to-{until}' for step in range(last) for until in range(1, step + 1)]
    return (
        f".leaflet-container{{background:{paint('ground')} !important}}"  # leaflet.css comes later
        "html,body{overflow:hidden}.folium-map,#map_div{height:100vh !important;min-height:240px}"
        ".leaflet-interactive:focus{outline:none}"
        ".leaflet-marker-pane .leaflet-interactive{pointer-events:none}"  # a click on a name means the place below it
        ".leaflet-bar{border:0 !important;border-radius:8px !important;overflow:hidden;"
        "box-shadow:0 1px 2px rgba(31,41,51,.1),0 4px 12px rgba(31,41,51,.1)}"
        ".leaflet-bar a{width:36px !important;height:36px !important;line-height:36px !important;"
        "color:#1F2933 !important;font-weight:400 !important}"
        f"{','.join(hidden)}{{display:none}}"
    )


def draw(group: folium.FeatureGroup, layer: Layer, store: Reads, scope: Scope, view: ViewSpec) -> int:
    """Put one overlay into a group; the answer is how many things of it are in sight."""
    if layer.key in ("labels", "overdue"):
        return named(group, layer.key, store, scope, view)
    frame = condensed(layer, layer.load(store, scope, view), store, scope, view)
    zoom = drawn_at(layer, view)
    tips = {code: _tip(layer, row) for code, row in zip(frame.index, frame.to_dict("records"), strict=True)}
    drawn = 0
    sight = shapely.box(*frame_of(store, scope, view).total_bounds)
    for part, kept in painted(layer, frame, zoom):
        match part:
            case Fill() | Hatch() | Line():
                if isinstance(part, Hatch) and not any(isinstance(one, Fill) for one in layer.style):
                    veil = Fill(part.color, VEIL)  # between the lines the pointer finds the area, too
                    _shapes(veil, kept, tips, layer, zoom).add_to(group)
                _shapes(part, kept, tips, layer, zoom).add_to(group)
            case Text() if part.along or layer.key in SPOKEN:  # Leaflet cannot write along a line
                continue
            case Mark() | Text():
                for marker in _markers(part, kept, tips, zoom):
                    marker.add_to(group)
        shapes = bare(kept.geometry)
        edges = shapely.boundary(shapes) if isinstance(part, Line) else shapes
        flat = shapely.get_dimensions(shapes) == AREA
        drawn += int(shapely.intersects(np.where(flat, edges, shapes), sight).sum())
    return drawn


def named(group: folium.FeatureGroup, key: str, store: Reads, scope: Scope, view: ViewSpec) -> int:
    """Draw names (`labels`) or places with triangle, number and name (`overdue`).

    Both are laid out together and around the stars, so that nothing touches: who has a triangle
    is not named twice.
    """
    loads = {
        layer.key: condensed(layer, layer.load(store, scope, view), store, scope, view)
        for layer in LAYERS
        if layer.key == key or (layer.key in SPOKEN and layer.open_to(scope) and on(layer, view))
    }
    wishes: dict[str, signs.Wish] = {}
    if "labels" in loads:
        rows = loads["labels"]
        for code, name, rank, tone, at in zip(
            rows.index, rows["name"], rows["rank"], rows["tone"], bare(rows.geometry), strict=True
        ):
            leads = tone == Level.ZONE.value
            wishes[str(code)] = signs.Wish(
                str(code), str(name), at.x, at.y, ZONE_NAME if leads else NAME, rank, leads=leads
            )
    single = scale(view) > FAR and any(layer.key == "events" and on(layer, view) for layer in LAYERS)
    if "overdue" in loads and not single:  # near, each overdue event has its own triangle
        rows = loads["overdue"]
        for code, name, n, at in zip(rows.index, rows["name"], rows["n"], bare(rows.geometry), strict=True):
            wishes[str(code)] = signs.Wish(str(code), str(name), at.x, at.y, NAME, 0.0, int(n))
    if "centers" in loads and "labels" in loads and scale(view) > FAR:
        rows = loads["centers"]
        for code, name, at in zip(rows.index, rows["name"], bare(rows.geometry), strict=True):
            wishes[str(code)] = signs.Wish(str(code), str(name), at.x, at.y, NAME, -1.0, of_symbol=True)
    stars = shapely.get_coordinates(bare(loads["centers"].geometry)).tolist() if "centers" in loads else []
    zoom = signs.fitted(frame_of(store, scope, view).total_bounds.tolist())
    drawn = 0
    for sign in signs.lay_out(wishes.values(), stars, zoom, STAR_ROOM if scale(view) <= FAR else STAR_ROOM_NEAR):
        wish = sign.wish
        if bool(wish.late) == (key == "overdue"):
            tip = folium.Tooltip(f"{escape(wish.text)}：超期 {wish.late} 件") if wish.late else None
            at = [round(wish.lat, 6), round(wish.lon, 6)]
            bold = not wish.of_symbol and (wish.late > 0 or wish.leads or scale(view) > FAR)
            tone = paint("teal_text") if wish.of_symbol else paint("ink")
            folium.Marker(at, icon=icons.block(sign, str(tone), bold=bold), tooltip=tip, z_index_offset=FRONT).add_to(
                group
            )
            drawn += 1
    return drawn


def _shapes(part: Fill | Hatch | Line, frame: GeoDataFrame, tips: dict[Any, str], layer: Layer, zoom: float) -> GeoJson:
    styles = _styles(part, frame, zoom)
    shapes = frame.geometry
    if isinstance(part, Hatch):  # a canvas has no patterns: the lines themselves, cut at the border
        shapes = hatch.textured(shapes, part.form, zoom)
    features = [
        {
            "type": "Feature",
            "id": escape(code),
            "properties": {"tip": tips[code], "style": style},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, style, shape in zip(frame.index, styles, rounded(shapes), strict=True)
    ]
    told = bool(layer.tooltip) and not isinstance(part, Hatch)  # lines leave most of the area untold
    tip = GeoJsonTooltip(["tip"], aliases=[""], labels=False, sticky=True) if told else None
    return GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: feature["properties"]["style"],
        tooltip=tip,
        smooth_factor=1.0,
    )


def _styles(part: Fill | Hatch | Line, frame: GeoDataFrame, zoom: float) -> list[dict[str, Any]]:
    tones = colors(part.color, frame)
    alpha = at_zoom(part.opacity, zoom)
    match part:
        case Line():
            width = round(at_zoom(part.width, zoom), 2)
            dash = {"dashArray": " ".join(f"{step:g}" for step in part.dash)} if part.dash else {}
            if part.inset:
                width, alpha = 4.0, alpha * 0.7  # Leaflet cannot draw inside a border: a soft line on it
            return [{"fill": False, "color": tone, "weight": width, "opacity": alpha, **dash} for tone in tones]
        case Hatch():
            width = 1.6 if part.form == "dots" else 0.8
            return [{"fill": False, "color": tone, "weight": width, "opacity": alpha} for tone in tones]
        case _:
            edge = paint(part.edge) if part.edge else None
            border = {"color": edge, "weight": 0.5} if edge else {"stroke": False}
            return [{"fillColor": tone or "#000000", "fillOpacity": alpha if tone else 0.0, **border} for tone in tones]


def _markers(
    part: Mark | Text, frame: GeoDataFrame, tips: dict[Any, str], zoom: float
) -> list[folium.Marker | folium.CircleMarker]:
    tones = colors(part.color, frame)
    out: list[folium.Marker | folium.CircleMarker] = []
    places = shapely.get_coordinates(shapely.point_on_surface(bare(frame.geometry)))
    for code, tone, (x, y), row in zip(frame.index, tones, places, frame.to_dict("records"), strict=True):
        at = [round(y, 6), round(x, 6)]
        tip = folium.Tooltip(tips[code]) if tips[code] else None
        if isinstance(part, Mark) and part.shape not in icons.PATHS and "glyph" not in row:
            radius = at_zoom(part.radius, max(zoom, 14.0))
            mark = folium.CircleMarker(
                at, radius=radius, color="#FFFFFF", weight=1.5, fill=True, fill_color=tone, fill_opacity=1.0
            )
            if tip:
                tip.add_to(mark)
            out.append(mark)
            continue
        color = tone or "#1F2933"
        if isinstance(part, Text):
            icon = icons.words(part, row, color, zoom)
        elif part.shape == "star":
            icon = icons.symbol(part.shape, color, at_zoom(part.radius, SMALL if zoom <= FAR else zoom), up=part.lift)
        elif part.shape in icons.PATHS:
            icon = icons.symbol(part.shape, color, at_zoom(part.radius, max(zoom, 14.0)), up=part.lift)
        else:
            icon = icons.glyph(part, row, color, zoom)
        out.append(folium.Marker(at, icon=icon, tooltip=tip))
    return out


def _tip(layer: Layer, row: dict[Any, Any]) -> str:
    pairs = [(title, row.get(column)) for title, column in layer.tooltip]
    return "<br>".join(f"{escape(title)}：{escape(value)}" for title, value in pairs if pd.notna(value))
