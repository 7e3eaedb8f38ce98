"""Every template draws every place it says it suits, says where it stands, and nothing touches."""

import itertools

import pytest

from geo.model.codes import Level
from geo.model.errors import NotAllowed, NotFound
from geo.model.scope import Role, Scope
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.render.sheet import TEMPLATES, Material, compose, png, stamp
from geo.render.sheet.page import SMALLEST
from tests.rules.world import DISTRICT, L2S, NASTY, World, scope
from tests.sheet.conftest import TICKET, meet

PLACES = {
    Level.DISTRICT: DISTRICT,
    Level.ZONE: "410106-Z1",
    Level.L1: "410106001",
    Level.L2: L2S[0],
    Level.L3: L2S[0] + "001",
}
FITTING = [
    pytest.param(one.key, place, id=f"{one.key}-{level.value}")
    for one in TEMPLATES
    for level, place in PLACES.items()
    if level in one.levels and not one.compares
]


@pytest.mark.parametrize(("key", "place"), FITTING)
def test_a_template_draws_the_places_it_suits(small, key, place):
    made = compose(small, SheetSpec(ViewSpec(place), template=key))
    said = "\n".join(text.text for text in made.page.texts())
    for word in (
        "演示数据",
        "会议资料",
        "数据截至 2026-11-20 18:00",
        "CGCS2000 / EPSG:4547",
        "示意图，不作为权属与行政区划界线依据",
        "北",
    ):
        assert word in said
    assert made.title
    assert made.unprinted == ""
    assert png(made.figure, dpi=40).startswith(b"\x89PNG")
    assert all(text.size >= SMALLEST for text in made.page.texts())


@pytest.mark.parametrize("key", [one.key for one in TEMPLATES if not one.compares])
def test_equal_specs_give_equal_bytes(key):
    place = L2S[0] if key == "atlas" else DISTRICT
    spec = SheetSpec(ViewSpec(place), template=key)
    first, second = (compose(Material(World(), scope(), Mode.MEETING, 30), spec) for _ in range(2))
    assert first.content_sha() == second.content_sha()
    stamp(first, TICKET)
    assert png(first.figure, dpi=60) != png(second.figure, dpi=60)  # the trace of who took it
    stamp(second, TICKET)
    assert png(first.figure, dpi=60) == png(second.figure, dpi=60)


def test_a_template_that_does_not_suit_says_which_places_do(small):
    with pytest.raises(NotAllowed, match="不适合"):
        compose(small, SheetSpec(ViewSpec(L2S[0]), template="zones"))
    with pytest.raises(NotFound, match="没有名为"):
        compose(small, SheetSpec(ViewSpec(DISTRICT), template="nothing"))
    with pytest.raises(NotFound, match="没有编码"):
        compose(small, SheetSpec(ViewSpec("410106999"), template="district"))


def test_a_long_title_stays_on_the_sheet(small):
    made = compose(small, SheetSpec(ViewSpec(DISTRICT), title="关于" + "进一步" * 60 + "情况", remark="备注" * 200))
    for text in made.page.texts():
        assert text.frame[0] >= 0
        assert text.frame[2] <= made.page.wide
    titles = [text.text for text in made.page.texts() if text.text.startswith("关于进一步")]
    assert titles
    assert any(text.text.endswith("…") for text in made.page.texts())


def test_names_that_look_like_code_are_only_printed(small):
    made = compose(small, SheetSpec(ViewSpec(L2S[3]), template="atlas"))
    assert any(NASTY[:12] in text.text or "…" in text.text for text in made.page.texts())


def test_a_place_without_events_says_so():
    quiet = Material(World(the_events=World().the_events[6:7]), scope(), Mode.MEETING, 30)
    assert compose(quiet, SheetSpec(ViewSpec(DISTRICT))).title == "方格区没有超期事件"
    assert "没有诉求" in compose(quiet, SheetSpec(ViewSpec(DISTRICT), template="hotspots")).title


def touching(made):
    """Pairs of texts of the sheet whose ink meets."""
    level = [text for text in made.page.texts() if not text.kind and not text.turn]
    return [(a.text, b.text) for a, b in itertools.combinations(level, 2) if meet(a.frame, b.frame)]


@pytest.mark.slow
@pytest.mark.parametrize("key", [one.key for one in TEMPLATES if one.key not in ("view", "plan")])
def test_no_words_touch_on_the_demo_district(district, key):
    made = compose(district, SheetSpec(ViewSpec("410106001005" if key == "atlas" else DISTRICT), template=key))
    # A number stands under its triangle, a glyph in its sign: these belong together.
    found = [pair for pair in touching(made) if "▲" not in pair and min(map(len, pair)) > 1]
    assert found == []
    assert made.dropped <= 0.03 * (made.labels + made.dropped)


def test_the_sheet_of_circles_prints_what_is_asked_of_it(district):
    def drawn(**how):
        made = compose(district, SheetSpec(ViewSpec(how.pop("place", DISTRICT), **how), template="circles"))
        return "\n".join(text.text for text in made.page.texts())

    usual = drawn()
    assert all(word in usual for word in ("5 分钟内", "服务片界", "下一批中心建议", "已证明最优"))
    assert "三个以上中心走得到" not in usual
    other = drawn(layers=("overlap", "labels"))
    assert "三个以上中心走得到" in other
    assert not any(word in other for word in ("5 分钟内", "服务片界", "下一批中心建议"))
    first = {name: district.layer("sites", name)["name"].iloc[0] for name in (DISTRICT, f"{DISTRICT}-Z2")}
    assert first[DISTRICT] in usual
    assert first[f"{DISTRICT}-Z2"] in drawn(place=f"{DISTRICT}-Z2"), "each place has proposals of its own"
    assert drawn(layers=("events",)) == usual, "a view of the map that names none of them gets the usual ones"


def test_a_street_prints_its_own_part_only(book):
    street = Material(book, Scope("镇街", Role.STREET, "410106002"), Mode.MEETING, 30)
    with pytest.raises(NotFound):
        compose(street, SheetSpec(ViewSpec(DISTRICT)))
    made = compose(street, SheetSpec(ViewSpec("410106002")))
    assert made.title
