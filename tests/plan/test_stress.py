"""Short forms of `python -m tests.stress.plan`: worlds of any seed, and the demo district."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.plan.worlds import demo, voronoi
from tests.stress.plan import run


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.booleans())
def test_random_edits_of_any_small_district_break_nothing(seed, locks):
    figures = run(voronoi(seed, micro=40), seed=seed, edits=30, every=10, locks=locks)
    assert figures["faults"] == []


def test_random_edits_of_the_demo_district_break_nothing():
    figures = run(demo(), seed=410106, edits=150, every=75)
    assert figures["faults"] == []
    assert figures["accepted"] > 60
    assert figures["outline"] * 2 >= figures["edits"]
