"""Units as rows: from memory to unit_version and plan_shape, and back, byte for byte."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely import Polygon
from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.sql.elements import ColumnElement

from data.tables import PlanShape, UnitVersion
from geo.model.codes import Level
from geo.plan.units import Unit, sha, wkb

Row = dict[str, Any]
MOST_MARKS = 20_000  # of one statement; SQLite takes 32,766
_LEVELS = {level.value: level for level in Level}  # a dictionary answers ten times as fast as the class
FIELDS = ("level", "name", "parent", "zone", "code", "households", "people", "sha", "born_of", "estimated")


def row_of(unit: Unit) -> Row:
    """Write a unit without its shape's bytes."""
    return {
        "level": unit.level.value,
        "name": unit.name,
        "parent": unit.parent,
        "zone": unit.zone,
        "code": unit.code,
        "households": unit.households,
        "people": unit.people,
        "sha": None if unit.shape is None else sha(unit.shape),
        "born_of": unit.born_of,
        "estimated": unit.estimated,
    }


def unit_of(key: str, row: Mapping[str, Any], shapes: Mapping[str, Polygon]) -> Unit:
    """Read a unit; its shape by hash."""
    return Unit(
        id=key,
        level=_LEVELS[row["level"]],
        name=row["name"],
        parent=row["parent"],
        zone=row["zone"],
        code=row["code"],
        households=row["households"],
        people=row["people"],
        shape=None if row["sha"] is None else shapes[row["sha"]],
        born_of=row["born_of"],
        estimated=bool(row["estimated"]),
    )


def put_shapes(connection: Connection, units: Iterable[Unit]) -> None:
    """Keep the shapes of units that are not kept yet."""
    rows = [{"sha": sha(unit.shape), "wkb": wkb(unit.shape)} for unit in units if unit.shape is not None]
    if rows:
        connection.execute(insert_or(PlanShape).on_conflict_do_nothing(), rows)


def get_shapes(connection: Connection, hashes: Iterable[str]) -> dict[str, Polygon]:
    """Read shapes by hash."""
    wanted = sorted(set(hashes))
    out: dict[str, Polygon] = {}
    for start in range(0, len(wanted), MOST_MARKS):
        part = wanted[start : start + MOST_MARKS]
        marks = ",".join("?" * len(part))
        found = connection.exec_driver_sql(
            f"SELECT sha, wkb FROM plan_shape WHERE sha IN ({marks})",  # noqa: S608 - only marks
            tuple(part),
        ).all()
        made = shapely.from_wkb([body for _, body in found])
        out |= {name: shape for (name, _), shape in zip(found, made, strict=True)}
    return out


def put(
    connection: Connection,
    plan: str | None,
    seq: int,
    after: Mapping[str, Row | None],
    before: Mapping[str, Row | None],
    *,
    into: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
) -> None:
    """Close the living rows of units and begin new ones; a unit that ended gets a row that says so."""
    mine = UnitVersion.plan.is_(None) if plan is None else UnitVersion.plan == plan
    keys = list(after)
    for start in range(0, len(keys), 20_000):
        connection.execute(
            update(UnitVersion)
            .where(mine, UnitVersion.to_seq.is_(None), UnitVersion.unit.in_(keys[start : start + 20_000]))
            .values(to_seq=seq)
        )
    rows = []
    for key, row in after.items():
        told = row if row is not None else before.get(key)
        if told is None:
            continue
        common = {"plan": plan, "unit": key, "from_seq": seq, "to_seq": None, "gone": row is None}
        rows.append(
            {name: told[name] for name in FIELDS}
            | common
            | {"merged_into": (into or {}).get(key), "source": (sources or {}).get(key)}
        )
    if rows:
        connection.execute(insert(UnitVersion), rows)


def rows_at(connection: Connection, plan: str | None, seq: int | None) -> dict[str, Row]:
    """Read the rows of a line that hold at an event (None = now), with `gone` and `source`; ended units included."""
    return _read(connection, ("gone", "source", *FIELDS), plan, seq)


def living(connection: Connection, plan: str | None, seq: int | None) -> dict[str, Row]:
    """Read the units of a line that are alive at an event (None = now)."""
    return _read(connection, FIELDS, plan, seq, UnitVersion.gone.is_(False))


def _read(
    connection: Connection, names: tuple[str, ...], plan: str | None, seq: int | None, *where: ColumnElement[bool]
) -> dict[str, Row]:
    table = UnitVersion.__table__
    query = select(table.c.unit, *(table.c[name] for name in names)).where(*_held(plan, seq), *where)
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in connection.execute(query).all()}


def _held(plan: str | None, seq: int | None) -> list[ColumnElement[bool]]:
    """Say what a row of a line fulfils at an event (None = now)."""
    table = UnitVersion.__table__
    line = table.c.plan.is_(None) if plan is None else table.c.plan == plan
    if seq is None:
        return [line, table.c.to_seq.is_(None)]
    return [line, table.c.from_seq <= seq, or_(table.c.to_seq.is_(None), table.c.to_seq > seq)]


def alive(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Leave out units that ended; keep only the fields of a unit."""
    return {key: {name: row[name] for name in FIELDS} for key, row in rows.items() if not row["gone"]}


def over(base: Mapping[str, Row], own: Mapping[str, Row]) -> dict[str, Row]:
    """Lay a draft's own rows over its base."""
    out = dict(base)
    for key, row in own.items():
        if row["gone"]:
            out.pop(key, None)
        else:
            out[key] = {name: row[name] for name in FIELDS}
    return out


def units(connection: Connection, rows: Mapping[str, Row]) -> list[Unit]:
    """Turn living rows into units with shapes."""
    shapes = get_shapes(connection, (row["sha"] for row in rows.values() if row["sha"] is not None))
    return [unit_of(key, row, shapes) for key, row in rows.items()]


def units_at(connection: Connection, seq: int | None) -> list[Unit]:
    """Read the units of the main line that are alive at an event (None = now), with shapes, in one question."""
    own, kept = UnitVersion.__table__, PlanShape.__table__
    fields = (own.c[name] for name in FIELDS if name != "sha")
    query = select(kept.c.wkb, own.c.unit, *fields).select_from(own.outerjoin(kept, own.c.sha == kept.c.sha))
    found = connection.execute(query.where(*_held(None, seq), own.c.gone.is_(False))).all()
    shapes = shapely.from_wkb([row[0] for row in found])
    return [
        Unit(key, _LEVELS[level], name, parent, zone, code, households, people, shape, born_of, bool(estimated))
        for (_, key, level, name, parent, zone, code, households, people, born_of, estimated), shape in zip(
            found, shapes, strict=True
        )
    ]


def same(a: Row | None, b: Row | None) -> bool:
    """Tell whether two states of a unit say the same."""
    return (a is None) == (b is None) and (a is None or b is None or all(a[name] == b[name] for name in FIELDS))
