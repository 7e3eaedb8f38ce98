"""服务圈 in a browser: sliders answer on the map, every figure follows, and the map is given back unharmed."""

import csv
import io
from collections.abc import Iterator

import pytest

from geo.model.scope import Role
from tests.browser import until
from tests.e2e.people import enter, spot
from tests.shots.views import circles, live

pytestmark = pytest.mark.e2e
ZONE = "410106-Z4"
STATS = "window.__ogm.stats().circles"


@pytest.fixture(scope="module")
def page(browser, server) -> Iterator:
    """A leader's look 服务圈, open and drawn, for all tests of this file."""
    visitor = enter(browser, server.url, size=(1366, 768))
    opened = visitor.new_page()
    opened.goto(server.url + "/circles")
    circles(opened)
    yield opened
    visitor.close()


def slide(page, title, value):
    """Move a slider as a hand does, and wait for the figures that follow."""
    before = page.evaluate(f"{STATS}.ready.area")
    page.evaluate(
        """([title, value]) => {
            const input = document.querySelector(`.ogm-slide input[aria-label=${title}]`);
            input.value = value;
            input.dispatchEvent(new Event("input"));
        }""",
        [title, value],
    )
    until(page, f"{STATS}.ready.area > {before}")
    return page.evaluate(f"{STATS}.covered.share")


def drawn(page, layer):
    return page.evaluate(f"window.__ogm.map.queryRenderedFeatures({{layers: ['{layer}']}}).length")


def test_bands_and_gaps_are_on_the_map(page):
    assert drawn(page, "reach-bands") > 0
    assert drawn(page, "reach-gaps") > 0
    assert page.evaluate(f"{STATS}.method") == "walk"
    shown = page.locator(".ogm-reachnow b").first.inner_text()
    assert float(shown) == page.evaluate(f"{STATS}.covered.share")
    assert "口径" in page.locator(".ogm-rule").inner_text()
    assert not page.locator(".ogm-panel:not(.ogm-reach)").is_visible()


def test_sliders_answer_without_running_the_page_again(page):
    ran = page.evaluate(
        "performance.getEntriesByType('navigation').length + document.querySelectorAll('.stApp').length"
    )
    shares = [slide(page, "时限", minutes) for minutes in (5, 10, 15)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]
    slower = slide(page, "步速", 3)
    assert slower < shares[-1]
    assert "kmh=3" in page.url
    page.get_by_role("button", name="成人", exact=True).click()
    until(page, f"{STATS}.ask.kmh === 4.5 && {STATS}.covered.share === {shares[-1]}")
    assert "kmh" not in page.url
    again = page.evaluate(
        "performance.getEntriesByType('navigation').length + document.querySelectorAll('.stApp').length"
    )
    assert again == ran


def test_a_click_tells_the_minutes_and_the_way(page):
    at = page.evaluate(
        """() => {
            const map = window.__ogm.map, c = map.getCenter(), clear = 26; // pixels to the next star
            const layers = map.getStyle().layers.filter((l) => l.source === "centers").map((l) => l.id);
            const free = (at) => {
                const p = map.project(at), box = [[p.x - clear, p.y - clear], [p.x + clear, p.y + clear]];
                return !map.queryRenderedFeatures(box, {layers}).length;
            };
            return [...Array(200).keys()].map((n) => [c.lng + 0.002 * (n % 10), c.lat - 0.002 * (n / 10)]).find(free);
        }"""
    )
    page.mouse.click(*spot(page, *at))
    until(page, f"{STATS}.way > 0")
    assert "分钟" in page.locator(".ogm-reachpop h2").inner_text()
    assert page.locator(".ogm-reachpop li").count() == 3
    page.locator(".ogm-reachpop .ogm-x").click()
    until(page, f"{STATS}.way === 0")


def test_a_star_opens_its_centre_which_can_be_closed_in_thought(page):
    lon, lat = page.evaluate(
        """() => {
            const map = window.__ogm.map;
            const layers = map.getStyle().layers.filter((l) => l.source === "centers").map((l) => l.id);
            const box = map.getCanvas();
            return map.queryRenderedFeatures({layers}).map((f) => f.geometry.coordinates).find((c) => {
                const p = map.project(c);
                return p.x > 200 && p.x < box.clientWidth - 120 && p.y > 120 && p.y < box.clientHeight - 120;
            });
        }"""
    )
    page.mouse.click(*spot(page, lon, lat))
    until(page, f"{STATS}.center")
    assert page.locator(".ogm-pacelist dd").count() >= 5
    before = page.evaluate(f"{STATS}.ready.area")
    page.get_by_role("button", name="假设关停").click()
    until(page, f"{STATS}.ask.off === 1 && {STATS}.ready.area > {before}")
    assert "off=DQ" in page.url
    page.get_by_role("button", name="全部恢复").click()
    until(page, f"{STATS}.ask.off === 0")
    # An answer that comes while the button is pressed does not take it from under the finger.
    box = page.locator(".ogm-centercard .ogm-x").bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    before = page.evaluate(f"{STATS}.ready.area")
    page.evaluate(
        "history.pushState(history.state, '', '/circles?min=10'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    until(page, f"{STATS}.ready.area > {before}")
    page.wait_for_timeout(500)
    page.mouse.up()
    until(page, f"!{STATS}.center")
    page.evaluate("history.pushState(history.state, '', '/circles'); dispatchEvent(new PopStateEvent('popstate'))")


def test_the_next_centres_are_proven_and_drawn(page):
    page.get_by_role("button", name="计算", exact=True).click()
    until(page, f"{STATS}.sites > 0")
    assert page.evaluate(f"{STATS}.proven")
    assert page.locator(".ogm-sites li").count() == 3
    assert "已证明最优" in page.locator(".ogm-proof").inner_text()
    until(page, "window.__ogm.map.queryRenderedFeatures({layers: ['reach-next']}).length > 0")
    assert page.locator(".ogm-reachnow .after b").inner_text()
    page.get_by_role("button", name="清除").click()
    until(page, f"{STATS}.sites === 0")


def test_a_wrong_line_of_the_own_list_is_named(page):
    page.locator(".ogm-next summary").click()
    page.locator(".ogm-next textarea").fill("甲 113.28 34.81\n乙 三十四")
    page.get_by_role("button", name="使用名单").click()
    assert "第 2 行" in page.locator(".ogm-next .ogm-soft").first.inner_text()


def test_the_table_can_be_taken_along(page):
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(taken.value.path().read_text(encoding="utf-8-sig"))))
    assert taken.value.suggested_filename == "谁在圈外.csv"
    assert any("圈外人数" in row for row in rows)


def test_a_link_opens_the_same_view(browser, server):
    visitor = enter(browser, server.url, Role.PLANNER, size=(1920, 1080))
    opened = visitor.new_page()
    opened.goto(f"{server.url}/circles?place={ZONE}&min=10&kmh=3&k=5")
    circles(opened)
    assert opened.evaluate(f"{STATS}.ask.minutes") == 10
    assert opened.locator(".ogm-reachside h1").inner_text().endswith("片区")
    assert opened.locator(".ogm-stepper b").inner_text() == "5 处"
    assert opened.locator("[data-testid=stToast]").count() == 0
    visitor.close()


def test_the_map_goes_back_to_the_start_page(page, server):
    page.goto(server.url)
    live(page)
    assert page.evaluate("window.__ogm.map.getSource('reach-bands') === undefined")
    assert page.locator(".ogm-rail:not(.ogm-reachside)").is_visible()
    assert "min=" not in page.url


def test_the_top_navigation_gives_the_map_back(browser, server):
    visitor = enter(browser, server.url, size=(1366, 768))
    opened = visitor.new_page()
    opened.goto(server.url + "/circles?min=10")
    circles(opened)
    opened.locator("[data-testid=stTopNavLink], header a", has_text="看").first.click()
    until(opened, f"!{STATS}.on")
    until(opened, "document.querySelector('.ogm-rail:not(.ogm-reachside) .ogm-tile b')")
    assert opened.evaluate("window.__ogm.map.getSource('reach-bands') === undefined")
    assert opened.evaluate("window.__ogm.stats().layers.includes('zones')")
    assert "min=" not in opened.url
    opened.go_back()
    until(opened, f"{STATS}.on && {STATS}.ready.area")
    visitor.close()
