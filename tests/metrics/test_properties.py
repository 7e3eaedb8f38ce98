"""What must hold for every figure whatever the events are: sums, bounds, and silence where nothing is known."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.sparse import csr_matrix

from geo.metrics import METRICS
from geo.metrics.board import board
from geo.metrics.tiles import Seen, tile, tiles
from geo.model.codes import Level
from geo.model.scope import Tier
from geo.rules.evenness import gini, variation
from geo.rules.rounding import tens
from tests.rules.world import AS_OF, DISTRICT, L2S, World, event, scope

SEEN = Seen(Tier.T0, Level.DISTRICT, "11-20", 66.0)
LEVELS = (("410106-Z1", "410106-Z2"), ("410106001", "410106002"), L2S)
DAYS = 30
STATES = ("上报", "立案", "派单", "接单", "处置", "反馈", "办结", "评价", "作废", "重复", "挂起", "退回")


@some.composite
def an_event(draw):
    reported = draw(some.integers(0, 70))
    made = event(
        f"X{draw(some.integers(0, 10**9))}",
        draw(some.sampled_from(["0101", "0702"])),
        draw(some.integers(0, 31)) * 100 + 50,
        draw(some.integers(0, 7)) * 100 + 50,
        reported=reported,
        due=draw(some.integers(1, 20)),
        closed=draw(some.none() | some.integers(0, reported)) if reported else None,
        feedback=draw(some.none() | some.integers(0, 6)),
        status=draw(some.sampled_from(STATES)),
    )
    made["rating"] = draw(some.sampled_from([None, "满意", "基本满意", "不满意", "未评"]))
    made["callback"] = draw(some.sampled_from([None, "有效", "无效", "未回访"]))
    made["dispatch"] = draw(some.sampled_from(["智能", "人工", "自办"]))
    return made


WORLDS = some.lists(an_event(), max_size=25, unique_by=lambda made: made["code"])


@settings(max_examples=25, deadline=None)
@given(WORLDS)
def test_children_add_up_to_their_parent_in_both_parts(events):
    figures = board(World(the_events=tuple(events)), scope(), DAYS)
    for metric in (one for one in METRICS if one.spread is None and one.mixed is None):
        # A street has posts of its own: 片区 and 社区 do not hold them.
        for level in LEVELS[1:2] if metric.grids else LEVELS:
            assert figures.num.loc[list(level), metric.key].sum() == pytest.approx(
                figures.num.loc[DISTRICT, metric.key]
            )
            if not math.isnan(figures.den.loc[DISTRICT, metric.key]):
                assert figures.den.loc[list(level), metric.key].sum() == pytest.approx(
                    figures.den.loc[DISTRICT, metric.key]
                )


@settings(max_examples=25, deadline=None)
@given(WORLDS)
def test_shares_lie_between_none_and_all_and_counts_are_not_negative(events):
    figures = board(World(the_events=tuple(events)), scope(), DAYS)
    for metric in METRICS:
        for frame in (figures.now, figures.before):
            known = frame[metric.key].dropna().to_numpy(dtype=float)
            assert (known >= 0).all(), metric.key
            if metric.unit == "%" and metric.spread is None:
                assert (known <= 100).all(), metric.key
            if metric.spread is gini:
                assert (known < 1).all(), metric.key
        if metric.unit == "%" and metric.spread is None and metric.mixed is None:
            assert (figures.num[metric.key].to_numpy() <= figures.den[metric.key].to_numpy()).all(), metric.key


def test_an_empty_period_prints_a_dash_with_the_reason_never_nought():
    shown = World(the_events=())
    figures = board(shown, scope(), 7)
    told = [*tiles(figures, DISTRICT, SEEN), *tiles(figures, DISTRICT, SEEN, more=True)]
    by_key = {one["key"]: one for one in told}
    for key in (
        "feedback",
        "closing",
        "on_time",
        "responded",
        "satisfied",
        "three_rates",
        "callback",
        "smart",
        "repeated",
    ):
        assert (by_key[key]["value"], by_key[key]["text"]) == (None, "—"), key
        assert by_key[key]["why"].startswith("— "), key
        assert np.isnan(figures.now.loc[DISTRICT, key])


def test_every_figure_says_both_parts_its_source_and_how_it_is_found():
    figures = board(World(), scope(), DAYS)
    for told in [*tiles(figures, DISTRICT, SEEN), *tiles(figures, DISTRICT, SEEN, more=True)]:
        assert told["source"]
    for metric in METRICS:
        assert (" / " in metric.formula) == (metric.unit == "%" or metric.per == 1.0), metric.key


# Counted by hand on tests/rules/world.py, 30 days before 2026-11-20: filed are E1 E2 E3 E4 E6 (E7 is void).
@pytest.mark.parametrize(
    ("key", "num", "den"),
    [
        ("closing", 1, 5),  # E6
        ("on_time", 0, 3),  # due by now: E1 after 2 days, E2 after 18, E6 after 5 but closed after 8
        ("responded", 5, 5),
        ("smart", 0, 5),
        ("repeated", 0, 5),  # E1 and E2 share a grid, not a class
        ("ledger", 30 * 32, 33 * 32),
        ("staffed", 3, 32 + 8 + 4 + 2 + 1),  # one post a grid: P1, P2, P3; the last is the dedicated one
        ("five_steps", 5 + 2, 2 * 5),  # 甲院 and 乙院; 丙院 is managed
        ("five_have", 1, 2),
        ("star_items", 3 + 2, 5 + 2),
    ],
)
def test_parts_equal_those_counted_by_hand(key, num, den):
    figures = board(World(), scope(), DAYS)
    assert (figures.num.loc[DISTRICT, key], figures.den.loc[DISTRICT, key]) == (num, den)


def test_the_same_again_in_the_same_grid_is_a_repeat_for_ninety_days():
    again = (
        event("A", "0101", 100, 100, reported=29),
        event("B", "0101", 120, 120, reported=3),
        event("C", "0702", 120, 120, reported=2),
        event("D", "0101", 500, 120, reported=2),
    )
    figures = board(World(the_events=again), scope(), DAYS)
    assert (figures.num.loc[DISTRICT, "repeated"], figures.den.loc[DISTRICT, "repeated"]) == (1, 4)


def test_posts_and_patrols_of_all_levels_below_a_place_count_there():
    figures = board(World(), scope(), DAYS)
    for place, filled, posts in ((L2S[0], 3, 1 + 2 + 8 + 1), (L2S[0] + "001", 2, 1 + 4), (L2S[0] + "001001", 1, 1)):
        assert (figures.num.loc[place, "staffed"], figures.den.loc[place, "staffed"]) == (filled, posts)
    assert figures.num.loc["410106-Z1", "staffed"] == 3
    assert figures.den.loc["410106-Z1", "staffed"] == 2 * (1 + 2 + 8) + 1
    assert figures.num.loc[L2S[0], "patrolled"] == 8 * 4
    assert np.isnan(figures.now.loc[DISTRICT, "patrolled"])  # the small district has leads, and no worker


def test_ratings_that_were_not_given_stand_apart():
    rated = []
    for n, word in enumerate(("满意", "基本满意", "不满意", "未评")):
        rated.append(event(f"R{n}", "0101", 100, 100, reported=10, closed=2, status="评价") | {"rating": word})
    figures = board(World(the_events=tuple(rated)), scope(), DAYS)
    assert (figures.num.loc[DISTRICT, "satisfied"], figures.den.loc[DISTRICT, "satisfied"]) == (2, 3)


def test_only_valid_return_calls_count_and_only_where_calls_are_noted():
    made = [
        event(f"C{n}", "0101", 100, 100, reported=10, closed=2, status="办结") | {"callback": word}
        for n, word in enumerate(("有效", "有效", "无效", "未回访", None))
    ]
    made += [event("D", "0101", 900, 100, reported=9, closed=1, status="办结")]
    made += [event("E", "0101", 900, 100, reported=9) | {"callback": "有效"}]  # still open: of no day yet
    figures = board(World(the_events=tuple(made)), scope(), DAYS)
    assert (figures.num.loc[DISTRICT, "callback"], figures.den.loc[DISTRICT, "callback"]) == (2, 6)
    assert figures.now.loc[L2S[1], "callback"] == 0  # a call could have been noted here too
    never = board(World(the_events=tuple(one | {"callback": None} for one in made)), scope(), DAYS)
    told = {one["key"]: one for one in tiles(never, DISTRICT, SEEN, more=True)}["callback"]
    assert (told["text"], told["why"]) == ("—", "— 期内没有办结的事件，或事件里没有记回访结果")


def test_the_three_rates_of_a_place_are_mixed_by_weight_never_averaged():
    made = [event(f"A{n}", "0101", 100, 100, reported=10, closed=2, status="评价", feedback=1) for n in range(3)]
    made[2]["rating"] = "不满意"
    made += [event("B", "0101", 900, 100, reported=2, feedback=None)]  # in another community: nothing rated there
    made[0]["rating"] = made[1]["rating"] = "满意"
    figures = board(World(the_events=tuple(made)), scope(), DAYS)
    assert figures.now.loc[L2S[0], "three_rates"] == pytest.approx(30 * 1 + 35 * 1 + 35 * 2 / 3)
    assert figures.now.loc[DISTRICT, "three_rates"] == pytest.approx(30 * 3 / 4 + 35 * 3 / 4 + 35 * 2 / 3)
    whole = {one["key"]: one for one in tiles(figures, DISTRICT, SEEN, more=True)}["three_rates"]
    assert (whole["num"], whole["den"]) == (None, None)
    assert "响应率×30% + 办结率×35% + 满意率×35%（权重待核）" in whole["formula"]
    assert "响应率 75.0%（3 / 4）、办结率 75.0%（3 / 4）、满意率 66.7%（2 / 3）" in whole["formula"]
    lacking = {one["key"]: one for one in tiles(figures, L2S[1], SEEN, more=True)}["three_rates"]
    assert (lacking["text"], lacking["why"]) == ("—", "— 三率缺一不计：没有满意率（期内没有已评价的事件）")


@settings(max_examples=25, deadline=None)
@given(WORLDS)
def test_a_mixed_figure_lies_between_its_shares_and_is_silent_with_any_of_them(events):
    figures = board(World(the_events=tuple(events)), scope(), DAYS)
    for key, parts in figures.mixed.items():
        assert sum(weight for weight, _ in parts) == pytest.approx(1)
        for frame in (figures.now, figures.before):
            own = frame[[part.key for _, part in parts]]
            known = own.notna().all(axis=1)
            assert (frame[key].notna() == known).all()
            mixed = frame.loc[known, key]
            assert ((own[known].min(axis=1) - 1e-9 <= mixed) & (mixed <= own[known].max(axis=1) + 1e-9)).all()


def test_a_period_is_compared_with_the_one_before_it():
    made = tuple(
        event(f"P{n}", "0101", 100, 100, reported=ago, closed=1 if done else None, status="办结" if done else "处置")
        for n, (ago, done) in enumerate([(2, True), (3, False), (9, True), (10, True), (20, False)])
    )
    figures = board(World(the_events=made), scope(), 7)
    assert figures.now.loc[DISTRICT, "closing"] == 50.0
    assert figures.before.loc[DISTRICT, "closing"] == 100.0


def test_cards_count_communities_by_the_gravest_in_force():
    figures = board(World(), scope(), DAYS)
    assert figures.now.loc[DISTRICT, "star_cards"] == 2  # 甲 and the last; 丙山 is off
    assert figures.before.loc[DISTRICT, "star_cards"] == 3  # thirty days ago: 甲 (yellow), 丙山 and the last
    assert figures.split["star_cards"].loc[DISTRICT].to_dict() == {"黄": 0, "橙": 1, "红": 1}
    assert figures.now.loc[[L2S[0], L2S[1], L2S[3]], "star_cards"].tolist() == [1, 0, 1]
    below = {one["key"]: one for one in tiles(figures, L2S[0] + "001", SEEN, more=True)}
    assert (below["star_cards"]["text"], below["star_items"]["text"]) == ("—", "—")


def test_unevenness_of_two_grids_counted_by_hand():
    above = csr_matrix(np.array([[1, 1, 0], [0, 0, 1], [1, 1, 1]], dtype=float))
    load = np.array([[100.0], [300.0], [50.0]])
    known = np.array([[True], [True], [True]])
    deviation, mean = variation(above, load, known)
    assert (deviation[0, 0], mean[0, 0]) == (100, 200)  # 50 %
    apart, twice = gini(above, load, known)
    assert (apart[0, 0], twice[0, 0]) == (100, 400)  # (0 + 200 + 200 + 0) / 4 over 2 x 200
    assert (mean[1, 0], twice[1, 0]) == (0, 0)  # one grid alone says nothing
    assert apart[2, 0] == pytest.approx(2 * (200 + 50 + 250) / 9)


def test_events_per_worker_leave_out_grids_without_one():
    west, east = L2S[0] + "001", L2S[0] + "002"  # two workers, one worker

    class Staffed(World):
        def staff(self, who):  # noqa: ARG002 - of everybody
            hired = [(f"W{n}", "演示丁", "网格员", grid, AS_OF) for n, grid in enumerate([west, west, east])]
            return pd.DataFrame(hired, columns=["code", "name", "role", "grid", "valid_from"]).set_index("code")

    filed = [event(f"A{n}", "0101", 100, 100, reported=2) for n in range(4)]
    filed += [event(f"B{n}", "0101", 500, 100, reported=2) for n in range(6)]
    filed += [event(f"C{n}", "0101", 900, 100, reported=2) for n in range(9)]  # nobody works there
    figures = board(Staffed(the_events=tuple(filed)), scope(), DAYS)
    for place in (DISTRICT, L2S[0]):
        assert (figures.num.loc[place, "worker_cv"], figures.den.loc[place, "worker_cv"]) == (2, 4)  # 2 and 6
        assert figures.now.loc[place, "worker_cv"] == 50.0
        assert figures.now.loc[place, "worker_gini"] == 0.25
    assert np.isnan(figures.now.loc[L2S[1], "worker_cv"])
    assert figures.now.loc[DISTRICT, "grid_cv"] == 0  # eight grids of 130 (132) households each


def test_notes_per_worker_count_those_of_the_period_where_notes_are_kept():
    west, east = L2S[0] + "001", L2S[0] + "002"

    class Staffed(World):
        def staff(self, who):  # noqa: ARG002 - of everybody
            hired = [(f"W{n}", "演示丁", "网格员", grid, AS_OF) for n, grid in enumerate([west, west, east])]
            return pd.DataFrame(hired, columns=["code", "name", "role", "grid", "valid_from"]).set_index("code")

    class Mute(Staffed):
        def freshness(self):
            return super().freshness().drop(index="note")

    figures = board(Staffed(), scope(), DAYS)
    for place, grids, workers in ((DISTRICT, 32, 3), (L2S[0], 8, 3), (west, 4, 2)):  # 5 notes a micro grid, 3 before
        assert (figures.num.loc[place, "noted"], figures.den.loc[place, "noted"]) == (5 * grids, workers)
        assert figures.before.loc[place, "noted"] == pytest.approx(3 * grids / workers)
    never = {one["key"]: one for one in tiles(board(Mute(), scope(), DAYS), DISTRICT, SEEN, more=True)}["noted"]
    assert (never["text"], never["why"]) == ("—", "— 没有在岗网格员，或随手记流水未导入")


def test_what_a_leader_may_not_see_of_a_grid_does_not_follow_from_unevenness():
    exact = np.array([3.0, 0.0, 134.0, 136.0, np.nan])
    assert tens(exact).tolist() == [5, 0, 130, 140, 0]


class Bare(World):
    """The same grids, with nobody to visit, no post planned and no ledger."""

    def visit_counts(self, who, *, since):
        return super().visit_counts(who, since=since).assign(due=0, households_visited=0)

    def ledger_counts(self, who):
        return super().ledger_counts(who).assign(households=0, verified_30d=0)

    def places(self, who):
        return super().places(who).assign(posts=0.0)


@pytest.fixture(scope="module")
def bare():
    return board(Bare(the_events=()), scope(), DAYS)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_share_without_anything_to_share_is_a_dash_with_its_reason(metric, bare):
    nothing = bare.now.index[bare.now[metric.key].isna()]
    if not len(nothing):
        assert metric.key in {"open", "overdue", "nine_overdue"}, "only counts of what there is are never unknown"
        assert bare.now.loc[DISTRICT, metric.key] >= 0
        return
    told = tile(bare, str(nothing[0]), metric, SEEN)
    assert (told["value"], told["text"]) == (None, "—")
    assert told["why"].removeprefix(f"— {metric.why}").startswith("：没有" if metric.mixed else "")
    assert not (bare.den.loc[nothing, metric.key] > 0).any() or metric.spread


def test_unevenness_of_the_same_loads_is_nought_both_ways():
    figures = board(World(), scope(), DAYS)
    for key in ("grid_cv", "grid_gini"):  # eight grids of 130 (132) households each
        assert (figures.now.loc[DISTRICT, key], figures.num.loc[DISTRICT, key]) == (0, 0)
