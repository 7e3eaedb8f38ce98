"""One figure as the colour of communities: every figure of the rail, and no more than its tile tells."""

from itertools import pairwise

import pytest

from geo.layers import LAYERS
from geo.metrics import METRICS, shade, words
from geo.metrics.board import board
from geo.metrics.rail import rail
from geo.model.errors import NotFound
from geo.model.scope import Role
from geo.model.view import ViewSpec
from tests.rules.world import DISTRICT, L2S, PROFILE, World, scope

each = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
FIGURE = next(layer for layer in LAYERS if layer.key == "figure")


@pytest.fixture(scope="module")
def boards():
    return {role: board(World(), scope(role), 30) for role in (Role.LEADER, Role.PLANNER)}


@each
def test_every_figure_of_the_rail_has_rising_classes_with_a_word_each(metric):
    assert all(low < high for low, high in pairwise(metric.breaks))
    told = shade.classes(metric)
    assert len(told) == len(set(told)) == len(metric.breaks) + 1 <= 5


@each
@pytest.mark.parametrize("role", [Role.LEADER, Role.PLANNER])
def test_a_colour_tells_what_the_tile_of_the_community_tells(metric, role, boards):
    told = shade.shade(boards[role], metric, scope(role).tier)
    assert list(told.index) == [code for code in boards[role].now.index if code in L2S]
    for code in told.index:
        shown = rail(World(), scope(role), code, 30, figures=boards[role])
        tile = next(one for one in (*shown["tiles"], *shown["more"]) if one["key"] == metric.key)
        row = told.loc[code]
        assert (row["step"] == shade.UNKNOWN) == (tile["value"] is None)
        if tile["value"] is None:
            assert row["why"]
            assert row["text"] == tile["text"]
        elif metric.key != "star_cards":
            assert row["text"] == f"{tile['text']}{tile['unit']}"
            assert sum(tile["value"] >= edge for edge in metric.breaks) == row["step"]


@each
def test_every_figure_can_colour_the_map(metric):
    frame = FIGURE.load(World(), scope(), ViewSpec(DISTRICT, metric=metric.key))
    areas = frame[frame["form"] == "area"]
    assert list(areas.index) == list(L2S)
    assert (areas["figure"] == metric.title).all()
    assert areas["text"].ne("").all()
    entries = FIGURE.entries(PROFILE, ViewSpec(DISTRICT, metric=metric.key))
    assert metric.title in entries[0].title
    assert [entry.shape for entry in entries] == ["ramp"] * (len(metric.breaks) + 1) + ["fill"]


def test_a_card_colours_by_its_gravity_and_stands_on_the_map():
    frame = FIGURE.load(World(), scope(), ViewSpec(DISTRICT, metric="star_cards"))
    spots = frame[frame["form"] == "spot"]
    steps = dict(zip(frame["sign"], frame["step"], strict=True))
    assert len(spots)
    assert {steps[word] for word in spots["sign"]} <= {"1", "2", "3"}
    assert all(steps[word] == str("黄橙红".index(word) + 1) for word in spots["sign"])
    assert set(spots["text"]) == {f"{word}牌" for word in spots["sign"]}


def test_an_unknown_figure_names_those_there_are():
    with pytest.raises(NotFound, match="没有名为") as error:
        shade.metric_of("nonsense")
    assert "挂牌社区(star_cards)" in error.value.remedy


def test_words_of_classes_do_not_overlap():
    assert words.classes((1, 2, 4, 8), "件") == ["没有", "1", "2–3", "4–7", "8 以上"]
    assert words.classes((60, 75, 90, 100), "%")[-1] == "100"
    assert words.classes((0.1, 0.2), "") == ["不足 0.1", "0.1 至不足 0.2", "0.2 以上"]
