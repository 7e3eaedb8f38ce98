"""Grids that are already in the store and do not fit together: cleaned into a draft, never in the published borders."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data import queries
from data.frames import geoframe
from data.plans import log
from data.plans.book import Info, read_plan
from data.plans.desk import Desk
from data.plans.mainline import mark
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed, NotReady
from geo.model.scope import Scope
from geo.plan.clean import Doubt, clean
from geo.plan.coverage import Change, Coverage, union
from geo.plan.gate import resettled
from geo.plan.keys import Shapes, pinched
from geo.plan.outline import frozen
from geo.plan.plane import to_plane
from geo.plan.states import State, need_editable
from geo.rules.shapes import bare, single

if TYPE_CHECKING:
    from geo.plan.units import Unit

ROUNDS = 4
KIND = "clean"
EVEN_M2 = 1.0  # of the district's area: more is not the same outline


@dataclass(frozen=True, slots=True, eq=False)
class Cleaning:
    """What cleaning today's micro grids gives: names and codes, shapes of the plane, and what a person must tick.

    `mark` says of which state of the grids; `changed` counts shapes that are not as stored. A grid that keeps no
    area, because others cover it or it lies outside, ends in the draft: its number is not given again.
    """

    mark: str
    codes: list[str]
    names: list[str]
    shapes: Shapes  # None where no area is left
    doubts: list[Doubt]
    changed: int
    heirs: dict[int, int]  # of those without area: who takes over, by position


def look_over(desk: Desk, who: Scope) -> Cleaning:
    """Work out a clean coverage of the official outline from the stored micro grids; nothing is written.

    Raises
    ------
    NotAllowed
        Not an editor of the whole district.
    NotReady
        No micro grids, or no official outline.
    BadInput
        An L3 would be left without micro grids, or the pieces still make no coverage.
    """
    need_editable(State.DRAFT, role=who.role)
    if who.root != desk.store.profile().district:
        raise NotAllowed("清理边界涉及全区。", remedy="请由全区的网格规划人员办理。")
    with desk.store.reading() as connection:
        micro, whole = (geoframe(connection, queries.grids(level, None)) for level in (Level.MICRO, Level.DISTRICT))
        seen = mark(connection)
    if micro.empty or whole.empty:
        raise NotReady("库里没有微网格或区界，不能清理。", remedy="请管理员在“导入”页导入网格。")
    given = to_plane(single(bare(micro.geometry)), desk.crs)
    outline = union(list(to_plane(bare(whole.geometry), desk.crs)))
    codes, names = [str(code) for code in micro.index], [str(name) for name in micro["name"]]
    made, doubts = _sound(given, outline)
    heirs = _heirs(given, made)
    _peopled([str(parent) for parent in micro["parent"]], names, heirs)
    doubts = [
        replace(doubt, reason=f"没有剩下面积，撤销并入{names[heirs[doubt.unit]]}") if doubt.unit in heirs else doubt
        for doubt in doubts
    ]
    before = frozen(given)
    changed = sum(new is None or not _equal(old, new) for old, new in zip(before, made, strict=True))
    return Cleaning(seen, codes, names, made, doubts, changed, heirs)


def _sound(given: Shapes, outline: BaseGeometry) -> tuple[Shapes, list[Doubt]]:
    """Clean until the pieces fit: a border moved onto the outline may have crossed another."""
    own, doubts = given, None
    live = np.arange(len(given))
    for _ in range(ROUNDS):
        found = clean(own, outline)
        # later rounds mend what the first one did; a grid they leave without area is told of as well
        more = [replace(doubt, unit=int(live[doubt.unit])) for doubt in found.doubts]
        doubts = more if doubts is None else [*doubts, *(d for d in more if found.shapes[_at(live, d.unit)] is None)]
        left = np.array([shape is not None for shape in found.shapes])
        made = frozen(np.array([shape for shape in found.shapes if shape is not None], dtype=object))
        live = live[left]
        if _fits(made, outline):
            whole = np.full(len(given), None, dtype=object)
            whole[live] = made
            return whole, doubts
        own = made
    raise BadInput("边界清理后仍不能拼成完整的一张图。", remedy="请在原软件中检查缝隙、重叠和区界后重新导入。")


def _at(live: NDArray[np.intp], unit: int) -> int:
    return int(np.searchsorted(live, unit))


def _heirs(given: Shapes, made: Shapes) -> dict[int, int]:
    """Say who takes over a grid without area: who lies on most of what was drawn, else who is nearest."""
    live = np.flatnonzero([shape is not None for shape in made])
    out = {}
    for n in np.setdiff1d(np.arange(len(made)), live):
        drawn = shapely.make_valid(given[n])
        shared = shapely.area(shapely.intersection(made[live], drawn))
        best = np.argmax(shared) if shared.max() > 0 else np.argmin(shapely.distance(made[live], drawn))
        out[int(n)] = int(live[best])
    return out


def _peopled(parents: list[str], names: list[str], heirs: dict[int, int]) -> None:
    """Refuse to leave an L3 without a single micro grid: whether it ends is not for a cleaning to say."""
    kept = {parent for n, parent in enumerate(parents) if n not in heirs}
    alone = [names[n] for n in heirs if parents[n] not in kept]
    if alone:
        raise BadInput(
            f"有 {len(alone)} 个微网格清理后没有剩下面积，它们所属的三级网格会没有微网格。",
            rows=alone[:50],
            remedy="请管理员在“导入”页重新导入这几个网格的正确边界，或连同三级网格一起删去后导入。",
        )


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
        change = _change(desk.peek(connection, info), found)
        payload = {"doubts": len(found.doubts), "changed": len(change.after)}
        desk.write(connection, who, info, change, told=payload, reason=f"清理 {len(change.after):,} 个微网格的边界")
    log.anchor(desk.store, desk.seal)
    return desk.info(plan)


def _change(cov: Coverage, found: Cleaning) -> Change:
    """Put the clean shapes in the place of the stored ones; households stay where they live."""
    held = {unit.code: unit for unit in cov.micro()}
    olds = [held[code] for code in found.codes]
    drawn = [
        replace(old, shape=shape)
        for old, shape in zip(olds, found.shapes, strict=True)
        if shape is not None and not _equal(old.body, shape)
    ]
    into = {olds[n].id: olds[heir].id for n, heir in found.heirs.items()}
    after: dict[str, Unit | None] = resettled(cov, drawn, into) | dict.fromkeys(into)
    return Change(KIND, {key: cov.units[key] for key in after}, after, into=into)
