"""Samples of a legend as small SVG pictures: what a fill, line, star or triangle looks like on the map."""

from html import escape
from urllib.parse import quote

WIDE, HIGH = 22, 16
NOTICE = "示意边界，不作划界依据"
STAR = "11,1.5 12.8,6.2 17.8,6.4 13.9,9.5 15.2,14.3 11,11.6 6.8,14.3 8.1,9.5 4.2,6.4 9.2,6.2"


def sample(entry: dict[str, str | None]) -> str:
    """Draw the sample of one line of `geo.render.legend.legend`."""
    color, edge = entry["color"] or "none", entry["stroke"] or "none"
    match entry["shape"]:
        case "line" | "dash":
            dash = ' stroke-dasharray="4 2.5"' if entry["shape"] == "dash" else ""
            shape = f'<path d="M1 8H21" stroke="{color}" stroke-width="1.8"{dash}/>'
        case "hatch":
            shape = (
                f'<rect x="2.5" y="2.5" width="17" height="11" fill="{color}" fill-opacity=".16" stroke="{color}" '
                'stroke-width=".8" stroke-dasharray="2 3"/>'
            )
        case "star":
            shape = f'<polygon points="{STAR}" fill="{color}"/>'
        case "triangle":
            shape = f'<polygon points="11,2 17.5,14 4.5,14" fill="{color}"/>'
        case "square":
            shape = f'<rect x="6.5" y="3.5" width="9" height="9" fill="{color}"/>'
        case "diamond":
            shape = f'<polygon points="11,2 17,8 11,14 5,8" fill="{color}"/>'
        case "disc":
            shape = f'<circle cx="11" cy="8" r="5" fill="{color}"/>'
        case "glyph":
            glyph = escape(str(entry["title"]).partition(" ")[0])
            shape = (
                f'<circle cx="11" cy="8" r="8" fill="{color}"/><text x="11" y="11.5" font-size="10" '
                f'text-anchor="middle" fill="{edge}">{glyph}</text>'
            )
        case _:
            shape = f'<rect x="2.5" y="2.5" width="17" height="11" fill="{color}" stroke="{edge}"/>'
    return picture(shape, WIDE, HIGH)


def picture(shapes: str, wide: float, high: float) -> str:
    """Wrap SVG shapes as an image: `st.html` drops inline SVG."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}">{shapes}</svg>'
    return f'<img width="{wide:g}" height="{high:g}" alt="" src="data:image/svg+xml,{quote(svg)}">'


def tints(colors: list[str]) -> str:
    """Draw up to four tints as one sample."""
    cells = "".join(
        f'<rect x="{2.5 + 8.5 * (n % 2)}" y="{2.5 + 5.5 * (n // 2)}" width="8.5" height="5.5" fill="{color}"/>'
        for n, color in enumerate(colors[:4])
    )
    return picture(cells, WIDE, HIGH)


def key(rows: list[tuple[str, str]]) -> str:
    """Write a legend: (sample, words) line by line."""
    lines = "".join(f'<div class="ogm-key-row">{picture}<span>{escape(says)}</span></div>' for picture, says in rows)
    return f'<div class="ogm-key" aria-label="图例">{lines}</div>'


def notice(*, synthetic: bool) -> str:
    """Write what a picture has to say about itself wherever it is shown."""
    return f'<div class="ogm-key-note">{NOTICE}{"；演示数据" if synthetic else ""}</div>'
