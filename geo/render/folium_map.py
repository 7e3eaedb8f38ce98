"""The light map: Leaflet on a plain canvas, for machines without WebGL and for pages that travel alone."""

from typing import Any

import folium
import pandas as pd
import shapely
from branca.element import Element, Figure, MacroElement
from folium.features import DivIcon, GeoJson, GeoJsonTooltip
from folium.template import Template
from geopandas import GeoDataFrame

from geo.layers import LAYERS
from geo.layers.base import Kind, Layer
from geo.layers.paint import Fill, Hatch, Line, Mark, Text, at_zoom
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.render.bake import rounded
from geo.render.escape import escape
from geo.render.still import FINE, colors, drawn_at, frame_of, level_of, painted
from geo.render.style import FAMILY, paint
from geo.rules.scope import inner_points
from geo.rules.shapes import bare

FONT = ",".join(f'"{name}"' for name in FAMILY[:-1]) + ",sans-serif"
MOST = 450  # rows of one overlay: more make a canvas in software stutter (map note 2.2)
SIGNS = {"star": "★", "triangle": "▲"}
# How overlays that do not fit are shown instead.
CONDENSED = {
    "micro": "只画所选社区之内",
    "l3": "只画所选镇街、社区之内",
    "dedicated": "只画所选社区之内",
    "base_buildings": "只画所选社区之内",
    "events": "只画未办结；全区时按社区合计",
}


class ScaleBar(MacroElement):
    """Leaflet's scale in metres only."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


def folium_map(store: Reads, scope: Scope, view: ViewSpec, lib: str) -> folium.Map:
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
    folium.Map
        One FeatureGroup per overlay, in drawing order; no legend (it stands beside the map), no
        popups, no tiles. Every text is escaped.
    """
    frame = frame_of(store, scope, view)
    west, south, east, north = frame.total_bounds
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        prefer_canvas=True,
        max_zoom=18,
        zoom_control=True,
        attribution_control=False,
    )
    page = chart.get_root()
    if isinstance(page, Figure):  # two classes: leaflet.css comes later and would win against one
        style = f".folium-map.leaflet-container{{background:{paint('ground')}}}"
        page.header.add_child(Element(f"<style>{style}</style>"))
    ScaleBar().add_to(chart)  # type: ignore[no-untyped-call]  # branca has no types there
    chart.default_js = [("leaflet", f"{lib}leaflet.js")]
    chart.default_css = [("leaflet_css", f"{lib}leaflet.css")]
    for layer in LAYERS:
        if layer.open_to(scope):
            group = folium.FeatureGroup(name=escape(layer.title), show=_on(layer, view))
            if _on(layer, view):  # what is off is not sent: each message is written anew
                draw(group, layer, store, scope, view)
            group.add_to(chart)
    chart.fit_bounds([[south, west], [north, east]])
    return chart


def _on(layer: Layer, view: ViewSpec) -> bool:
    if view.layers is None:
        return layer.on or (layer.key == "events" and level_of(view) in FINE)
    return layer.key in view.layers or layer.group == "底图"


def draw(group: folium.FeatureGroup, layer: Layer, store: Reads, scope: Scope, view: ViewSpec) -> int:
    """Put one overlay into a group; the answer is how many things were drawn."""
    frame = condensed(layer, layer.load(store, scope, view), store, scope, view)
    zoom = drawn_at(layer, view)
    tips = {code: _tip(layer, row) for code, row in zip(frame.index, frame.to_dict("records"), strict=True)}
    drawn = 0
    for part, kept in painted(layer, frame, zoom):
        match part:
            case Fill() | Hatch() | Line():
                _shapes(part, kept, tips, layer, zoom).add_to(group)
            case Text() if part.along:  # Leaflet cannot write along a line
                continue
            case Mark() | Text():
                for marker in _markers(part, kept, tips, zoom):
                    marker.add_to(group)
        drawn += len(kept)
    return drawn


def condensed(layer: Layer, frame: GeoDataFrame, store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Rows of an overlay that fit the light map (docstring of `CONDENSED`)."""
    near = level_of(view) in FINE
    box = shapely.box(*frame_of(store, scope, view).total_bounds)
    if layer.key == "events":
        frame = frame[frame["state"] != "办结"]
        return frame[frame.geometry.within(box)] if near else summed(frame, store, scope)
    if layer.key in ("micro", "dedicated", "l3", "base_buildings"):
        inside = frame[frame.geometry.intersects(box)]
        return inside if near or (layer.key == "l3" and len(inside) <= MOST) else inside.iloc[:0]
    if layer.kind is Kind.LABEL:
        wanted: tuple[str, ...] = ("l3", "late", "l2") if near else ("l2", "late", "zone")
        if view.layers and "nine" in view.layers:
            wanted = ()  # nothing keeps texts apart here: the blocks of nine would cover the names
        return frame[frame["tone"].isin(wanted) & frame.geometry.within(box)]
    if layer.kind is Kind.BASE:
        if near:
            return frame[frame.geometry.intersects(box)]
        return frame[~frame["klass"].isin(layer.minor)] if layer.minor else frame
    return frame


def summed(events: GeoDataFrame, store: Reads, scope: Scope) -> GeoDataFrame:
    """Open events per 社区, in the form of events: one row at an inner point, `kind` says how many."""
    grids = store.grids(scope, Level.L2)
    n = events["micro"].astype(str).str[:12].value_counts().reindex(grids.index).fillna(0).astype(int)
    grids = grids[(n > 0).to_numpy()]
    points, _ = inner_points(grids.geometry, store.profile().measure_crs)
    kind = [f"{name}：未办结 {n[code]} 件" for code, name in zip(grids.index, grids["name"], strict=True)]
    return GeoDataFrame({"kind": kind, "state": "办理中"}, geometry=points, index=grids.index, crs=grids.crs)


def _shapes(part: Fill | Hatch | Line, frame: GeoDataFrame, tips: dict[Any, str], layer: Layer, zoom: float) -> GeoJson:
    styles = _styles(part, frame, zoom)
    features = [
        {
            "type": "Feature",
            "id": escape(code),
            "properties": {"tip": tips[code], "style": style},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, style, shape in zip(frame.index, styles, rounded(frame.geometry), strict=True)
    ]
    tip = GeoJsonTooltip(["tip"], aliases=[""], labels=False, sticky=True) if layer.tooltip else None
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
        case Hatch():  # a canvas has no patterns: a thin veil with a dashed edge says the same
            return [
                {"fillColor": tone, "fillOpacity": 0.16, "color": tone, "weight": 0.8, "dashArray": "2 3"}
                for tone in tones
            ]
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
        if isinstance(part, Mark) and part.shape not in SIGNS and "glyph" not in row:
            radius = at_zoom(part.radius, max(zoom, 14.0))
            mark = folium.CircleMarker(
                at, radius=radius, color="#FFFFFF", weight=1.5, fill=True, fill_color=tone, fill_opacity=1.0
            )
            if tip:
                tip.add_to(mark)
            out.append(mark)
            continue
        out.append(folium.Marker(at, icon=_icon(part, row, tone or "#1F2933", zoom), tooltip=tip))
    return out


def _icon(part: Mark | Text, row: dict[Any, Any], tone: str, zoom: float) -> DivIcon:
    """Text or sign with a white halo; only escaped text and our own numbers reach the HTML."""
    right, down = _slot(part, row)
    if isinstance(part, Mark):
        size = 2.2 * at_zoom(part.radius, zoom)
        text = SIGNS.get(part.shape) or escape(row.get("glyph", "●"))
        down -= part.lift
        weight = 700
    else:
        size, text, weight = (
            at_zoom(part.size, zoom),
            escape(row[part.column]).replace("\n", "<br>"),
            700 if part.bold else 400,
        )
        right, down = right + part.shift[0] * size, down + part.shift[1] * size
    anchor = getattr(part, "anchor", "center")
    shift = "0" if anchor == "left" else "-50%"
    box = ""
    if "glyph" in row and isinstance(part, Mark):
        side = 2 * at_zoom(part.radius, zoom)
        size, box = (
            0.62 * side,
            f"width:{side:.0f}px;line-height:{side:.0f}px;border-radius:50%;border:1.5px solid #fff;",
        )
        box += f"background:{escape(tone)};"
        tone = paint(str(row["ink"])) or "#FFFFFF"
    halo = "none" if box else ",".join(f"{x}px {y}px 1px #fff" for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)))
    style = (
        f"position:absolute;white-space:nowrap;transform:translate({shift},-50%);left:{right:.0f}px;top:{down:.0f}px;"
        f"font:{weight} {size:.0f}px/1.2 {FONT};color:{escape(tone)};text-shadow:{halo};text-align:center;{box}"
    )
    return DivIcon(html=f"<div style='{style}'>{text}</div>", icon_size=(0, 0), class_name="ogm-sign")


def _slot(part: Mark | Text, row: dict[Any, Any]) -> tuple[float, float]:
    if not part.slot:
        return 0.0, 0.0
    n = int(row[part.slot])
    return (n % 3 - 1) * 40.0, (n // 3 - 1) * 40.0 + (0.0 if isinstance(part, Mark) else 18.0)


def _tip(layer: Layer, row: dict[Any, Any]) -> str:
    pairs = [(title, row.get(column)) for title, column in layer.tooltip]
    return "<br>".join(f"{escape(title)}：{escape(value)}" for title, value in pairs if pd.notna(value))
