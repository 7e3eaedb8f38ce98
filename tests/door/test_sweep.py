"""A real server, asked line by line: nothing off the open list answers a stranger, whatever the spelling."""

import http.client
import itertools
import statistics
import time

import pytest

from tests.door.clients import NAVIGATE, Visitor

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
CLOSED = [
    "/",
    "/onemap",
    "/onemap/",
    "/index.html",
    "/nowhere",
    "/login/",
    "/loginx",
    "/session",
    "/logout",
    "/data/v1/l2.0123456789abcdef0123.json",
    "/data/v1/place/410106",
    "/data/v1/find?q=a",
    "/data/",
    "/out/1",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/bidi-components/ogm.map/build.json",
    "/_stcore/health/x",
    "/media/0123456789abcdef.csv",
    "/component/other.name/index.html",
    "/component/streamlit_folium.other/index.html",
    "/app/static/x",
    "/oauth2callback",
    "/auth/login",
    "/auth/logout",
    "/manifest.json",
    "/healthz",
    "/script-health-check",
]
SPELT = [
    "/static/../media/x",
    "/static/../_stcore/metrics",
    "/static/..%2f_stcore/metrics",
    "/static/%2e%2e/_stcore/metrics",
    "/static/%2E%2E%2F_stcore/metrics",
    "/static/.%2e/_stcore/metrics",
    "/static/%252e%252e/_stcore/../metrics",
    "//_stcore/metrics",
    "///_stcore/metrics",
    "/\\_stcore\\metrics",
    "/static\\..\\media",
    "/static/%5c..%5cmedia",
    "/lib/../pyproject.toml",
    "/lib/..%2f..%2fpyproject.toml",
    "/lib//etc/passwd",
    "/lib/%2fetc/passwd",
    "/lib/%00",
    "/component/streamlit_folium.st_folium/../../_stcore/metrics",
    "/login/../_stcore/metrics",
    "/login;/../_stcore/metrics",
    "/login%00/../media",
]
SHELL = b'<div id="root">'


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_answers_a_stranger(served, path):
    stranger = Visitor(served.port)
    for method, headers in itertools.product(METHODS, ({}, NAVIGATE, {"X-Grid-User": "demo-admin-410106"})):
        answer = stranger.ask(method, path, headers)
        assert answer.status in (303, 401, 400, 405), (method, path, answer.status)
        assert SHELL not in answer.body
        assert answer.headers.get("location", "/login").startswith("/login")
        assert answer.headers.get("cache-control") == "no-store"


@pytest.mark.parametrize("path", SPELT)
def test_no_spelling_leads_round_the_door(served, path):
    for visitor in (Visitor(served.port), Visitor(served.port, {"grid_session": "forged"})):
        for headers in ({}, NAVIGATE):
            answer = visitor.ask("GET", path, headers)
            assert answer.status in (400, 404), (path, answer.status)
            assert SHELL not in answer.body
            assert b"process_" not in answer.body


def test_the_open_list_answers_a_stranger(served):
    stranger = Visitor(served.port)
    for path in ("/login", "/login.css", "/login.js", "/login.svg", "/_stcore/health", "/favicon.png"):
        assert stranger.ask("GET", path).status == 200, path


def test_a_person_signs_in_opens_a_page_and_leaves(served):
    person = Visitor(served.port)
    asked = person.ask("GET", "/onemap?d=30", NAVIGATE)
    assert (asked.status, asked.headers["location"]) == (303, "/login?next=%2Fonemap%3Fd%3D30")
    entered = person.enter(back="/onemap?d=30")
    assert (entered.status, entered.headers["location"]) == (303, "/onemap?d=30")
    page = person.ask("GET", "/onemap?d=30", NAVIGATE)
    assert page.status == 200
    assert SHELL in page.body
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert person.ask("GET", "/session").status == 200
    copied = dict(person.cookies)
    assert person.post("/logout", {"csrf": "wrong"}).status == 403
    assert person.ask("GET", "/session").status == 200
    assert Visitor(served.port, copied).enter("admin").status == 303  # a new sign-in ends the session it replaces
    assert person.ask("GET", "/session").status == 401


@pytest.mark.parametrize(
    "headers",
    [{"Host": "192.168.1.9:80"}, {"Host": "evil.example"}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "x"}],
)
def test_through_a_proxy_or_another_name_nobody_enters(served, headers):
    for path in ("/login", "/", "/_stcore/health"):
        answer = Visitor(served.port).ask("GET", path, {**NAVIGATE, **headers})
        assert answer.status == 403
        assert "演示模式只在本机开放".encode() in answer.body


def test_bodies_that_are_too_large_or_no_form_do_no_harm(served):
    stranger = Visitor(served.port)
    answer = stranger.ask(
        "POST", "/login", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=" + b"x" * 500_000
    )
    assert answer.status == 403
    assert Visitor(served.port).ask("GET", "/login").status == 200


def test_small_answers_leave_at_once(served):
    """Forty milliseconds a request were lost to Nagle's algorithm before the door switched it off."""
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    took = []
    for _ in range(30):
        begun = time.perf_counter()
        line.request("GET", "/_stcore/health")
        line.getresponse().read()
        took.append(time.perf_counter() - begun)
    line.close()
    assert statistics.median(took) < 0.02
