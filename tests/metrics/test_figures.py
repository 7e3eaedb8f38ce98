"""Every figure against numbers computed by hand on the district of squares (tests/rules/world.py)."""

import math
import pkgutil

import pytest

import geo.metrics
from geo.metrics import METRICS, metrics_hash
from geo.metrics.base import How
from geo.metrics.board import board
from geo.model.scope import Role
from tests.rules.world import DISTRICT, L2S, World, event, scope

NOT_FIGURES = {"base", "board", "card", "rail", "ranking", "shade", "tiles", "words", "reach", "tree", "units"}


def test_every_metric_file_is_listed():
    files = {module.name for module in pkgutil.iter_modules(geo.metrics.__path__)} - NOT_FIGURES
    assert files == {metric.key for metric in METRICS}


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_every_metric_says_what_it_is(metric):
    assert all([metric.title, metric.unit or metric.spread, metric.grain, metric.formula, metric.source, metric.why])
    assert metric.good in {"up", "down"}
    assert metric.version >= 1


def test_the_hash_follows_versions():
    assert len(metrics_hash()) == 16


@pytest.fixture(scope="module")
def figures():
    return board(World(), scope(), 30)


@pytest.mark.parametrize(
    ("key", "place", "value"),
    [
        ("covered", DISTRICT, 50.0),
        ("covered", L2S[0], 100.0),
        ("covered", L2S[1], 0.0),
        ("open", DISTRICT, 4),  # E1 E2 E3 E4
        ("open", L2S[0], 3),
        ("overdue", DISTRICT, 2),  # E1 E2
        ("overdue", "410106-Z2", 0),
        ("feedback", DISTRICT, 75.0),  # due in 30 days: E1 E2 E6 and E4; E6 answered late
        ("feedback", L2S[2], 0.0),
        ("visits", DISTRICT, 100 * 20 / 33),
        ("nine_overdue", DISTRICT, 31),
    ],
)
def test_values_equal_those_computed_by_hand(figures, key, place, value):
    assert figures.part(figures.now, place, key) == pytest.approx(value)


def test_a_share_without_denominator_is_nothing_not_zero(figures):
    assert math.isnan(figures.part(figures.now, L2S[3], "feedback"))


def test_parts_of_a_share_are_kept(figures):
    assert figures.part(figures.num, DISTRICT, "covered") == 416
    assert figures.part(figures.den, DISTRICT, "covered") == 832


def test_stocks_are_compared_with_the_moment_a_period_ago(figures):
    # 30 days ago nothing was open but E5, closed by then: reported 40 days ago, closed after 3
    assert figures.part(figures.before, DISTRICT, "open") == 0


def test_before_the_data_begin_there_is_no_comparison():
    assert math.isnan(board(World(), scope(), 90).before.loc[DISTRICT, "open"])


def test_daily_overdue_rises_and_falls(figures):
    spark = figures.spark("overdue", DISTRICT)
    assert len(spark) == 31
    assert spark[-6:] == [1, 2, 2, 1, 2, 2]  # E6 is late for two days, then E1 begins
    assert spark[-1] == figures.part(figures.now, DISTRICT, "overdue")


def test_figures_of_today_have_no_past(figures):
    for metric in METRICS:
        assert (figures.spark(metric.key, DISTRICT) is None) == (metric.how is How.NOW or metric.more)


def test_places_add_up_to_the_district(figures):
    for key in ("open", "overdue", "nine_overdue"):
        for level in (L2S, ("410106001", "410106002"), ("410106-Z1", "410106-Z2")):
            assert figures.now.loc[list(level), key].sum() == figures.now.loc[DISTRICT, key]


def test_a_street_sees_its_own_rows_only():
    rows = board(World(), scope(Role.STREET, "410106001"), 7).now.index
    assert "410106001" in rows
    assert DISTRICT not in rows
    assert not rows.str.startswith("410106002").any()


def test_an_empty_store_has_no_shares_and_no_events():
    world = World(the_events=(event("A", "0101", 1, 1, reported=1, status="作废"),))
    figures = board(world, scope(), 30)
    assert figures.now.loc[DISTRICT, "open"] == 0
    assert math.isnan(figures.now.loc[DISTRICT, "feedback"])
