"""A map for a document or a slide: one panel without header and footer, with scale, north, notice and legend."""

from geo.model.codes import Level
from geo.render.sheet import furniture, key
from geo.render.sheet.callouts import callouts
from geo.render.sheet.material import Material
from geo.render.sheet.page import Box, Page, Paper
from geo.render.sheet.panel import panel
from geo.render.sheet.pixels import png
from geo.render.sheet.templates.circles import DRAWN as CIRCLES
from geo.render.sheet.templates.district import KEYS as DISTRICT

KINDS = {"district": DISTRICT, "circles": CIRCLES}
EDGE = 4.0


def picture(material: Material, place: str, kind: str, wide: float, high: float, *, dpi: int = 200) -> bytes:
    """Draw a place as PNG of so many inches; `kind` is district or circles."""
    page = Page(Paper(kind, "", wide, high))
    shape = material.outline(place)
    view = panel(
        page,
        material,
        Box(EDGE, EDGE, page.wide - EDGE, page.high - EDGE),
        shape.bounds,
        margin=0.02,
        room=(0, 24, 0, 4),
    )
    view.draw(KINDS[kind], within=shape)
    whole = material.place(place)[2] is Level.DISTRICT
    if not whole:
        view.veil(shape)
        view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    legend = key.corner(view, material.profile, shape, base=kind != "circles")  # its classes leave no room
    if whole and kind == "district":
        right, bottom, top = view.box.right, view.box.bottom, view.box.top
        callouts(
            view,
            material,
            kept=[legend, Box(right - 190, bottom, right, bottom + 52), Box(right - 40, top - 50, right, top)],
        )
    view.finish()
    return png(page.figure, dpi=dpi)
