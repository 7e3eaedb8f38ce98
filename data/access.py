"""What geo and the screens may read: role, root and tier are applied here, never in a screen."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from sqlalchemy import Connection

from data import queries
from data.config import load_profile
from data.frames import frame, geoframe, with_points
from data.freshness import freshness
from data.held import held_back
from data.vault import Vault
from geo.model.codes import Level, parse_code
from geo.model.errors import NotAllowed, NotFound
from geo.model.profile import Profile
from geo.model.scope import Scope, Tier
from geo.rules.scope import within

if TYPE_CHECKING:
    from data.walking import Ground, Walking

Table = TypeVar("Table", pd.DataFrame, GeoDataFrame)
FRESH_DAYS = 30  # 底册时效: a household verified within 30 days (domain note, 2.7)


class Access(Vault):
    """The reads of geo.ports.Reads over one store.

    Frames are kept per data version and handed out as shallow copies: with pandas' copy-on-write a
    caller may add or change columns without touching the kept frame. Geometries are shared; they are
    immutable.
    """

    def __init__(self, url: Any, profile: Profile | str | Path | None = None) -> None:  # noqa: ANN401 - a SQLAlchemy URL
        super().__init__(url)
        self._walking: Walking | None = None
        self._sites: dict[tuple[str, str], GeoDataFrame | None] = {}
        self._when: datetime | None = None  # the moment whose grids are read (data.then); None = now
        self._profile = profile if isinstance(profile, Profile) else load_profile(profile)

    def profile(self) -> Profile:
        """Return the district's configuration."""
        return self._profile

    def synthetic(self) -> bool:
        """Tell whether the store holds 演示数据; it never holds both."""
        return self.setting("synthetic") == "1"

    def as_of(self) -> datetime:
        """Return the newest time any event, visit, patrol or note tells of: 数据截至.

        Without any: when something was last loaded. An empty store answers 2000-01-01.
        """
        return self.keep("as_of", queries.newest)

    def today(self) -> "Access":
        """Return the store of now; data.then answers the one it looks back from."""
        return self

    def redrawn(self) -> frozenset[str]:
        """Name the places above L3 whose borders are not today's: none, except in data.then."""
        return frozenset()

    def freshness(self) -> pd.DataFrame:
        """Tell how new each source is: index key of its kind; title at how (data.freshness)."""
        return _copy(self.keep("freshness", freshness))

    def grids(self, scope: Scope, level: Level, *, at: datetime | None = None) -> GeoDataFrame:
        """Grids of one level.

        Parameters
        ----------
        scope
            Who asks; grids outside the root are left out.
        level
            Which tier.
        at
            Moment in the field, local; None = now. Answered from our best knowledge (not superseded).

        Returns
        -------
        GeoDataFrame
            Index code; name level parent zone kind households people posts area_m2 (EPSG:4547).
        """
        at = at or self._when
        kept = self.keep(("grids", level, at), lambda db: geoframe(db, queries.grids(level, at)))
        return self._cut(scope, kept, kept.index)

    def places(self, scope: Scope) -> pd.DataFrame:
        """All grids of all levels without geometry: level name parent zone kind households people posts.

        The zone of an L2 is inherited below it. Households and people that a file left empty are the
        sums of the units below (micro grids first).
        """
        kept = self._places()
        return self._cut(scope, kept, kept.index)

    def centers(self, scope: Scope) -> GeoDataFrame:
        """党群服务中心: name l2 lon lat staff_n hours resources micro; points."""
        kept = self.keep("centers", lambda db: with_points(self._frame(db, queries.CENTERS)))
        return self._cut(scope, kept, kept["micro"].fillna(kept["l2"]))

    def streets(self, scope: Scope) -> GeoDataFrame:  # noqa: ARG002 - base map: never cut to the root
        """Streets of the base map: name klass; lines."""
        return _copy(self.keep("streets", lambda db: geoframe(db, queries.STREETS)))

    def base(self, scope: Scope) -> GeoDataFrame:  # noqa: ARG002 - base map: never cut to the root
        """Rail, water, land of the base map: name klass; lines and polygons."""
        return _copy(self.keep("base", lambda db: geoframe(db, queries.BASE)))

    def buildings(self, scope: Scope) -> GeoDataFrame:
        """Footprints: name use floors units compound micro."""
        kept = self.keep("buildings", lambda db: self._geoframe(db, queries.BUILDINGS))
        return self._cut(scope, kept, kept["micro"])

    def compounds(self, scope: Scope) -> GeoDataFrame:
        """楼院: name kind unmanaged step five_have micro."""
        kept = self.keep("compounds", lambda db: self._geoframe(db, queries.COMPOUNDS))
        return self._cut(scope, kept, kept["micro"])

    def staff(self, scope: Scope) -> pd.DataFrame:
        """List posts: name role grid valid_from; who left is left out."""
        kept = self.keep("staff", lambda db: frame(db, queries.STAFF))
        return self._cut(scope, kept, kept["grid"])

    def pairings(self, scope: Scope) -> pd.DataFrame:
        """双格联建: dedicated micro topic; seen by whoever sees one of the two grids."""
        kept = self.keep("pairings", lambda db: self._frame(db, queries.PAIRINGS))
        seen = self._inside(scope, kept["dedicated"]) | self._inside(scope, kept["micro"])
        return _copy(kept[seen])

    def star_items(self, scope: Scope) -> pd.DataFrame:
        """57 项 of every community: l2 no group dept state (geo.model.status.PASSES)."""
        kept = self.keep("star_items", lambda db: frame(db, queries.STAR_ITEMS))
        return self._cut(scope, kept, kept["l2"])

    def star_cards(self, scope: Scope) -> pd.DataFrame:
        """挂牌, also those taken off again: l2 card (geo.model.status.CARDS) reason valid_from valid_to."""
        kept = self.keep("star_cards", lambda db: frame(db, queries.STAR_CARDS))
        return self._cut(scope, kept, kept["l2"])

    def events(self, scope: Scope, *, since: datetime | None = None) -> GeoDataFrame:
        """Events by time of report: type text address lon lat source … rating micro placed; points.

        At tier T0 an event of a private class (home or dispute) stands at the inner point of its
        micro grid, without address, and its text is the title of its type.
        """
        blurred = scope.tier == Tier.T0
        kept = self.keep(("events", blurred), lambda db: self._events(db, blurred=blurred))
        if since is not None:
            kept = kept[kept["reported_at"] >= pd.Timestamp(since)]
        return self._cut(scope, kept, kept["micro"])

    def sketches(self, scope: Scope) -> GeoDataFrame:
        """圈阅 still open, oldest first: words form account role root micro event at; polygons and lines.

        Index code; seen by whoever sees the grid that answers for it. Read anew each time: circling
        something makes no new data version (`sketched` tells whether anything changed).
        """
        with self.reading() as db:
            found = geoframe(db, queries.SKETCHES)
        return self._cut(scope, found, found["micro"])

    def sketched(self) -> str:
        """Read a mark that changes with every change of a sketch."""
        with self.reading() as db:
            n, changes, last = db.execute(queries.SKETCHED).one()
        return f"{n}-{changes or 0}-{last or 0}"

    def households(self, scope: Scope) -> pd.DataFrame:
        """户底册: building people lon lat verified_at micro. Raises NotAllowed below T1."""
        _need(scope, Tier.T1, "户底册")
        kept = self.keep("households", lambda db: self._frame(db, queries.HOUSEHOLDS))
        return self._cut(scope, kept, kept["micro"])

    def tags(self, scope: Scope) -> pd.DataFrame:
        """九色标签: resident household birth_year group source valid_from valid_to visit_due micro.

        Raises NotAllowed below T1; below T2 without restricted groups.
        """
        _need(scope, Tier.T1, "九色标签")
        kept = self._tags()
        seen = self._cut(scope, kept, kept["micro"])
        return seen if scope.tier >= Tier.T2 else seen[~seen["group"].isin(self._restricted())]

    def visits(self, scope: Scope) -> pd.DataFrame:
        """走访: household staff at kind micro. Raises NotAllowed below T1."""
        _need(scope, Tier.T1, "走访记录")
        kept = self.keep("visits", lambda db: self._frame(db, queries.VISITS))
        return self._cut(scope, kept, kept["micro"])

    def home_points(self, scope: Scope) -> pd.DataFrame:
        """Where people live, without persons: index building; lon lat micro people households."""
        kept = self.keep("homes", lambda db: self._frame(db, queries.HOMES, index="building"))
        return self._cut(scope, kept, kept["micro"])

    def ground(self) -> "Ground | None":
        """Find who can walk where, district-wide and unsuppressed: only for sums (data.walking); None without roads."""
        if self._walking is None:
            from data.walking import Walking  # noqa: PLC0415 - the engine, only where somebody asks for walks

            self._walking = Walking(self)
        return self._walking.ground()

    def walks(self, scope: Scope) -> pd.DataFrame | None:
        """Nearest centre of each home on foot, of all the district's: index building; center metres (inf beyond 3 km).

        None while no roads are loaded: then only straight lines can be told (geo.rules.coverage).
        """
        ground = self.ground()
        if ground is None:
            return None
        return self._cut(scope, ground.nearest, ground.homes["micro"])

    def reach(self, scope: Scope, metres: float) -> GeoDataFrame | None:
        """Draw what lies within so many metres on foot of each centre of the district; None while no roads are loaded.

        Index center; name micro; polygons for drawing, never for counting. Centres from which nothing is
        reached are left out. The scope only has to exist: whoever walks does not stop at a border.
        """
        self._inside(scope, pd.Index([scope.root]))
        return self._walked(("reach", metres), lambda ground: ground.areas(metres))

    def shared(self, scope: Scope, metres: float) -> GeoDataFrame | None:
        """Draw where two (code 2) and three or more (3) centres lie within so many metres; None without roads."""
        self._inside(scope, pd.Index([scope.root]))
        return self._walked(("shared", metres), lambda ground: ground.shared(metres))

    def catchments(self, scope: Scope, metres: float) -> GeoDataFrame | None:
        """Draw the part of each centre's area to which it is the nearest; None without roads."""
        self._inside(scope, pd.Index([scope.root]))
        return self._walked(("catchments", metres), lambda ground: ground.catchments(metres))

    def sites(self, scope: Scope, place: str) -> GeoDataFrame | None:
        """Propose the next centres of a place of the scope (data.siting); None without roads or candidates."""
        if not self._inside(scope, pd.Index([place])).all():
            raise NotFound(f"没有编码为“{place[:40]}”的地方，或不在您的查看范围内。", remedy="请重新选择地点。")
        ground = self.ground()
        if ground is None:
            return None
        from data.siting import proposed  # noqa: PLC0415 - the solver, only where somebody asks for sites

        key = (self.version(), place)
        if key not in self._sites:  # outside the store's lock: it takes seconds, and twice is no harm
            self._sites = {old: kept for old, kept in self._sites.items() if old[0] == key[0]}
            self._sites[key] = proposed(self, ground, place)
        found = self._sites[key]
        return None if found is None else _copy(found)

    def _walked(self, key: Hashable, draw: "Callable[[Ground], GeoDataFrame]") -> GeoDataFrame | None:
        ground = self.ground()
        return None if ground is None else _copy(self.keep(key, lambda _: draw(ground)))

    def tag_counts(self, scope: Scope) -> pd.DataFrame:
        """Tags in force at `as_of` by L2 and group, district-wide and unsuppressed: only for geo/rules/suppress.

        Index l2 (every L2), one int column per group of the profile; restricted groups only from T2.
        """
        kept = self.keep("tag_counts", lambda _: self._tag_counts())
        shown = [g.code for g in self._profile.groups if not g.restricted or scope.tier >= Tier.T2]
        return kept[shown]

    def held_back(self, key: str) -> frozenset[tuple[str, str]]:
        """Tell which cells (place, group) a period hid once (data.published): they stay hidden in it."""
        with self.reading() as db:
            return held_back(db, key)

    def visit_counts(self, scope: Scope, *, since: datetime) -> pd.DataFrame:
        """Visits by micro grid since a moment: households_visited visits last_visit due overdue_tags.

        `due` = households where somebody carries a colour visited monthly, `households_visited` = those of
        them that were; `visits` counts every visit. `overdue_tags` = tags in force whose visit date lies
        before `as_of`. Restricted groups are not counted.
        """
        kept = self.keep(("visit_counts", since), lambda db: self._visit_counts(db, since))
        return self._cut(scope, kept, kept.index)

    def patrol_counts(self, scope: Scope, *, since: datetime) -> pd.DataFrame:
        """Patrols by micro grid since a moment: patrols last_patrol."""
        kept = self.keep(
            ("patrol_counts", since),
            lambda db: _filled(self._frame(db, queries.patrolled(since), index="micro"), self._micros()),
        )
        return self._cut(scope, kept, kept.index)

    def note_counts(self, scope: Scope, *, since: datetime) -> pd.DataFrame:
        """随手记 by micro grid since a moment: notes."""
        kept = self.keep(
            ("note_counts", since),
            lambda db: _filled(self._frame(db, queries.noted(since), index="micro"), self._micros()),
        )
        return self._cut(scope, kept, kept.index)

    def ledger_counts(self, scope: Scope) -> pd.DataFrame:
        """Households by micro grid, and how many were verified in the 30 days before `as_of`."""
        fresh = self.as_of() - timedelta(days=FRESH_DAYS)
        kept = self.keep(
            ("ledger", fresh), lambda db: _filled(self._frame(db, queries.ledger(fresh), index="micro"), self._micros())
        )
        return self._cut(scope, kept, kept.index)

    def _frame(self, connection: Connection, query: Any, *, index: str = "code") -> pd.DataFrame:  # noqa: ANN401 - a query
        """Read rows that lie in micro grids; data.then puts them into those of its moment."""
        return frame(connection, query, index=index)

    def _geoframe(self, connection: Connection, query: Any) -> GeoDataFrame:  # noqa: ANN401 - a query
        """Read the same with shapes."""
        return geoframe(connection, query)

    def _events(self, connection: Connection, *, blurred: bool) -> GeoDataFrame:
        made = self._frame(connection, queries.EVENTS)
        if blurred:
            private = made["type"].str[:2].isin([c.code for c in self._profile.classes if c.private]).to_numpy()
            titles = {kind.code: kind.title for kind in self._profile.types}
            inner = self._inner(connection)
            for axis in ("lon", "lat"):
                made.loc[private, axis] = made.loc[private, "micro"].map(inner[axis])
            made.loc[private, "address"] = None
            made.loc[private, "text"] = made.loc[private, "type"].map(titles)
        return with_points(made)

    def _tag_counts(self) -> pd.DataFrame:
        tags, places = self._tags(), self._places()
        alive = tags[_alive(tags, pd.Timestamp(self.as_of())) & tags["micro"].notna()]
        l2 = places.index[places["level"] == Level.L2]
        counts = pd.crosstab(alive["micro"].str[:12], alive["group"])
        groups = [group.code for group in self._profile.groups]
        return counts.reindex(index=l2, columns=groups, fill_value=0).rename_axis(index="l2", columns=None)

    def _visit_counts(self, connection: Connection, since: datetime) -> pd.DataFrame:
        now, tags = pd.Timestamp(self.as_of()), self._tags()
        late = tags[_alive(tags, now) & (tags["visit_due"] < now) & ~tags["group"].isin(self._restricted())]
        made = self._frame(connection, queries.visited(since), index="micro")
        made = made.reindex(self._micros())
        monthly = [group.code for group in self._profile.groups if group.visit == "月" and not group.restricted]
        owed = tags[_alive(tags, now) & tags["group"].isin(monthly)].drop_duplicates("household")
        seen = owed["household"].isin(frame(connection, queries.visited_homes(since), index="household").index)
        made["due"] = owed.groupby("micro").size()
        made["households_visited"] = owed[seen].groupby("micro").size()
        made["overdue_tags"] = late.groupby("micro").size()
        return _filled(made, made.index)

    def _inner(self, connection: Connection) -> pd.DataFrame:
        micro = geoframe(connection, queries.grids(Level.MICRO, self._when))
        inner = shapely.point_on_surface(micro.geometry.to_numpy())
        return pd.DataFrame({"lon": shapely.get_x(inner), "lat": shapely.get_y(inner)}, index=micro.index)

    def _tags(self) -> pd.DataFrame:
        return self.keep("tags", lambda db: self._frame(db, queries.TAGS))

    def _places(self) -> pd.DataFrame:
        return self.keep("places", lambda db: _with_sums(frame(db, queries.grids(None, self._when))))

    def _micros(self) -> pd.Index:
        places = self._places()
        return places.index[places["level"] == Level.MICRO].rename("micro")

    def _restricted(self) -> list[str]:
        return [group.code for group in self._profile.groups if group.restricted]

    def _inside(self, scope: Scope, codes: "pd.Index | pd.Series[Any]") -> NDArray[np.bool_]:
        """Tell which rows lie under the root; a root that does not exist raises NotFound."""
        places = self._places()
        if scope.root == self._profile.district:
            return np.ones(len(codes), dtype=bool)
        if scope.root not in places.index:
            raise NotFound(f"没有编码为“{scope.root[:40]}”的网格。", remedy="请检查账号的管辖范围，或确认网格已导入。")
        zones = places.loc[places["level"] == Level.L2, "zone"] if parse_code(scope.root).level is Level.ZONE else None
        return within(pd.Index(codes).fillna(""), scope.root, zones)

    def _cut(self, scope: Scope, kept: Table, codes: "pd.Index | pd.Series[Any]") -> Table:
        inside = self._inside(scope, codes)
        return _copy(kept) if inside.all() else kept[inside]


def _copy(kept: Table) -> Table:
    return kept.copy(deep=False)


def _need(scope: Scope, tier: Tier, what: str) -> None:
    if scope.tier < tier:
        raise NotAllowed(
            f"{scope.role.title}角色不能查看{what}的逐户逐人记录。",
            remedy="可查看汇总数；如需核对，请联系镇街或网格员。",
        )


def _with_sums(places: pd.DataFrame) -> pd.DataFrame:
    """Inherit the zone of the L2, and fill empty households and people with sums from below."""
    codes = places.index.str
    zone_of = places.loc[places["level"] == Level.L2, "zone"]
    below = places["level"].isin([Level.L3, Level.DEDICATED, Level.MICRO])
    places.loc[below, "zone"] = pd.Series(codes[:12], index=places.index)[below].map(zone_of)
    micro = places[places["level"] == Level.MICRO]
    for column in ("households", "people"):
        for level, digits in ((Level.L3, 15), (Level.L2, 12), (Level.L1, 9), (Level.DISTRICT, 6)):
            sums = micro.groupby(micro.index.str[:digits])[column].sum(min_count=1)
            gaps = (places["level"] == level) & places[column].isna()
            places.loc[gaps, column] = sums.reindex(places.index[gaps]).to_numpy()
        sums = micro.groupby("zone")[column].sum(min_count=1)
        gaps = (places["level"] == Level.ZONE) & places[column].isna()
        places.loc[gaps, column] = sums.reindex(places.index[gaps]).to_numpy()
    return places


def _filled(found: pd.DataFrame, micros: pd.Index) -> pd.DataFrame:
    """Give every micro grid a row; counts are 0 where nothing was found, times stay missing."""
    made = found.reindex(micros)
    counts = made.select_dtypes("number").columns
    return made.assign(**{name: made[name].fillna(0).astype(int) for name in counts})


def _alive(tags: pd.DataFrame, now: pd.Timestamp) -> "pd.Series[bool]":
    began = tags["valid_from"].isna() | (tags["valid_from"] <= now)
    return began & (tags["valid_to"].isna() | (tags["valid_to"] > now))
