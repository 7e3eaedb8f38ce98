"""The policy in a real browser: the framework's own widgets work under it and log no violation."""

import pytest

from tests.browser import context, sign_in
from tests.door.conftest import tiny_app
from tests.served import ROOT

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def widgets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("widgets")
    with tiny_app(folder, GRID_TEST_SCRIPT=str(ROOT / "tests" / "door" / "widgets.py")) as port:
        yield f"http://127.0.0.1:{port}"


def watched(browser, width=1366, height=768):
    visitor = context(browser, width, height)
    page = visitor.new_page()
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    visitor.on("request", lambda request: page.asked.append(request.url))
    return visitor, page


def violations(page):
    # WebAssembly in the protobuf and deck bundles probes for itself and goes on without.
    return [text for text in page.said if "Content Security Policy" in text and "WebAssembly" not in text]


def test_widgets_charts_and_forms_work_under_the_policy(browser, widgets):
    visitor, page = watched(browser)
    sign_in(page, widgets)
    page.wait_for_selector("[data-testid=stDataFrame] canvas")
    page.wait_for_selector("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")
    page.get_by_text("再来").click()
    page.wait_for_selector("text=clicks=1")
    assert violations(page) == []
    assert [url for url in page.asked if url.startswith("http") and not url.startswith(widgets)] == []
    visitor.close()


def test_an_inline_script_does_not_run(browser, widgets):
    visitor, page = watched(browser)
    sign_in(page, widgets)
    page.wait_for_selector("text=clicks=")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
    }""")
    assert page.evaluate("() => window.ran") is None
    assert len(violations(page)) == 1
    visitor.close()


def test_the_sign_in_page_fits_a_phone_and_works_without_a_script(browser, widgets):
    visitor = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = visitor.new_page()
    page.goto(widgets + "/onemap?d=7")
    assert page.url.endswith("/login?next=%2Fonemap%3Fd%3D7")
    assert page.locator("html").bounding_box()["width"] == 390
    for box in (one.bounding_box() for one in page.locator("select:visible, button:visible").all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["height"] >= 44
    page.select_option("select[name=l2]", "410106001002")
    page.get_by_text("列出网格").click()
    assert page.locator("select[name=root]").last.inner_text().strip() == "登封路<社区>第一网格"
    page.locator("[data-role=grid_worker]").click()
    assert page.url == widgets + "/onemap?d=7"
    visitor.close()


def test_signing_out_from_a_page_leads_to_the_sign_in_page(browser, widgets):
    visitor, page = watched(browser)
    sign_in(page, widgets, "admin")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    assert page.goto(widgets + "/session").url.endswith("/login?next=%2Fsession")
    assert violations(page) == []
    visitor.close()
