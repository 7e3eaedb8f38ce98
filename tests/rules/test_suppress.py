"""Small counts stay hidden, also by subtraction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.scope import Role
from geo.rules.nine import published
from geo.rules.suppress import audit, suppress
from tests.rules.world import DISTRICT, L2S, World, scope


def table(counts, rows, k=10):
    atoms = pd.DataFrame({"g": counts}, index=list("abcdefgh")[: len(counts)])
    areas = {name: frozenset(area) for name, area in rows.items()}
    return atoms, areas, suppress(atoms, areas, k=k)


def test_small_cells_are_hidden_and_zeros_shown():
    _, _, shown = table([3, 0, 40, 50], {"A": "a", "B": "b", "C": "c", "D": "d"})
    assert shown["g"].isna().tolist() == [True, False, False, False]
    assert shown.loc["B", "g"] == 0


def test_a_cell_that_subtraction_gives_back_takes_a_second_one_with_it():
    _, _, shown = table([3, 40, 50], {"all": "abc", "A": "a", "B": "b", "C": "c"})
    assert shown["g"].isna().sum() == 2
    assert shown.loc["all", "g"] == 93


def test_the_difference_of_two_shown_areas_counts_too():
    # zone ab and street a are both large, but b = ab - a would be 4
    atoms, areas, shown = table([30, 4, 60], {"zone": "ab", "street": "a", "rest": "bc"})
    assert shown["g"].isna().any()
    assert audit(atoms, areas, shown, k=10) == []


def test_the_audit_finds_a_leak():
    atoms = pd.DataFrame({"g": [3, 40]}, index=["a", "b"])
    areas = {"all": frozenset("ab"), "A": frozenset("a"), "B": frozenset("b")}
    naive = pd.DataFrame({"g": pd.array([43, pd.NA, 40], dtype="Int64")}, index=["all", "A", "B"])
    leaks = audit(atoms, areas, naive, k=10)
    assert any(leak.area == {"a"} and leak.low == leak.high == 3 for leak in leaks)


def test_k_of_one_hides_nothing():
    _, _, shown = table([1, 2], {"A": "a", "B": "b"}, k=1)
    assert shown["g"].tolist() == [1, 2]


COUNTS = st.lists(st.integers(0, 30), min_size=4, max_size=6)


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.integers(2, 10))
def test_no_small_count_can_be_inferred(counts, k):
    names = list("abcdef")[: len(counts)]
    half = len(names) // 2
    rows = {"all": names, "west": names[:half], "east": names[half:], "odd": names[::2], "even": names[1::2]}
    atoms, areas, shown = table(counts, rows | {name: [name] for name in names}, k)
    assert audit(atoms, areas, shown, k=k) == []
    truth = {name: sum(counts[names.index(a)] for a in area) for name, area in areas.items()}
    assert all(pd.isna(value) or value == truth[name] for name, value in shown["g"].items())
    assert not any(0 < value < k for value in shown["g"].dropna())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4), st.integers(3, 6))
def test_whole_numbers_do_not_say_more_than_the_bounds(counts, k):
    # brute force over all tables that agree with what is shown: no small cell has one value only
    rows = {"all": "abcd", "ab": "ab", "cd": "cd", "ac": "ac", "bd": "bd"}
    _, areas, shown = table(counts, rows, k)
    guess = dict(zip("abcd", np.indices((20,) * 4).reshape(4, -1), strict=True))
    fits = np.ones(20**4, dtype=bool)
    for name, area in areas.items():
        total, value = sum(guess[atom] for atom in area), shown.loc[name, "g"]
        fits &= (total >= 1) if pd.isna(value) else (total == value)
    for name, count in zip("abcd", counts, strict=True):
        if 0 < count < k:
            values = np.unique(guess[name][fits])
            assert len(values) > 1
            assert values.max() >= k


def test_leaders_see_zones_and_streets_without_the_restricted_group():
    shown = published(World(), scope())
    assert "g6" not in shown
    assert set(shown["level"]) == {"district", "zone", "l1"}


def test_communities_come_with_the_street_and_the_group_with_the_grid_worker():
    street = published(World(), scope(Role.STREET, "410106001"))
    assert L2S[0] in street.index
    assert L2S[2] not in street.index
    assert "g6" not in street
    assert "g6" in published(World(), scope(Role.GRID_WORKER, L2S[0]))


def test_the_mask_is_the_same_for_every_scope():
    whole = published(World(), scope(Role.STREET, DISTRICT))
    part = published(World(), scope(Role.STREET, "410106002"))
    pd.testing.assert_frame_equal(whole.loc[part.index], part)


def test_zones_that_equal_streets_leak_nothing():
    world = World()
    shown = published(world, scope()).drop(columns="level")
    atoms = world.the_tags[["g0", "g1", "g8"]].groupby(lambda code: code[:9]).sum()
    rows = {
        DISTRICT: frozenset(atoms.index),
        "410106-Z1": frozenset(["410106001"]),
        "410106-Z2": frozenset(["410106002"]),
        "410106001": frozenset(["410106001"]),
        "410106002": frozenset(["410106002"]),
    }
    assert audit(atoms, rows, shown[["g0", "g1", "g8"]], k=10) == []


@pytest.mark.parametrize("role", list(Role))
def test_no_number_below_k_is_ever_shown(role):
    shown = published(World(), scope(role)).drop(columns="level")
    values = shown.to_numpy(dtype=object).ravel()
    assert not any(0 < value < 5 for value in values if not pd.isna(value))
