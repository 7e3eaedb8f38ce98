"""Every look, list, answer and file can be of another day's grids, asked by the same word of the address."""

import json
from datetime import timedelta

import pandas as pd
import pytest

from data import views
from data.plans.desk import Desk
from data.then import Then
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Role, Scope
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.plan import ops
from geo.rules.nine import published
from geo.rules.publish import Told, community_totals, exported, nine_table
from pages.parts import issues, reach, reach_area, rows, save, saved, scene, shelf, wiring
from tests.pages.conftest import opened
from tests.plan.conftest import ids
from tests.plan.test_office import through
from tests.worlds import L1, L2S, ZONE, small_store

ROOT = "410106"
LEADER, STREET = Scope("领导", Role.LEADER, ROOT), Scope("镇街", Role.STREET, ROOT)
PLANNER = Scope("规划甲", Role.PLANNER, ROOT)
GONE = L2S[0] + "001002"  # crosses to the other community when the plan is published
YESTERDAY = f"{clock() - timedelta(days=1):%Y-%m-%d}"
THEN = LEADER.on(YESTERDAY)


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """The small district after a plan: one micro grid belongs to the other community since today."""
    folder = tmp_path_factory.mktemp("moved")
    store = small_store(folder)
    desk = Desk(store)
    plan = desk.create(PLANNER, "试划").id
    code = ids(desk.coverage(plan))
    desk.commit(PLANNER, plan, ops.Reassign((code[GONE],), code[L2S[1] + "001"]), desk.info(plan).head_seq)
    through(desk, plan)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def behind(monkeypatch, moved, tmp_path):
    """Stand the screens on it."""
    monkeypatch.setattr(wiring, "_store", lambda _url: moved)
    monkeypatch.setattr(wiring, "VAR", tmp_path)
    monkeypatch.setattr(shelf, "FOLDER", tmp_path / "exports")
    wiring.blobs.cache_clear()
    yield
    wiring.blobs.cache_clear()


@pytest.mark.parametrize("key", ["onemap", "circles", "issues", "nine", "relief", "sheet", "atlas", "papers"])
def test_every_page_of_the_map_opens_on_another_day(key):
    page = opened(Role.LEADER, ROOT, key, date=YESTERDAY, place=GONE[:15])
    assert not page.exception
    assert not page.error
    assert not page.toast


def test_the_light_map_too():
    page = opened(Role.LEADER, ROOT, "onemap", engine="light", date=YESTERDAY)
    assert not page.exception
    assert not page.toast


@pytest.mark.parametrize(
    ("day", "says"), [("2099-01-01", "还没有到"), ("1999-01-01", "还没有网格"), ("昨天", "写法不对")]
)
def test_a_day_that_cannot_be_shown_is_one_sentence_and_today(day, says):
    for key in ("nine", "sheet"):
        page = opened(Role.LEADER, ROOT, key, date=day)
        assert not page.exception
        assert [toast.value for toast in page.toast if says in toast.value and "已显示今天的网格" in toast.value]
    with pytest.raises((BadInput, NotFound), match=says):
        wiring.dated(LEADER, day)
    assert wiring.dated(LEADER, f"{clock():%Y-%m-%d}") == LEADER


def test_counts_stand_on_the_borders_of_that_day():
    now, then = (scene.figures(scope, 30).num["open"] for scope in (LEADER, THEN))
    assert GONE in then.index
    assert GONE not in now.index
    assert then[ROOT] == now[ROOT]
    sums = {
        book: reach.answer(scope, reach.Ask(L2S[0])).seen.rows.sum() for book, scope in (("n", LEADER), ("t", THEN))
    }
    assert sums["t"] > sums["n"]
    listed = rows.behind(THEN, "open", L2S[0], 30)
    assert len(listed) >= len(rows.behind(LEADER, "open", L2S[0], 30))
    assert reach.place(THEN, GONE, pd.Series([GONE])).code == GONE
    with pytest.raises(NotFound):
        reach.place(LEADER, GONE, pd.Series([GONE]))
    assert json.loads(reach_area.area_json(THEN, reach.Ask(ROOT), frozenset()))["day"] == YESTERDAY
    assert json.loads(scene.manifest_json(THEN))["version"].endswith(f"@{YESTERDAY}")
    counted = issues.told(wiring.store_of(THEN), THEN, 30)
    assert set(counted["l3"]) <= set(wiring.store_of(THEN).places(THEN).index)


def test_people_are_told_by_todays_numbers_and_only_where_the_border_is_todays(moved):
    then = Then(moved, clock() - timedelta(days=1))
    assert then.redrawn() == {*L2S}  # 片区, 镇街 and the district lie as they did
    assert moved.redrawn() == frozenset()
    today, before = published(moved, STREET), published(then, STREET)
    same = [ROOT, ZONE, L1]
    pd.testing.assert_frame_equal(before.loc[same], today.loc[same])
    groups = today.columns.drop("level")
    assert before.loc[list(L2S), groups].isna().all().all()
    persons = community_totals(then, STREET, Mode.INTERNAL)
    assert persons.loc[list(L2S), "persons"].isna().all()
    at = reach_area.told(THEN, reach.Ask(L2S[0]), reach.answer(THEN, reach.Ask(L2S[0])))
    assert at["groups"] is None


def test_what_a_file_of_another_day_publishes_does_not_hide_todays_numbers(moved):
    then = Then(moved, clock() - timedelta(days=1))
    note = Told("2026-11", lambda _key: None)
    nine_table(then, LEADER, Mode.MEETING, note)
    again = Told("2026-11", note.shown.get)
    pd.testing.assert_frame_equal(
        nine_table(moved, LEADER, Mode.MEETING, again), nine_table(moved, LEADER, Mode.MEETING), check_dtype=False
    )


def test_a_sheet_says_whose_grids_it_draws_and_keeps_the_day_in_its_record():
    spec = SheetSpec(ViewSpec(L2S[0], date=YESTERDAY), template="atlas")
    made = save.material(LEADER, spec)
    assert f"按 {YESTERDAY} 的网格" in made.when
    assert GONE in made.areas(Level.MICRO).index
    assert made.areas(Level.MICRO).index.size > 0
    assert exported(THEN, Mode.MEETING).day == YESTERDAY
    out = save.make(LEADER, spec, "svg")
    assert YESTERDAY in out.name
    assert f'"date":"{YESTERDAY}"' in out.spec
    assert "@" in out.data_version
    today = save.material(LEADER, SheetSpec(ViewSpec(L2S[0])))
    assert "按" not in today.when
    assert GONE not in today.areas(Level.MICRO).index


def test_the_wall_is_told_the_counts_of_that_day(moved):
    views.save(moved, LEADER, "昨天的诉求", f"/issues?date={YESTERDAY}")
    views.save(moved, LEADER, "不成日期", "/issues?date=2099-01-01&days=7")
    said = json.loads(saved.wall_json(LEADER))
    assert set(said["issues"]) == {f"30@{YESTERDAY}"}
    assert {view["address"] for view in said["views"]} >= {f"/issues?date={YESTERDAY}"}
