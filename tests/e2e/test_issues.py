"""诉求: the lists name what is planted, the slider and the two maps count the same events, the address says it all."""

import sqlite3
from contextlib import closing

import pytest

from geo.model.scope import Role
from tests.browser import until
from tests.e2e.people import STREET, counted, enter

pytestmark = pytest.mark.e2e
STATS = "window.__ogm_issues.stats()"
FIRST = "document.querySelector('.ogm-isslist button')?.innerText"


@pytest.fixture(scope="module")
def page(browser, server):
    visitor = enter(browser, server.url, size=(1440, 900))
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = visitor.new_page()
    opened.goto(f"{server.url}/issues?days=90")
    counted(opened)
    yield opened
    visitor.close()


@pytest.fixture(autouse=True)
def whole(page):
    """Begin every test with the whole district and period."""
    yield
    page.evaluate(
        "history.pushState(history.state, '', '/issues?days=90'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    page.wait_for_timeout(300)
    tab(page, "突出")


def tab(page, title):
    page.locator(".ogm-issside .ogm-tabs button", has_text=title).click()


def listed(page):
    return page.locator(".ogm-isslist button").all_inner_texts()


def total(page):
    return int(page.locator(".ogm-issnow p b").inner_text().replace(",", ""))


def test_the_planted_troubles_stand_first_without_searching(page):
    until(page, "document.querySelectorAll('.ogm-isslist button').length >= 6")  # counted a moment after it is drawn
    found = [text.split("\n")[0] for text in listed(page)[:6]]
    for trouble in ("三湾街，物业与老旧小区", "盛世，夜市", "工人村，施工扬尘", "09 月 29 日，积水", "通航，飞线充电"):
        assert trouble in found, (trouble, found)


def test_a_finding_is_one_click_from_its_place_and_class(page):
    page.locator(".ogm-isslist button", has_text="盛世，夜市").click()
    until(page, "document.querySelector('.ogm-issside h1')?.innerText === '盛世社区'")
    assert "cls=05" in page.url
    assert "place=410106002006" in page.url


def test_the_day_of_the_cloudburst_opens_on_the_slider(page):
    page.locator(".ogm-isslist button", has_text="积水").first.click()
    until(page, "document.querySelector('.ogm-isstime output')?.value === '09-29'")
    assert page.evaluate(f"{STATS}.counted[0]") >= 60


def test_days_and_weeks_add_up_to_the_period(page):
    everything = total(page)
    page.locator(".ogm-isstime .ogm-tabs button", has_text="按周").click()
    until(page, f"{STATS}.ask.step === 'week' && {STATS}.drawn")
    seen = 0
    steps = int(page.locator(".ogm-issrange input").get_attribute("max")) + 1
    for at in range(steps):
        page.locator(".ogm-issrange input").fill(str(at))
        until(page, f"{STATS}.ask.at === {at} && {STATS}.drawn")
        seen += page.evaluate(f"{STATS}.counted[0]")
    assert 0 <= everything - seen <= everything * 0.01  # an event outside every hexagon has no cell


def test_play_goes_on_by_itself_and_stops(page):
    page.locator(".ogm-issplay").click()
    until(page, f"{STATS}.ask.at >= 2")
    page.locator(".ogm-issplay").click()
    assert not page.evaluate(f"{STATS}.playing")


def test_two_periods_stand_side_by_side_on_one_scale_and_move_together(page):
    page.locator(".ogm-issfilter button", has_text="与上期并排").click()
    until(page, f"{STATS}.maps === 2 && {STATS}.painted")
    assert page.locator(".ogm-isslegend").count() == 1
    page.locator(".ogm-issside .ogm-tabs button", has_text="社区").click()
    page.locator(".ogm-isslist button").first.click()
    until(page, f"Math.abs({STATS}.zoom[0] - {STATS}.zoom[1]) < 1e-6 && {STATS}.zoom[0] > 12")
    assert page.locator(".ogm-isscap").all_inner_texts()[1].startswith("本期")


def test_hot_spots_say_their_test_and_repeats_their_place(page):
    tab(page, "热点")
    assert "Gi*" in listed(page)[0]
    tab(page, "反复")
    assert "次" in listed(page)[0]
    assert "号楼" not in "".join(
        text for text in listed(page) if "物业" in text or "纠纷" in text
    )  # no home for a leader


def test_filters_count_what_they_leave(page):
    row = page.locator(".ogm-issfilter button.ogm-issrow", has_text="施工管理")
    n = int(row.locator("span").last.inner_text().replace(",", ""))
    row.click()
    until(page, f"{STATS}.ask.cls?.length === 1 && {STATS}.drawn")
    assert total(page) == n
    assert "cls=03" in page.url


def test_the_grains_are_told_apart_and_what_was_not_loaded_is_said(page, server):
    with closing(sqlite3.connect(server.var / "grid.db")) as db:
        noted = db.execute("SELECT count(*) FROM note").fetchone()[0] > 0
    whole = page.locator(".ogm-issfunnel").inner_text()
    assert f"{'五' if noted else '四'}种口径，不能相加" in whole
    assert ("随手记流水未导入" in whole) != noted
    told = page.locator(".ogm-issfunnel li").all_inner_texts()
    assert [one.split("\n")[0][:-1] for one in told] == [*["随手记"] * noted, "巡查", "上报", "派单", "办结"]
    assert all(int(one.split("\n")[-1].replace(",", "")) > 0 for one in told)


def test_a_street_sees_its_own_only(browser, server):
    visitor = enter(browser, server.url, Role.STREET, root=STREET)
    own = visitor.new_page()
    own.goto(f"{server.url}/issues")
    counted(own)
    tab(own, "社区")
    named = own.evaluate(FIRST)
    assert named
    assert "盛世" not in "".join(listed(own))  # lies in another street
    visitor.close()
