"""Where next: the best sites, proved, against trying every choice."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walk.build import build_network
from geo.walk.errors import BadRule
from geo.walk.siting import Proof, next_centres
from geo.walk.snap import snap, snap_centers, snap_xy
from geo.walk.times import walk_times, within
from tests.walk.town import CRS, EAST, NORTH, points, random_streets, town

# people every 100 m along one street, 1 2 4 8 16 of them; sites stand among them
STREET = [[(0, 0), (2000, 0)]]
HOMES = points((100, 0), (200, 0), (300, 0), (400, 0), (1500, 0))
PEOPLE = pd.DataFrame({"people": [1, 2, 4, 8, 16], "elder": [9, 0, 0, 0, 0]})


def ask(k, *, sites, stay=(), people=PEOPLE, radius=100, **more):
    net = town(STREET)
    homes = snap(net, HOMES)
    times = [
        walk_times(net, snap_centers(net, points(*[(x, 0) for x in xs])), homes, cutoff_m=600) for xs in (stay, sites)
    ]
    return next_centres(*times, people, k, radius_m=radius, **more)


def test_the_best_site_is_where_most_people_are():
    found = ask(1, sites=[100, 200, 300, 1500])
    assert found.sites.index.tolist() == [3]
    assert (found.gain, found.before, found.after, found.total) == (16, 0, 16, 31)
    assert found.proof is Proof.OPTIMAL
    assert found.gap == 0


def test_two_good_sites_beat_the_best_one_and_its_neighbour():
    """Greedy takes 250 (1 + 2 + 4 + 8 within 150 m is nobody's choice twice); the pair 150, 350 covers the same."""
    found = ask(2, sites=[100, 200, 300, 400], radius=100)
    assert found.gain == 15
    assert found.sites["gain"].tolist() == [14, 1]


def test_those_already_covered_do_not_count_twice():
    found = ask(1, sites=[300, 1500], stay=[1500])
    assert found.sites.index.tolist() == [0]
    assert (found.before, found.gain, found.after) == (16, 14, 30)


def test_other_people_have_other_sites():
    assert ask(1, sites=[100, 300, 1500], weight="elder").sites.index.tolist() == [0]


def test_demand_nobody_reaches_is_listed_not_forced():
    found = ask(1, sites=[200])
    assert found.out_of_reach == 24
    assert found.gain == 7


def test_sites_that_bring_nobody_are_not_built():
    assert ask(3, sites=[200, 900, 1000]).sites.index.tolist() == [0]
    none = ask(3, sites=[900, 1000])
    assert not len(none.sites)
    assert none.gain == 0


def test_of_equal_sites_the_first_is_taken():
    assert ask(1, sites=[350, 350, 400]).sites.index.tolist() == [0]
    assert ask(2, sites=[1500, 200, 1450, 300]).sites.index.tolist() == [0, 3]


def test_a_site_off_the_streets_is_never_chosen():
    net = town(STREET)
    homes = snap(net, HOMES)
    far = walk_times(net, snap_centers(net, points((300, 0), (300, 900))), homes, cutoff_m=600)
    found = next_centres(far.only(np.array([], dtype=int)), far, PEOPLE, 2, radius_m=600)
    assert found.sites.index.tolist() == [0]


@pytest.mark.parametrize("method", ["milp", "greedy"])
def test_nonsense_is_refused(method):
    with pytest.raises(BadRule, match="至少为 1"):
        ask(0, sites=[100], method=method)
    with pytest.raises(BadRule, match="范围"):
        ask(1, sites=[100], radius=601, method=method)
    with pytest.raises(BadRule, match="负数"):
        ask(1, sites=[100], people=-PEOPLE, method=method)
    with pytest.raises(BadRule, match="对不上"):
        ask(1, sites=[100], people=PEOPLE.iloc[:2], method=method)


def test_an_unknown_method_is_refused():
    with pytest.raises(BadRule, match="guess"):
        ask(2, sites=[100, 200, 300], method="guess")


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), k=st.integers(1, 4), radius=st.sampled_from([120, 250, 400]))
def test_no_choice_of_all_does_better(seed, k, radius):
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    corner = [EAST - 100, NORTH - 100]
    homes = snap_xy(net, corner + rng.random((60, 2)) * 750)
    stay = snap_xy(net, corner + rng.random((2, 2)) * 750)
    sites = snap_xy(net, corner + rng.random((9, 2)) * 750)
    people = pd.DataFrame({"people": rng.integers(0, 7, 60)})
    existing, candidates = (walk_times(net, each, homes, cutoff_m=400) for each in (stay, sites))
    found = next_centres(existing, candidates, people, k, radius_m=radius)
    heads = people["people"] * ~within(existing.metres, radius).any(axis=0)
    reach = within(candidates.metres, radius)
    best = max(heads[reach[list(each)].any(axis=0)].sum() for each in combinations(range(9), k))
    assert found.gain == best
    assert (found.proof, found.gap) == (Proof.OPTIMAL, 0)
    assert heads[reach[found.sites.index].any(axis=0)].sum() == best
    greedy = next_centres(existing, candidates, people, k, radius_m=radius, method="greedy")
    assert greedy.gain <= best
    assert best == 0 or greedy.gain / best >= 1 - greedy.gap - 1e-9
