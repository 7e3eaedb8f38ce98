"""空白版: the person's own view, with the overlays they switched on and a sober frame."""

from geo.layers.base import Layer
from geo.model.codes import Level
from geo.model.view import ViewSpec
from geo.render.sheet import furniture, key
from geo.render.sheet.furniture import body
from geo.render.sheet.material import BY_KEY
from geo.render.sheet.page import A4
from geo.render.sheet.panel import panel
from geo.render.sheet.templates.base import AREA, EVERY, Draft, Template

FINE = frozenset({Level.L3, Level.MICRO, Level.DEDICATED})


def build(draft: Draft) -> tuple[str, str]:
    """Draw every overlay the view names; None takes those usual on the screen."""
    page, material = draft.page, draft.material
    place = draft.place
    if draft.level in FINE:  # a picture shows at least a 社区, or as much as the account sees
        place = place[:12] if place[:12] in material.places.index else material.scope.root
    shape = material.outline(place)
    view = panel(page, material, body(page), shape.bounds, margin=0.03, room=(0, 22, 0, 6), place=place)
    asked = draft.spec.view.layers
    keys = tuple(layer.key for layer in BY_KEY.values() if _on(layer, draft.spec.view))
    view.draw(keys, ViewSpec(place, draft.spec.view.days, layers=asked))
    if draft.level is not Level.DISTRICT:
        view.veil(shape)
        view.edge(shape)
    if place != draft.place:
        view.edge(material.outline(draft.place), color="accent", width=2.4)
    furniture.scale_bar(view)
    furniture.north(view)
    key.corner(view, material.profile, shape)
    view.finish()
    draft.took(view)
    shown = [layer for layer in view.drawn if layer.group != "底图"]
    where = material.profile.title if draft.level is Level.DISTRICT else f"{material.profile.title}：{draft.name}"
    return (
        where,
        f"{material.facts.said(draft.place)}；{len(shown)} 个图层" if shown else f"{draft.name}；没有可画的图层",
    )


def _on(layer: Layer, view: ViewSpec) -> bool:
    return layer.on if view.layers is None else layer.key in view.layers or layer.group == "底图"


TEMPLATE = Template("view", "空白版(我的视图)", "A4 一张：按所选图层出图", A4, AREA, build, overlays=EVERY)
