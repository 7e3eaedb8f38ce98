"""No page asks any other computer for anything, complains, or says more on the websocket than it must."""

import pytest

from geo.model.scope import Role
from pages.parts.rooms import ROOMS
from tests.browser import another, context
from tests.e2e.people import enter, stops
from tests.e2e.test_layout import neat
from tests.e2e.watch import text_of, watch

pytestmark = pytest.mark.e2e
FRAME_BYTES = {"relief": 600_000, "light": 2_500_000}  # pydeck and folium carry their own picture
USUAL_BYTES = 100_000
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


def look(page, seen, stop, url):
    seen.forget()
    stop.open(page, url)
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
    return seen.values()


def test_with_every_other_computer_out_of_reach_every_page_works_and_asks_nobody(browser, server):
    with another(browser, NO_NAMES) as cut:
        visitors = {}
        for stop in tour():
            if stop.role not in visitors:
                visitor = enter(cut, server.url, stop.role)
                visitors[stop.role] = (visitor, watch(visitor))
            visitor, seen = visitors[stop.role]
            page = visitor.new_page()
            look(page, seen, stop, server.url)
            neat(page, stop)
            page.close()


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
