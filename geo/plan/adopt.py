"""Micro grids drawn elsewhere become a plan's: taken as they are where they fit, cleaned where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import Polygon

from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan.clean import TOLD_SHARE, Doubt, changed_by, clean
from geo.plan.coverage import Coverage
from geo.plan.keys import Shapes, alone, pinched
from geo.plan.ops import Adopt
from geo.plan.rim import Rim, filled, onto, rim_of
from geo.plan.units import Unit

ROUNDS = 4
MOSTLY = 0.5  # of a unit's area covered by others: it has been given up


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One micro grid of a file: the unit it is (None = new), name, the L3 it belongs to (None = as it was), shape."""

    unit: str | None
    name: str
    parent: str | None
    shape: Polygon


@dataclass(frozen=True, slots=True, eq=False)
class Adopted:
    """What a file would change.

    `op` is the one operation that does it, None where the file says what holds already. `exact`: the file
    fits to the millimetre and was taken as it is. `doubts`: units the cleaning changed much, by position
    in the file.
    """

    op: Adopt | None
    exact: bool
    doubts: list[Doubt]
    same: int


@dataclass(frozen=True, slots=True)
class Founded:
    """One L3 a file brings that the plan does not have: its new id, its L2, its name."""

    unit: str
    l2: str
    name: str


def adopt(
    cov: Coverage,
    rows: Sequence[Drawn],
    fresh: Sequence[str],
    *,
    founded: Sequence[Founded] = (),
    known: frozenset[str] | None = None,
) -> Adopted:
    """Work out how a coverage becomes what a file draws.

    Parameters
    ----------
    cov
        State of the plan; not changed.
    rows
        Micro grids of the file, in the plane of the coverage, every vertex on the millimetre.
    fresh
        Ids for new units, at least as many as rows without a unit.
    founded
        New L3 that rows may name as their parent; one that no row names is left out.
    known
        Ids of the L3 the file lists; None = it lists none. One it lacks ends when all its micro grids went away.

    Returns
    -------
    Adopted
        Shapes lie on the millimetre and on the frozen outline. A unit the file lacks ends if others cover
        more than half of it, else it stays.

    Raises
    ------
    BadInput
        No row; or even the cleaned shapes make no coverage of the district.
    """
    if not rows:
        raise BadInput("文件里没有微网格。", remedy="请导出“微网格”图层；上级网格由微网格合成。")
    rim = rim_of(cov.outline)
    given: Shapes = np.array([row.shape for row in rows], dtype=object)
    named = {row.unit for row in rows}
    absent = [unit for unit in cov.micro() if unit.id not in named]
    ended, kept = _ended(absent, given)
    stays: Shapes = np.array([unit.body for unit in kept], dtype=object)
    whole = np.concatenate([given, stays]) if len(kept) else given
    taken = _fitting(whole, cov, rim)
    exact = taken is not None
    doubts: list[Doubt] = []
    if taken is None:
        taken, doubts = _cleaned(whole, cov, rim, [*(row.unit for row in rows), *(unit.id for unit in kept)], len(rows))
    told = _told(cov, rows, taken[: len(rows)], ended, list(fresh), exact=exact, doubts=doubts)
    if told.op is None:
        return told
    named_by = {parent for _, parent, _, _, _ in told.op.units}
    news = tuple((new.unit, new.l2, new.name) for new in founded if new.unit in named_by)
    gone = _emptied(cov, told.op, known) if known is not None else ()
    return replace(told, op=replace(told.op, founded=news, ended=told.op.ended + gone))


def _emptied(cov: Coverage, op: Adopt, known: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """L3 that the file does not list and that lose every micro grid, with the one that takes most of them."""
    now = {key: parent for key, parent, _, _, _ in op.units}
    heirs = dict(op.ended)
    out = []
    for unit in cov.of(Level.L3):
        if unit.id in known:
            continue
        takers: dict[str, float] = {}
        for key in sorted(cov.children[unit.id]):
            last = heirs.get(key, key)
            to = now.get(last) or cov.units[last].parent or ""
            takers[to] = takers.get(to, 0.0) + cov.units[key].body.area
        if takers and unit.id not in takers:
            out.append((unit.id, max(sorted(takers), key=takers.__getitem__)))
    return tuple(out)


def _fitting(shapes: Shapes, cov: Coverage, rim: Rim) -> Shapes | None:
    """Shapes on the outline if they are a sound coverage of exactly the district, else None."""
    if not (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON.value).all():
        return None
    if not shapely.is_valid(shapes).all() or not shapely.coverage_is_valid(shapes):
        return None
    made = filled(onto(shapes, rim), rim)
    sound = shapely.is_valid(made).all() and shapely.coverage_is_valid(made)
    if not sound or alone(made).keys() != cov.frozen or any(pinched(shape) for shape in made):
        return None
    return made


def _cleaned(shapes: Shapes, cov: Coverage, rim: Rim, ids: list[str | None], count: int) -> tuple[Shapes, list[Doubt]]:
    """Clean what differs from the plan and what lies around it; if that is not enough, everything."""
    olds = [cov.units[key].body if key in cov.units else None for key in ids]
    dense = filled(shapes, rim)
    dirty = np.array([old is None or not _equal(new, old) for new, old in zip(dense, olds, strict=True)], dtype=bool)
    tree = shapely.STRtree(shapes)
    for _ in range(2):  # neighbours and theirs: new nodes on a common border must find both its sides
        near = tree.query(shapely.buffer(shapes[dirty], 1.0), predicate="intersects")[1]
        dirty[near] = True
    for part in ([dirty] if not dirty.all() else []) + [np.ones(len(shapes), dtype=bool)]:
        hole = cov.outline
        if not part.all():
            hole = shapely.difference(cov.outline, shapely.coverage_union_all(dense[~part]))
        own = shapes[part]
        for _ in range(ROUNDS):  # a border that was moved along the outline may have crossed another
            made = clean(own, hole)
            if any(shape is None for shape in made.shapes):
                lost = [int(np.flatnonzero(part)[n]) for n, shape in enumerate(made.shapes) if shape is None]
                raise BadInput(
                    f"文件中有 {len(lost)} 个微网格清理后没有剩下面积（被别的网格完全盖住，或在区界以外）。",
                    rows=[f"第 {n + 1} 个" for n in lost if n < count],
                    remedy="请在原软件中改正或删除它们后再导入。",
                )
            both = dense.copy()
            both[part] = np.array(made.shapes, dtype=object)
            fits = _fitting(both, cov, rim)
            if fits is not None:
                return fits, _doubts(shapes[:count], fits[:count])
            own = onto(both, rim)[part]
    raise BadInput("文件中的边界清理后仍不能拼成完整的一张图。", remedy="请在原软件中检查缝隙、重叠和区界后再导入。")


def _doubts(given: Shapes, made: Shapes) -> list[Doubt]:
    """List units whose area the cleaning changed by more than 5 %."""
    before, after = shapely.area(shapely.make_valid(given)), shapely.area(made)
    much = np.abs(after - before) > TOLD_SHARE * before
    return [
        Doubt(int(n), changed_by(after[n] / before[n] - 1), float(before[n]), float(after[n]))
        for n in np.flatnonzero(much)
    ]


def _equal(a: Polygon, b: Polygon) -> bool:
    return bool(shapely.equals_exact(shapely.normalize(a), b, 0))


def _ended(absent: list[Unit], given: Shapes) -> tuple[dict[str, int], list[Unit]]:
    """Units the file lacks: those covered by others, with the position of the one that took most; those that stay."""
    ended: dict[str, int] = {}
    kept = []
    tree = shapely.STRtree(given)
    for unit in absent:
        near = tree.query(unit.body)
        area = shapely.area(shapely.intersection(shapely.make_valid(given[near]), unit.body))
        if len(near) and area.sum() > MOSTLY * unit.body.area:
            ended[unit.id] = int(near[np.argmax(area)])
        else:
            kept.append(unit)
    return ended, kept


def _told(
    cov: Coverage,
    rows: Sequence[Drawn],
    shapes: Shapes,
    ended: dict[str, int],
    fresh: list[str],
    *,
    exact: bool,
    doubts: list[Doubt],
) -> Adopted:
    """Put together the operation: only what differs."""
    micro = cov.micro()
    tree = shapely.STRtree(np.array([unit.body for unit in micro], dtype=object))
    ids, told, same = [], [], 0
    for row, shape in zip(rows, shapes, strict=True):
        old = cov.units.get(row.unit or "")
        born = "" if old is not None else _mother(micro, tree, shape)
        parent = row.parent or (old.parent if old is not None else cov.units[born].parent) or ""
        key = row.unit if old is not None and row.unit else fresh.pop(0)
        ids.append(key)
        name = row.name.strip()[:40] or (old.name if old is not None else "")
        if old is not None and (name, parent) == (old.name, old.parent) and _equal(shape, old.body):
            same += 1
            continue
        told.append((key, parent, name, born, rings(shape)))
    heirs = tuple((key, ids[at]) for key, at in sorted(ended.items()))
    op = Adopt(tuple(told), heirs) if told or heirs else None
    return Adopted(op, exact, doubts, same)


def _mother(micro: list[Unit], tree: shapely.STRtree, shape: Polygon) -> str:
    """Find the unit of today under most of a new one."""
    near = tree.query(shape)
    area = [shapely.area(shapely.intersection(micro[at].body, shape)) for at in near]
    return micro[int(near[int(np.argmax(area))])].id


def rings(shape: Polygon) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Write a shape as an operation does: shell first, exact."""
    return tuple(
        tuple((float(x), float(y)) for x, y in shapely.get_coordinates(ring)) for ring in shapely.get_rings(shape)
    )
