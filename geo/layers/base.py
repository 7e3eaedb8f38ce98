"""One overlay of the map, declared once and drawn by four renderers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from geopandas import GeoDataFrame

from geo.layers.paint import Part
from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Role, Scope, Tier
from geo.model.view import ViewSpec
from geo.ports import Reads

EVERYONE = frozenset(Role)
Load = Callable[[Reads, Scope, ViewSpec], GeoDataFrame]


class Kind(StrEnum):
    """What an overlay is made of; decides how a renderer with little room shows it."""

    BASE = "base"
    AREA = "area"
    LINE = "line"
    POINT = "point"
    COUNT = "count"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend: fill, line, dash, hatch, star, triangle, square, diamond, disc, glyph, ramp.

    No two lines of an overlay differ by colour alone: fills by texture or sign, classes of a ramp by lightness.
    """

    shape: str
    title: str
    color: str
    stroke: str | None = None
    hatch: str | None = None  # texture over the fill, one of `geo.layers.paint.HATCHES`, in the colour `ink`
    ink: str = "ink2"
    sign: str = ""  # a character on the sample: the first of a name that stands on the map


@dataclass(frozen=True, slots=True)
class Layer:
    """A frozen declaration of an overlay.

    `load` answers rows with unique index `code` in EPSG:4490, already cut to the scope and reduced to
    what its tier may see; `tooltip` are (title, column) pairs; `keep` further columns to publish;
    `tiling` names the level whose polygons share borders (simplified together); rows for which
    `minor` holds a value of column `klass` are published in pieces fetched when zoomed in; `points`
    turns the layer into a binary file of points with these (column, type) pairs.
    """

    key: str
    title: str
    group: str
    kind: Kind
    load: Load
    style: tuple[Part, ...]
    legend: tuple[Entry, ...]
    source: str
    tooltip: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    roles: frozenset[Role] = EVERYONE
    tier: Tier = Tier.T0
    on: bool = False
    minzoom: float = 0.0
    maxzoom: float = 24.0
    simplify_m: float = 0.0
    tiling: Level | None = None
    hit: bool = False  # may be pointed at and chosen
    minor: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    personal: bool = False  # from T1 its rows come near to persons: then no browser keeps them
    live: bool = False  # changes with every event: revalidated, never kept
    noted: bool = False  # changes without a new data version: told anew with every manifest
    note: str | None = None
    version: int = 1
    wire: Load | None = None  # reads the rows as the browser wants them, where that is not `load`
    by_browser: bool = False  # drawn by the browser from places and events: neither data nor style leave
    of_place: bool = False  # tells of the view's place alone, by seconds of work: never baked for the first sight
    own_symbols: bool = False  # data leave, the browser styles them (docs/house.md, 5.5)
    legend_of: Callable[[Profile], tuple[Entry, ...]] | None = None  # where the profile decides the lines

    legend_by: Callable[[ViewSpec], tuple[Entry, ...]] | None = None  # where the view decides them
    note_of: Callable[[Reads, Scope], str | None] | None = None  # where the data decide how the rows were found

    def told(self, store: Reads, scope: Scope) -> str | None:
        """How the rows were found, where that must stand beside the overlay's name."""
        return self.note_of(store, scope) if self.note_of else self.note

    def open_to(self, scope: Scope) -> bool:
        """Whether this role and tier may see the overlay at all."""
        return scope.role in self.roles and scope.tier >= self.tier

    def columns(self) -> tuple[str, ...]:
        """Columns that leave the house: of the tooltip, then `keep`, each once."""
        return tuple(dict.fromkeys([column for _, column in self.tooltip] + list(self.keep)))

    def entries(self, profile: Profile, view: ViewSpec | None = None) -> tuple[Entry, ...]:
        """Lines of the legend in this district, and for this view."""
        if self.legend_by and view:
            return self.legend_by(view)
        return self.legend_of(profile) if self.legend_of else self.legend
