"""Samples of a legend as small SVG pictures: what a fill, line, star or triangle looks like on the map."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from geo.render.style import paint

WIDE, HIGH = 22, 16
THICK = 4.0  # px: a wider line would fill its row
NOTICE = "示意边界，不作划界依据"
STAR = "11,1.5 12.8,6.2 17.8,6.4 13.9,9.5 15.2,14.3 11,11.6 6.8,14.3 8.1,9.5 4.2,6.4 9.2,6.2"

SIGNS = {
    "star": f'<polygon points="{STAR}" fill="{{}}"/>',
    "triangle": '<polygon points="11,2 17.5,14 4.5,14" fill="{}"/>',
    "square": '<rect x="6.5" y="3.5" width="9" height="9" fill="{}"/>',
    "diamond": '<polygon points="11,2 17,8 11,14 5,8" fill="{}"/>',
    "disc": '<circle cx="11" cy="8" r="5" fill="{}"/>',
}


def sample(entry: Mapping[str, Any]) -> str:
    """Draw the sample of one line of `geo.render.legend.legend`."""
    color, edge = entry["color"] or "none", entry["stroke"] or "none"
    match entry["shape"]:
        case "line" | "dash":
            shape = _line(entry, color)
        case "hatch":
            shape = (
                f'<rect x="2.5" y="2.5" width="17" height="11" fill="{color}" fill-opacity=".06" stroke="{color}" '
                f'stroke-width=".8"/>{texture("rise", color)}'
            )
        case kind if kind in SIGNS:
            shape = SIGNS[kind].format(color)
        case "glyph":
            glyph = escape(str(entry["title"]).partition(" ")[0])
            shape = (
                f'<circle cx="11" cy="8" r="8" fill="{color}"/><text x="11" y="11.5" font-size="10" '
                f'text-anchor="middle" fill="{edge}">{glyph}</text>'
            )
        case _:
            shape = f'<rect x="2.5" y="2.5" width="17" height="11" fill="{color}" stroke="{edge}"/>'
            if entry.get("hatch"):
                shape += texture(str(entry["hatch"]), str(entry["ink"]))
            if entry.get("sign"):
                shape += (
                    f'<text x="11" y="11.8" font-size="10" text-anchor="middle" fill="{paint("ink")}">'
                    f"{escape(str(entry['sign']))}</text>"
                )
    return picture(shape, WIDE, HIGH)


def _line(entry: Mapping[str, Any], color: str) -> str:
    steps = " ".join(f"{step:g}" for step in entry.get("dash") or ())
    dash = f' stroke-dasharray="{steps}"' if steps else ""
    width = min(float(entry.get("width") or 1.8), THICK)
    under = f'<path d="M1 8H21" stroke="{entry["stroke"]}" stroke-width="{width + 2:g}"/>' if entry["stroke"] else ""
    return f'{under}<path d="M1 8H21" stroke="{color}" stroke-width="{width:g}"{dash}/>'


def texture(form: str, color: str) -> str:
    """Draw one of `geo.layers.paint.HATCHES` over the rectangle of a sample, as SVG."""
    pen = f'stroke="{color}" stroke-width=".9" fill="none"'
    rise, fall = "M3 8L8 3M3 13L13 3M9 13L19 3M15 13L19 9", "M3 9L7 13M3 3L13 13M9 3L19 13M15 3L19 7"
    match form:
        case "rise":
            return f'<path d="{rise}" {pen}/>'
        case "fall":
            return f'<path d="{fall}" {pen}/>'
        case "cross":
            return f'<path d="{rise}{fall}" {pen}/>'
        case "bars":
            return f'<path d="M3 5.500H19M3 8H19M3 10.500H19" {pen}/>'
        case "dots":
            dots = [(x, y) for row, y in enumerate((5, 8, 11)) for x in range(5 + 2 * (row % 2), 19, 4)]
            return "".join(f'<circle cx="{x}" cy="{y}" r=".9" fill="{color}"/>' for x, y in dots)
    raise ValueError(form)


def picture(shapes: str, wide: float, high: float) -> str:
    """Wrap SVG shapes as an image: `st.html` drops inline SVG."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}">{shapes}</svg>'
    return f'<img width="{wide:g}" height="{high:g}" alt="" src="data:image/svg+xml,{quote(svg)}">'


def key(rows: list[tuple[str, str]]) -> str:
    """Write a legend: (sample, words) line by line."""
    lines = "".join(f'<div class="ogm-key-row">{picture}<span>{escape(says)}</span></div>' for picture, says in rows)
    return f'<div class="ogm-key" aria-label="图例">{lines}</div>'


def notice(*, synthetic: bool) -> str:
    """Write what a picture has to say about itself wherever it is shown."""
    return f'<div class="ogm-key-note">{NOTICE}{"；演示数据" if synthetic else ""}</div>'
