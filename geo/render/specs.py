"""Translates the painted parts of an overlay into MapLibre style layers."""

from typing import Any

from geo.layers.base import Layer
from geo.layers.paint import ALL, Color, Fill, Hatch, Line, Mark, Own, Part, Pick, Ramp, Size, Text, Where, at_zoom
from geo.render.style import paint

METRES_PER_PX = 64_270.0  # at zoom 0 and this latitude (look note 2.4)
FONTS = {False: ["Regular"], True: ["Bold"]}  # the browser puts its own families (docs/house.md, 5.5)
HATCH = (0.7, 7.0)  # px: width and distance of the lines
_DASH_ZOOM = 13.0
Spec = dict[str, Any]
Expression = str | float | list[Any]


def specs(layer: Layer) -> list[Spec]:
    """Style layers of an overlay, source = its key, in drawing order; [] for what the browser draws by itself."""
    if layer.by_browser or layer.own_symbols:
        return []
    return [
        _placed(layer, f"{layer.key}-{n}{spec.pop('suffix', '')}", spec, getattr(part, "where", None), part.zoom)
        for n, part in enumerate(layer.style)
        for spec in _part(part)
    ]


def _placed(layer: Layer, name: str, spec: Spec, where: Where | None, zoom: tuple[float, float]) -> Spec:
    low, high = max(zoom[0], layer.minzoom), min(zoom[1], layer.maxzoom)
    out: Spec = {"id": name, "type": spec["type"], "source": layer.key}
    if low > ALL[0]:
        out["minzoom"] = low
    if high < ALL[1]:
        out["maxzoom"] = high
    filters = spec.get("filter", [])
    if where:
        filters = [*filters, ["in", ["get", where.column], ["literal", list(where.values)]]]
    if filters:
        out["filter"] = filters[0] if len(filters) == 1 else ["all", *filters]
    return out | {key: spec[key] for key in ("layout", "paint") if spec.get(key)}


def _part(part: Part) -> list[Spec]:
    match part:
        case Fill():
            body: Spec = {"fill-color": color(part.color), "fill-opacity": size(part.opacity)}
            if part.edge:
                body["fill-outline-color"] = color(part.edge)
            return [{"type": "fill", "filter": [["==", ["geometry-type"], "Polygon"]], "paint": body}]
        case Hatch():
            pattern = f"hatch:{paint(part.color)}:{HATCH[0]:g}:{HATCH[1]:g}"
            if part.form != "rise":
                pattern += f":{part.form}"
            body = {"fill-pattern": pattern, "fill-opacity": size(part.opacity)}
            return [{"type": "fill", "filter": [["==", ["geometry-type"], "Polygon"]], "paint": body}]
        case Line():
            return _line(part)
        case Mark():
            return [_mark(part)]
        case Text():
            return [_text(part)]


def _line(part: Line) -> list[Spec]:
    width = size(part.width)
    body: Spec = {"line-color": color(part.color), "line-width": width}
    if part.metres is not None:
        body["line-width"] = _true_width(part.metres, 1.0)
        if part.inset:  # of a polygon: a positive offset goes inwards
            body["line-offset"] = _true_width(part.metres, 0.5)
    if part.opacity != 1.0:
        body["line-opacity"] = size(part.opacity)
    layout = {"line-join": "round", "line-cap": "butt" if part.dash else "round"}
    if part.dash:
        nominal = max(at_zoom(part.width, _DASH_ZOOM), 0.5)
        body["line-dasharray"] = [round(step / nominal, 2) for step in part.dash]
    out: list[Spec] = []
    if part.casing:
        tone, wide = part.casing
        under: Spec = {"line-color": color(tone), "line-width": size(wide)}
        if part.opacity != 1.0:
            under["line-opacity"] = size(part.opacity)
        out.append(
            {"type": "line", "suffix": "-casing", "layout": {"line-join": "round", "line-cap": "round"}, "paint": under}
        )
    return [*out, {"type": "line", "layout": layout, "paint": body}]


def _mark(part: Mark) -> Spec:
    tone = color(part.color)
    stops = part.radius if isinstance(part.radius, tuple) else ((0.0, float(part.radius)),)

    def name(radius: float) -> Expression:
        ends = f":{radius:g}:{part.casing:g}"
        return f"{part.shape}:{tone}{ends}" if isinstance(tone, str) else ["concat", f"{part.shape}:", tone, ends]

    later = [value for zoom, radius in stops[1:] for value in (zoom, name(radius))]
    image = ["step", ["zoom"], name(stops[0][1]), *later] if later else name(stops[0][1])
    return {"type": "symbol", "layout": {"icon-image": image, "icon-allow-overlap": True, "icon-padding": 0}}


def _text(part: Text) -> Spec:
    layout: Spec = {
        "text-field": ["get", part.column],
        "text-size": part.size if isinstance(part.size, (int, float)) else size(part.size),
        "text-font": FONTS[part.bold],
        "text-padding": 2,
        "text-max-width": 9,
    }
    if part.along:
        layout |= {
            "symbol-placement": "line",
            "symbol-spacing": 400,
            "text-letter-spacing": 0.15,
            "text-keep-upright": True,
        }
    elif part.dodge:
        layout |= {
            "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
            "text-radial-offset": 0.6,
            "text-justify": "auto",
        }
    else:
        layout |= {"text-anchor": part.anchor, "text-offset": [round(part.shift[0], 2), round(part.shift[1], 2)]}
    if part.sort:
        layout["symbol-sort-key"] = ["get", part.sort]
    if part.always:
        layout["text-allow-overlap"] = True
    body = {"text-color": color(part.color), "text-halo-color": color(part.halo), "text-halo-width": part.halo_width}
    filters = [["!=", ["coalesce", ["get", part.column], ""], ""]]
    return {"type": "symbol", "layout": layout, "paint": body, "filter": filters}


def color(tone: Color) -> Expression:
    """Translate a colour: text, or an expression over the row's columns."""
    match tone:
        case Own():
            return ["get", tone.column]
        case Pick():
            pairs = [text for value, name in tone.cases for text in (value, _hex(name))]
            return ["match", ["get", tone.column], *pairs, _hex(tone.other)]
        case Ramp():
            steps = [part for low, name in zip(tone.breaks, tone.tokens(), strict=True) for part in (low, _hex(name))]
            number = ["coalesce", ["feature-state", tone.column], ["get", tone.column], 0]
            return ["step", number, "rgba(0,0,0,0)", *steps]
        case _:
            return _hex(tone)


def size(value: Size) -> Expression:
    """Translate a number: constant, or linear between zooms."""
    if isinstance(value, (int, float)):
        return float(value)
    return ["interpolate", ["linear"], ["zoom"], *(part for stop in value for part in stop)]


def _true_width(metres: float, share: float) -> list[Any]:
    stops = [part for zoom in (8, 20) for part in (zoom, round(share * metres * 2**zoom / METRES_PER_PX, 4))]
    return ["interpolate", ["exponential", 2], ["zoom"], *stops]


def _hex(name: str) -> str:
    return paint(name) or "rgba(0,0,0,0)"
