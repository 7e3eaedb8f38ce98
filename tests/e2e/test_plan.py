"""The planner's story in a browser: lasso, border, cut, undo, balance, office, publication, yesterday, files."""

from datetime import date, datetime, timedelta

import pytest

from data.plans.compare import state_of
from data.plans.desk import Desk
from data.store import open_store
from data.vault import clock
from geo.model.codes import Level
from geo.model.scope import EVENING, Role, Scope
from tests.browser import until
from tests.e2e.people import READY, enter, places
from tests.served import serve
from tests.shots.views import live

pytestmark = [pytest.mark.e2e, pytest.mark.own, pytest.mark.slow]
NAME = "三湾街社区试划"
CITY = Scope("tests", Role.PLANNER, "410106")

TRIPLES = """() => {
  const d = window.__plan, focus = d.now.panel.id;
  const own = [...d.units.of('micro')].filter(u => u.l2 === focus);
  // Nobody else's micro grid lies where the ring will be drawn.
  const between = (v, all) => v >= Math.min(...all) && v <= Math.max(...all);
  const pure = mates => own
    .filter(u => [0, 1].every(axis => between(u.at[axis], mates.map(m => m.at[axis]))))
    .every(u => u.parent === mates[0].parent);
  const near = (a, b) => a.box[0] <= b.box[2] && b.box[0] <= a.box[2] && a.box[1] <= b.box[3] && b.box[1] <= a.box[3];
  const out = [];
  for (const a of own) for (const t of own)
    if (t.parent !== a.parent && near(a, t) && !out.some(o => o.from === a.parent && o.to === t.parent)) {
      const mates = own.filter(u => u.parent === a.parent && near(u, t)).slice(0, 3);
      if (!pure(mates)) continue;
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


PARENTS = "Object.fromEntries([...window.__plan.units.of('micro')].map(u => [u.id, u.parent]))"
ROOMY = """() => {
  const d = window.__plan, [w, n] = [d.stage.clientWidth, d.stage.clientHeight];
  return [...d.units.of('micro')].filter(u => u.l2 === d.now.panel.id && u.hh).map(u => {
    const [a, b] = [d.board.map.project([u.box[0], u.box[3]]), d.board.map.project([u.box[2], u.box[1]])];
    return {id: u.id, at: u.at, box: u.box, room: Math.min(b.x - a.x, b.y - a.y),
      seen: a.x > 40 && a.y > 90 && b.x < w - 60 && b.y < n - 60};
  }).filter(u => u.seen).sort((a, b) => b.room - a.room).slice(0, 8);
}"""


def drawn(page, key, share):
    """Draw a line across a micro grid with the tool of a key until one is not refused; it is committed."""
    for unit in page.evaluate(ROOMY):
        rest(page)
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        if key == "r":
            page.mouse.click(*spot(page, unit["at"]))
        west, south, east, north = unit["box"]
        height = south + (north - south) * share
        (x, y), (end, _) = spot(page, (west, height)), spot(page, (east, height))
        until(page, "window.__plan.sketch")
        for at in (x - 14, end + 14, end + 14):
            page.mouse.move(at, y, steps=2)
            page.mouse.click(at, y)
        rest(page)
        until(page, "window.__plan.pending || document.querySelector('.pl-refused, .ogm-toast.on')")
        if page.evaluate("!!window.__plan.pending"):
            steps = page.evaluate("window.__plan.now.undo")
            page.keyboard.press("Enter")
            until(page, f"window.__plan.now.undo === {steps + 1}")
            return unit["id"]
        assert "图形未改动" in page.inner_text(".pl-refused")
    raise AssertionError("every line was refused")


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
    visitor = enter(browser, own.url, "planner")
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


def lassoed(page):
    """Move micro grids that were lassoed to another L3, take it back and do it again."""
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
    for key, undone, parent in (("Enter", 1, "to"), ("Control+z", 0, "from"), ("Control+y", 1, "to")):
        page.keyboard.press(key)
        until(page, f"window.__plan.now.undo === {undone}")
        rest(page)
        assert page.evaluate("id => window.__plan.units.get(id).parent", each["ids"][0]) == each[parent]


def redrawn(page):
    """Move a border and cut a micro grid in two; undo twice brings every unit back."""
    units = page.evaluate("window.__plan.units.all.size")
    drawn(page, "r", 0.3)
    drawn(page, "x", 0.5)
    rest(page)
    assert page.evaluate("window.__plan.units.all.size") > units
    for left in (2, 1):
        page.keyboard.press("Control+z")
        until(page, f"window.__plan.now.undo === {left}")
        rest(page)
    assert page.evaluate("window.__plan.units.all.size") == units
    page.keyboard.press("v")


def evened(page):
    """Balance the community and take the proposal."""
    page.get_by_role("button", name="一键均衡").click()
    page.get_by_role("slider", name="偏差上限").fill("50")
    page.get_by_role("button", name="开始计算").click()
    until(page, "window.__plan.pending || /均衡的结果/.test(document.querySelector('.pl-step').innerText)")
    assert page.locator(".pl-proven, .pl-note").count()
    if page.evaluate("!!window.__plan.pending"):
        page.keyboard.press("Enter")
        until(page, "window.__plan.now.undo === 2")
    rest(page)


def looked_back(leader, own, changed):
    """Yesterday's map by date: its banner, and the grids that are no more."""
    leader.goto(f"{own.url}/?date={yesterday()}")
    live(leader)
    assert f"历史 {yesterday()}" in leader.inner_text(".ogm-then")
    then = set(places(leader)["code"])
    leader.goto(own.url)
    live(leader)
    assert not leader.locator(".ogm-then:visible").count()
    assert len(then - set(places(leader)["code"])) == len(changed)


def taken_out_and_in(page, own, folder):
    """Yesterday and today under one divider; yesterday's grids as a file; the file as a draft of equal geometry."""
    page.goto(f"{own.url}/compare?a={yesterday()}&b=today")
    until(page, "window.__swipe?.stats().ready")
    page.locator(".pl-swipehandle").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("window.__swipe.stats().share") == 48
    page.get_by_role("tab", name="导出").click()
    page.get_by_label("导出哪一边").click()
    page.get_by_role("option", name="左边").click()
    page.get_by_role("button", name="导出").click()
    link = page.locator("a.ogm-file")
    link.wait_for(timeout=60_000)
    body = page.request.get(own.url + link.get_attribute("href"))
    assert body.status == 200
    file = folder / "昨天.gpkg"
    file.write_bytes(body.body())
    page.goto(f"{own.url}/plans")
    READY["plans"](page)
    page.get_by_text("导入在别处改好的网格文件").click()
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(file)
    page.get_by_role("button", name="采用为草稿").click(timeout=90_000)
    until(page, "location.pathname === '/compare'")
    made = page.url.split("b=")[1]
    desk = Desk(open_store(f"sqlite:///{(own.var / 'grid.db').as_posix()}"))
    back, was = (state_of(desk, what) for what in (made, datetime.combine(date.fromisoformat(yesterday()), EVENING)))
    desk.store.close()
    assert sorted(u.body.wkb for u in back.micro()) == sorted(u.body.wkb for u in was.micro())
    assert {(u.id, u.parent) for u in back.micro()} == {(u.id, u.parent) for u in was.micro()}


def yesterday():
    """The day before, as an address says it."""
    return f"{clock() - timedelta(days=1):%Y-%m-%d}"


def test_the_story_of_a_plan(story, browser, own, tmp_path):
    page, before = story, clock() - timedelta(seconds=1)
    plan = page.url.split("plan=")[1]
    parents = page.evaluate(PARENTS)
    lassoed(page)
    redrawn(page)
    evened(page)
    after = page.evaluate(PARENTS)
    changed = [key for key, parent in parents.items() if after[key] != parent]
    assert set(after) == set(parents)

    page.goto(f"{own.url}/review?plan={plan}")
    READY["review"](page)
    office(page, "提交校核")

    visitor = enter(browser, own.url, "leader")
    leader = visitor.new_page()
    for step in ("校核通过", "批准"):
        leader.goto(f"{own.url}/review?plan={plan}")
        READY["review"](leader)
        office(leader, step)
    looked_back(leader, own, changed)
    visitor.close()

    store = open_store(f"sqlite:///{(own.var / 'grid.db').as_posix()}")
    now, then = (store.grids(CITY, Level.MICRO, at=at) for at in (None, before))
    store.close()
    assert now["households"].sum() == then["households"].sum()
    assert len(set(then.index) - set(now.index)) == len(changed)
    assert then.geometry.union_all().symmetric_difference(now.geometry.union_all()).area == 0
    taken_out_and_in(page, own, tmp_path)
