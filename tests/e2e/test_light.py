"""Where a browser has no WebGL the light map comes by itself; by link it comes anywhere (test_offline, test_sketch)."""

import pytest

from data.store import open_store
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from tests.browser import another, until
from tests.e2e.people import DISTRICT, READY, enter
from tests.e2e.watch import text_of

pytestmark = pytest.mark.e2e
SEEN = Scope("e2e", Role.LEADER, DISTRICT)
DRAWN = """() => {
    const canvas = document.querySelector('canvas');
    const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = new Set();
    for (let i = 0; i < bytes.length; i += 4 * 97) seen.add((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]);
    return [seen.size, document.querySelectorAll('.leaflet-marker-icon').length];
}"""


def frame_of(page):
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def click_on(page, server, name):
    """Click the middle of a community on the light map, wherever it lies in the frame."""
    store = open_store(f"sqlite:///{(server.var / 'grid.db').as_posix()}")
    table = store.grids(SEEN, Level.L2)
    store.close()
    middle = table[table["name"] == name].geometry.representative_point().iloc[0]
    find = "([lat, lng]) => { const at = window.map.latLngToContainerPoint([lat, lng]); return [at.x, at.y]; }"
    x, y = frame_of(page).evaluate(find, [middle.y, middle.x])
    page.locator("iframe").first.scroll_into_view_if_needed()
    box = page.locator("iframe").first.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)


def test_without_webgl_the_light_map_comes_by_itself(browser, server):
    with another(browser, webgl=False) as blind:
        visitor = enter(blind, server.url)
        page = visitor.new_page()
        page.goto(server.url)
        READY["light"](page)
        assert "没有 WebGL" in text_of(page)
        colours, names = frame_of(page).evaluate(DRAWN)
        assert colours > 20
        assert names > 10
        assert "示意边界，不作划界依据" in text_of(page)
        click_on(page, server, "石嘴村")
        until(page, "location.search.includes('place=410106')")
        until(page, "document.querySelector('.ogm-crumbs [aria-current]')?.innerText.includes('石嘴')")
        page.get_by_test_id("stButtonGroup").get_by_text("党群服务中心").click()
        page.wait_for_timeout(300)
        READY["light"](page)
        assert "place=410106" in page.url
        visitor.close()
