"""The legend of a layer, in colours: the same lines for screen and sheet."""

from typing import Any

from geo.layers.base import Entry, Layer
from geo.layers.paint import Line, at_zoom
from geo.model.profile import Profile
from geo.model.view import ViewSpec
from geo.render.style import paint

NEAR = 14.5  # the zoom whose widths a sample shows


def legend(layer: Layer, profile: Profile, view: ViewSpec | None = None, *, dark: bool = False) -> list[dict[str, Any]]:
    """Lines of a layer's legend.

    Returns
    -------
    list of dicts
        shape (fill, line, dash, hatch, star, triangle, disc, glyph or ramp), color and stroke
        (#RRGGBB or None), title, hatch (a texture over the fill, in the colour `ink`, or None), sign (a
        character on the sample, or empty), width (px) and dash (px on and off, or None) of a line.
    """
    return [
        {
            "shape": entry.shape,
            "color": paint(entry.color, dark=dark),
            "stroke": paint(entry.stroke, dark=dark) if entry.stroke else None,
            "title": entry.title,
            "hatch": entry.hatch,
            "ink": paint(entry.ink, dark=dark) if entry.hatch else None,
            "sign": entry.sign,
            **_stroke(layer, entry),
        }
        for entry in layer.entries(profile, view)
    ]


def _stroke(layer: Layer, entry: Entry) -> dict[str, Any]:
    """Width and dashes of a line as the map draws it."""
    if entry.shape not in ("line", "dash"):
        return {}
    drawn = next((part for part in layer.style if isinstance(part, Line) and part.color == entry.color), None)
    return {
        "width": round(at_zoom(drawn.width, NEAR), 1) if drawn else 1.6,
        "dash": list(drawn.dash) if drawn and drawn.dash else [4.0, 2.5] if entry.shape == "dash" else None,
    }
