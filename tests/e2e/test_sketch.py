"""圈阅: a leader circles a place on the light map and makes an event of it.

The event stays in the shared store: this file comes after the walk that compares pictures (test_offline).
"""

import pytest

from data import sketches
from data.store import open_store
from geo.model.scope import Role, Scope
from tests.browser import until
from tests.e2e.people import COMMUNITY, DISTRICT, READY, enter
from tests.e2e.test_light import SEEN, frame_of

pytestmark = pytest.mark.e2e


def test_a_leader_circles_a_place_and_makes_an_event_of_it(browser, server):
    visitor = enter(browser, server.url)
    page = visitor.new_page()
    page.goto(f"{server.url}/?engine=light&pen=1&place={COMMUNITY}")
    READY["light"](page)
    pen = frame_of(page).locator(".leaflet-draw-draw-polygon")
    assert pen.get_attribute("title") == "圈一块地方"
    pen.click()
    box = page.locator("iframe").first.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for right, down in ((-50, -40), (50, -40), (50, 40)):
        page.mouse.click(middle[0] + right, middle[1] + down)  # as fast as a busy page gets them: none may be lost
    frame_of(page).locator(".leaflet-editing-icon").nth(2).wait_for()
    frame_of(page).locator(".leaflet-editing-icon").first.click()
    words = page.get_by_role("textbox", name="批注")
    keep = page.get_by_role("button", name="留下圈阅")
    until(page, "document.body.innerText.includes('已画好一处')")
    words.fill("垃圾站挪到路北")
    keep.click()
    until(page, "document.querySelector('.ogm-sketch')?.innerText.includes('垃圾站挪到路北')")
    READY["light"](page)
    page.get_by_role("button", name="转为事件").click()
    page.get_by_role("dialog").get_by_role("combobox").click()
    page.get_by_role("option", name="市容环境 · 暴露垃圾").click()
    until(page, "document.body.innerText.includes('办理时限是 1 个工作日')")
    page.get_by_role("dialog").get_by_role("button", name="转为事件").click()
    until(page, "document.querySelector('.ogm-sketch')?.innerText.includes('待接单')")
    store = open_store(f"sqlite:///{(server.var / 'grid.db').as_posix()}")
    made = store.events(SEEN)
    assert made.loc[made["source"] == "领导交办", "status"].tolist() == ["派单"]
    sketches.close(store, Scope("e2e", Role.ADMIN, DISTRICT), store.sketches(SEEN).index[0])
    store.close()
    visitor.close()
