"""The folium frame draws and answers clicks, and a payload that runs in it reaches nothing of the app."""

import shutil

import pytest

from tests.browser import context
from tests.door.clients import Visitor
from tests.door.conftest import tiny_app
from tests.served import ROOT

pytestmark = pytest.mark.e2e
FRAME = "/component/streamlit_folium"


@pytest.fixture(scope="module")
def light(tmp_path_factory):
    """Serve a tiny app with Leaflet from the build, or from the build's own source packages."""
    folder = tmp_path_factory.mktemp("light")
    target = folder / "lib" / "0123456789ab" / "light"
    built = next(iter(sorted((ROOT / "web" / "dist" / "lib").glob("*/light"))), None)
    modules = ROOT / "web" / "node_modules"
    if built is not None:
        shutil.copytree(built, target)
    elif (modules / "leaflet" / "dist").is_dir():
        target.mkdir(parents=True)
        for name in ("leaflet/dist/leaflet.js", "leaflet/dist/leaflet.css", "jquery/dist/jquery.min.js"):
            shutil.copy(modules / name, target)
    else:
        pytest.skip("web/ 还没有构建：先运行 make run 或 python tasks.py setup")
    with tiny_app(folder, GRID_TEST_SCRIPT=str(ROOT / "tests" / "light_isolation" / "script.py")) as port:
        yield port


def open_map(browser, port, *, fenced=True):
    visitor = context(browser, 1000, 800)
    page = visitor.new_page()
    page.console = []
    page.on("console", lambda message: page.console.append(message.text))
    asked = []
    visitor.on("request", lambda request: asked.append(request.url))
    if not fenced:
        page.route(f"**{FRAME}**", _without_policy)
    page.goto(f"http://127.0.0.1:{port}/")
    page.locator("[data-role=leader]").click()
    page.wait_for_selector("iframe", timeout=30_000)
    frame = page.frame_locator("iframe").first
    frame.locator("path.leaflet-interactive").wait_for(timeout=20_000)
    inside = next(one for one in page.frames if FRAME in one.url)
    inside.wait_for_function("() => window.reach", timeout=20_000)
    return visitor, page, frame, inside.evaluate("() => window.reach"), asked


def _without_policy(route):
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)


def test_a_payload_in_the_light_map_reaches_nothing(browser, light):
    visitor, page, _, reach, asked = open_map(browser, light)
    assert reach["ran"]
    assert reach["origin"] == "null"
    for attempt in ("title", "write", "cookie", "storage", "leave", "worker"):
        assert reach[attempt] == "SecurityError", (attempt, reach)
    assert reach["session"] == "TypeError"  # the policy lets no request out
    assert reach["outside"] == "TypeError"
    assert reach["popup"] == "blocked"
    page.wait_for_timeout(500)
    assert page.title() != "taken"
    assert "/login" not in page.url
    assert page.evaluate("() => fetch('/session').then((answer) => answer.status)") == 200  # not signed out either
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {f"127.0.0.1:{light}"}
    visitor.close()


def test_the_light_map_draws_and_its_clicks_reach_python(browser, light):
    visitor, page, frame, _, _ = open_map(browser, light)
    assert frame.locator("path.leaflet-interactive").count() == 1
    frame.locator("path.leaflet-interactive").click(position={"x": 40, "y": 40})
    page.wait_for_selector("text=/clicked=.*lat/", timeout=15_000)
    visitor.close()


def test_without_the_fence_the_same_payload_would_reach_the_session(browser, light):
    """The control: it is the header that holds, not an accident of the payload."""
    visitor, _, _, reach, _ = open_map(browser, light, fenced=False)
    assert reach["origin"] != "null"
    assert reach["session"] == "200"
    visitor.close()


def test_the_frames_files_are_open_and_hold_no_data(light):
    stranger = Visitor(light)
    answer = stranger.ask("GET", f"{FRAME}.st_folium/index.html")
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"sandbox allow-scripts; default-src 'none'; script-src http://127.0.0.1:{light} ")
    assert "allow-same-origin" not in policy
    assert stranger.ask("GET", "/lib/0123456789ab/light/leaflet.js").headers["access-control-allow-origin"] == "*"
