"""What to balance: micro grids with weights, who borders whom, and which L3 each belongs to today."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.model.errors import BadInput
from geo.plan.coverage import Coverage
from geo.plan.keys import Floats, shared
from geo.plan.panel import Spots
from geo.rules.assign import assign

Assign = tuple[int, ...]  # position of the L3 of each micro grid
SHORTEST_M = 1.0  # (p): a shorter common border joins nobody


@dataclass(frozen=True, slots=True)
class Weights:
    """Whole-number price of a household, of a nine-colour tag (unrestricted groups) and of an open event."""

    household: int = 1
    care: int = 0
    event: int = 0

    def words(self) -> str:
        """Say it on a result."""
        parts = [("户", self.household), ("九色", self.care), ("诉求", self.event)]
        return " + ".join(f"{n}×{word}" for word, n in parts if n)


@dataclass(frozen=True, slots=True)
class Problem:
    """One community to balance; plain values, so that it travels to another process.

    Positions, not ids: `units` and `districts` name them. `arcs` are pairs of positions with a
    common border, `metres` its length. `fixed` units stay with today's L3; `closed` L3 neither gain
    nor lose. `root` is a unit per L3 that stays, so that the L3 keeps its identity.
    """

    units: tuple[str, ...]
    districts: tuple[str, ...]
    today: Assign
    weight: tuple[int, ...]
    arcs: tuple[tuple[int, int], ...]
    metres: tuple[float, ...]
    outer: tuple[float, ...]  # metres of border that does not lie inside the community
    area: tuple[float, ...]
    root: Assign
    fixed: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    cap: float = 0.10

    @property
    def mean(self) -> float:
        """Load of an L3 if all were equal."""
        return sum(self.weight) / max(len(self.districts), 1)

    def loads(self, assigned: Sequence[int]) -> NDArray[np.int64]:
        """Sum of weights by L3."""
        out = np.zeros(len(self.districts), dtype=np.int64)
        np.add.at(out, np.asarray(assigned), np.asarray(self.weight))
        return out

    def deviation(self, assigned: Sequence[int]) -> float:
        """Greatest distance from the mean, as a share of it."""
        return float(np.abs(self.loads(assigned) / self.mean - 1).max()) if self.mean else 0.0

    def changes(self, assigned: Sequence[int]) -> int:
        """How many micro grids change their L3."""
        return sum(a != b for a, b in zip(assigned, self.today, strict=True))

    def roundness(self, assigned: Sequence[int]) -> float:
        """Mean Polsby-Popper of the L3."""
        border = np.zeros(len(self.districts))
        area = np.zeros(len(self.districts))
        np.add.at(border, np.asarray(assigned), np.asarray(self.outer))
        np.add.at(area, np.asarray(assigned), np.asarray(self.area))
        for (i, j), metres in zip(self.arcs, self.metres, strict=True):
            if assigned[i] != assigned[j]:
                border[assigned[i]] += metres
                border[assigned[j]] += metres
        return float(np.mean(4 * np.pi * area / np.maximum(border, 1e-9) ** 2))

    def connected(self, assigned: Sequence[int]) -> bool:
        """Tell whether every L3 is in one piece and none is empty."""
        mates = neighbours(self)
        for k in range(len(self.districts)):
            own = {i for i, d in enumerate(assigned) if d == k}
            if not own or reach(mates, own, next(iter(own))) != own:
                return False
        return True


def neighbours(problem: Problem) -> list[list[int]]:
    """For each unit the units beside it."""
    mates: list[list[int]] = [[] for _ in problem.units]
    for i, j in problem.arcs:
        mates[i].append(j)
        mates[j].append(i)
    return mates


def reach(mates: Sequence[Sequence[int]], own: Collection[int], start: int) -> set[int]:
    """Units of a set that can be walked to inside it."""
    seen, front = {start}, [start]
    while front:
        for j in mates[front.pop()]:
            if j in own and j not in seen:
                seen.add(j)
                front.append(j)
    return seen


def problem(
    cov: Coverage,
    l2: str,
    *,
    weights: Weights | None = None,
    cap: float = 0.10,
    locked: Iterable[str] = (),
    care: Spots | None = None,
    events: Spots | None = None,
) -> Problem:
    """Write down the problem of one community.

    Parameters
    ----------
    cov
        State to start from.
    l2
        Id of the community.
    cap
        Greatest deviation of an L3's load from the mean, a share.
    locked
        Ids of micro grids and L3 that do not change.
    care, events
        What weights.care and weights.event count, plane.

    Raises
    ------
    BadInput
        Fewer than two L3, nothing to weigh, or a cap outside 1 %-100 %.
    """
    prices = weights or Weights()
    districts = sorted(cov.children[l2], key=lambda k: cov.units[k].rank)
    units = [leaf for k in districts for leaf in cov.below(k)]
    if len(districts) < 2:  # noqa: PLR2004 - two can be balanced
        raise BadInput(f"{cov.units[l2].name}只有一个三级网格。", remedy="不需要均衡。")
    if not 0.01 <= cap <= 1:  # noqa: PLR2004 - a share
        raise BadInput("偏差上限应在 1% 到 100% 之间。", remedy="请重新设置上限。")
    shapes = np.array([cov.units[k].body for k in units], dtype=object)
    load = np.array([cov.units[k].households for k in units]) * prices.household
    for spots, price in ((care, prices.care), (events, prices.event)):
        if spots is not None and price:
            load = load + (_summed(spots, shapes, units) * price).astype(int)
    if not load.sum():
        raise BadInput(f"{cov.units[l2].name}没有可以均衡的负荷。", remedy="请检查户数或权重。")
    borders = shared(shapes)
    long = borders.metres >= SHORTEST_M
    place = {k: n for n, k in enumerate(districts)}
    today = tuple(place[cov.units[k].parent or ""] for k in units)
    inner = np.zeros(len(units))
    np.add.at(inner, borders.i, borders.metres)
    np.add.at(inner, borders.j, borders.metres)
    held = set(locked)
    return Problem(
        units=tuple(units),
        districts=tuple(districts),
        today=today,
        weight=tuple(int(n) for n in load),
        arcs=tuple(zip(borders.i[long].tolist(), borders.j[long].tolist(), strict=True)),
        metres=tuple(borders.metres[long].tolist()),
        outer=tuple((shapely.length(shapes) - inner).tolist()),
        area=tuple(shapely.area(shapes).tolist()),
        root=_roots(shapes, today, len(districts)),
        fixed=frozenset(n for n, k in enumerate(units) if k in held or cov.units[k].parent in held),
        closed=frozenset(n for k, n in place.items() if k in held),
        cap=cap,
    )


def moves(problem: Problem, assigned: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Micro grids that change and their new L3, for ops.Balance."""
    return tuple(
        (problem.units[n], problem.districts[now])
        for n, (was, now) in enumerate(zip(problem.today, assigned, strict=True))
        if was != now
    )


def _summed(spots: Spots, shapes: NDArray[np.object_], units: Sequence[str]) -> Floats:
    at = assign(spots.x, spots.y, shapes, units)
    return np.bincount(at[at >= 0], weights=spots.weight[at >= 0], minlength=len(units)).astype(float)


def _roots(shapes: NDArray[np.object_], today: Assign, count: int) -> Assign:
    """Take the unit nearest to the mean of today's centroids."""
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    out = []
    for k in range(count):
        own = [n for n, d in enumerate(today) if d == k]
        far = np.hypot(*(middle[own] - middle[own].mean(axis=0)).T)
        out.append(own[int(np.argmin(far))])
    return tuple(out)


def whole(assigned: Mapping[int, int] | Sequence[int], count: int) -> Assign:
    """Write an assignment as a tuple."""
    return tuple(int(assigned[n]) for n in range(count))
