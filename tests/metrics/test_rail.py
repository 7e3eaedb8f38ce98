"""The rail of a place, as docs/house.md, 5.4."""

import json

import pytest

from geo.metrics import words
from geo.metrics.board import board
from geo.metrics.rail import rail
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Role
from tests.rules.world import DISTRICT, L2S, World, scope

MICRO = L2S[0] + "001001"
TILES = ["covered", "open", "overdue", "feedback", "visits", "nine_overdue"]


@pytest.fixture(scope="module")
def figures():
    return board(World(), scope(), 30)


@pytest.fixture(scope="module")
def street():
    return board(World(), scope(Role.STREET, "410106001"), 30)


def tile(answer, key):
    return next(one for one in answer["tiles"] if one["key"] == key)


def test_the_district_has_tiles_and_a_ranking(figures):
    answer = rail(World(), scope(), DISTRICT, 30, figures=figures)
    assert answer["title"] == "4 个社区(村)，3,328 人"
    assert [one["key"] for one in answer["tiles"]] == TILES
    assert answer["card"] is None
    assert [row["code"] for row in answer["rank"]["rows"]][:2] == [L2S[0], L2S[1]]
    assert answer["rank"]["rows"][0]["overdue"] == tile(answer, "overdue")["value"] == 2


@pytest.mark.parametrize(
    ("code", "first"),
    [("410106-Z1", L2S[0]), ("410106002", L2S[2]), (L2S[0], L2S[0] + "001"), (L2S[0] + "001", MICRO)],
)
def test_places_are_ranked_by_the_level_below(figures, code, first):
    rows = rail(World(), scope(), code, 30, figures=figures)["rank"]["rows"]
    assert first in [row["code"] for row in rows]
    assert {len(row["code"]) for row in rows} == {len(first)}


def test_the_rail_of_every_place_is_json(figures):
    world = World()
    codes = [DISTRICT, "410106-Z1", "410106001", L2S[3], MICRO[:15], MICRO, "410106001001901", "DQ" + L2S[2]]
    for code in codes:
        answer = rail(world, scope(), code, 30, figures=figures)
        assert json.loads(json.dumps(answer, allow_nan=False))["code"] == code


def test_red_and_green_follow_what_is_better(figures):
    answer = rail(World(), scope(), DISTRICT, 30, figures=figures)
    assert tile(answer, "overdue")["delta"] == {"text": "↑ 2 较上期", "good": False}
    assert tile(answer, "feedback")["delta"] == {"text": "↓ 25.0 较上期", "good": False}
    assert tile(answer, "covered")["delta"] is None


def test_nothing_known_says_why(figures):
    hollow = tile(rail(World(), scope(), L2S[3], 30, figures=figures), "feedback")
    assert hollow["value"] is None
    assert hollow["text"] == "—"
    assert hollow["why"].startswith("— ")


def test_covered_says_that_it_is_a_straight_line(figures):
    assert "直线缓冲(估算)" in tile(rail(World(), scope(), DISTRICT, 30, figures=figures), "covered")["note"]


def test_leaders_see_people_in_tens_and_streets_see_them(figures, street):
    leader = rail(World(), scope(), MICRO, 30, figures=figures)["card"]
    worker = rail(World(), scope(Role.STREET, "410106001"), MICRO, 30, figures=street)["card"]
    assert [fact["value"] for fact in leader["facts"][:2]] == ["30", "100"]
    assert [fact["value"] for fact in worker["facts"][:2]] == ["33", "104"]


def test_small_counts_of_people_are_no_numbers_for_leaders(figures):
    hidden = tile(rail(World(), scope(), L2S[0], 30, figures=figures), "nine_overdue")
    assert (hidden["value"], hidden["text"]) == (None, "不足10")


def test_the_latest_event_of_a_home_says_its_class_only_to_leaders(figures, street):
    leader = rail(World(), scope(), MICRO, 30, figures=figures)["card"]["latest"]
    worker = rail(World(), scope(Role.STREET, "410106001"), MICRO, 30, figures=street)["card"]["latest"]
    assert leader == {"title": "物业", "line": "处置，超期 14 个工作日", "overdue": True}
    assert worker["title"] == "房顶漏水"


def test_the_card_says_who_answers_and_what_is_near(figures):
    card = rail(World(), scope(), MICRO, 30, figures=figures)["card"]
    assert card["lead"][1] == {"role": "三级网格长", "name": "演示甲"}
    assert card["events"] == {"overdue": 2, "waiting": 0, "doing": 0, "done": 0}
    assert card["center"]["code"] == "DQ" + L2S[0]
    assert [pair["code"] for pair in card["dedicated"]] == ["410106001001901"]
    assert card["ledger_pct"] == 91


def test_a_community_with_a_card_says_so_and_its_grids_do_not(figures):
    chips = [rail(World(), scope(), code, 30, figures=figures)["card"]["chips"] for code in (L2S[0], L2S[1], MICRO)]
    assert ["挂红牌" in one for one in chips] == [True, False, False]


def test_a_figure_says_its_place_among_its_like(figures):
    told = rail(World(), scope(), L2S[0], 30, figures=figures)
    assert tile(told, "covered")["rank"] == "4 个社区(村)中由好到差并列第 1"  # of 100, 0, 100 and 0 percent
    assert tile(rail(World(), scope(), DISTRICT, 30, figures=figures), "covered")["rank"] is None
    assert tile(rail(World(), scope(), MICRO, 30, figures=figures), "covered")["rank"] is None  # few people


def test_done_counts_those_closed_within_the_period(figures):
    assert rail(World(), scope(), L2S[2], 30, figures=figures)["card"]["events"]["done"] == 1  # E6; E5 is older
    assert rail(World(), scope(), L2S[2], 90)["card"]["events"]["done"] == 2


def test_nine_colours_come_from_the_lowest_level_allowed(figures, street):
    leader = rail(World(), scope(), MICRO, 30, figures=figures)["card"]["nine"]
    worker = rail(World(), scope(Role.STREET, "410106001"), MICRO, 30, figures=street)["card"]["nine"]
    assert leader["at"] == "西街"
    assert worker["at"] == "甲社区"
    assert "g6" not in [cell["group"] for cell in leader["cells"] + worker["cells"]]


def test_the_card_of_a_centre_is_about_its_community(figures):
    answer = rail(World(), scope(), "DQ" + L2S[0], 30, figures=figures)
    assert answer["level"] == "center"
    assert answer["rank"] is None
    assert answer["card"]["center"]["resources"][0] == {"title": "便民服务", "has": True}


@pytest.mark.parametrize("code", ["410106009", "DQ410106009001", "410106002"])
def test_unknown_and_foreign_places_are_not_told_apart(code, street):
    with pytest.raises(NotFound, match="管辖范围"):
        rail(World(), scope(Role.STREET, "410106001"), code, 30, figures=street)


def test_a_period_that_is_not_offered_is_refused():
    with pytest.raises(BadInput, match="时段"):
        rail(World(), scope(), DISTRICT, 5)


def test_numbers_read_as_leaders_read_them():
    assert words.number(12345) == "12,345"
    assert words.number(-3.5, 1) == "−3.5"
    assert words.people(197_399) == "19.7 万人"
    assert words.change(5, 5) == "− 与上期持平"
