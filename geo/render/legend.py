"""The legend of a layer, in colours: the same lines for screen and sheet."""

from typing import Any

from geo.layers.base import Layer
from geo.model.profile import Profile
from geo.render.style import paint


def legend(layer: Layer, profile: Profile, *, dark: bool = False) -> list[dict[str, Any]]:
    """Lines of a layer's legend.

    Returns
    -------
    list of dicts
        shape (fill, line, dash, hatch, star, triangle, disc, glyph or ramp), color and stroke
        (#RRGGBB or None), title; `colors` (all of them, at most four) where one line stands for several.
    """
    return [
        {
            "shape": entry.shape,
            "color": paint(entry.color, dark=dark),
            "stroke": paint(entry.stroke, dark=dark) if entry.stroke else None,
            "title": entry.title,
            **({"colors": [paint(name, dark=dark) for name in (entry.color, *entry.others)]} if entry.others else {}),
        }
        for entry in layer.entries(profile)
    ]
