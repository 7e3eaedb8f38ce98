"""The questions the reads put to the tables; every one names its columns as the frames have them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Float, Select, func, or_, select

from data.tables import (
    BaseFeature,
    Building,
    Center,
    Compound,
    Event,
    Grid,
    Household,
    ImportBatch,
    Note,
    Pairing,
    Patrol,
    Resident,
    ResidentTag,
    Sketch,
    Staff,
    StarCard,
    StarItem,
    Street,
    Visit,
)
from geo.model.codes import Level

Query = Select[*tuple[Any, ...]]
EPOCH = datetime(2000, 1, 1)  # as_of of an empty store


def columns(table: type[Any], names: str) -> Query:
    """Select columns of one table by name."""
    return select(*(getattr(table, name).label(name) for name in names.split()))


CENTERS = columns(Center, "code name l2 lon lat staff_n hours resources micro")
STREETS = columns(Street, "code name klass wkb")
BASE = columns(BaseFeature, "code name klass wkb")
BUILDINGS = columns(Building, "code name use floors units compound micro wkb")
COMPOUNDS = columns(Compound, "code name kind unmanaged step five_have micro wkb")
PAIRINGS = columns(Pairing, "code dedicated micro topic")
STAR_ITEMS = columns(StarItem, "code l2 no group dept state")
STAR_CARDS = columns(StarCard, "code l2 card reason valid_from valid_to")
HOUSEHOLDS = columns(Household, "code building people lon lat verified_at micro")
VISITS = columns(Visit, "code household staff at kind micro")
STAFF = columns(Staff, "code name role grid valid_from").where(Staff.superseded_at.is_(None) & Staff.valid_to.is_(None))
EVENTS = columns(
    Event,
    "code type text address lon lat source severity status dispatch reported_at filed_at feedback_at due_at closed_at "
    "dept duplicate_of rating callback micro placed",
)
SKETCHES = (
    columns(Sketch, "words form account role root micro event wkb")
    .where(Sketch.closed_at.is_(None))
    .add_columns(Sketch.id.label("code"), Sketch.created_at.label("at"))
)
SKETCHED = select(func.count(), func.sum(Sketch.row_version), func.max(Sketch.rid))
TAGS = (
    columns(ResidentTag, "code resident household group source valid_from valid_to visit_due micro")
    .where(ResidentTag.superseded_at.is_(None))
    .add_columns(Resident.birth_year.label("birth_year"))
    .outerjoin(Resident, Resident.code == ResidentTag.resident)
)
HOMES = (
    select(
        Household.building.label("building"),
        func.avg(Household.lon, type_=Float()).label("lon"),
        func.avg(Household.lat, type_=Float()).label("lat"),
        func.max(Household.micro).label("micro"),
        func.coalesce(func.sum(Household.people), 0).label("people"),
        func.count().label("households"),
    )
    .where(Household.building.is_not(None), Household.lon.is_not(None))
    .group_by(Household.building)
)


def grids(level: Level | None, at: datetime | None) -> Query:
    """Grids of one level with geometry, or of all levels without, as they were at a moment."""
    names = "code name level parent zone kind households people posts area_m2"
    query = columns(Grid, names if level is None else f"{names} wkb").where(Grid.superseded_at.is_(None))
    if level is not None:
        query = query.where(Grid.level == level.value)
    if at is None:
        return query.where(Grid.valid_to.is_(None))
    began = or_(Grid.valid_from.is_(None), Grid.valid_from <= at)
    return query.where(began, or_(Grid.valid_to.is_(None), Grid.valid_to > at))


def visited(since: datetime) -> Query:
    """Visits by micro grid."""
    return (
        select(
            Visit.micro.label("micro"),
            func.count().label("visits"),
            func.max(Visit.at).label("last_visit"),
        )
        .where(Visit.at >= since, Visit.micro.is_not(None))
        .group_by(Visit.micro)
    )


def visited_homes(since: datetime) -> Query:
    """Households that were visited."""
    return select(Visit.household.label("household")).where(Visit.at >= since, Visit.household.is_not(None)).distinct()


def patrolled(since: datetime) -> Query:
    """Patrols by micro grid."""
    return (
        select(Patrol.micro.label("micro"), func.count().label("patrols"), func.max(Patrol.at).label("last_patrol"))
        .where(Patrol.at >= since, Patrol.micro.is_not(None))
        .group_by(Patrol.micro)
    )


def noted(since: datetime) -> Query:
    """Count 随手记 by micro grid."""
    return (
        select(Note.micro.label("micro"), func.count().label("notes"))
        .where(Note.at >= since, Note.micro.is_not(None))
        .group_by(Note.micro)
    )


def ledger(fresh: datetime) -> Query:
    """Households by micro grid, and how many were verified since a moment."""
    return (
        select(
            Household.micro.label("micro"),
            func.count().label("households"),
            func.count().filter(Household.verified_at >= fresh).label("verified_30d"),
        )
        .where(Household.micro.is_not(None))
        .group_by(Household.micro)
    )


def newest(connection: Connection) -> datetime:
    """Find the newest time a record tells of; where none does, when something was last loaded; else EPOCH."""
    times = (Event.reported_at, Event.feedback_at, Event.closed_at, Visit.at, Patrol.at, Note.at)
    found = [connection.scalar(select(func.max(column))) for column in times]
    told = [moment for moment in found if moment is not None]
    loaded = select(func.max(ImportBatch.at)).where(ImportBatch.state == "confirmed")
    return max(told) if told else connection.scalar(loaded) or EPOCH


def oldest(connection: Connection) -> datetime | None:
    """Find the first day the store knows anything of: grids with a beginning, or the oldest record."""
    times = (Grid.valid_from, Event.reported_at, Visit.at, Patrol.at, Note.at)
    found = [connection.scalar(select(func.min(column))) for column in times]
    return min((moment for moment in found if moment is not None), default=None)
