"""A link a colleague sends is the first thing a fresh server is asked, and opens exactly what it says."""

import pytest

from tests.browser import context, until
from tests.e2e.people import COMMUNITY, READY, enter, shows
from tests.e2e.watch import text_of
from tests.served import serve

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def fresh():
    with serve() as served:
        yield served


def through_the_door(browser, url, path):
    page = context(browser, 1366, 768).new_page()
    page.goto(url + path)
    assert "/login" in page.url
    page.locator("[data-role=leader]").click()
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def test_the_first_request_of_a_fresh_server_may_be_a_deep_link_to_another_look(browser, fresh):
    path = f"/relief?place={COMMUNITY}&days=90"
    page = through_the_door(browser, fresh.url, path)
    assert page.url == fresh.url + path
    READY["relief"](page)
    assert page.url == fresh.url + path
    until(page, "document.querySelector('.ogm-crumbs [aria-current]')?.innerText === '三湾街社区'")
    assert text_of(page).count("三湾街社区") > 1  # the breadcrumb and the figures beside the picture
    page.context.close()


def test_a_deep_link_to_a_place_passes_through_the_door(browser, fresh):
    path = f"/?place={COMMUNITY}&days=7"
    page = through_the_door(browser, fresh.url, path)
    assert page.url == fresh.url + path
    shows(page, COMMUNITY)
    until(page, "window.__ogm.ready.allPaint")
    assert page.locator(".ogm-crumbs [aria-current]").inner_text() == "三湾街社区"
    assert page.locator(".ogm-cardhead h1").inner_text() == "三湾街社区"
    assert page.locator(".ogm-period select").input_value() == "7"
    asked = page.evaluate("new URLSearchParams(location.search).get('place') + location.pathname")
    assert asked == f"{COMMUNITY}/"
    page.context.close()


def test_a_page_of_another_role_is_refused_in_a_sentence(browser, fresh):
    visitor = enter(browser, fresh.url, "leader")
    page = visitor.new_page()
    page.goto(f"{fresh.url}/load")
    until(page, "document.body.innerText.includes('当前角色无权查看此页')")
    told = text_of(page)
    assert "Traceback" not in told
    assert page.locator("[data-testid=stFileUploader]").count() == 0
    visitor.close()
