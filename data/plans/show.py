"""A plan for eyes and files: gestures become operations, states become frames, differences a table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from sqlalchemy import select

from data import queries
from data.frames import CRS, geoframe
from data.plans.compare import Changed, diff, rows_of
from data.plans.desk import Desk
from data.plans.versions import units
from data.tables import Grid
from data.ulid import ulids
from data.vault import clock
from geo.model.codes import Level
from geo.model.scope import Role, Scope, Tier
from geo.plan import ops
from geo.plan.codes import coded
from geo.plan.coverage import Coverage, union
from geo.plan.outline import degrees
from geo.plan.plane import Known, path_to_plane
from geo.rules.rounding import people
from geo.rules.shapes import bare

MOST_PARTS = 8  # a line may cut a unit into so many
DRAWN = ("ring", "line")
LEVELS = (Level.MICRO, Level.L3, Level.L2, Level.L1, Level.ZONE, Level.DISTRICT)


def gesture(desk: Desk, body: Mapping[str, Any]) -> ops.Op:
    """Read what a browser sent: an operation with `ring` or `line` in degrees; ids of new units are made here.

    Raises
    ------
    BadInput
        Unknown kind, a field missing.
    """
    told = dict(body)
    for name in DRAWN:
        if name in told:
            told[name] = path_to_plane(told[name], desk.crs)
    if told.get("op") == "split":
        told["born"] = ulids(MOST_PARTS, clock())
    if told.get("op") == "found":
        told["born"] = ulids(1, clock())[0]
    return ops.read(told)


def known(desk: Desk) -> Known:
    """Vertices of the published micro grids, for the way back to degrees."""
    with desk.store.reading() as connection:
        return Known(bare(geoframe(connection, queries.grids(Level.MICRO, None)).geometry), desk.crs)


def frames(desk: Desk, what: str | datetime) -> dict[Level, GeoDataFrame]:
    """Draw any state as frames like those of Reads.grids: for maps and for files that can be imported again.

    Parameters
    ----------
    what
        Plan id, "" for today's grids, or a date.

    Returns
    -------
    dict
        By level: index code (provisional where a plan has not been published), columns id name level
        parent zone households people, geometry EPSG:4490, the stored digits wherever a vertex is stored.
    """
    with desk.store.reading() as connection:
        cov = Coverage(units(connection, rows_of(connection, what)), desk.homes(connection))
        used = list(connection.scalars(select(Grid.code).distinct()))
    codes = {key: unit.code for key, unit in cov.units.items()} | coded(cov, used)
    back = known(desk)
    out = {}
    drawn = degrees(cov, cov.micro(), back)
    for level in LEVELS:
        chosen = [unit for unit in cov.of(level) if cov.below(unit.id)]
        shapes = [union([drawn[key] for key in cov.below(unit.id)]) for unit in chosen]
        rows = [
            {
                "code": codes[unit.id],
                "id": unit.id,
                "name": unit.name,
                "level": level.value,
                "parent": codes.get(unit.parent or ""),
                "zone": codes.get(unit.zone or ""),
                "households": sum(cov.units[key].households for key in cov.below(unit.id)),
                "people": sum(cov.units[key].people for key in cov.below(unit.id)),
            }
            for unit in chosen
        ]
        table = pd.DataFrame(rows).set_index("code")
        out[level] = GeoDataFrame(table, geometry=GeoSeries(shapes, index=table.index, crs=CRS)).sort_index()
    return out


def changes(desk: Desk, a: str | datetime, b: str | datetime, *, tier: Tier = Tier.T0) -> pd.DataFrame:
    """List what changes hands between two states.

    Returns
    -------
    DataFrame
        One row per unit that differs: unit code name level change (新设 撤销 改归属 改边界 其他), from and
        to (names of the parents), households before and after (Int64, tens at T0 below an L2, <NA> =
        不足10), posts (how many posts sit on it).
    """
    found = diff(desk, a, b)
    with desk.store.reading() as connection:
        names = {key: row["name"] for state in (a, b) for key, row in rows_of(connection, state).items()}
    posts = desk.store.staff(_all(desk)).groupby("grid").size()
    rows = []
    for each in found:
        told = each.after or each.before or {}
        before, after = (row["households"] if row else None for row in (each.before, each.after))
        level = Level(told["level"])
        code = (each.before or told)["code"]
        rows.append(
            {
                "unit": each.unit,
                "code": code,
                "name": told["name"],
                "level": level.value,
                "change": _word(each),
                "from": names.get((each.before or {}).get("parent") or ""),
                "to": names.get((each.after or {}).get("parent") or ""),
                "before": people(before, tier=tier, level=level),
                "after": people(after, tier=tier, level=level),
                "posts": int(posts.get(code, 0)),
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"before": "Int64", "after": "Int64"})


COLUMNS = ("unit", "code", "name", "level", "change", "from", "to", "before", "after", "posts")


def _word(each: Changed) -> str:
    if each.before is None:
        return "新设"
    if each.after is None:
        return "撤销"
    moved = each.before["parent"] != each.after["parent"] or each.before["zone"] != each.after["zone"]
    return "改归属" if moved else "改边界" if each.redrawn else "其他"


def _all(desk: Desk) -> Scope:
    return Scope("plan", Role.PLANNER, desk.store.profile().district)
