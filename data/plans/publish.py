"""Writes a plan into the published grids: new versions from its date, and what stands in the field follows."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, LargeBinary, bindparam, insert, select, type_coerce, update
from sqlalchemy.engine import RowMapping

from data.plans.follow import follow
from data.plans.mainline import CURRENT
from data.plans.versions import Row
from data.records import table_of
from data.tables import Grid
from data.ulid import ulids
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan.codes import coded
from geo.plan.coverage import Coverage, union
from geo.plan.keys import point_keys
from geo.plan.outline import degrees
from geo.plan.plane import Known
from geo.plan.units import sha

DIGITS = {Level.L3: 12, Level.MICRO: 15}


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing wrote: codes that changed (old -> new), sources by unit id, rows by unit id."""

    codes: dict[str, str]
    sources: dict[str, str]
    rows: dict[str, Row | None]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rows before and after."""

    base: Mapping[str, Row]
    final: Mapping[str, Row]


def publish(
    connection: Connection,
    cov: Coverage,
    base: Mapping[str, Row],
    rows: Mapping[str, Row],
    into: Mapping[str, str],
    *,
    effective: datetime,
    now: datetime,
    crs: str,
) -> Published:
    """Close the grids that change at a date and begin their new versions, inside the caller's transaction.

    Parameters
    ----------
    cov, rows
        The plan's state, as coverage and as rows (ids).
    base
        Rows of the main line before.
    into
        Unit that ended -> unit that took over.
    effective, now
        From when the borders hold; when this is written.
    crs
        The plane system of the coverage.

    Raises
    ------
    BadInput
        The date lies before borders that already hold, or codes are used up.
    """
    held = {row["code"]: row for row in _current(connection)}
    newest = max((row["valid_from"] for row in held.values() if row["valid_from"] is not None), default=None)
    if newest is not None and effective < newest:
        raise BadInput(
            f"生效日期 {effective:%Y-%m-%d %H:%M} 早于现行边界的生效日期 {newest:%Y-%m-%d %H:%M}。",
            remedy="请选择更晚的日期。",
        )
    codes = coded(cov, connection.scalars(select(Grid.code).distinct()))
    final = {key: dict(row) | {"code": codes.get(key, row["code"])} for key, row in rows.items()}
    cells, rim = (
        shapely.from_wkb([row["wkb"] for row in held.values() if row["level"] == level.value])
        for level in (Level.MICRO, Level.DISTRICT)
    )
    known = Known(cells, crs, rim=rim)
    drawn = _drawn(cov, base, known)
    touched = _touched(base, final, drawn)
    touched |= _misspelt(held, base, known, touched)
    stored = _stored(cov, touched, drawn, held, known)
    lines = _Lines(base, final)
    sources: dict[str, str] = {}
    closing, fresh = [], []
    for key in sorted(touched):
        old = held.get(base[key]["code"]) if key in base else None
        made = _grid(cov, key, lines, stored[key], old) if key in final else None
        if old is not None and made is not None and base[key] == final[key] and _same(old, made):
            touched.discard(key)
            continue
        if old is not None:
            closing.append(old["rid"])
        if made is not None:
            sources[key] = hashlib.sha256(made["wkb"]).hexdigest()
            fresh.append(made)
    _write(connection, closing, fresh, effective, now)
    moved = {base[k]["code"]: final[k]["code"] for k in touched if k in base and k in final}
    for gone, heir in into.items():
        if gone in base and gone not in final and heir in final:
            moved[base[gone]["code"]] = final[heir]["code"]
    micro = [k for k in sorted(touched) if (base.get(k) or final[k])["level"] == Level.MICRO.value]
    here = {str(final[k]["code"]): stored[k] for k in micro if k in final}
    follow(connection, [base[k]["code"] for k in micro if k in base], here, moved, now)
    changed: dict[str, Row | None] = {key: final.get(key) for key in touched}
    renamed = {old: new for old, new in moved.items() if old != new}
    return Published(renamed, sources, changed)


def _current(connection: Connection) -> list[RowMapping]:
    table = table_of(Grid)
    columns = [type_coerce(c, LargeBinary).label("wkb") if n == "wkb" else c for n, c in table.c.items()]
    return list(connection.execute(select(*columns).where(*CURRENT)).mappings())


def _touched(base: Mapping[str, Row], final: Mapping[str, Row], drawn: set[str]) -> set[str]:
    """Units whose row or shape changes, and everything above a changed shape."""
    own = {k for k in {*base, *final} if base.get(k) != final.get(k)}
    out = own | drawn
    for key in own | drawn:
        for rows in (base, final):
            row = rows.get(key)
            while row is not None:
                above = [k for k in (row["parent"], row["zone"]) if k is not None]
                out |= {k for k in above if rows[k]["level"] != Level.DISTRICT.value}
                row = rows.get(row["parent"]) if row["parent"] is not None else None
    zoned = {k for k in own if k in base and k in final and base[k]["zone"] != final[k]["zone"]}
    while zoned:  # the zone is written on everything below as well
        zoned = {k for k, row in final.items() if row["parent"] in zoned}
        out |= zoned
    return out


def _same(old: RowMapping, made: Mapping[str, Any]) -> bool:
    """Tell whether a grid would say again what it says."""
    was, now = (shapely.normalize(shapely.from_wkb(row["wkb"])) for row in (old, made))
    told = ("code", "name", "parent", "zone", "households", "people")
    return bool(shapely.equals_exact(was, now, 0)) and all(old[name] == made[name] for name in told)


def _stored(
    cov: Coverage, touched: set[str], drawn: set[str], held: Mapping[str, RowMapping], known: Known
) -> dict[str, Any]:
    """Shapes in EPSG:4490: of drawn micro grids the new ones, of others as stored; above them their unions."""
    micro = cov.micro()
    fresh = [u for u in micro if u.id in drawn]
    shapes: dict[str, Any] = degrees(cov, fresh, known)
    for unit in micro:
        if unit.id not in shapes:
            shapes[unit.id] = shapely.from_wkb(held[unit.code or ""]["wkb"])
    for level in (Level.L3, Level.L2, Level.L1, Level.ZONE):
        for unit in cov.of(level):
            if unit.id in touched:
                shapes[unit.id] = union([shapes[key] for key in cov.below(unit.id)])
    return shapes


def _drawn(cov: Coverage, base: Mapping[str, Row], known: Known) -> set[str]:
    """Micro grids whose shape changed, and those that spell a common vertex in another way."""
    micro = cov.micro()
    out = {u.id for u in micro if u.id not in base or base[u.id]["sha"] != sha(u.body)}
    if len(known.twofold):
        out |= {u.id for u in micro if np.isin(point_keys(shapely.get_coordinates(u.body)), known.twofold).any()}
    return out


def _misspelt(held: Mapping[str, RowMapping], base: Mapping[str, Row], known: Known, touched: set[str]) -> set[str]:
    """Larger units whose stored vertices are not, to the last digit, those of the micro grids."""
    skip = {Level.MICRO.value, Level.DISTRICT.value}
    keys = [k for k, row in base.items() if row["level"] not in skip and k not in touched and row["code"] in held]
    shapes = np.array([shapely.from_wkb(held[base[k]["code"]]["wkb"]) for k in keys], dtype=object)
    return {key for key, wrong in zip(keys, known.misspelt(shapes), strict=True) if wrong}


def _grid(cov: Coverage, key: str, lines: "_Lines", shape: BaseGeometry, old: RowMapping | None) -> dict[str, Any]:
    row, level = lines.final[key], Level(lines.final[key]["level"])
    micro = cov.below(key)
    zone = next(iter(_zones(lines.final, key)), None)
    code = str(row["code"])
    kept = {name: old[name] if old is not None else None for name in ("alias", "kind", "parent", "zone", "posts")}
    born = lines.base.get(row["born_of"] or "")
    replaces = old["code"] if old is not None and old["code"] != code else born["code"] if born and not old else None
    return kept | {
        "code": code,
        "level": level.value,
        "name": row["name"],
        "parent": code[: DIGITS[level]] if level in DIGITS else kept["parent"],
        "zone": lines.final[zone]["code"] if zone else kept["zone"],
        "households": sum(cov.units[k].households for k in micro),
        "people": sum(cov.units[k].people for k in micro),
        "posts": kept["posts"] if old is not None or level is not Level.MICRO else 1,
        "area_m2": float(shapely.area(cov.shape(key))),
        "replaces": replaces,
        "wkb": shapely.to_wkb(shape, output_dimension=2),
        **dict(zip(("minx", "miny", "maxx", "maxy"), map(float, shapely.bounds(shape)), strict=True)),
    }


def _zones(final: Mapping[str, Row], key: str) -> list[str]:
    """Zone of the L2 above a unit."""
    row: Row | None = final[key]
    while row is not None:
        if row["zone"]:
            return [row["zone"]]
        row = final.get(row["parent"]) if row["parent"] else None
    return []


def _write(
    connection: Connection, closing: list[int], fresh: list[dict[str, Any]], effective: datetime, now: datetime
) -> None:
    if closing:
        end = update(table_of(Grid)).where(table_of(Grid).c.rid == bindparam("at_rid"))
        end = end.values(valid_to=effective, row_version=table_of(Grid).c.row_version + 1, updated_at=now)
        connection.execute(end, [{"at_rid": rid} for rid in closing])
    if fresh:
        common = {
            "valid_from": effective,
            "valid_to": None,
            "recorded_at": now,
            "superseded_at": None,
            "row_version": 1,
            "created_at": now,
            "updated_at": now,
            "batch": None,
        }
        ids = ulids(len(fresh), now)
        connection.execute(
            insert(table_of(Grid)), [row | common | {"id": key} for row, key in zip(fresh, ids, strict=True)]
        )
