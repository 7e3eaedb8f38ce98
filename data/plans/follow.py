"""After publishing: what stands in the field goes to the micro grid it stands in; posts and pairs follow their unit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, LargeBinary, Table, bindparam, insert, select, type_coerce, update

from data.records import table_of
from data.tables import Building, Center, Compound, Event, Household, Pairing, ResidentTag, Staff
from data.ulid import ulids
from geo.model.status import DONE, VOID
from geo.rules.assign import assign


def follow(
    connection: Connection,
    olds: list[str],
    here: Mapping[str, BaseGeometry],
    moved: Mapping[str, str],
    now: datetime,
) -> None:
    """Re-attach what was attached to micro grids that changed.

    Parameters
    ----------
    olds
        Codes they had.
    here
        Code they have -> shape in EPSG:4490; together they cover what the old ones covered.
    moved
        Old code -> code of the same unit, or of the one that took it over.
    now
        When this is written.

    Notes
    -----
    Buildings, compounds, centres, households and open events go by their place (border points to
    the lowest code), tags with their household; closed events, visits and patrols happened in the
    grid of their time and stay there.
    """
    shapes, codes = np.array(list(here.values()), dtype=object), list(here)
    for model in (Building, Compound, Center, Household, Event):
        table = table_of(model)
        query = select(table.c.rid, table.c.micro, *_where(table)).where(table.c.micro.in_(olds))
        if model is Event:
            query = query.where(table.c.status.not_in(DONE | VOID))
        found = connection.execute(query).all()
        if not found:
            continue
        x, y = _points(table, found)
        at = assign(x, y, shapes, codes)
        changes = [
            {"at_rid": row.rid, "now": codes[n] if n >= 0 else moved.get(row.micro, row.micro), "was": row.micro}
            for row, n in zip(found, at.tolist(), strict=True)
        ]
        _set_micro(connection, table, changes)
    tags, homes, pairs = table_of(ResidentTag), table_of(Household), table_of(Pairing)
    living = select(tags.c.rid, tags.c.micro, homes.c.micro.label("now")).join(homes, homes.c.code == tags.c.household)
    rows = connection.execute(living.where(tags.c.micro.in_(olds), tags.c.superseded_at.is_(None))).all()
    _set_micro(connection, tags, [{"at_rid": r.rid, "now": r.now, "was": r.micro} for r in rows])
    renamed = {old: new for old, new in moved.items() if old != new}
    rows = connection.execute(
        select(pairs.c.rid, pairs.c.micro, pairs.c.micro.label("now")).where(pairs.c.micro.in_(list(renamed)))
    ).all()
    _set_micro(connection, pairs, [{"at_rid": r.rid, "now": renamed[r.micro], "was": r.micro} for r in rows])
    _posts(connection, renamed, now)


def _where(table: Table) -> list[Any]:
    return [type_coerce(table.c.wkb, LargeBinary).label("wkb")] if "wkb" in table.c else [table.c.lon, table.c.lat]


def _points(table: Table, found: Sequence[Any]) -> tuple[Any, Any]:
    if "wkb" in table.c:
        inner = shapely.point_on_surface(shapely.from_wkb([row.wkb for row in found]))
        return shapely.get_x(inner), shapely.get_y(inner)
    return np.array([row.lon for row in found], dtype=float), np.array([row.lat for row in found], dtype=float)


def _set_micro(connection: Connection, table: Table, changes: list[dict[str, Any]]) -> None:
    news = [{"at_rid": c["at_rid"], "now": c["now"]} for c in changes if c["now"] != c["was"]]
    if news:
        change = update(table).where(table.c.rid == bindparam("at_rid"))
        connection.execute(change.values(micro=bindparam("now"), row_version=table.c.row_version + 1), news)


def _posts(connection: Connection, renamed: Mapping[str, str], now: datetime) -> None:
    """Give posts of renamed grids a corrected record; the former one stays readable."""
    table = table_of(Staff)
    query = select(table).where(table.c.grid.in_(list(renamed)), table.c.superseded_at.is_(None))
    olds = [dict(row) for row in connection.execute(query).mappings()]
    if not olds:
        return
    rids = [old.pop("rid") for old in olds]
    end = update(table).where(table.c.rid == bindparam("at_rid")).values(superseded_at=now)
    connection.execute(end, [{"at_rid": rid} for rid in rids])
    fresh = {"recorded_at": now, "superseded_at": None, "created_at": now, "updated_at": now, "row_version": 1}
    ids = ulids(len(olds), now)
    connection.execute(
        insert(table),
        [
            old | fresh | {"id": key, "grid": renamed[old["grid"]], "batch": None}
            for old, key in zip(olds, ids, strict=True)
        ],
    )
