"""The planner's story in a browser: draft, lasso, cut, undo, submit, approve as another role, yesterday by date."""

from datetime import timedelta

import pytest

from data.store import open_store
from data.vault import clock
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from tests.browser import until
from tests.e2e.people import READY, enter
from tests.served import serve

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
NAME = "三湾街社区试划"
CITY = Scope("tests", Role.PLANNER, "410106")

TRIPLES = """() => {
  const d = window.__plan, focus = d.now.panel.id;
  const own = [...d.units.of('micro')].filter(u => u.l2 === focus);
  const near = (a, b) => a.box[0] <= b.box[2] && b.box[0] <= a.box[2] && a.box[1] <= b.box[3] && b.box[1] <= a.box[3];
  const out = [];
  for (const a of own) for (const t of own)
    if (t.parent !== a.parent && near(a, t) && !out.some(o => o.from === a.parent && o.to === t.parent)) {
      const mates = own.filter(u => u.parent === a.parent && near(u, t)).slice(0, 3);
      out.push({ids: mates.map(u => u.id), at: mates.map(u => u.at), from: a.parent, to: t.parent, target: t.at});
    }
  return out.sort((a, b) => b.ids.length - a.ids.length);
}"""


def spot(page, at):
    """Window position of a place."""
    return page.evaluate(
        """([x, y]) => {
            const map = window.__plan.board.map, a = map.project([x, y]), b = map.getCanvas().getBoundingClientRect();
            return [b.left + a.x, b.top + a.y];
        }""",
        list(at),
    )


def rest(page):
    until(page, "window.__plan?.now && !window.__plan.busy && window.__plan.board?.map.loaded()")


def lasso(page, places):
    """Draw a ring around places, corner by corner."""
    spots = [spot(page, at) for at in places]
    west, east = min(x for x, _ in spots) - 9, max(x for x, _ in spots) + 9
    north, south = min(y for _, y in spots) - 9, max(y for _, y in spots) + 9
    page.mouse.move(west, north)
    page.mouse.down()
    for x, y in [(east, north), (east, south), (west, south), (west, north + 2)]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def office(page, step):
    page.get_by_text(step, exact=True).first.click()
    page.get_by_role("button", name="办理").click()
    page.get_by_text("方案现在是").wait_for(timeout=60_000)
    page.wait_for_timeout(1000)


@pytest.fixture(scope="module")
def own():
    """A server of our own: this file writes."""
    with serve() as served:
        yield served


@pytest.fixture(scope="module")
def story(browser, own):
    """A draft opened from the list of plans, standing on 三湾街社区."""
    visitor = enter(browser, own.url, "planner", size=(1440, 900))
    page = visitor.new_page()
    page.goto(own.url + "/plans")
    page.get_by_label("新方案的名称").fill(NAME)
    page.get_by_role("button", name="从现行网格起草").click()
    rest(page)
    page.evaluate(
        "() => window.__plan.focus([...window.__plan.units.of('l2')].find(u => u.code === '410106001005').id, true)"
    )
    page.wait_for_timeout(1500)
    rest(page)
    yield page
    visitor.close()


def test_the_story_of_a_plan(story, browser, own):
    page, before = story, clock() - timedelta(seconds=1)
    plan = page.url.split("plan=")[1]

    page.keyboard.press("q")
    for each in page.evaluate(TRIPLES):
        lasso(page, each["at"])
        chosen = page.evaluate("[...window.__plan.chosen]")
        assert set(each["ids"]) <= set(chosen)
        if {page.evaluate("id => window.__plan.units.get(id).parent", key) for key in chosen} != {each["from"]}:
            page.keyboard.press("Escape")
            continue
        page.mouse.click(*spot(page, each["target"]))
        rest(page)
        if page.evaluate("!!window.__plan.pending"):
            break
        assert "图形未改动" in page.inner_text(".pl-refused")
        page.keyboard.press("Escape")
    assert "得与失" in page.inner_text(".pl-step")
    page.keyboard.press("Enter")
    until(page, "window.__plan.now.undo === 1")
    rest(page)
    moved = page.evaluate("id => window.__plan.units.get(id).parent", each["ids"][0])
    assert moved == each["to"]

    page.keyboard.press("Control+z")
    until(page, "window.__plan.now.undo === 0")
    rest(page)
    assert page.evaluate("id => window.__plan.units.get(id).parent", each["ids"][0]) == each["from"]
    page.keyboard.press("Control+y")
    until(page, "window.__plan.now.undo === 1")
    rest(page)

    page.goto(f"{own.url}/review?plan={plan}")
    READY["review"](page)
    office(page, "提交校核")

    visitor = enter(browser, own.url, "leader", size=(1440, 900))
    leader = visitor.new_page()
    for step in ("校核通过", "批准"):
        leader.goto(f"{own.url}/review?plan={plan}")
        READY["review"](leader)
        office(leader, step)
    visitor.close()

    store = open_store(f"sqlite:///{(own.var / 'grid.db').as_posix()}")
    now, then = (store.grids(CITY, Level.MICRO, at=at) for at in (None, before))
    store.close()
    assert now["households"].sum() == then["households"].sum()
    assert len(set(then.index) - set(now.index)) == len(chosen)
    assert then.geometry.union_all().symmetric_difference(now.geometry.union_all()).area == 0
