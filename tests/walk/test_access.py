"""Supply per head: by hand, and against the package `access`."""

import warnings

import numpy as np
import pandas as pd
import pytest

from geo.walk.access import Decay, two_sfca
from geo.walk.build import build_network
from geo.walk.errors import BadRule
from geo.walk.snap import snap, snap_xy
from geo.walk.times import walk_times
from tests.walk.town import CRS, EAST, NORTH, points, random_streets, town

STREET = [[(0, 0), (2000, 0)]]
PEOPLE = pd.DataFrame({"people": [10, 30, 60]})
STAFF = pd.DataFrame({"staff": [4, 6], "medical": [1, 0]})


def walked():
    net = town(STREET)
    homes, centers = snap(net, points((100, 0), (500, 0), (1000, 0))), snap(net, points((300, 0), (800, 0)))
    return walk_times(net, centers, homes, cutoff_m=600)


def test_supply_is_shared_among_all_who_reach_it():
    # 300 m: the first centre serves 10 + 30, the second 30 + 60
    got = two_sfca(walked(), PEOPLE, STAFF, radius_m=300)
    assert got["staff"].tolist() == pytest.approx([4 / 40, 4 / 40 + 6 / 90, 6 / 90])
    assert got["medical"].tolist() == pytest.approx([1 / 40, 1 / 40, 0])


def test_what_is_shared_sums_to_what_is_offered():
    for decay in Decay:
        got = two_sfca(walked(), PEOPLE, STAFF, radius_m=300, decay=decay)
        assert (got.mul(PEOPLE["people"], axis=0)).sum().to_numpy() == pytest.approx(STAFF.sum().to_numpy())


def test_nearer_centres_count_more_in_the_bell():
    got = two_sfca(walked(), PEOPLE, STAFF.assign(staff=[0, 6]), radius_m=300, decay="gauss")["staff"]
    assert got[1] / got[2] == pytest.approx(np.exp(-0.5 * 2**2) / np.exp(-0.5 * (200 / 150) ** 2))


def test_nobody_within_reach_shares_nothing():
    got = two_sfca(walked(), PEOPLE.assign(people=0), STAFF, radius_m=300)
    assert (got == 0).all(axis=None)


def test_nonsense_is_refused():
    for people, staff, radius in [
        (-PEOPLE, STAFF, 300),
        (PEOPLE, -STAFF, 300),
        (PEOPLE, STAFF[::-1], 300),
        (PEOPLE, STAFF, 0),
    ]:
        with pytest.raises(BadRule):
            two_sfca(walked(), people, staff, radius_m=radius)


@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("decay", ["step", "gauss"])
def test_it_equals_the_access_package(seed, decay):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fca = pytest.importorskip("access.fca", reason="the oracle is a developer's package")
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    corner = [EAST - 100, NORTH - 100]
    homes, centers = (snap_xy(net, corner + rng.random((n, 2)) * 750) for n in (120, 9))
    times = walk_times(net, centers, homes, cutoff_m=500)
    people = pd.DataFrame({"people": rng.integers(1, 50, 120).astype(float)})
    staff = pd.DataFrame({"staff": rng.integers(1, 9, 9).astype(float)})
    ours = two_sfca(times, people, staff, radius_m=400, decay=decay)["staff"]
    at, of = np.nonzero(np.isfinite(times.metres.T))
    cost = pd.DataFrame({"origin": at, "dest": of, "cost": times.metres.T[at, of]})
    theirs = fca.two_stage_fca(
        demand_df=people,
        demand_index=True,
        demand_name="people",
        supply_df=staff,
        supply_name="staff",
        cost_df=cost,
        max_cost=400,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
        weight_fn=None if decay == "step" else lambda d: np.exp(-0.5 * (d / 200) ** 2),
    )
    assert len(theirs) > 20
    assert np.abs(ours - theirs.reindex(ours.index).fillna(0)).max() <= 1e-12
