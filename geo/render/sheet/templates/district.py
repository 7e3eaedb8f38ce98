"""主图: one tall map of the place with its 片区, circles and gaps, centres and overdue communities."""

from geo.model.codes import Level
from geo.render.sheet import furniture, key
from geo.render.sheet.callouts import callouts
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4
from geo.render.sheet.panel import panel
from geo.render.sheet.templates.base import LARGE, Draft, Template
from geo.render.sheet.templates.findings import overdue_finding

KEYS = (
    "base_land",
    "base_water",
    "base_rail",
    "base_roads",
    "zones",
    "coverage",
    "gaps",
    "l2",
    "outline",
    "labels",
    "centers",
    "overdue",
)
TALL = 1.5  # a place this much higher than wide leaves its sides to the 片区


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map with everything in its corners."""
    material = draft.material
    shape = material.outline(draft.place)
    whole = draft.level is Level.DISTRICT
    view = panel(draft.page, material, body(draft.page), shape.bounds, margin=0.02, room=(0, 26, 0, 6))
    view.draw(KEYS, within=shape)
    if not whole:
        view.veil(shape)
        view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    legend = key.corner(view, material.profile, shape)
    if whole:
        west, south, east, north = shape.bounds
        if (north - south) / (east - west) >= TALL:
            right = view.box.right
            corner = [(right - 190, view.box.bottom, right, view.box.bottom + 52)]
            corner.append((right - 40, view.box.top - 50, right, view.box.top))
            callouts(view, material, kept=[legend, *(type(legend)(*one) for one in corner)])
    view.finish()
    draft.took(view)
    return overdue_finding(
        draft
    ), f"{draft.name}，{material.facts.said(draft.place)}；15 分钟服务圈{material.estimated}与超期事件"


TEMPLATE = Template("district", "主图", "A4 一张：片区、服务圈与空白、服务中心、超期事件", A4, LARGE, build)
