"""What a template is: a paper, the places it suits, and how it fills the body of the sheet."""

from collections.abc import Callable
from dataclasses import dataclass, field

from geo.layers import LAYERS
from geo.layers.base import Layer
from geo.model.codes import Level
from geo.model.view import SheetSpec
from geo.render.sheet.material import Material
from geo.render.sheet.page import Page, Paper

AREA = frozenset({Level.DISTRICT, Level.ZONE, Level.L1, Level.L2, Level.L3, Level.MICRO, Level.DEDICATED})
LARGE = frozenset({Level.DISTRICT, Level.ZONE, Level.L1})


EVERY = tuple(layer.key for layer in LAYERS if layer.group != "底图" and layer.key != "figure")  # that is `ramp`


@dataclass(slots=True)
class Draft:
    """A sheet being made: what a template draws on and what it reports back."""

    page: Page
    material: Material
    spec: SheetSpec
    place: str
    name: str
    level: Level
    drawn: list[Layer] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: int = 0  # cells of people left out
    labels: int = 0
    dropped: int = 0

    def took(self, *panels: object) -> None:
        """Note what maps drew: for sources, notes and the share of names placed."""
        for view in panels:
            names = view.names  # type: ignore[attr-defined]  # a Panel: the import would be a circle
            self.drawn += [layer for layer in view.drawn if layer not in self.drawn]  # type: ignore[attr-defined]
            self.labels += names.drawn
            self.dropped += names.dropped


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of sheet.

    `build` draws the body and answers (finding, subtitle): the title where nobody typed one.
    """

    key: str
    title: str
    says: str
    paper: Paper
    levels: frozenset[Level]
    build: Callable[[Draft], tuple[str, str]]
    overlays: tuple[str, ...] = ()  # the person chooses among these, or among all of the registry (EVERY)
    usual: tuple[str, ...] = ()  # of these, drawn unless somebody says otherwise; none: those usual on the screen
    compares: bool = False  # the person chooses two states of the grids
    metrics: bool = False  # the person chooses a figure
