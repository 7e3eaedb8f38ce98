"""出图 in a browser: what is previewed is what is fetched, by its maker and nobody else."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from geo.model.scope import Role
from tests.browser import until
from tests.e2e.people import READY, enter

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def desk(browser, server):
    visitor = enter(browser, server.url)
    page = visitor.new_page()
    page.goto(f"{server.url}/sheet")
    READY["sheet"](page)
    yield page
    visitor.close()


def fetched(page):
    """Press 导出 and take the file."""
    page.get_by_role("button", name="导出", exact=True).click()
    until(page, "document.querySelector('a.ogm-file')")
    with page.expect_download() as waiting:
        page.locator("a.ogm-file").click()
    return waiting.value


def test_the_preview_is_a_picture_of_the_asker_only(desk, browser, server):
    until(desk, "document.querySelector('img.ogm-sheet')?.naturalWidth > 500")
    url = desk.locator("img.ogm-sheet").get_attribute("src")
    assert url.startswith("/data/v1/preview.")
    other = enter(browser, server.url, Role.STREET)
    assert other.request.get(server.url + url).status == 404
    other.close()


def test_a_click_brings_a_whole_file_with_its_number(desk, browser, server):
    file = fetched(desk)
    assert file.suggested_filename.startswith("上街区_主图_410106-")
    picture = Image.open(BytesIO(Path(file.path()).read_bytes()))
    assert picture.format == "PNG"
    assert picture.size[0] > 2400
    address = desk.locator("a.ogm-file").get_attribute("href")
    answer = desk.request.get(server.url + address)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    other = enter(browser, server.url, Role.STREET)
    assert other.request.get(server.url + address).status == 404
    other.close()
    nobody = browser.new_context()
    assert nobody.request.get(server.url + address, max_redirects=0).status in (302, 303, 401)
    nobody.close()


def test_internal_asks_for_a_reason(desk):
    desk.locator("[data-testid=stButtonGroup] button").filter(has_text="内部").click()
    until(desk, "document.body.innerText.includes('需要写明用途')")
    desk.locator("[data-testid=stButtonGroup] button").filter(has_text="会议").click()
    until(desk, "document.querySelector('img.ogm-sheet')")
