"""The nine colours inside and outside a walk give no small count away, whoever subtracts what."""

import itertools

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.rules.nine_reach import INSIDE, OUTSIDE, RADII, RINGS, table
from geo.rules.suppress import audit, suppress

K = 10
BLOCKS = ("001|Z1", "001|Z2", "002|Z2")  # a street that two zones share
PLACES = {
    "D": list(BLOCKS),
    "Z1": ["001|Z1"],
    "Z2": ["001|Z2", "002|Z2"],
    "001": ["001|Z1", "001|Z2"],
    "002": ["002|Z2"],
}
COUNTS = st.lists(st.integers(0, 24), min_size=len(BLOCKS) * len(RINGS), max_size=len(BLOCKS) * len(RINGS))


def cells(code, rings=RINGS):
    return frozenset(f"{block}#{ring}" for block in PLACES[code] for ring in rings)


def told(counts):
    """True counts per block and ring, the published totals, and what is told of the walks."""
    atoms = pd.DataFrame({"g": counts}, index=pd.MultiIndex.from_product([BLOCKS, RINGS]))
    blocks = atoms.groupby(level=0).sum()
    totals = suppress(blocks, {code: frozenset(some) for code, some in PLACES.items()}, k=K)
    return atoms, totals, table(atoms, PLACES, totals, k=K)


@settings(max_examples=12, deadline=None)
@given(COUNTS)
def test_who_has_every_number_of_every_place_and_walk_learns_no_small_count(counts):
    atoms, totals, shown = told(counts)
    flat = atoms.set_axis([f"{block}#{ring}" for block, ring in atoms.index])
    rows, values = {code: cells(code) for code in PLACES}, {code: totals.loc[code, "g"] for code in PLACES}
    guard = [cells(code, (ring,)) for code in PLACES for ring in RINGS]
    for (code, metres, side), row in shown.iterrows():
        n = RADII.index(metres) + 1
        area = cells(code, RINGS[:n] if side == INSIDE else RINGS[n:])
        guard.append(area)
        if pd.notna(row["g"]):  # a side that is hidden may be nobody: the other one is hidden with it
            assert row["g"] == flat.loc[sorted(area), "g"].sum()
            rows[f"{code} {metres} {side}"], values[f"{code} {metres} {side}"] = area, row["g"]
    published = pd.DataFrame({"g": pd.array(list(values.values()), dtype="Int64")}, index=list(values))
    assert audit(flat, rows, published, k=K, guard=guard) == []


@settings(max_examples=12, deadline=None)
@given(COUNTS)
def test_both_sides_are_told_or_none_and_no_ring_of_few_follows(counts):
    _, totals, shown = told(counts)
    sides = {side: shown["g"].xs(side, level="side") for side in (INSIDE, OUTSIDE)}
    assert (sides[INSIDE].isna() == sides[OUTSIDE].isna()).all()
    for code in PLACES:
        if pd.isna(totals.loc[code, "g"]):
            assert sides[INSIDE][code].isna().all(), "a total that is hidden stays hidden"
        inside = [0, *sides[INSIDE][code], totals.loc[code, "g"]]
        for before, after in itertools.pairwise(inside):
            if not (pd.isna(before) or pd.isna(after)):
                assert after - before == 0 or after - before >= K
    assert not np.any([0 < n < K for n in shown["g"].dropna()])
