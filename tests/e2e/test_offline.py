"""No page asks any other computer for anything, complains, or says more on the websocket than it must."""

import pytest

from geo.model.scope import Role
from tests.browser import another, context, until
from tests.e2e.people import enter, stops
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


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_stays_on_this_computer(browser, server, role):
    visitor = enter(browser, server.url, role)
    seen = watch(visitor)
    for stop in stops(role):
        page = visitor.new_page()
        look(page, seen, stop, server.url)
        page.close()
    visitor.close()


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


def test_with_every_other_computer_out_of_reach_every_page_still_works(browser, server):
    with another(browser, NO_NAMES) as cut:
        page = context(cut, 1366, 768).new_page()
        page.goto(f"{server.url}/login")
        page.locator("[data-role=admin]").click()
        until(page, "!location.pathname.startsWith('/login')")
        seen = watch(page.context)
        for stop in stops(Role.ADMIN):
            page = page.context.new_page()
            look(page, seen, stop, server.url)
