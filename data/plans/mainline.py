"""The main line of plans mirrors the published grids; whatever else changed them becomes an event of it."""

import hashlib
from typing import Any

import shapely
from geopandas import GeoDataFrame
from sqlalchemy import Connection, LargeBinary, func, select, type_coerce

from data import queries
from data.chain import Seal
from data.frames import geoframe
from data.plans import log
from data.plans.versions import alive, put, put_shapes, row_of, rows_at, same
from data.tables import Grid, PlanEvent, UnitVersion
from data.ulid import ulids
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import NotReady
from geo.model.scope import Scope
from geo.plan.today import LEVELS, units
from geo.rules.shapes import bare, single

CURRENT = (Grid.valid_to.is_(None), Grid.superseded_at.is_(None), Grid.level != Level.DEDICATED.value)


def mark(connection: Connection) -> str:
    """Tell the state of the published grids apart from any other, cheaply."""
    found = connection.execute(
        select(func.count(), func.max(Grid.rid), func.sum(Grid.row_version), func.sum(Grid.rid)).where(*CURRENT)
    ).one()
    return "-".join(str(part) for part in found)


def synced(connection: Connection) -> int | None:
    """Answer the newest number of the main line if it mirrors the grids, else None."""
    last = connection.execute(
        select(PlanEvent.seq, PlanEvent.payload).where(PlanEvent.plan.is_(None)).order_by(PlanEvent.seq.desc()).limit(1)
    ).first()
    return last.seq if last is not None and f'"mark":"{mark(connection)}"' in last.payload else None


def sync(connection: Connection, seal: Seal, who: Scope, crs: str, *, dirty: bool = False) -> int:
    """Bring the main line up to the grids as they are; answer its newest number.

    A code keeps the id it had; a code never seen gets the id of its row. Grids that do not fit together are only
    mirrored where `dirty` says so: what was cleaned out of them may stand on them, nothing else.

    Raises
    ------
    NotReady
        There are no micro grids, or they have gaps, overlaps or several parts: nothing to plan on.
    """
    if (seq := synced(connection)) is not None:
        if not dirty and log.event(connection, seq).payload.get("dirty"):
            raise _dirty()
        return seq
    frames = {level: geoframe(connection, queries.grids(level, None)) for level in LEVELS}
    if frames[Level.MICRO].empty:
        raise NotReady("还没有微网格，不能做方案。", remedy="请先在“导入”页导入网格。")
    faulty = not _fits(frames[Level.MICRO])
    if faulty and not dirty:
        raise _dirty()
    codes = {code for frame in frames.values() for code in frame.index.astype(str)}
    ids = known_ids(connection) | {}
    fresh = sorted(codes - set(ids))
    ids |= dict(zip(fresh, ulids(len(fresh), clock()), strict=True))
    sources = source_hashes(connection)
    made = {unit.id: unit for unit in units(frames, crs, ids)}
    held = rows_at(connection, None, None)
    before = alive(held)
    changed = {}
    for key, unit in made.items():
        old = held.get(key)
        # the same stored bytes mean the same shape: a published draft is not rounded a second time
        if old is not None and old["sha"] and unit.code and old["source"] == sources[unit.code]:
            row = row_of(unit) | {"sha": old["sha"], "born_of": old["born_of"], "estimated": old["estimated"]}
        else:
            row = row_of(unit)
        if not same(before.get(key), row) or (old is not None and old["source"] != sources[unit.code or ""]):
            changed[key] = row
    gone = [key for key in before if key not in made]
    put_shapes(connection, (made[key] for key in changed))
    payload: dict[str, Any] = {"mark": mark(connection), "changed": len(changed), "gone": len(gone)}
    payload["digest"] = digest(changed)
    if faulty:
        payload["dirty"] = True
    seq = log.append(connection, seal, None, "import", who=who, payload=payload)
    after: dict[str, Any] = dict(changed) | dict.fromkeys(gone)
    put(connection, None, seq, after, before, sources={key: sources[made[key].code or ""] for key in changed})
    return seq


def digest(rows: dict[str, Any]) -> str:
    """Hash rows that are too many for the log."""
    whole = hashlib.sha256()
    for key in sorted(rows):
        whole.update(repr((key, sorted(rows[key].items()) if rows[key] else None)).encode())
    return whole.hexdigest()


def known_ids(connection: Connection) -> dict[str, str]:
    """Ids of all codes the main line ever had; the newest bearer wins."""
    found = connection.execute(
        select(UnitVersion.code, UnitVersion.unit)
        .where(UnitVersion.plan.is_(None), UnitVersion.code.is_not(None))
        .order_by(UnitVersion.from_seq)
    ).all()
    return {code: unit for code, unit in found if code is not None}


def source_hashes(connection: Connection) -> dict[str, str]:
    """Hash the stored bytes of every current grid, by code."""
    found = connection.execute(
        select(Grid.code, type_coerce(Grid.wkb, LargeBinary).label("body")).where(*CURRENT)
    ).all()
    return {code: hashlib.sha256(body).hexdigest() for code, body in found}


def _fits(micro: GeoDataFrame) -> bool:
    shapes = single(bare(micro.geometry))
    whole = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON.value).all()
    return bool(whole and shapely.coverage_is_valid(shapes))


def _dirty() -> NotReady:
    return NotReady(
        "微网格之间有缝隙、重叠或不成一整块，不能在上面做方案。",
        remedy="请先在“方案”页点“清理为草稿”，核对并发布后再起草。",
    )
