"""The live map under a real mouse and keyboard: places, search, layers, address."""

import pytest

from tests.browser import until
from tests.e2e.people import COMMUNITY, DISTRICT, at_home, enter, places, shows, spot
from tests.e2e.watch import watch
from tests.shots.views import counted, live

pytestmark = pytest.mark.e2e
ZONE = "410106-Z2"
PLACE = "window.__ogm.stats().place"


@pytest.fixture
def home(desk):
    at_home(desk)
    return desk


@pytest.fixture(scope="module")
def quiet(browser, server):
    """A map whose websocket is listened to from the first byte."""
    visitor = enter(browser, server.url)
    seen = watch(visitor)
    page = visitor.new_page()
    page.goto(server.url)
    live(page)
    yield page, seen
    visitor.close()


def layers(page):
    return page.evaluate("window.__ogm.stats().layers")


def crumbs(page):
    return page.locator(".ogm-crumbs").inner_text().replace("\n", "").replace(" ", "")


def test_the_search_understands_pinyin_initials(home):
    home.keyboard.press("/")
    until(home, "document.activeElement.getAttribute('role') === 'combobox'")
    home.keyboard.type("sww")
    until(home, "document.querySelector('.ogm-option')?.innerText.includes('三湾街')")
    home.keyboard.press("Enter")
    until(home, f"{PLACE} !== '{DISTRICT}'")
    assert "三湾街" in home.locator(".ogm-crumbs [aria-current]").inner_text()


def test_the_search_says_when_it_finds_nothing(home):
    home.keyboard.press("/")
    home.keyboard.type("天涯海角")
    until(home, "document.querySelector('.ogm-found')?.innerText.includes('没有找到')")
    home.keyboard.press("Escape")


def test_the_search_finds_an_event_by_its_number(home):
    number = home.evaluate(
        "fetch('data/v1/find?q=EV2026').then(a => a.json()).then(f => f.rows[0].line.split('，')[0])"
    )
    home.keyboard.press("/")
    home.keyboard.type(number)
    until(home, "document.querySelector('.ogm-found')?.innerText.includes('地址与事件')")
    home.keyboard.press("Enter")
    until(home, f"{PLACE} !== '{DISTRICT}'")


def test_a_click_selects_what_lies_under_the_pointer_and_escape_goes_up(home):
    at_home(home, ZONE)
    table = places(home)
    row = table["code"].index(COMMUNITY)
    home.mouse.click(*spot(home, *table["at"][row]))
    shows(home, COMMUNITY)
    assert crumbs(home) == "上街区›三湾街片区›三湾街社区"
    assert home.locator(".ogm-cardhead h1").inner_text() == "三湾街社区"
    assert f"place={COMMUNITY}" in home.url
    home.mouse.move(5, 5)
    home.keyboard.press("Escape")
    shows(home, ZONE)
    home.keyboard.press("Escape")
    shows(home, DISTRICT)
    assert "place=" not in home.url


def test_a_click_far_outside_changes_nothing(home):
    box = home.locator(".ogm-map").bounding_box()
    home.mouse.click(box["x"] + box["width"] - 120, box["y"] + 60)
    home.wait_for_timeout(400)
    assert home.evaluate(PLACE) == DISTRICT


def test_the_breadcrumb_leads_back(home):
    at_home(home, COMMUNITY)
    home.locator(".ogm-crumbs a", has_text="三湾街片区").click()
    shows(home, ZONE)


def test_back_and_forward_restore_the_place(home):
    at_home(home, ZONE)
    at_home(home, COMMUNITY)
    home.go_back()
    shows(home, ZONE)
    home.go_back()
    shows(home, DISTRICT)
    home.go_forward()
    shows(home, ZONE)
    assert home.locator(".ogm-rail h1").first.inner_text() == "三湾街片区"


def test_back_from_another_page_shows_the_place_of_the_address_and_not_the_last_one_seen(home):
    at_home(home, ZONE)
    at_home(home, COMMUNITY)
    home.locator("[data-testid=stTopNavLink]", has_text="规划").click()
    until(home, "location.pathname === '/plans' && !document.querySelector('.ogm-map canvas')")
    home.evaluate("history.go(-2)")
    until(home, "location.pathname === '/' && document.querySelector('.ogm-map canvas')")
    shows(home, ZONE)
    assert f"place={ZONE}" in home.url


def test_a_layer_switch_asks_the_server_for_nothing_but_the_layer(quiet):
    home, seen = quiet
    before, asked = layers(home), -1
    while asked != len(seen.urls):  # the finer borders come by themselves, a moment after the rest
        asked = len(seen.urls)
        home.wait_for_timeout(2500)
    for key in ("circles", "l1", "coverage"):
        seen.forget()
        was = key in layers(home)
        home.evaluate("key => window.__ogm.toggle(key)", key)
        until(home, f"window.__ogm.stats().layers.includes('{key}') === {str(not was).lower()}")
        until(home, "window.__ogm.map.loaded()")
        home.wait_for_timeout(300)
        assert [url for url in seen.urls if "/data/v1/" in url and f"/{key}." not in url] == [], key
        assert seen.frames == [], key
        assert "layers=" in home.url or key in before
    for key in ("circles", "l1", "coverage"):
        home.evaluate("key => window.__ogm.toggle(key)", key)
    assert layers(home) == before
    until(home, "!location.search.includes('layers=')")


def test_a_switch_in_the_panel_is_the_same_switch(home):
    home.keyboard.press("l")
    until(home, "document.activeElement.closest('.ogm-panel')")
    box = home.locator(".ogm-panel label", has_text="各中心服务圈").first
    box.click()
    until(home, "window.__ogm.stats().layers.includes('circles')")
    assert "circles" in home.url
    box.click()
    until(home, "!window.__ogm.stats().layers.includes('circles')")


def test_the_period_stands_in_the_address_and_changes_the_figures(home):
    with home.expect_response(lambda answer: f"/data/v1/place/{DISTRICT}" in answer.url and "d=90" in answer.url):
        home.locator(".ogm-period select").select_option("90")
    until(home, "new URLSearchParams(location.search).get('days') === '90'")
    home.locator(".ogm-period select").select_option("30")
    until(home, "new URLSearchParams(location.search).get('days') !== '90'")


def test_the_link_is_copied_in_one_click(home):
    at_home(home, COMMUNITY)
    home.locator(".ogm-copy").click()
    until(home, "document.querySelector('.ogm-toast')?.innerText.includes('已复制')")
    assert home.evaluate("navigator.clipboard.readText()") == home.url
    assert f"place={COMMUNITY}" in home.url


def test_without_a_certificate_there_is_no_clipboard_and_the_link_is_copied_all_the_same(browser, server):
    visitor = enter(browser, server.url)
    visitor.grant_permissions(["clipboard-read"])
    visitor.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })")
    page = visitor.new_page()
    for way, ready in (("/", live), ("/issues", counted)):
        page.goto(server.url + way)
        ready(page)
        page.evaluate("() => addEventListener('copy', () => { window.__took = getSelection().toString() })")
        page.locator(".ogm-copy").click()
        until(page, "document.querySelector('.ogm-toast')?.innerText.includes('已复制')")
        assert page.evaluate("window.__took") == page.url
    visitor.close()


def test_escape_closes_an_explanation_and_nothing_else(home):
    at_home(home, COMMUNITY)
    home.locator(".ogm-rail .ogm-how").first.click()
    until(home, "document.querySelector('dialog[open]')")
    home.keyboard.press("Escape")
    until(home, "!document.querySelector('dialog')")
    home.wait_for_timeout(300)
    assert home.evaluate(PLACE) == COMMUNITY


def test_the_map_lives_through_a_rerun_of_the_script(home):
    home.evaluate("() => { window.__ogm.map.getCanvas().dataset.mine = 'yes' }")
    home.evaluate("window.__ogm.map.jumpTo({ center: [113.29, 34.82], zoom: 13.3 })")
    until(home, "location.search.includes(',13.3')")
    home.locator(".ogm-tile", has_text="超期").first.click()
    dialog = home.locator("[role=dialog]")
    dialog.wait_for(timeout=30_000)
    until(home, "document.querySelector('[role=dialog]').innerText.includes('条')")
    assert "超期" in dialog.inner_text()
    home.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert home.locator(".ogm-map canvas[data-mine=yes]").count() == 1
    assert home.evaluate("window.__ogm.map.getZoom().toFixed(1)") == "13.3"
    assert home.locator(".maplibregl-canvas").count() == 1


def test_another_window_size_keeps_the_map(home):
    home.evaluate("() => { window.__ogm.map.getCanvas().dataset.mine = 'still' }")
    size = home.viewport_size
    home.set_viewport_size({"width": 1600, "height": 800})
    until(
        home, "Math.abs(window.__ogm.map.getCanvas().clientWidth - document.querySelector('.ogm-map').clientWidth) < 2"
    )
    assert home.locator(".ogm-map canvas[data-mine=still]").count() == 1
    assert home.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    home.set_viewport_size(size)
    until(
        home, "Math.abs(window.__ogm.map.getCanvas().clientWidth - document.querySelector('.ogm-map').clientWidth) < 2"
    )


def test_a_hovered_place_says_its_name_and_counts(home):
    at_home(home, ZONE)
    table = places(home)
    x, y = spot(home, *table["at"][table["code"].index(COMMUNITY)])
    home.mouse.move(x - 5, y)
    home.mouse.move(x, y)
    until(home, "document.querySelector('.ogm-hover.on')?.innerText.includes('三湾街')")
    told = home.locator(".ogm-hover").inner_text()
    assert "户" in told
    assert "未办结" in told
    home.mouse.move(5, 5)


def test_the_legend_says_what_the_layers_show(quiet):
    """With the panel closed every switched-on overlay has its row, and a switched-off one has none."""
    home, _ = quiet
    legend = "document.querySelector('.ogm-legend').innerText"
    until(home, f"{legend}.includes('15分钟服务圈')")
    assert "党群服务中心" in home.evaluate(legend)
    home.evaluate("window.__ogm.toggle('coverage'); window.__ogm.toggle('centers')")
    until(home, f"!{legend}.includes('15分钟服务圈') && !{legend}.includes('党群服务中心')")
    home.evaluate("window.__ogm.toggle('coverage'); window.__ogm.toggle('centers')")
    until(home, f"{legend}.includes('15分钟服务圈') && {legend}.includes('党群服务中心')")


def test_nine_colours_and_events_are_never_on_one_map(home):
    home.evaluate("window.__ogm.toggle('nine')")
    until(home, "window.__ogm.stats().layers.includes('nine')")
    assert not {"events", "overdue", "hexes"} & set(layers(home))
    home.evaluate("window.__ogm.toggle('nine')")
    until(home, "window.__ogm.stats().layers.includes('overdue')")
