"""No role meets an exception on any of its screens, with the demo district and with an empty store."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.model.scope import Role, Scope
from pages.parts.door.identity import standing_in
from pages.parts.rooms import ROOMS
from pages.parts.settings import SHELL
from tests.e2e.people import COMMUNITY, DISTRICT, ROOTS
from tests.pages.conftest import behind, opened, told

EACH = [
    pytest.param(role, screen.key, id=f"{role}-{screen.key}")
    for screen in ROOMS
    for role in Role
    if role in screen.roles
]
NO_GRIDS = "库里还没有网格。"
NAMES = {
    Role.LEADER: "上街区",
    Role.PLANNER: "上街区",
    Role.ADMIN: "上街区",
    Role.STREET: "济源路街道",
    Role.GRID_WORKER: "三湾街03网格",
}


@pytest.mark.parametrize(("role", "key"), EACH)
@pytest.mark.usefixtures("demo")
def test_a_screen_comes_up_with_the_demo_district(role, key):
    page = opened(role, ROOTS[role], key)
    assert not page.exception
    assert not page.error
    words = told(page)
    if key == "relief":
        assert NAMES[role] in words
        assert "哪里最急" in words or role is Role.GRID_WORKER
    if key == "load":
        assert page.title[0].value == "导入"
        assert "导入记录" in words
    if key == "health":
        assert page.title[0].value == "质量"
        assert "不会改动任何数据" in words


@pytest.mark.parametrize(("role", "key"), EACH)
@pytest.mark.usefixtures("empty")
def test_a_screen_says_what_is_missing_while_the_store_is_empty(role, key):
    page = opened(role, ROOTS[role], key)
    assert not page.exception
    words = told(page)
    if key in ("onemap", "relief"):
        whole = ROOTS[role] == DISTRICT  # a street cannot sign in before there is one; its sentence names the code
        assert (NO_GRIDS if whole else f"没有编码为“{ROOTS[role]}”的网格") in words
        assert ("python -m data demo" if whole else "确认网格已导入") in words
    if key == "load":
        assert "还没有导入过数据" in words
    if key == "health":
        assert page.title[0].value == "质量"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("demo")
def test_the_light_map_comes_up(role):
    page = opened(role, ROOTS[role], "onemap", engine="light")
    assert not page.exception
    assert not page.error
    assert NAMES[role] in told(page)


@pytest.mark.usefixtures("demo")
def test_a_link_to_the_light_map_holds_what_was_chosen_on_it():
    page = opened(Role.LEADER, DISTRICT, "onemap", engine="light")
    assert "layers" not in page.query_params
    usual = page.button_group[0].value
    with standing_in(Scope("test-leader", Role.LEADER, DISTRICT)):
        page.button_group[0].set_value([*usual, "figure"]).run()
        page.selectbox(key="light-metric").set_value("repeated").run()
    assert not page.exception
    link = dict(page.query_params)
    assert "figure" in str(link["layers"])
    again = opened(Role.LEADER, DISTRICT, "onemap", **link)
    assert set(again.button_group[0].value) == {*usual, "figure"}
    assert again.selectbox(key="light-metric").value == "repeated"
    with standing_in(Scope("test-leader", Role.LEADER, DISTRICT)):
        again.button_group[0].set_value(usual).run()
    assert "layers" not in again.query_params


@pytest.mark.usefixtures("demo")
def test_a_wrong_link_is_told_and_mended():
    page = opened(Role.LEADER, DISTRICT, "relief", place="410106999999", days="12", colour="red")
    assert not page.exception
    words = told(page)
    for part in ("410106999999", "时间段“12”", "“colour”"):
        assert part in words


@pytest.mark.usefixtures("demo")
def test_a_number_of_the_circles_that_cannot_be_is_told():
    page = opened(Role.LEADER, DISTRICT, "circles", min="0", kmh="-3", k="NaN", need="x")
    assert not page.exception
    words = told(page)
    for part in ("步行时间“0”不可用，已按 15 分钟", "步速“-3”不可用，已按 4.5 公里/时", "选址数“NaN”不可用"):
        assert part in words
    fine = opened(Role.LEADER, DISTRICT, "circles", min="10", kmh="3")
    assert "不可用" not in told(fine)


@pytest.mark.usefixtures("demo")
def test_a_place_of_another_street_is_not_shown():
    page = opened(Role.STREET, "410106002", "relief", place=COMMUNITY)
    assert not page.exception
    assert "不在您的查看范围内" in told(page)


def test_without_a_session_there_is_no_page():
    page = AppTest.from_file(SHELL, default_timeout=60).run()
    assert not page.exception
    assert "本页只能经由大门进入" in told(page)


def test_a_missing_store_is_a_sentence(tmp_path, monkeypatch):
    behind(monkeypatch, tmp_path)
    page = opened(Role.LEADER, DISTRICT, "onemap")
    assert not page.exception
    assert "不存在" in told(page)
    assert "python -m data demo" in told(page)
