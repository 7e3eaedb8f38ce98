"""Translates the painted parts of an overlay into MapLibre style layers."""

from typing import Any

from geo.layers.base import Layer
from geo.layers.paint import ALL, Color, Fill, Hatch, Line, Mark, Own, Part, Pick, Ramp, Size, Text, Where, at_zoom
from geo.render.style import paint

METRES_PER_PX = 64_270.0  # at zoom 0 and this latitude (look note 2.4)
IMAGE_RADIUS = 16.0  # px of the browser's images at icon-size 1
FONTS = {False: ["Noto Sans SC Regular"], True: ["Noto Sans SC Bold"]}
CELL = (34.0, 40.0)  # px of one of three by three slots
_DASH_ZOOM = 13.0
Spec = dict[str, Any]
Expression = str | float | list[Any]


def specs(layer: Layer) -> list[Spec]:
    """Style layers of an overlay, source = its key, in drawing order.

    Overlays of binary points answer [] (the browser draws them); those one may point at get an
    invisible `<key>-hit` fill and a `<key>-chosen` line driven by the feature states hover and selected.
    """
    if layer.points:
        return []
    out: list[Spec] = []
    for n, part in enumerate(layer.style):
        for spec in _part(part):
            suffix = f"-{spec.pop('suffix')}" if "suffix" in spec else ""
            out.append(
                _placed(
                    layer, f"{layer.key}-{n}{suffix}", spec, part.where if hasattr(part, "where") else None, part.zoom
                )
            )
    if (layer.hit and layer.tiling) or layer.key == "dedicated":
        out += [_placed(layer, f"{layer.key}-{name}", spec, None, ALL) for name, spec in _pointing()]
    return out


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
            pattern = f"hatch-{paint(part.color)}"
            return [{"type": "fill", "paint": {"fill-pattern": pattern, "fill-opacity": size(part.opacity)}}]
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
            {"type": "line", "suffix": "casing", "layout": {"line-join": "round", "line-cap": "round"}, "paint": under}
        )
    return [*out, {"type": "line", "layout": layout, "paint": body}]


def _mark(part: Mark) -> Spec:
    if part.shape == "glyph":
        image: Expression = ["concat", "glyph-", ["get", "group"]]
    elif isinstance(part.color, str):
        image = f"{part.shape}-{paint(part.color)}"
    else:
        image = ["concat", f"{part.shape}-", color(part.color)]
    layout: Spec = {
        "icon-image": image,
        "icon-size": _scaled(part.radius, 1 / IMAGE_RADIUS),
        "icon-allow-overlap": True,
        "icon-padding": 0,
    }
    if part.slot:
        shrink = at_zoom(part.radius, _DASH_ZOOM) / IMAGE_RADIUS
        layout["icon-offset"] = _slots(part.slot, 1 / shrink, 0.0)
    elif part.lift:
        # icon-offset is scaled with the icon: the lift is given at its size in the middle of the band
        layout["icon-offset"] = [0, round(-part.lift * IMAGE_RADIUS / at_zoom(part.radius, 12.0), 1)]
    return {"type": "symbol", "layout": layout}


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
    if part.slot:
        layout["text-offset"] = _slots(part.slot, 1 / at_zoom(part.size, _DASH_ZOOM), 18.0)
    body = {"text-color": color(part.color), "text-halo-color": color(part.halo), "text-halo-width": part.halo_width}
    filters = [["!=", ["coalesce", ["get", part.column], ""], ""]]
    return {"type": "symbol", "layout": layout, "paint": body, "filter": filters}


def _pointing() -> list[tuple[str, Spec]]:
    accent, panel = color("accent"), color("panel")

    def state(name: str, yes: float, no: "float | list[Any]") -> list[Any]:
        return ["case", ["boolean", ["feature-state", name], False], yes, no]

    hit = {"fill-color": accent, "fill-opacity": state("selected", 0.1, state("hover", 0.07, 0))}
    shown = {"line-opacity": state("selected", 1, 0)}
    join = {"line-join": "round", "line-cap": "round"}
    return [
        ("hit", {"type": "fill", "paint": hit}),
        ("chosen-casing", {"type": "line", "layout": join, "paint": {"line-color": panel, "line-width": 6.5, **shown}}),
        ("chosen", {"type": "line", "layout": join, "paint": {"line-color": accent, "line-width": 3, **shown}}),
    ]


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
    return _scaled(value, 1.0)


def _scaled(value: Size, factor: float) -> Expression:
    if isinstance(value, (int, float)):
        return round(value * factor, 4)
    return ["interpolate", ["linear"], ["zoom"], *(part for zoom, v in value for part in (zoom, round(v * factor, 4)))]


def _true_width(metres: float, share: float) -> list[Any]:
    stops = [part for zoom in (8, 20) for part in (zoom, round(share * metres * 2**zoom / METRES_PER_PX, 4))]
    return ["interpolate", ["exponential", 2], ["zoom"], *stops]


def _slots(column: str, unit: float, down: float) -> list[Any]:
    """Offset of each slot of a block of three by three; `unit` turns px into the property's unit."""
    places = [
        part
        for n in range(9)
        for part in (
            n,
            ["literal", [round((n % 3 - 1) * CELL[0] * unit, 2), round(((n // 3 - 1) * CELL[1] + down) * unit, 2)]],
        )
    ]
    return ["match", ["get", column], *places, ["literal", [0, 0]]]


def _hex(name: str) -> str:
    return paint(name) or "rgba(0,0,0,0)"
