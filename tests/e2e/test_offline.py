"""Every page once: it asks no other computer, complains of nothing, says little, looks as it did and fits a phone."""

import numpy as np
import pytest

from geo.model.scope import Role
from pages.parts.rooms import ROOMS
from tests.browser import PLAIN, another, context
from tests.e2e.people import COMMUNITY, Stop, enter, stops
from tests.e2e.pictures import BLOCK, KEPT, NOW, WORST, apart, strayed, taken
from tests.e2e.test_layout import SIDEWAYS, neat
from tests.e2e.watch import text_of, watch

pytestmark = pytest.mark.e2e
FRAME_BYTES = {"relief": 600_000, "light": 2_500_000}  # pydeck and folium carry their own picture
USUAL_BYTES = 100_000
PICTURED = {"onemap", "circles", "issues", "nine", "relief", "plans", "edit", "sheet", "light", "community", "kiosk"}
# Two more views of the start page; what a wall plays would go on by itself.
MORE = (
    Stop(Role.LEADER, "community", f"/?place={COMMUNITY}"),
    Stop(Role.LEADER, "kiosk", "/?kiosk=1&dwell=3600&refresh=3600"),
)
SETTLE_MS = 500  # what a page still asks and complains of after it is drawn
FADED_MS = 1000  # and what fades in, where a picture is taken
PHONE, REFLOW_MS = {"width": 390, "height": 844}, 250
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


def look(page, seen, stop, url):
    seen.forget()
    stop.open(page, url)
    page.wait_for_timeout(SETTLE_MS)
    assert seen.outside == [], stop
    assert seen.faults == [], stop
    assert [size for _, size in seen.frames if size > FRAME_BYTES.get(stop.key, USUAL_BYTES)] == [], stop
    told = text_of(page)
    assert "Traceback" not in told, stop
    assert "演示数据" in told, stop
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0, stop


def tour():
    """Every page once, as the first of these who may open it."""
    seen = {}
    for role in (Role.ADMIN, Role.LEADER, Role.PLANNER):
        for stop in stops(role):
            seen.setdefault(stop.key, stop)
    assert {screen.key for screen in ROOMS} <= set(seen)
    return [*seen.values(), *MORE]


def test_with_every_other_computer_out_of_reach_every_page_works_and_looks_as_it_did(browser, server):
    changed, pictured = [], set()
    on_phones = {stop.key for stop in stops(Role.LEADER)}
    with another(browser, PLAIN, NO_NAMES) as cut:
        visitors = {}
        for stop in tour():
            if stop.role not in visitors:
                visitor = enter(cut, server.url, stop.role)
                visitors[stop.role] = (visitor, watch(visitor))
            visitor, seen = visitors[stop.role]
            page = visitor.new_page()
            page.clock.set_fixed_time(NOW)
            look(page, seen, stop, server.url)
            neat(page, stop)
            if stop.key in PICTURED:
                pictured.add(stop.key)
                page.wait_for_timeout(FADED_MS)
                changed.append(strayed(stop.key, taken(page)))
            if stop.key in on_phones:
                page.set_viewport_size(PHONE)
                page.wait_for_timeout(REFLOW_MS)
                assert page.evaluate(SIDEWAYS) <= 0, stop
            page.close()
    assert pictured == PICTURED
    assert {path.stem for path in KEPT.glob("*.jpg")} - PICTURED == set()
    assert any(KEPT.glob("*.jpg"))
    assert [said for said in changed if said] == []


def test_a_picture_tells_a_change_of_colour_and_bears_another_face():
    """One colour of a small symbol is enough; a shade in all letters is not."""
    rng = np.random.default_rng(1)
    kept = np.full((192, 340, 3), 255, dtype=np.uint8)
    kept[40:100, 40:60] = (213, 31, 15)
    seen = kept.copy()
    seen[40:52, 40:52] = (15, 123, 108)
    worst, at, _ = apart(kept, seen)
    assert worst > WORST
    assert at[0] + 1 >= 40 // BLOCK
    shaded = np.clip(kept.astype(int) - rng.integers(0, 12, kept.shape), 0, 255)
    assert apart(kept, shaded)[0] < WORST


def test_the_sign_in_page_stays_on_this_computer(browser, server):
    visitor = context(browser, 1366, 768)
    seen = watch(visitor)
    page = visitor.new_page()
    page.goto(f"{server.url}/login")
    assert page.locator("[data-role]").count() == len(Role)
    assert "演示数据" in text_of(page)
    assert seen.outside == []
    assert seen.faults == []
    visitor.close()
