"""大屏: the parts in turn, fresh figures without a remount, and back again after the line was gone."""

import time

import pytest

from data.store import open_store
from tests.browser import until
from tests.e2e.people import enter

pytestmark = pytest.mark.e2e
WALL = "window.__ogm.stats().wall"
FRESH = "document.querySelector('.ogm-wallfresh')?.innerText"
LOOKS = """[window.__ogm.map.getPitch() > 40, document.querySelector('.ogm-issside').checkVisibility(),
    !!window.__ogm.map.getLayer('rel-late')
    && window.__ogm.map.getLayoutProperty('rel-late', 'visibility') !== 'none']"""
SMALLEST = """() => {
    const zoom = Number(getComputedStyle(document.querySelector('.ogm')).getPropertyValue('--wall'));
    const texts = document.createTreeWalker(document.querySelector('.ogm'), NodeFilter.SHOW_TEXT);
    let least = 999;
    for (let at = texts.nextNode(); at; at = texts.nextNode()) {
        const host = at.parentElement;
        if (!at.data.trim() || !host.getBoundingClientRect().width) continue;
        if (!host.checkVisibility({visibilityProperty: true})) continue;
        least = Math.min(least, parseFloat(getComputedStyle(host).fontSize) * zoom);
    }
    return least;
}"""


@pytest.fixture(scope="module")
def wall(browser, server):
    visitor = enter(browser, server.url, size=(1920, 1080))
    page = visitor.new_page()
    page.goto(f"{server.url}/?kiosk=1&dwell=2&refresh=1")
    # Not `live`: a wall that turns is never quite still.
    until(page, f"{WALL}?.refreshes >= 1 && window.__ogm.map.loaded()", timeout_s=120)
    page.evaluate("window.__kept = [document.querySelector('.ogm'), document.querySelector('.ogm-map canvas')]")
    yield page
    visitor.close()


def same_map(page):
    return page.evaluate(
        "window.__kept[0] === document.querySelector('.ogm') "
        "&& window.__kept[1] === document.querySelector('.ogm-map canvas')"
    )


def test_there_is_no_chrome_and_every_word_can_be_read_from_afar(wall):
    for gone in (".stAppHeader", ".ogm-who", ".ogm-strip", ".ogm-panel", ".ogm-tools"):
        assert not wall.locator(gone).first.is_visible(), gone
    assert wall.evaluate(SMALLEST) >= 20
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    box = wall.locator(".ogm-rail:visible").bounding_box()
    assert round(box["x"] + box["width"]) == 1920
    assert "已刷新" in wall.evaluate(FRESH)
    assert "数据截至" in wall.evaluate(FRESH)


def test_without_saved_views_the_whole_its_parts_and_two_other_looks_are_played(wall):
    seen = {}
    ends = time.monotonic() + 90
    while len(seen) < 7 and time.monotonic() < ends:
        told, *looks = wall.evaluate(f"[{{...{WALL}}}, ...{LOOKS}]")  # of one moment
        if told["settled"] and told["view"] not in seen:
            seen[told["view"]] = (told["kind"], *looks)
        wall.wait_for_timeout(100)
    assert sorted(kind for kind, *_ in seen.values()) == ["asked"] + 5 * ["map"] + ["relief"]
    for kind, leans, listed, stands in seen.values():
        assert (leans, listed, stands) == (kind == "relief", kind == "asked", kind == "relief")
    assert same_map(wall)


def test_a_new_data_version_is_laid_over_without_a_remount(wall, server):
    before = wall.evaluate(f"{WALL}.renewed")
    book = open_store(f"sqlite:///{(server.var / 'grid.db').as_posix()}")
    with book.command("试", "试"):
        pass
    book.close()
    until(wall, f"{WALL}.renewed > {before}")
    assert same_map(wall)
    assert "已刷新" in wall.evaluate(FRESH)


def test_a_page_that_has_stood_for_a_day_opens_anew_in_the_small_hours_and_goes_on(browser, server):
    visitor = enter(browser, server.url, size=(1920, 1080))
    page = visitor.new_page()
    page.clock.set_fixed_time("2026-11-22T07:00:00+08:00")
    page.goto(f"{server.url}/?kiosk=1&dwell=2&refresh=1")
    first = until(page, f"{WALL}?.turns >= 1 && {WALL}.view")
    page.evaluate("window.__old = true")
    page.clock.set_fixed_time("2026-11-23T05:00:00+08:00")  # a day, but people are about
    second = until(page, f"{WALL}.turns >= 2 && window.__old && {WALL}.view")
    page.clock.set_fixed_time("2026-11-23T03:30:00+08:00")
    third = until(page, f"!window.__old && {WALL}?.turns >= 1 && {WALL}.view")
    assert third not in {first, second}
    visitor.close()


def test_without_a_line_the_picture_stays_and_says_how_old_it_is(wall):
    wall.context.set_offline(True)
    until(wall, f"{FRESH}.includes('连接中断')")
    assert wall.locator(".ogm-map canvas").is_visible()
    wall.context.set_offline(False)
    until(wall, f"{FRESH}.includes('已刷新')")
