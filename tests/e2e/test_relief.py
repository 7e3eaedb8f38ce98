"""立体态势 draws columns on the district and says what they mean."""

from io import BytesIO

import pytest
from PIL import Image

from tests.browser import until
from tests.e2e.people import READY, enter
from tests.e2e.watch import text_of

pytestmark = pytest.mark.e2e
CANVAS = "[data-testid=stDeckGlJsonChart] canvas"


@pytest.fixture(scope="module")
def relief(browser, server):
    visitor = enter(browser, server.url)
    page = visitor.new_page()
    page.goto(f"{server.url}/relief")
    READY["relief"](page)
    yield page
    visitor.close()


def test_the_picture_is_drawn(relief):
    ends = 40
    while True:
        shot = relief.locator("[data-testid=stDeckGlJsonChart]").screenshot()
        found = Image.open(BytesIO(shot)).convert("RGB").resize((300, 200)).getcolors(1 << 18)
        if len(found) > 200 or ends == 0:
            break
        ends -= 1
        relief.wait_for_timeout(500)
    assert len(found) > 200  # an empty ground has a handful


def test_the_legend_and_the_figures_stand_beside_it(relief):
    told = text_of(relief)
    for words in ("红段：其中超期", "柱高：未办结件数", "超期事件", "哪里最急", "演示数据"):
        assert words in told
    box = relief.get_by_text("红段：其中超期").bounding_box()
    assert box["width"] > 50
    assert 0 <= box["x"] < 1366


def test_a_place_picked_in_the_strip_moves_the_page_there(relief):
    relief.keyboard.press("/")
    relief.locator(".ogm-search input").fill("sww")
    until(relief, "document.querySelector('.ogm-option')?.innerText.includes('三湾街')")
    relief.locator(".ogm-search input").press("Enter")
    until(relief, "location.search.includes('place=410106')")
    until(relief, "document.querySelector('.ogm-crumbs [aria-current]')?.innerText.includes('三湾街')")
    assert "/relief" in relief.url
