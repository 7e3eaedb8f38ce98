"""The coverage in memory: micro grids, the tree above them, their unions, and what may never move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.model.codes import Level
from geo.plan.keys import alone
from geo.plan.units import NO_HOMES, Homes, Unit
from geo.rules.assign import assign

NOWHERE = -1
FEW = 64  # units that are asked one after the other; more go through a raster


@dataclass(frozen=True, slots=True)
class Change:
    """What one edit does; a coverage takes it with take(), and its reverse() takes it back exactly."""

    kind: str
    before: Mapping[str, Unit | None]
    after: Mapping[str, Unit | None]  # None = no longer alive
    unions: Mapping[str, BaseGeometry] = field(default_factory=dict)  # of units above the micro grids
    unions_before: Mapping[str, BaseGeometry] = field(default_factory=dict)
    into: Mapping[str, str] = field(default_factory=dict)  # who took over a unit that ended
    moves: tuple["Move", ...] = ()

    def reverse(self) -> "Change":
        """Do the opposite."""
        return Change(f"undo {self.kind}", self.after, self.before, self.unions_before, self.unions)


@dataclass(frozen=True, slots=True)
class Move:
    """A junction that had to go to a vertex of a line that never moves: from, to, metres."""

    at: tuple[float, float]
    to: tuple[float, float]
    metres: float


class Coverage:
    """All units of one state of a plan.

    Parameters
    ----------
    units
        Units of all levels, the district included; micro grids with shapes in the plane.
    homes
        Where households live, for re-attaching them when borders move.

    Notes
    -----
    Edits are worked out without touching the coverage (geo.plan.ops) and taken at once by take():
    there is nothing to roll back, and no index that could know a rejected shape.
    """

    def __init__(self, units: Iterable[Unit], homes: Homes = NO_HOMES) -> None:
        self.units: dict[str, Unit] = {unit.id: unit for unit in units}
        self.homes = homes
        self.children: dict[str, set[str]] = {unit.id: set() for unit in self.units.values()}
        self.zones: dict[str, set[str]] = {}  # zone id -> L2 ids
        self._slot: dict[str, int] = {}
        self._ids: list[str] = []
        for unit in self.units.values():
            self._hang(unit)
        micro = self.micro()
        self._box = np.full((max(len(micro) * 2, 16), 4), np.nan)
        for unit in micro:
            self._place(unit)
        shapes = np.array([unit.body for unit in micro], dtype=object)
        self.frozen: frozenset[tuple[int, int]] = frozenset(alone(shapes).keys())
        self.unions: dict[str, BaseGeometry] = {}
        for level in (Level.L3, Level.L2, Level.L1, Level.ZONE, Level.DISTRICT):
            for unit in self.of(level):
                self.unions[unit.id] = union([self.shape(key) for key in self.members(unit)])
        self.outline: BaseGeometry = union([self.shape(unit.id) for unit in self.of(Level.L1)])
        shapely.prepare(self.outline)
        self.home_slot = self._house(micro, shapes)

    def micro(self) -> list[Unit]:
        """Micro grids alive, by rank."""
        return self.of(Level.MICRO)

    def of(self, level: Level) -> list[Unit]:
        """Units of one level alive, by rank."""
        return sorted((u for u in self.units.values() if u.level is level), key=lambda u: u.rank)

    def members(self, unit: Unit) -> set[str]:
        """Ids one tier below; of a zone its L2."""
        return self.zones.get(unit.id, set()) if unit.level is Level.ZONE else self.children.get(unit.id, set())

    def shape(self, key: str) -> BaseGeometry:
        """Shape of any unit in the plane."""
        return self.units[key].body if self.units[key].level is Level.MICRO else self.unions[key]

    def ancestors(self, key: str) -> list[str]:
        """Ids above a unit, the zone included, nearest first."""
        out: list[str] = []
        unit: Unit | None = self.units[key]
        while unit is not None:
            if unit.zone is not None:
                out.append(unit.zone)
            if unit.parent is not None:
                out.append(unit.parent)
            unit = self.units.get(unit.parent) if unit.parent else None
        return out

    def below(self, key: str) -> list[str]:
        """Ids of the micro grids under a unit (itself if it is one), sorted."""
        unit = self.units[key]
        if unit.level is Level.MICRO:
            return [key]
        return sorted(leaf for member in self.members(unit) for leaf in self.below(member))

    def near(self, shapes: Sequence[BaseGeometry], distance: float) -> list[str]:
        """Ids of micro grids whose box comes within a distance of the box of any shape, in a fixed order."""
        hit = np.zeros(len(self._ids), dtype=bool)
        box = self._box[: len(self._ids)]
        for west, south, east, north in shapely.bounds(np.asarray(shapes, dtype=object)):
            hit |= (
                (box[:, 0] <= east + distance)
                & (box[:, 2] >= west - distance)
                & (box[:, 1] <= north + distance)
                & (box[:, 3] >= south - distance)
            )
        return [self._ids[slot] for slot in np.flatnonzero(hit)]

    def homes_of(self, keys: Iterable[str]) -> NDArray[np.intp]:
        """Positions of the homes attached to units."""
        slots = np.array([self._slot[key] for key in keys], dtype=np.intp)
        return np.flatnonzero(np.isin(self.home_slot, slots)) if len(slots) else np.empty(0, dtype=np.intp)

    def take(self, change: Change) -> None:
        """Become what the change says."""
        for key in change.before:
            gone = self.units.pop(key, None)
            if gone is not None:
                self._unhang(gone)
        born = [unit for unit in change.after.values() if unit is not None]
        for unit in born:
            self.units[unit.id] = unit
            self._hang(unit)
            self.children.setdefault(unit.id, set())
        ended = [key for key, now in change.after.items() if now is None]
        for key in ended:
            if key in self._slot:
                self._box[self._slot[key]] = np.nan
        moved = [unit for unit in born if unit.level is Level.MICRO]
        for unit in moved:
            self._place(unit)
        self.unions.update(change.unions)
        for key in ended:
            self.unions.pop(key, None)
        if len(self.homes.x):
            self._rehouse(change, moved)

    def _hang(self, unit: Unit) -> None:
        if unit.parent is not None and unit.level is not Level.ZONE:  # zones lie across the tree
            self.children.setdefault(unit.parent, set()).add(unit.id)
        if unit.zone is not None:
            self.zones.setdefault(unit.zone, set()).add(unit.id)

    def _unhang(self, unit: Unit) -> None:
        if unit.parent is not None and unit.level is not Level.ZONE:
            self.children[unit.parent].discard(unit.id)
        if unit.zone is not None:
            self.zones[unit.zone].discard(unit.id)

    def _place(self, unit: Unit) -> None:
        if unit.id not in self._slot:
            self._slot[unit.id] = len(self._ids)
            self._ids.append(unit.id)
            if len(self._ids) > len(self._box):
                self._box = np.vstack([self._box, np.full_like(self._box, np.nan)])
        self._box[self._slot[unit.id]] = shapely.bounds(unit.body)

    def _house(self, micro: list[Unit], shapes: NDArray[np.object_]) -> NDArray[np.intp]:
        found = assign(self.homes.x, self.homes.y, shapes, [unit.rank for unit in micro])
        slots = np.array([*(self._slot[unit.id] for unit in micro), NOWHERE], dtype=np.intp)
        return slots[found]

    def _rehouse(self, change: Change, moved: list[Unit]) -> None:
        slots = [self._slot[key] for key in {*change.before, *change.after} if key in self._slot]
        at = np.flatnonzero(np.isin(self.home_slot, np.array(slots, dtype=np.intp)))
        if len(at) and moved:
            found = housed(self.homes, at, moved)
            own = np.array([self._slot[unit.id] for unit in moved], dtype=np.intp)
            self.home_slot[at[found >= 0]] = own[found[found >= 0]]


def housed(homes: Homes, at: NDArray[np.intp], units: Sequence[Unit]) -> NDArray[np.intp]:
    """For homes at positions, the position of the unit that holds them; border points go to the lowest rank."""
    x, y = homes.x[at], homes.y[at]
    if len(units) > FEW:
        return assign(x, y, np.array([unit.body for unit in units], dtype=object), [unit.rank for unit in units])
    found = np.full(len(at), NOWHERE, dtype=np.intp)
    for number in sorted(range(len(units)), key=lambda n: units[n].rank):
        open_ = np.flatnonzero(found == NOWHERE)
        if not len(open_):
            break
        shape = units[number].body
        shapely.prepare(shape)
        found[open_[shapely.intersects_xy(shape, x[open_], y[open_])]] = number
    return found


def union(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Unite shapes of a coverage: vertices stay what they were; normalized. Faulty ones as far as they go."""
    if not shapes:
        return Polygon()
    if len(shapes) == 1:
        return shapely.normalize(shapes[0])
    parts = np.asarray(shapes, dtype=object)
    try:
        return shapely.normalize(shapely.coverage_union_all(parts))
    except shapely.errors.GEOSException:  # a map with overlaps is looked at and cleaned, not planned on
        return shapely.normalize(shapely.union_all(shapely.make_valid(parts)))
