"""The printed map: templates over the registry's overlays, drawn by matplotlib from published rows only."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from geo.model.errors import NotAllowed
from geo.model.scope import Scope
from geo.model.view import Mode, SheetSpec, Ticket, ViewSpec
from geo.ports import Reads
from geo.render.sheet import furniture
from geo.render.sheet.material import Material
from geo.render.sheet.page import DPI, Page
from geo.render.sheet.pixels import png
from geo.render.sheet.templates import TEMPLATES, template
from geo.render.sheet.templates.base import Draft, Template
from geo.rules.publish import permit

__all__ = ["DPI", "TEMPLATES", "Made", "Material", "Template", "compose", "draw", "png", "stamp", "template"]
FEW = 3  # characters named in the notes
REACH = frozenset({"coverage", "gaps", "circles", "bands", "overlap", "catchments"})


@dataclass(slots=True)
class Made:
    """A composed sheet: the page, its words, and what is known about it."""

    page: Page
    spec: SheetSpec
    title: str
    subtitle: str
    hidden: int  # cells of people left out
    labels: int
    dropped: int

    @property
    def figure(self) -> Figure:
        """The drawing."""
        return self.page.figure

    @property
    def unprinted(self) -> str:
        """Characters no face has; printed as 〓."""
        return "".join(sorted(self.page.unprinted))

    def content_sha(self) -> str:
        """64 hex digits of the picture without user, time and number: call it before `stamp`."""
        return self.page.ink.digest()


def compose(material: Material, spec: SheetSpec) -> Made:
    """Draw one sheet.

    Parameters
    ----------
    material
        The rows of the asker in the spec's mode; shared by all sheets of a batch.
    spec
        Place, template, words. Place and template have to suit each other.

    Returns
    -------
    Made
        No user, clock or number in it: the same rows and spec give the same bytes.

    Raises
    ------
    NotFound
        No such template or place.
    NotAllowed
        The mode's demands are not met, or the template does not suit the place.
    """
    permit(spec)
    return _composed(material, spec)


def _composed(material: Material, spec: SheetSpec) -> Made:
    kind = template(spec.template)
    code, name, level = material.place(spec.view.place)
    if level not in kind.levels:
        fits = "、".join(dict.fromkeys(one.title for one in sorted(kind.levels)))
        raise NotAllowed(f"模板“{kind.title}”不适合{level.title}。", remedy=f"适合：{fits}；请换一个地点或模板。")
    page = Page(kind.paper)
    draft = Draft(page, material, spec, code, name, level)
    finding, subtitle = kind.build(draft)
    title = spec.title.strip() or finding
    furniture.header(page, title, subtitle, spec=spec, synthetic=material.synthetic, when=material.when)
    sources = sorted({name for layer in draft.drawn for name in layer.source.split("、")} | set(draft.sources))
    counted = {f"{layer.title}为{layer.note}" for layer in draft.drawn if layer.note and layer.key not in REACH} | set(
        draft.notes
    )
    if any(layer.key in REACH for layer in draft.drawn):
        counted.add(f"15分钟服务圈：{material.reach}")
    if page.unprinted:
        named = "、".join(f"U+{ord(char):04X}" for char in sorted(page.unprinted)[:FEW])
        counted.add(f"字体中没有的 {len(page.unprinted)} 个字印作〓：{named}")
    furniture.footer(page, sources, sorted(counted), crs=material.crs, remark=spec.remark)
    return Made(page, spec, title, subtitle, draft.hidden, draft.labels, draft.dropped)


def stamp(made: Made, ticket: Ticket) -> None:
    """Print on a sheet who takes it out: footer and watermark. Once, and after `content_sha`."""
    furniture.stamp(made.page, ticket)


def draw(store: Reads, scope: Scope, view: ViewSpec, *, title: str | None = None) -> Figure:
    """Compose the blank sheet of a view as the asker sees it on the screen: for looking, not for giving away."""
    spec = SheetSpec(view, template="view", mode=Mode.INTERNAL, title=title or "")
    return _composed(Material(store, scope, Mode.INTERNAL, view.days), spec).figure
