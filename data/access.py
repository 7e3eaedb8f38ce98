"""What geo and the screens may read: role, root and tier are applied here, never in a screen."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, or_, select

from data.config import load_profile
from data.frames import frame, geoframe, with_points
from data.tables import (
    BaseFeature,
    Building,
    Center,
    Compound,
    Event,
    Grid,
    Household,
    Pairing,
    Patrol,
    Resident,
    ResidentTag,
    Staff,
    Street,
    Visit,
)
from data.vault import Vault
from geo.model.codes import Level, parse_code
from geo.model.errors import NotAllowed, NotFound
from geo.model.profile import Profile
from geo.model.scope import Scope, Tier
from geo.rules.scope import within

Query = Select[*tuple[Any, ...]]
Table = TypeVar("Table", pd.DataFrame, GeoDataFrame)
EPOCH = datetime(2000, 1, 1)
FRESH_DAYS = 30  # 底册时效: a household verified within 30 days (domain note, 2.7)


class Access(Vault):
    """The reads of geo.ports.Reads over one store.

    Frames are kept per data version and handed out as shallow copies: with pandas' copy-on-write a
    caller may add or change columns without touching the kept frame. Geometries are shared; they are
    immutable.
    """

    def __init__(self, url: Any, profile: Profile | str | Path | None = None) -> None:  # noqa: ANN401 - a SQLAlchemy URL
        super().__init__(url)
        self._profile = profile if isinstance(profile, Profile) else load_profile(profile)

    def profile(self) -> Profile:
        """Return the district's configuration."""
        return self._profile

    def synthetic(self) -> bool:
        """Tell whether the store holds 演示数据; it never holds both."""
        return self.setting("synthetic") == "1"

    def as_of(self) -> datetime:
        """Return the newest time any event, visit or patrol tells of: 数据截至. An empty store answers 2000-01-01."""
        return self.keep("as_of", _as_of)

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
        kept = self.keep(("grids", level, at), lambda db: geoframe(db, _grids(level, at)))
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
        kept = self.keep("centers", lambda db: with_points(frame(db, _columns(Center, "code", *CENTER))))
        return self._cut(scope, kept, kept["micro"].fillna(kept["l2"]))

    def streets(self, scope: Scope) -> GeoDataFrame:  # noqa: ARG002 - base map: never cut to the root
        """Streets of the base map: name klass; lines."""
        return _copy(self.keep("streets", lambda db: geoframe(db, _columns(Street, "code", "name", "klass", "wkb"))))

    def base(self, scope: Scope) -> GeoDataFrame:  # noqa: ARG002 - base map: never cut to the root
        """Rail, water, land of the base map: name klass; lines and polygons."""
        return _copy(self.keep("base", lambda db: geoframe(db, _columns(BaseFeature, "code", "name", "klass", "wkb"))))

    def buildings(self, scope: Scope) -> GeoDataFrame:
        """Footprints: name use floors units compound micro."""
        kept = self.keep("buildings", lambda db: geoframe(db, _columns(Building, "code", *BUILDING, "wkb")))
        return self._cut(scope, kept, kept["micro"])

    def compounds(self, scope: Scope) -> GeoDataFrame:
        """楼院: name kind unmanaged step five_have micro."""
        kept = self.keep("compounds", lambda db: geoframe(db, _columns(Compound, "code", *COMPOUND, "wkb")))
        return self._cut(scope, kept, kept["micro"])

    def staff(self, scope: Scope) -> pd.DataFrame:
        """List posts: name role grid valid_from; who left is left out."""
        known = Staff.superseded_at.is_(None) & Staff.valid_to.is_(None)
        query = _columns(Staff, "code", "name", "role", "grid", "valid_from").where(known)
        kept = self.keep("staff", lambda db: frame(db, query))
        return self._cut(scope, kept, kept["grid"])

    def pairings(self, scope: Scope) -> pd.DataFrame:
        """双格联建: dedicated micro topic; seen by whoever sees one of the two grids."""
        kept = self.keep("pairings", lambda db: frame(db, _columns(Pairing, "code", "dedicated", "micro", "topic")))
        seen = self._inside(scope, kept["dedicated"]) | self._inside(scope, kept["micro"])
        return _copy(kept[seen])

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

    def households(self, scope: Scope) -> pd.DataFrame:
        """户底册: building people lon lat verified_at micro. Raises NotAllowed below T1."""
        _need(scope, Tier.T1, "户底册")
        kept = self.keep("households", lambda db: frame(db, _columns(Household, "code", *HOUSEHOLD)))
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
        query = _columns(Visit, "code", "household", "staff", "at", "kind", "micro")
        kept = self.keep("visits", lambda db: frame(db, query))
        return self._cut(scope, kept, kept["micro"])

    def home_points(self, scope: Scope) -> pd.DataFrame:
        """Where people live, without persons: index building; lon lat micro people households."""
        kept = self.keep("homes", lambda db: frame(db, _homes(), index="building"))
        return self._cut(scope, kept, kept["micro"])

    def tag_counts(self, scope: Scope) -> pd.DataFrame:
        """Tags in force at `as_of` by L2 and group, district-wide and unsuppressed: only for geo/rules/suppress.

        Index l2 (every L2), one int column per group of the profile; restricted groups only from T2.
        """
        kept = self._tags()
        now = pd.Timestamp(self.as_of())
        alive = kept[_alive(kept, now) & kept["micro"].notna()]
        shown = [g.code for g in self._profile.groups if not g.restricted or scope.tier >= Tier.T2]
        places = self._places()
        l2 = places.index[places["level"] == Level.L2]
        counts = pd.crosstab(alive["micro"].str[:12], alive["group"])
        return counts.reindex(index=l2, columns=shown, fill_value=0).rename_axis(index="l2", columns=None)

    def visit_counts(self, scope: Scope, *, since: datetime) -> pd.DataFrame:
        """Visits by micro grid since a moment: households_visited visits last_visit due overdue_tags.

        `due` = households of the ledger (each is visited monthly), `overdue_tags` = tags in force whose
        visit date lies before `as_of`, restricted groups not counted.
        """
        visited = self.keep(("visit_counts", since), lambda db: frame(db, _visited(since), index="micro"))
        ledger = self.keep("ledger", lambda db: frame(db, _ledger(EPOCH), index="micro"))
        now = pd.Timestamp(self.as_of())
        tags = self._tags()
        late = tags[_alive(tags, now) & (tags["visit_due"] < now) & ~tags["group"].isin(self._restricted())]
        made = pd.DataFrame(index=self._micros())
        for column in ("households_visited", "visits"):
            made[column] = visited[column].reindex(made.index).fillna(0).astype(int)
        made["last_visit"] = visited["last_visit"].reindex(made.index)
        made["due"] = ledger["households"].reindex(made.index).fillna(0).astype(int)
        made["overdue_tags"] = late.groupby("micro").size().reindex(made.index).fillna(0).astype(int)
        return self._cut(scope, made, made.index)

    def patrol_counts(self, scope: Scope, *, since: datetime) -> pd.DataFrame:
        """Patrols by micro grid since a moment: patrols last_patrol."""
        found = self.keep(("patrol_counts", since), lambda db: frame(db, _patrolled(since), index="micro"))
        made = pd.DataFrame(index=self._micros())
        made["patrols"] = found["patrols"].reindex(made.index).fillna(0).astype(int)
        made["last_patrol"] = found["last_patrol"].reindex(made.index)
        return self._cut(scope, made, made.index)

    def ledger_counts(self, scope: Scope) -> pd.DataFrame:
        """Households by micro grid, and how many were verified in the 30 days before `as_of`."""
        fresh = self.as_of() - timedelta(days=FRESH_DAYS)
        found = self.keep(("ledger", fresh), lambda db: frame(db, _ledger(fresh), index="micro"))
        made = found.reindex(self._micros()).fillna(0).astype(int)
        return self._cut(scope, made, made.index)

    def _events(self, connection: Connection, *, blurred: bool) -> GeoDataFrame:
        made = frame(connection, _columns(Event, "code", *EVENT))
        if blurred:
            private = made["type"].str[:2].isin([c.code for c in self._profile.classes if c.private]).to_numpy()
            titles = {kind.code: kind.title for kind in self._profile.types}
            inner = self._inner(connection)
            for axis in ("lon", "lat"):
                made.loc[private, axis] = made.loc[private, "micro"].map(inner[axis])
            made.loc[private, "address"] = None
            made.loc[private, "text"] = made.loc[private, "type"].map(titles)
        return with_points(made)

    def _inner(self, connection: Connection) -> pd.DataFrame:
        micro = geoframe(connection, _grids(Level.MICRO, None))
        inner = shapely.point_on_surface(micro.geometry.to_numpy())
        return pd.DataFrame({"lon": shapely.get_x(inner), "lat": shapely.get_y(inner)}, index=micro.index)

    def _tags(self) -> pd.DataFrame:
        return self.keep("tags", lambda db: frame(db, _tags()))

    def _places(self) -> pd.DataFrame:
        return self.keep("places", lambda db: _with_sums(frame(db, _grids(None, None))))

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


CENTER = ("name", "l2", "lon", "lat", "staff_n", "hours", "resources", "micro")
BUILDING = ("name", "use", "floors", "units", "compound", "micro")
COMPOUND = ("name", "kind", "unmanaged", "step", "five_have", "micro")
HOUSEHOLD = ("building", "people", "lon", "lat", "verified_at", "micro")
EVENT = [
    "type",
    "text",
    "address",
    "lon",
    "lat",
    "source",
    "severity",
    "status",
    "dispatch",
    "reported_at",
    "filed_at",
    "feedback_at",
    "due_at",
    "closed_at",
    "dept",
    "duplicate_of",
    "rating",
    "micro",
    "placed",
]


def _copy(kept: Table) -> Table:
    return kept.copy(deep=False)


def _columns(table: type[Any], *names: str) -> Query:
    return select(*(getattr(table, name).label(name) for name in names))


def _need(scope: Scope, tier: Tier, what: str) -> None:
    if scope.tier < tier:
        raise NotAllowed(
            f"{scope.role.title}角色不能查看{what}的逐户逐人记录。",
            remedy="可查看汇总数；如需核对，请联系镇街或网格员。",
        )


def _grids(level: Level | None, at: datetime | None) -> Query:
    names = ["code", "name", "level", "parent", "zone", "kind", "households", "people", "posts", "area_m2"]
    query = _columns(Grid, *names, *([] if level is None else ["wkb"])).where(Grid.superseded_at.is_(None))
    if level is not None:
        query = query.where(Grid.level == level.value)
    if at is None:
        return query.where(Grid.valid_to.is_(None))
    return query.where(
        or_(Grid.valid_from.is_(None), Grid.valid_from <= at), or_(Grid.valid_to.is_(None), Grid.valid_to > at)
    )


def _tags() -> Query:
    names = ["code", "resident", "household", "group", "source", "valid_from", "valid_to", "visit_due", "micro"]
    tag = _columns(ResidentTag, *names).where(ResidentTag.superseded_at.is_(None))
    return tag.add_columns(Resident.birth_year.label("birth_year")).outerjoin(
        Resident, Resident.code == ResidentTag.resident
    )


def _alive(tags: pd.DataFrame, now: pd.Timestamp) -> "pd.Series[bool]":
    began = tags["valid_from"].isna() | (tags["valid_from"] <= now)
    return began & (tags["valid_to"].isna() | (tags["valid_to"] > now))


def _homes() -> Query:
    return (
        select(
            Household.building.label("building"),
            func.avg(Household.lon).label("lon"),
            func.avg(Household.lat).label("lat"),
            func.max(Household.micro).label("micro"),
            func.coalesce(func.sum(Household.people), 0).label("people"),
            func.count().label("households"),
        )
        .where(Household.building.is_not(None), Household.lon.is_not(None))
        .group_by(Household.building)
    )


def _visited(since: datetime) -> Query:
    return (
        select(
            Visit.micro.label("micro"),
            func.count(Visit.household.distinct()).label("households_visited"),
            func.count().label("visits"),
            func.max(Visit.at).label("last_visit"),
        )
        .where(Visit.at >= since, Visit.micro.is_not(None))
        .group_by(Visit.micro)
    )


def _patrolled(since: datetime) -> Query:
    return (
        select(Patrol.micro.label("micro"), func.count().label("patrols"), func.max(Patrol.at).label("last_patrol"))
        .where(Patrol.at >= since, Patrol.micro.is_not(None))
        .group_by(Patrol.micro)
    )


def _ledger(fresh: datetime) -> Query:
    return (
        select(
            Household.micro.label("micro"),
            func.count().label("households"),
            func.count().filter(Household.verified_at >= fresh).label("verified_30d"),
        )
        .where(Household.micro.is_not(None))
        .group_by(Household.micro)
    )


def _as_of(connection: Connection) -> datetime:
    newest = [
        connection.scalar(select(func.max(column)))
        for column in (Event.reported_at, Event.feedback_at, Event.closed_at, Visit.at, Patrol.at)
    ]
    return max((moment for moment in newest if moment is not None), default=EPOCH)


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
