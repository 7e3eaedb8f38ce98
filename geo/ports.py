"""What geo needs from outside, as tiny protocols. Every read takes the Scope first."""

from datetime import datetime
from typing import Protocol

from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Scope


class Reads(Protocol):
    """The store as geo sees it.

    Frames are new, have index `code` (unique, sorted), geometry in EPSG:4490 and the columns of
    docs/house.md, section 2; point kinds carry `micro`, and `l2`/`l1`/`zone` follow from codes and
    `places`. Rows outside the scope's root are left out. Frames of persons (household, tag, visit)
    raise NotAllowed below tier T1; counting reads do not.
    """

    def profile(self) -> Profile: ...
    def version(self) -> str: ...
    def as_of(self) -> datetime: ...
    def synthetic(self) -> bool: ...
    def today(self) -> "Reads": ...  # the store itself; of a moment's store, the one of now
    def redrawn(self) -> frozenset[str]: ...  # places above L3 whose borders are not today's; none in today's store
    def freshness(self) -> DataFrame: ...  # index kind: title at how
    def grids(self, scope: Scope, level: Level, *, at: datetime | None = None) -> GeoDataFrame: ...
    def places(self, scope: Scope) -> DataFrame: ...  # all levels: level name parent zone households people
    def centers(self, scope: Scope) -> GeoDataFrame: ...
    def streets(self, scope: Scope) -> GeoDataFrame: ...  # base map: never cut to the root
    def base(self, scope: Scope) -> GeoDataFrame: ...
    def buildings(self, scope: Scope) -> GeoDataFrame: ...
    def compounds(self, scope: Scope) -> GeoDataFrame: ...
    def staff(self, scope: Scope) -> DataFrame: ...
    def pairings(self, scope: Scope) -> DataFrame: ...
    def star_items(self, scope: Scope) -> DataFrame: ...  # 57 项: l2 no group dept state
    def star_cards(self, scope: Scope) -> DataFrame: ...  # 挂牌, also past: l2 card reason valid_from valid_to
    def events(self, scope: Scope, *, since: datetime | None = None) -> GeoDataFrame: ...
    def sketches(self, scope: Scope) -> GeoDataFrame: ...  # 圈阅 still open; not bound to the data version
    def households(self, scope: Scope) -> DataFrame: ...  # T1 and finer
    def tags(self, scope: Scope) -> DataFrame: ...  # T1 and finer, without restricted groups below T2
    def home_points(self, scope: Scope) -> DataFrame: ...  # index building; no person
    def walks(self, scope: Scope) -> DataFrame | None: ...  # index building: center metres; None = no roads loaded
    def reach(self, scope: Scope, metres: float) -> GeoDataFrame | None: ...  # every centre's area on foot
    def shared(self, scope: Scope, metres: float) -> GeoDataFrame | None: ...  # where 2, and 3 or more are near
    def catchments(self, scope: Scope, metres: float) -> GeoDataFrame | None: ...  # where each is the nearest
    def sites(self, scope: Scope, place: str) -> GeoDataFrame | None: ...  # docs/house.md, 3
    def tag_counts(self, scope: Scope) -> DataFrame: ...  # index l2, column per group; unsuppressed
    def held_back(self, key: str) -> frozenset[tuple[str, str]]: ...  # cells (place, group) hidden once in a period
    def visit_counts(self, scope: Scope, *, since: datetime) -> DataFrame: ...  # docs/house.md, 3
    def patrol_counts(self, scope: Scope, *, since: datetime) -> DataFrame: ...  # index micro: patrols last_patrol
    def note_counts(self, scope: Scope, *, since: datetime) -> DataFrame: ...  # 随手记, index micro: notes
    def ledger_counts(self, scope: Scope) -> DataFrame: ...  # index micro: households verified_30d
