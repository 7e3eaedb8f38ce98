"""HTML of the light map's symbols and names; only escaped text and our own numbers reach it."""

from typing import Any

from folium.features import DivIcon

from geo.layers.paint import Mark, Text, at_zoom
from geo.render.escape import escape
from geo.render.signs import COUNT, TRIANGLE, Sign
from geo.render.style import FAMILY, paint

FONT = ",".join(f'"{name}"' for name in FAMILY[:-1]) + ",sans-serif"
HALO = "text-shadow:" + ",".join(f"{x}px {y}px 1px #fff" for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1))) + ";"
STAR = "M0-1 .2245-.309 .9511-.309 .3633.118 .5878.809 0 .382-.5878.809-.3633.118-.9511-.309-.2245-.309Z"
TRIANGLE_PATH = "M0-1 1 .8H-1Z"
PATHS = {
    "star": STAR,
    "triangle": TRIANGLE_PATH,
    "square": "M-.86-.86H.86V.86H-.86Z",
    "diamond": "M0-1 1 0 0 1-1 0Z",
}


def shape(kind: str, radius: float, color: str) -> str:
    """Draw a star, triangle, square or diamond as SVG with a white casing."""
    side = 2 * radius + 3
    return (
        f"<svg width='{side:.1f}' height='{side:.1f}' viewBox='{-side / 2:.2f} {-side / 2:.2f} {side:.2f} {side:.2f}'"
        f" style='display:block'><path d='{PATHS[kind]}' transform='scale({radius:.2f})' fill='{escape(color)}'"
        f" stroke='#fff' stroke-width='{2.4 / radius:.3f}' paint-order='stroke' stroke-linejoin='round'/></svg>"
    )


def symbol(kind: str, color: str, radius: float, *, up: float = 0.0) -> DivIcon:
    """Put such a shape at its point, or `up` px above."""
    return _div(shape(kind, radius, color), right=0.0, down=-up)


def glyph(part: Mark, row: dict[Any, Any], color: str, zoom: float) -> DivIcon:
    """One of the nine colours: its character on a disc, at its place in the block of nine."""
    right, down = _slot(part, row)
    side = 2 * at_zoom(part.radius, zoom)
    style = (
        f"font:700 {0.62 * side:.0f}px/{side:.0f}px {FONT};width:{side:.0f}px;border-radius:50%;text-align:center;"
        f"border:1.5px solid #fff;background:{escape(color)};color:{escape(paint(str(row['ink'])) or '#FFFFFF')};"
    )
    return _div(f"<div style='{style}'>{escape(row['glyph'])}</div>", right=right, down=down)


def words(part: Text, row: dict[Any, Any], color: str, zoom: float) -> DivIcon:
    """Write a text at its point."""
    right, down = _slot(part, row)
    size = at_zoom(part.size, zoom)
    text = escape(row[part.column]).replace("\n", "<br>")
    style = f"font:{700 if part.bold else 400} {size:.0f}px/1.2 {FONT};color:{escape(color)};text-align:center;"
    style += HALO if part.halo_width else ""
    return _div(
        f"<div style='{style}'>{text}</div>",
        right=right + part.shift[0] * size,
        down=down + part.shift[1] * size,
        left=part.anchor == "left",
    )


def block(sign: Sign, color: str, *, bold: bool) -> DivIcon:
    """Triangle and number over a name, as one block shown from one step of scale to another."""
    text = escape(sign.text).replace("\n", "<br>")
    lines = []
    if sign.wish.late:
        head = (
            f"display:flex;justify-content:center;align-items:center;gap:1px;height:{COUNT + 2:.0f}px;"
            f"font:700 {COUNT:.0f}px/1 {FONT};color:{paint('overdue_text')};{HALO}"
        )
        tone = paint("overdue") or "#D51F0F"
        lines.append(f"<div style='{head}'>{shape('triangle', TRIANGLE / 2 - 0.5, tone)}{int(sign.wish.late)}</div>")
    if text:
        body = f"font:{700 if bold else 400} {sign.wish.size:.0f}px/1.2 {FONT};color:{escape(color)};{HALO}"
        lines.append(f"<div style='{body}text-align:center'>{text}</div>")
    name = f"ogm-sign ogm-from-{sign.since} ogm-to-{sign.until}"
    return _div("".join(lines), right=sign.right, down=sign.down, name=name)


def _div(html: str, *, right: float, down: float, left: bool = False, name: str = "ogm-sign") -> DivIcon:
    style = (
        f"position:absolute;white-space:nowrap;transform:translate({'0' if left else '-50%'},-50%);"
        f"left:{right:.0f}px;top:{down:.0f}px;"
    )
    return DivIcon(html=f"<div style='{style}'>{html}</div>", icon_size=(0, 0), class_name=name)


def _slot(part: Mark | Text, row: dict[Any, Any]) -> tuple[float, float]:
    if not part.slot:
        return 0.0, 0.0
    n = int(row[part.slot])
    return (n % 3 - 1) * 40.0, (n // 3 - 1) * 40.0 + (0.0 if isinstance(part, Mark) else 18.0)
