"""What every edit must pass: whole units, the outline untouched, ancestors in one piece, locks, households."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.model.codes import Level
from geo.plan.coverage import Change, Coverage, Move, housed, union
from geo.plan.keys import Ints, pinched, segments
from geo.plan.refused import Refused
from geo.plan.units import Unit

PARENTS = (Level.L3, Level.L2, Level.L1)
EXACT_M2 = 1e-6


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may touch what: locked units (of any level), locked levels, and the root of the author's scope."""

    locked: frozenset[str] = frozenset()
    levels: frozenset[Level] = frozenset()
    everything: bool = False
    root: str | None = None  # id; None = the whole district

    def locks(self, cov: Coverage, key: str) -> bool:
        """Tell whether a unit or anything above it is locked."""
        return self.everything or key in self.locked or not self.locked.isdisjoint(cov.ancestors(key))

    def outside(self, cov: Coverage, key: str) -> bool:
        """Tell whether a unit lies outside the author's scope."""
        return self.root is not None and key != self.root and self.root not in cov.ancestors(key)

    def closed(self, cov: Coverage, key: str) -> bool:
        """Tell whether a unit may not change."""
        return self.locks(cov, key) or self.outside(cov, key)

    def need(self, cov: Coverage, keys: Iterable[str]) -> None:
        """Raise Refused (unknown, locked, out_of_scope) unless every unit may change."""
        for key in keys:
            if key not in cov.units:
                raise Refused("unknown", name=key[:40])
            name = cov.units[key].name
            if self.locks(cov, key):
                raise Refused("locked", name=name, units=[key], place=cov.shape(key))
            if self.outside(cov, key):
                raise Refused("out_of_scope", name=name, units=[key], place=cov.shape(key))


OPEN = Gate()


@dataclass(slots=True)
class Edit:
    """Units as an edit wants them, before the gate: new or changed ones, and those that end."""

    kind: str
    units: dict[str, Unit]
    ended: dict[str, str] = field(default_factory=dict)  # id -> who takes over
    moves: tuple[Move, ...] = ()
    target: str | None = None  # L3 that receives: named when it falls apart


def passed(cov: Coverage, edit: Edit, gate: Gate) -> Change:
    """Work out everything an edit changes, or refuse it.

    Parameters
    ----------
    cov
        Not changed.
    edit
        Shapes are settled (Polygons on the millimetre); households are re-attached here.
    gate
        Locks and scope.

    Raises
    ------
    Refused
        pinch, outline, topology, source_empty, target_apart, breaks_<level>, locked, no_change.
    """
    after: dict[str, Unit | None] = dict(edit.units) | dict.fromkeys(edit.ended)
    before = {key: cov.units.get(key) for key in after}
    if all(before[key] == now for key, now in after.items()):
        raise Refused("no_change")
    drawn = [u for u in edit.units.values() if u.level is Level.MICRO and not _same_shape(cov, u)]
    lost = [cov.units[key].body for key in edit.ended if cov.units[key].level is Level.MICRO]
    if drawn or lost:
        if Level.MICRO in gate.levels:
            keys = [unit.id for unit in drawn] + list(edit.ended)
            raise Refused("level_locked", name=Level.MICRO.title, units=keys, place=[u.body for u in drawn] or lost)
        _whole(drawn)
        _outline(cov, drawn, lost)
        _fits(cov, drawn, edit.ended)
        after |= resettled(cov, drawn, edit.ended)
    unions = _ancestors(cov, after, edit, gate)
    former = {key: cov.unions[key] for key in {*unions, *edit.ended} if key in cov.unions}
    return Change(edit.kind, before, after, unions, former, dict(edit.ended), edit.moves)


def _same_shape(cov: Coverage, unit: Unit) -> bool:
    old = cov.units.get(unit.id)
    return old is not None and bool(shapely.equals_exact(old.body, unit.body, 0))


def _whole(drawn: list[Unit]) -> None:
    for unit in drawn:
        if not unit.body.is_valid or unit.body.is_empty:
            raise Refused("topology", units=[unit.id], place=unit.body)
        if pinched(unit.body):
            raise Refused("pinch", name=unit.name, units=[unit.id], place=unit.body)


def _outline(cov: Coverage, drawn: list[Unit], lost: list[Polygon]) -> None:
    olds = [cov.units[u.id].body for u in drawn if u.id in cov.units] + lost
    old = segments(np.array(olds, dtype=object)).keys() & cov.frozen
    new = segments(np.array([u.body for u in drawn], dtype=object)).keys() & cov.frozen
    if old != new:
        raise Refused("outline", units=[u.id for u in drawn], place=[u.body for u in drawn])


def _fits(cov: Coverage, drawn: list[Unit], ended: Mapping[str, str]) -> None:
    """Hold the new shapes against each other and against all neighbours of the old state."""
    news = [u.body for u in drawn]
    olds = [cov.units[u.id].body for u in drawn if u.id in cov.units]
    olds += [cov.units[key].body for key in ended if cov.units[key].level is Level.MICRO]
    if abs(sum(s.area for s in news) - sum(s.area for s in olds)) > EXACT_M2 * max(len(news), 1):
        raise Refused("topology", units=[u.id for u in drawn], place=news)
    mine = {u.id for u in drawn} | set(ended)
    ring = [cov.units[key].body for key in cov.near([*news, *olds], 0.0) if key not in mine]
    if not shapely.coverage_is_valid(np.array(news + ring, dtype=object)):
        raise Refused("topology", units=[u.id for u in drawn], place=news)


def resettled(cov: Coverage, drawn: list[Unit], ended: Iterable[str]) -> dict[str, Unit | None]:
    """Re-attach households: located ones by their place, the rest by area, sums kept.

    Parameters
    ----------
    cov
        State before.
    drawn
        Micro grids with their new shapes, plane.
    ended
        Ids of the units that end; households of micro grids among them go over as well.
    """
    olds = [cov.units[u.id] for u in drawn if u.id in cov.units]
    olds += [cov.units[key] for key in ended if cov.units[key].level is Level.MICRO]
    at = cov.homes_of(u.id for u in olds)
    found = housed(cov.homes, at, drawn)
    sums = np.zeros((2, len(drawn)), dtype=np.int64)
    tree = shapely.STRtree(np.array([u.body for u in drawn], dtype=object))
    settled = np.zeros(len(cov.homes.x), dtype=bool)
    settled[at[found >= 0]] = True
    for row, counts in enumerate((cov.homes.households, cov.homes.people)):
        np.add.at(sums[row], found[found >= 0], counts[at[found >= 0]])
    estimated = [u.estimated for u in drawn]
    for old in olds:
        here = cov.homes_of([old.id])
        for row, (total, counts) in enumerate(((old.households, cov.homes.households), (old.people, cov.homes.people))):
            rest = total - int(counts[here[settled[here]]].sum())
            if rest:
                share = np.zeros(len(drawn))
                near = tree.query(old.body)
                share[near] = [shapely.area(shapely.intersection(old.body, drawn[n].body)) for n in near]
                sums[row] += shared_out(rest, share)
                if (share > 1.0).sum() > 1:  # m2: more than one taker
                    estimated = [bool(e or s > 1.0) for e, s in zip(estimated, share, strict=True)]
    return {
        u.id: replace(u, households=int(sums[0][n]), people=int(sums[1][n]), estimated=bool(estimated[n]))
        for n, u in enumerate(drawn)
    }


def shared_out(
    total: int, weight: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Share a whole number by weight with the method of the largest remainder; the sum is exact."""
    if weight.sum() <= 0:
        weight = np.ones_like(weight)
    exact = abs(total) * weight / weight.sum()
    whole: Ints = np.floor(exact).astype(np.int64)
    rest = abs(total) - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:rest]] += 1
    return whole if total >= 0 else -whole


def _ancestors(cov: Coverage, after: dict[str, Unit | None], edit: Edit, gate: Gate) -> dict[str, BaseGeometry]:
    """Unite upwards what changed; refuse what falls apart, empties or moves a locked border."""
    made: dict[str, BaseGeometry] = {}
    redrawn = {
        key for key, now in after.items() if now is None or (now.shape is not None and not _same_shape(cov, now))
    }
    for level in (Level.L3, Level.L2, Level.L1, Level.ZONE):
        touched = _touched(cov, after, redrawn, level)
        for key in sorted(touched):
            if key in after and after[key] is None:
                continue
            members = _members(cov, after, key, level)
            unit = after.get(key) or cov.units[key]
            if not members:
                raise Refused("source_empty", name=unit.name, units=[key], place=cov.unions.get(key))
            shape = union([_shape(cov, after, made, member) for member in members])
            was = cov.unions.get(key)
            if was is not None and shapely.equals_exact(shape, was, 0):
                continue
            _one_piece(unit, shape, was, edit)
            if was is not None and (level in gate.levels or gate.everything) and not shapely.equals(shape, was):
                raise Refused("level_locked", name=level.title, units=[key], place=was)
            made[key] = shape
            redrawn.add(key)
    return made


def _touched(cov: Coverage, after: Mapping[str, Unit | None], redrawn: set[str], level: Level) -> set[str]:
    def up(unit: Unit | None) -> str | None:
        return None if unit is None else unit.zone if level is Level.ZONE else unit.parent

    out: set[str] = set()
    for key in {*redrawn, *after}:
        old, new = cov.units.get(key), after.get(key, cov.units.get(key))
        below = old or new
        if below is None or (below.level is not Level.L2 if level is Level.ZONE else not _directly(below.level, level)):
            continue
        a, b = up(old), up(new)
        if key in redrawn or a != b:
            out |= {k for k in (a, b) if k is not None}
    return out | {key for key, now in after.items() if now is not None and now.level is level and key not in cov.units}


def _directly(child: Level, parent: Level) -> bool:
    return (child, parent) in {(Level.MICRO, Level.L3), (Level.L3, Level.L2), (Level.L2, Level.L1)}


def _members(cov: Coverage, after: Mapping[str, Unit | None], key: str, level: Level) -> list[str]:
    known = cov.zones.get(key, set()) if level is Level.ZONE else cov.children.get(key, set())
    own = {member for member in known if member not in after}
    for member, now in after.items():
        if now is not None and (now.zone if level is Level.ZONE else now.parent) == key:
            own.add(member)
    return sorted(own)


def _shape(cov: Coverage, after: Mapping[str, Unit | None], made: Mapping[str, BaseGeometry], key: str) -> BaseGeometry:
    now = after.get(key)
    if now is not None and now.shape is not None:
        return now.shape
    return made[key] if key in made else cov.shape(key)


def _one_piece(unit: Unit, shape: BaseGeometry, was: BaseGeometry | None, edit: Edit) -> None:
    most = 1 if was is None else max(1, len(shapely.get_parts(was)))
    if len(shapely.get_parts(shape)) > most:
        code = "target_apart" if unit.id == edit.target else f"breaks_{unit.level.value}"
        smallest = min(shapely.get_parts(shape), key=shapely.area)
        raise Refused(code, name=unit.name, units=[unit.id], place=smallest)
    if pinched(shape) and (was is None or not pinched(was)):
        raise Refused("pinch", name=unit.name, units=[unit.id], place=shape)


def restored(cov: Coverage, kind: str, after: Mapping[str, Unit | None]) -> Change:
    """Turn stored units into a change, byte for byte: for undo, redo and rebase, which passed the gate once."""
    before = {key: cov.units.get(key) for key in after}
    made: dict[str, BaseGeometry] = {}
    redrawn = {
        key for key, now in after.items() if now is None or (now.shape is not None and not _same_shape(cov, now))
    }
    for level in (Level.L3, Level.L2, Level.L1, Level.ZONE):
        for key in sorted(_touched(cov, after, redrawn, level)):
            if key in after and after[key] is None:
                continue
            made[key] = union([_shape(cov, after, made, member) for member in _members(cov, after, key, level)])
            redrawn.add(key)
    gone = {key for key, now in after.items() if now is None}
    former = {key: cov.unions[key] for key in {*made, *gone} if key in cov.unions}
    return Change(kind, before, after, made, former)
