"""Grids that are already in the store and do not fit together: cleaned into a draft, never in the published borders."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from data import queries
from data.frames import geoframe
from data.plans import log
from data.plans.book import Info, read_plan
from data.plans.desk import Desk
from data.plans.mainline import mark
from data.plans.versions import living, units
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed, NotReady
from geo.model.scope import Scope
from geo.plan.clean import Doubt, clean
from geo.plan.coverage import Change, union
from geo.plan.keys import Shapes, pinched
from geo.plan.outline import frozen
from geo.plan.plane import to_plane
from geo.plan.states import State, need_editable
from geo.rules.shapes import bare

if TYPE_CHECKING:
    from geo.plan.units import Unit

ROUNDS = 4
KIND = "clean"
EVEN_M2 = 1.0  # of the district's area: more is not the same outline


@dataclass(frozen=True, slots=True, eq=False)
class Cleaning:
    """What cleaning today's micro grids gives: names and codes, shapes of the plane, and what a person must tick.

    `mark` says of which state of the grids; `changed` counts shapes that are not as stored.
    """

    mark: str
    codes: list[str]
    names: list[str]
    shapes: Shapes
    doubts: list[Doubt]
    changed: int


def look_over(desk: Desk, who: Scope) -> Cleaning:
    """Work out a clean coverage of the official outline from the stored micro grids; nothing is written.

    Raises
    ------
    NotAllowed
        Not an editor of the whole district.
    NotReady
        No micro grids, or no official outline.
    BadInput
        A grid would be left with nothing, or the pieces still make no coverage.
    """
    need_editable(State.DRAFT, role=who.role)
    if who.root != desk.store.profile().district:
        raise NotAllowed("清理边界涉及全区。", remedy="请由全区的网格规划人员办理。")
    with desk.store.reading() as connection:
        micro, whole = (geoframe(connection, queries.grids(level, None)) for level in (Level.MICRO, Level.DISTRICT))
        seen = mark(connection)
    if micro.empty or whole.empty:
        raise NotReady("库里没有微网格或区界，不能清理。", remedy="请管理员在“导入”页导入网格。")
    given = to_plane(bare(micro.geometry), desk.crs)
    outline = union(list(to_plane(bare(whole.geometry), desk.crs)))
    codes, names = [str(code) for code in micro.index], [str(name) for name in micro["name"]]
    made, doubts = _sound(given, outline, names)
    before = frozen(given)
    changed = sum(not _equal(old, new) for old, new in zip(before, made, strict=True))
    return Cleaning(seen, codes, names, made, doubts, changed)


def _sound(given: Shapes, outline: BaseGeometry, names: list[str]) -> tuple[Shapes, list[Doubt]]:
    """Clean until the pieces fit: a border moved onto the outline may have crossed another."""
    own, doubts = given, None
    for _ in range(ROUNDS):
        found = clean(own, outline)
        doubts = found.doubts if doubts is None else doubts
        lost = [names[n] for n, shape in enumerate(found.shapes) if shape is None]
        if lost:
            raise BadInput(
                f"有 {len(lost)} 个微网格清理后没有剩下面积（被别的网格完全盖住，或在区界以外）。",
                rows=lost[:50],
                remedy="请在原软件中改正或删除它们后重新导入。",
            )
        made = frozen(np.array(found.shapes, dtype=object))
        if _fits(made, outline):
            return made, doubts
        own = made
    raise BadInput("边界清理后仍不能拼成完整的一张图。", remedy="请在原软件中检查缝隙、重叠和区界后重新导入。")


def _fits(shapes: Shapes, outline: BaseGeometry) -> bool:
    sound = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON.value).all() and shapely.is_valid(shapes).all()
    if not sound or not shapely.coverage_is_valid(shapes) or any(pinched(shape) for shape in shapes):
        return False
    whole = shapely.coverage_union_all(shapes)
    return bool(shapely.area(shapely.symmetric_difference(whole, outline)) < EVEN_M2 + 0.001 * shapely.length(outline))


def _equal(old: BaseGeometry, new: BaseGeometry) -> bool:
    return bool(shapely.equals_exact(old, new, 0))


def draft(desk: Desk, who: Scope, name: str, found: Cleaning) -> Info:
    """Open a draft that stands on the stored grids and holds the clean ones, in one transaction.

    The cleaning is the ground of the draft: it cannot be undone, only the draft given up.

    Raises
    ------
    BadInput
        No name, nothing to clean, or the grids changed since they were looked over.
    """
    if not found.changed:
        raise BadInput("现行网格没有要清理的边界。", remedy="请直接从现行网格起草。")
    with desk.store.noting() as connection:
        if mark(connection) != found.mark:
            raise BadInput("清理以后现行网格已有变动。", remedy="请重新清理。")
        plan = desk.opened(connection, who, name, dirty=True)
        info = read_plan(connection, plan)
        change = _change(connection, info, found)
        payload = {"doubts": len(found.doubts), "changed": len(change.after)}
        desk.write(connection, who, info, change, told=payload, reason=f"清理 {len(change.after):,} 个微网格的边界")
    log.anchor(desk.store, desk.seal)
    return desk.info(plan)


def _change(connection: Connection, info: Info, found: Cleaning) -> Change:
    held = {unit.code: unit for unit in units(connection, living(connection, None, info.base_seq))}
    before: dict[str, Unit | None] = {}
    after: dict[str, Unit | None] = {}
    for code, shape in zip(found.codes, found.shapes, strict=True):
        old = held[code]
        if not _equal(old.body, shape):
            before[old.id], after[old.id] = old, replace(old, shape=shape)
    return Change(KIND, before, after)
