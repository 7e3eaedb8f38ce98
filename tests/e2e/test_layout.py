"""Nothing is cut, faint or tiny and nothing scrolls sideways, on the smallest desk and a phone (all: test_offline)."""

import pytest

from geo.model.scope import Role
from tests.browser import context
from tests.e2e.legible import LEGIBLE
from tests.e2e.people import Stop, enter

pytestmark = pytest.mark.e2e
CUT = """() => [...document.querySelectorAll(
        'button, .ogm-rank li, .ogm-crumbs, .ogm-facts > div, .ogm-tile, a.ogm-tab')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 0 && !e.closest('.ogm-found'))
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
    .map(e => `${e.className}: ${e.innerText.slice(0, 40)} ${e.scrollWidth}>${e.clientWidth}`)"""
BEYOND = """() => [...document.querySelectorAll('.ogm-strip *, .ogm-rail *, .ogm-who *')]
    .filter(e => e.checkVisibility() && e.children.length === 0 && e.innerText?.trim())
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => `${e.className}: ${e.innerText.slice(0, 40)}`)"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


def neat(page, stop):
    assert page.evaluate(SIDEWAYS) <= 0, stop
    assert page.evaluate(CUT) == [], stop
    assert page.evaluate(BEYOND) == [], stop
    assert page.evaluate(LEGIBLE) == [], stop


@pytest.fixture(scope="module")
def phone(browser, server):
    visitor = enter(browser, server.url, Role.LEADER, size=(390, 844))
    yield visitor
    visitor.close()


def test_on_a_phone_the_map_is_in_the_first_fold(phone, server):
    page = phone.new_page()
    stop = Stop(Role.LEADER, "onemap", "/")
    stop.open(page, server.url)
    assert page.evaluate(SIDEWAYS) <= 0
    box = page.locator(".ogm-map").bounding_box()
    assert box["width"] == 390
    assert box["height"] > 350
    assert box["y"] + box["height"] <= 844
    tile = page.locator(".ogm-tile").first
    assert "超期" in tile.inner_text()
    assert tile.bounding_box()["y"] < 844
    page.locator(".ogm-phonechip").click()
    sheet = page.locator(".ogm-fromfoot")
    assert sheet.locator("[aria-pressed=true]").inner_text() == "近 30 天"
    assert sheet.locator("input[type=date]").is_visible()
    assert "事件" in sheet.locator("tbody").inner_text()
    box = sheet.bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 844)
    page.close()


def test_the_sign_in_page_does_not_scroll_sideways_on_a_phone(browser, server):
    page = context(browser, 390, 844).new_page()
    page.goto(f"{server.url}/login")
    assert page.evaluate(SIDEWAYS) <= 0
    page.context.close()
