"""Hides small counts of people so that no published sum gives them back."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

Bits = NDArray[np.float64]
_State = tuple[Bits, Bits, NDArray[np.bool_]]  # areas, their totals, which are shown
WIDTH = 5  # (p) briefing note: a hidden count must stay open by at least this much
PAIRS_UP_TO = 24  # rows for which every difference of two published areas is guarded as well
_SLACK = 1e-6
_UNBOUNDED = 3


@dataclass(frozen=True, slots=True)
class Leak:
    """A small count that what is published confines to low..high."""

    group: str
    area: frozenset[str]
    low: float
    high: float


def suppress(
    atoms: pd.DataFrame,
    rows: Mapping[str, frozenset[str]],
    *,
    k: int,
    width: int = WIDTH,
    told: pd.DataFrame | None = None,
    guard: Iterable[frozenset[str]] = (),
) -> pd.DataFrame:
    """Sum counts over areas that overlap, as far as they may be published.

    A cell of 1 to k-1 people is hidden (primary); then the smallest shown cells are hidden one by
    one (complementary) until the audit finds that somebody who knows every shown cell, that hidden
    cells are not zero and that counts are not negative can neither narrow a small count below
    `width` nor tell that it is below k.

    Parameters
    ----------
    atoms
        True counts: index the smallest areas, one column per group, whole numbers >= 0.
    rows
        Areas to publish: name -> the atoms it is the sum of. Zones, streets and the district may
        all be given; every group is published over every row.
    k
        Smallest count that may be shown; 1 shows all.
    width
        Least width of what can be inferred about a small count.
    told
        Rows that were published already, as they were (index some names of `rows`, <NA> = hidden): they are
        neither shown nor hidden anew, and guarded against is whoever knows them too.
    guard
        Further areas, not published, whose small counts must not follow from what is.

    Returns
    -------
    DataFrame of Int64
        Index the names of `rows`, columns the groups; hidden cells are <NA>, zeros are shown.
        One mark for both kinds of hiding.
    """
    plan = tuple((name, tuple(sorted(area))) for name, area in rows.items())
    more = tuple(tuple(sorted(area)) for area in guard)
    out = {}
    for group in atoms.columns:
        counts = tuple((str(atom), int(n)) for atom, n in atoms[group].fillna(0).items())
        known = {} if told is None else told[group].notna().to_dict()
        shown = _mask(counts, plan, tuple(known.get(name) for name in rows), more, _Limit(k, width))
        values = [sum(dict(counts)[atom] for atom in area) for _, area in plan]
        out[group] = pd.array([n if see else pd.NA for n, see in zip(values, shown, strict=True)], dtype="Int64")
    return pd.DataFrame(out, index=pd.Index([name for name, _ in plan], name="code"))


def audit(
    atoms: pd.DataFrame,
    rows: Mapping[str, frozenset[str]],
    published: pd.DataFrame,
    *,
    k: int,
    width: int = WIDTH,
    guard: Iterable[frozenset[str]] = (),
) -> list[Leak]:
    """Small counts that a published table gives away; empty when it is safe.

    Guarded are every atom, every published area, those of `guard`, and (for up to 24 areas) what two of them have in
    common or apart. Bounds are exact for areas in two nested families (zones, and streets within
    the district), otherwise those of the linear relaxation.
    """
    names = [str(atom) for atom in atoms.index]
    areas = _bits(names, [rows[str(name)] for name in published.index])
    leaks = []
    for group in atoms.columns:
        counts = atoms[group].fillna(0).to_numpy(dtype=float)
        shown = published[group].notna().to_numpy()
        small = _guarded(areas, counts, k, _bits(names, list(guard)))
        state = areas, areas @ counts, shown
        for bits, low, high in _leaks(small, state, _Limit(k, width), _Guesses(), every=True):
            leaks.append(Leak(str(group), frozenset(n for n, b in zip(names, bits, strict=True) if b), low, high))
    return leaks


@dataclass(frozen=True, slots=True)
class _Limit:
    k: int
    width: int

    def open(self, low: float, high: float) -> bool:
        """Whether a small count between these is hidden well enough."""
        return high >= self.k - _SLACK and high - low >= self.width - _SLACK


class _Guesses:
    """Tables of counts that agree with all that is shown; they still do when more is hidden.

    Two of them that differ enough over an area prove it open, without a solver: that is nearly always so.
    """

    def __init__(self) -> None:
        self.kept: list[Bits] = []

    def open(self, bits: Bits, limit: _Limit) -> bool:
        """Whether the guesses made so far already prove an area open."""
        if not self.kept:
            return False
        sums = np.array(self.kept) @ bits
        return limit.open(float(sums.min()), float(sums.max()))


@lru_cache(maxsize=256)  # pure: one answer for one question, and every screen asks the same
def _mask(
    counts: tuple[tuple[str, int], ...],
    plan: tuple[tuple[str, tuple[str, ...]], ...],
    told: tuple[bool | None, ...],
    guard: tuple[tuple[str, ...], ...],
    limit: _Limit,
) -> tuple[bool, ...]:
    names = [name for name, _ in counts]
    values = np.array([n for _, n in counts], dtype=float)
    areas = _bits(names, [frozenset(area) for _, area in plan])
    totals = areas @ values
    free = np.array([one is None for one in told])
    shown = np.where(free, (totals == 0) | (totals >= limit.k), np.array([bool(one) for one in told]))
    small = _guarded(areas, values, limit.k, _bits(names, [frozenset(area) for area in guard]))
    guesses = _Guesses()
    while leaks := _leaks(small, (areas, totals, shown), limit, guesses, every=False):
        row = _next(leaks[0][0], (areas, totals, shown), free, limit, guesses)
        if row is None:  # what was told before gives it away
            break
        shown[row] = False
    return tuple(bool(see) for see in shown)


def _next(leak: Bits, state: _State, free: NDArray[np.bool_], limit: _Limit, guesses: _Guesses) -> int | None:
    """Row to hide next: the smallest one that opens the leak, else the smallest that touches it."""
    areas, totals, shown = state
    useful = shown & (totals > 0) & free
    touching = useful & (areas @ leak > 0)
    # Whatever overlaps an area around the leak can be subtracted from it.
    around = useful & (areas @ areas[touching].any(axis=0) > 0) if touching.any() else useful
    order = np.flatnonzero(around)[np.argsort(totals[around], kind="stable")]
    for row in order:
        rest = shown.copy()
        rest[row] = False
        trial = _Guesses()
        if limit.open(*_bounds(leak, (areas, totals, rest), trial)):
            guesses.kept += trial.kept
            return int(row)
    return int(order[0]) if len(order) else None


def _bits(names: list[str], areas: list[frozenset[str]]) -> Bits:
    place: dict[Hashable, int] = {name: n for n, name in enumerate(names)}
    bits = np.zeros((len(areas), len(names)))
    for n, area in enumerate(areas):
        bits[n, [place[atom] for atom in area]] = 1.0
    return bits


def _guarded(areas: Bits, counts: Bits, k: int, more: Bits) -> Bits:
    """Areas whose true count is small: atoms, published areas, their intersections and differences, and `more`."""
    found = [np.eye(areas.shape[1]), areas, more]
    if len(areas) <= PAIRS_UP_TO:
        pairs = [(a, b) for a, b in combinations(areas, 2)]
        found += [
            np.array([part for a, b in pairs for part in (a * b, a * (1 - b), b * (1 - a))]).reshape(-1, areas.shape[1])
        ]
    sets = np.unique(np.vstack(found), axis=0)
    totals = sets @ counts
    small: Bits = sets[(totals > 0) & (totals < k)]
    return small


def _leaks(
    small: Bits, state: _State, limit: _Limit, guesses: _Guesses, *, every: bool
) -> list[tuple[Bits, float, float]]:
    """Guarded areas that are confined; the first one only, unless `every`."""
    found = []
    for bits in small:
        if guesses.open(bits, limit):
            continue
        low, high = _bounds(bits, state, guesses)
        if limit.open(low, high):
            continue
        found.append((bits, low, high))
        if not every:
            break
    return found


def _bounds(bits: Bits, state: _State, guesses: _Guesses) -> tuple[float, float]:
    """Least and greatest sum over an area that agrees with what is shown."""
    high = _bound(-bits, state, guesses)
    return _bound(bits, state, guesses), high


def _bound(cost: Bits, state: _State, guesses: _Guesses) -> float:
    """Least (cost >= 0) or greatest (cost <= 0) sum over an area, given what is shown."""
    areas, totals, shown = state
    equal, hidden = areas[shown], areas[~shown]
    answer = linprog(
        cost,
        A_eq=equal if len(equal) else None,
        b_eq=totals[shown] if len(equal) else None,
        A_ub=-hidden if len(hidden) else None,
        b_ub=-np.ones(len(hidden)) if len(hidden) else None,
        bounds=(0, None),
        method="highs",
    )
    if answer.status == _UNBOUNDED or answer.x is None:
        return float("inf")
    guesses.kept.append(answer.x)
    return float(abs(answer.fun))
