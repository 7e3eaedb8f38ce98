"""The nine colours within a walk and beyond it, as those may read them who see suppressed counts only."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.scope import Scope
from geo.ports import Reads
from geo.rules import nine
from geo.rules.suppress import suppress

RADII = (375.0, 750.0, 1125.0)  # metres: 5, 10 and 15 minutes of an adult; 750 also 15 minutes at 3 km/h
INSIDE, OUTSIDE = "inside", "outside"
RINGS = tuple(str(n) for n in range(len(RADII) + 1))
SLACK_M = 1e-6  # rounding of sums


def told(
    store: Reads, scope: Scope, tagged: pd.DataFrame, micro: pd.Series, metres: NDArray[np.float64]
) -> pd.DataFrame:
    """Count tags inside and outside each walk by place, suppressed together with the table of places.

    The mask is that of the whole district, the same for every scope.

    Parameters
    ----------
    tagged
        Tags in force per home (of the whole district), a column per open group; unsuppressed.
    micro, metres
        Grid of each home, and its walk to the nearest centre (inf: none within reach).

    Returns
    -------
    DataFrame of Int64
        As of `table`, the places of the scope. Inside and outside make up the number `nine.published` tells of the
        place: tags without a place of their own count as outside.
    """
    profile = store.profile()
    groups = list(nine.open_groups(profile, scope.tier))
    whole = Scope(scope.account, scope.role, profile.district)
    totals = store.tag_counts(whole).reindex(columns=groups).fillna(0).astype(int)
    totals.index = totals.index.astype(str)
    zone_of = nine.zones_of(store, whole, totals.index)
    areas, _ = nine.areas_of(totals.index, zone_of, nine.LEVELS[scope.tier], profile.district)
    places = {code: sorted(nine.blocks_of(area, zone_of)) for code, area in areas.items()}
    every = totals.groupby(nine.block_of(totals.index, zone_of)).sum()
    ring = np.array(RINGS)[np.searchsorted(np.array(RADII) + SLACK_M, metres)]
    l2 = pd.Index(micro.astype(str).str[:12])
    known = np.asarray(l2.isin(totals.index))
    block = nine.block_of(l2[known], zone_of)
    atoms = tagged.loc[known].reindex(columns=groups).groupby([block, ring[known]]).sum().astype(int)
    atoms = atoms.reindex(pd.MultiIndex.from_product([every.index, RINGS]), fill_value=0)
    for name in every.index:
        missing = (every.loc[name] - atoms.loc[name].sum()).clip(lower=0)
        atoms.loc[(name, RINGS[-1])] = (atoms.loc[(name, RINGS[-1])] + missing).to_numpy()
    made = table(atoms, places, nine.published(store, whole)[groups], k=profile.k_meeting)
    return made[made.index.get_level_values(0).isin(store.places(scope).index)]


def table(atoms: pd.DataFrame, places: dict[str, list[str]], published: pd.DataFrame, *, k: int) -> pd.DataFrame:
    """Suppress counts within walks, given what is published of the places.

    Guarded against is somebody who has all published totals and every number of this table, of all places and
    walks: no count of 1 to k-1 follows, neither of one side nor of the ring between two walks.

    Parameters
    ----------
    atoms
        True counts: index (block, ring), rings as of `RINGS`, a column per group.
    places
        Code of each place -> its blocks.
    published
        Totals of the places as they are told, <NA> hidden.

    Returns
    -------
    DataFrame of Int64
        Index (code, metres, `inside` or `outside`), columns the groups; <NA> is hidden, and always both sides are.
    """
    flat = atoms.set_axis([f"{block}#{ring}" for block, ring in atoms.index])

    def cells(code: str, rings: tuple[str, ...]) -> frozenset[str]:
        return frozenset(f"{block}#{ring}" for block in places[code] for ring in rings)

    totals = {code: cells(code, RINGS) for code in places}
    within = {(code, n): cells(code, RINGS[: n + 1]) for code in places for n in range(len(RADII))}
    beyond = {(code, n): totals[code] - area for (code, n), area in within.items()}
    rings = [cells(code, (ring,)) for code in places for ring in RINGS]
    first = {area: key for key, area in reversed(within.items())}  # equal areas are one question
    asked = totals | {f"{code} {n}": area for area, (code, n) in first.items()}
    hides = suppress(flat, asked, k=k, told=published, guard=[*beyond.values(), *rings])
    rows, index = [], []
    for (code, n), area in within.items():
        at, place = first[area]
        inside = hides.loc[f"{at} {place}"].where(published.loc[code].notna().to_numpy())
        index += [(code, RADII[n], INSIDE), (code, RADII[n], OUTSIDE)]
        rows += [inside, published.loc[code] - inside]
    made = pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(index, names=["code", "metres", "side"]))
    return made.astype("Int64")
