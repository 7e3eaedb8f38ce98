"""The templates, one small file each; TEMPLATES is their order on the page."""

from geo.model.errors import NotFound
from geo.render.sheet.templates.atlas import TEMPLATE as ATLAS
from geo.render.sheet.templates.base import Template
from geo.render.sheet.templates.circles import TEMPLATE as CIRCLES
from geo.render.sheet.templates.district import TEMPLATE as DISTRICT
from geo.render.sheet.templates.hexes import TEMPLATE as HEXES
from geo.render.sheet.templates.hotspots import TEMPLATE as HOTSPOTS
from geo.render.sheet.templates.nine import TEMPLATE as NINE
from geo.render.sheet.templates.own import TEMPLATE as OWN
from geo.render.sheet.templates.plan import TEMPLATE as PLAN
from geo.render.sheet.templates.ramp import TEMPLATE as RAMP
from geo.render.sheet.templates.wide import TEMPLATE as WIDE
from geo.render.sheet.templates.zones import TEMPLATE as ZONES

TEMPLATES: tuple[Template, ...] = (
    DISTRICT,
    WIDE,
    ZONES,
    CIRCLES,
    HOTSPOTS,
    RAMP,
    NINE,
    HEXES,
    PLAN,
    ATLAS,
    OWN,
)
BY_KEY = {template.key: template for template in TEMPLATES}


def template(key: str) -> Template:
    """Find a template; raises NotFound naming those there are."""
    if key not in BY_KEY:
        known = "、".join(f"{one.title}({one.key})" for one in TEMPLATES)
        raise NotFound(f"没有名为“{key[:24]}”的模板。", remedy=f"可选：{known}。")
    return BY_KEY[key]
