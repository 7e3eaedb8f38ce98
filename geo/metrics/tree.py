"""Which grids lie in which places, as sparse matrices: figures of places are sums over them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from geo.model.codes import Level
from geo.rules.scope import PREFIX

MICRO_DIGITS = 18
# Digits of a code that name the place above, from the district down to the micro grid; None: its 片区.
ABOVE = (PREFIX[Level.DISTRICT], None, PREFIX[Level.L1], PREFIX[Level.L2], PREFIX[Level.L3], MICRO_DIGITS)
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tree:
    """Places of the scope, by level from the district down; matrices are places x grids."""

    codes: pd.Index
    micro: csr_matrix  # 1 where the micro grid lies in the place
    units: csr_matrix  # 1 where the grid, of any level, is the place or lies below it


@dataclass(frozen=True, slots=True)
class _Grids:
    """Codes as numbers, zeros behind: a parent is a cut, and cuts of numbers are cheap."""

    number: Numbers
    digits: Numbers

    def above(self, digits: int) -> Numbers:
        """Code of the place above, as a number; -1 where the grid itself is larger."""
        cut = self.number // 10 ** (MICRO_DIGITS - digits)
        return np.where(self.digits >= digits, cut, -1)


def tree(places: pd.DataFrame, micro: pd.Index, units: pd.Index) -> Tree:
    """Find the places above every grid by its code; a zone is a fact of the 社区, inherited below.

    Parameters
    ----------
    places
        As of `Reads.places` of the scope; a place that is not among them (the district of a street's
        account) is no row.
    micro
        Codes of the micro grids; a place that holds none of them is no row.
    units
        Codes of the grids of any level below the district.
    """
    own, every = _grids(micro), _grids(units)
    zone_of = _zones(places, own)
    titles = sorted(set(zone_of.values()))
    seen = set(places.index)
    codes: list[str] = []
    rows: tuple[list[Numbers], list[Numbers]] = ([], [])
    for digits in ABOVE:
        held, below = (_zoned(g, zone_of, titles) if digits is None else g.above(digits) for g in (own, every))
        known = np.unique(held[held >= 0])
        names = [titles[n] if digits is None else str(n) for n in known.tolist()]
        inside = np.array([name in seen for name in names], dtype=bool)
        row = np.where(inside, np.cumsum(inside) - 1 + len(codes), -1)
        for found, grids in zip(rows, (held, below), strict=True):
            found.append(_looked_up(grids, known, row))
        codes += [name for name, shown in zip(names, inside.tolist(), strict=True) if shown]
    return Tree(pd.Index(codes, name="code"), *(_matrix(found, len(codes)) for found in rows))


def _grids(codes: pd.Index) -> _Grids:
    texts = codes.tolist()
    digits = np.array([len(code) for code in texts], dtype=np.int64)
    return _Grids(np.array([int(f"{code:0<{MICRO_DIGITS}}") for code in texts], dtype=np.int64), digits)


def _zones(places: pd.DataFrame, micro: _Grids) -> dict[int, str]:
    """Zone of every community; where it has none of its own, that of its micro grids."""
    found = _told(places, Level.L2)
    if set(micro.above(PREFIX[Level.L2]).tolist()) <= found.keys():
        return found
    return _told(places, Level.MICRO) | found


def _told(places: pd.DataFrame, level: Level) -> dict[int, str]:
    own = places.loc[places["level"] == level, "zone"].dropna()
    return {int(str(code)[:12]): str(zone) for code, zone in zip(own.index, own, strict=True) if zone}


def _zoned(grids: _Grids, zone_of: dict[int, str], titles: list[str]) -> Numbers:
    """Place of its zone among the titles; -1 without."""
    number = {title: n for n, title in enumerate(titles)}
    communities, at = np.unique(grids.above(PREFIX[Level.L2]), return_inverse=True)
    zones = [number[zone_of[code]] if code in zone_of else -1 for code in communities.tolist()]
    return np.array(zones, dtype=np.int64)[at]


def _looked_up(grids: Numbers, known: Numbers, row: Numbers) -> Numbers:
    if not len(known):
        return np.full(len(grids), -1)
    at = np.minimum(np.searchsorted(known, grids), len(known) - 1)
    return np.where(known[at] == grids, row[at], -1)


def _matrix(rows: list[Numbers], n: int) -> csr_matrix:
    into = np.concatenate(rows)
    grids = np.tile(np.arange(len(rows[0])), len(rows))
    kept = into >= 0
    return csr_matrix((np.ones(int(kept.sum())), (into[kept], grids[kept])), shape=(n, len(rows[0])))
