"""大屏: a saved view is played, and the wall comes back after the server was gone (no other wall is open meanwhile)."""

import psutil
import pytest

from tests.browser import another, until
from tests.e2e.people import enter
from tests.e2e.test_wall import FRESH, WALL
from tests.served import running, serve
from tests.shots.views import counted, live

pytestmark = pytest.mark.e2e


@pytest.fixture
def open_air(browser):
    """A browser whose pages draw also while another lies before them."""
    with another(browser) as started:
        yield started


def test_views_saved_on_two_pages_are_played_by_a_browser_that_becomes_a_wall(open_air, server):
    visitor = enter(open_air, server.url)
    page = visitor.new_page()

    def keep(name):
        page.locator(".ogm-tools [title=存为视图]").click()
        page.get_by_label("名称", exact=True).fill(name)
        page.get_by_role("button", name="保存").click()
        page.get_by_text("已存为").wait_for()

    page.goto(f"{server.url}/?place=410106-Z2&days=7")
    live(page)
    keep("三湾街一周")
    page.goto(f"{server.url}/issues?days=7&by=l2")
    counted(page)
    keep("诉求一周")
    page.goto(f"{server.url}/wall")
    link = page.locator(".ogm-viewrow a", has_text="三湾街一周")
    link.wait_for()
    assert "place=410106-Z2" in link.get_attribute("href")
    assert "days=7" in link.get_attribute("href")
    page.goto(f"{server.url}/?kiosk=1&dwell=2&refresh=1")
    until(page, f"{WALL}?.view === '三湾街一周' && window.__ogm.stats().place === '410106-Z2'")
    until(page, f"{WALL}.view === '诉求一周' && {WALL}.settled && {WALL}.kind === 'asked'")

    # A desk takes the views away: the wall plays what is left without being touched.
    page.evaluate("window.__kept = document.querySelector('.ogm')")
    desk = visitor.new_page()
    desk.goto(f"{server.url}/wall")
    for left in (1, 0):
        desk.get_by_role("button", name="删去").first.click()
        until(desk, f"document.querySelectorAll('.ogm-viewrow').length === {left}")
    until(page, f"{WALL}.view === '五云片区' && window.__kept === document.querySelector('.ogm')")

    # This browser becomes a wall: nothing else can be opened in it until it is left.
    desk.get_by_role("button", name="在这台电脑上长期放映").click()
    until(desk, f"{WALL}?.refreshes >= 0 && location.search.includes('kiosk=1')")
    desk.goto(f"{server.url}/wall")
    until(desk, f"{WALL}?.turns >= 1 && location.pathname === '/'")
    desk.locator(".ogm-wallhead").hover()
    desk.get_by_role("button", name="退出大屏").click()
    desk.wait_for_url("**/login")  # the browser is this test's own and is closed after it


@pytest.mark.slow
def test_the_wall_comes_back_after_the_server_was_restarted(browser):
    with serve() as served:
        visitor = enter(browser, served.url)
        page = visitor.new_page()
        page.goto(f"{served.url}/?kiosk=1&dwell=5&refresh=1")
        until(page, f"{WALL}?.refreshes >= 1", timeout_s=120)
        child = psutil.Process(served.pid)
        child.kill()
        until(page, f"{FRESH}.includes('连接中断')")
        assert page.locator(".ogm-map canvas").is_visible()
        turns = page.evaluate(f"{WALL}.turns")
        with running(served.var, served.port):  # anew where it was, as a service manager would
            until(page, f"{FRESH}?.includes('已刷新') && {WALL}.turns > 0", timeout_s=120)
            assert page.evaluate(f"{WALL}.turns") >= min(turns, 1)
            assert page.locator(".ogm-map canvas").is_visible()
        visitor.close()
