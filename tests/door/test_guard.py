"""The guard itself: refusals, forged identity, sockets cut in time, no traceback."""

import time

import pytest
from starlette.websockets import WebSocketDisconnect

from pages.parts.door import headers as policy
from tests.door.clients import HERE, HOST, NAVIGATE, TestClient, enter, visit

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CLOSED = [
    "/",
    "/onemap",
    "/nowhere",
    "/session",
    "/logout",
    "/data/v1/l2.0123456789abcdef0123.json",
    "/data/v1/place/410106",
    "/data/v1/find?q=a",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent/openapi.json",
    "/_stcore/bidi-components/ogm.map/x.mjs",
    "/media/abc.csv",
    "/app/static/x",
    "/component/other/index.html",
    "/onemap/_stcore/health",
]


@pytest.fixture
def client(build):
    return visit(build())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", CLOSED)
def test_nobody_unknown_gets_in(client, path, method):
    answer = client.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "no-store"
    if method != "HEAD":
        assert "会话已结束" in answer.text
    moved = client.request(method, path, headers=NAVIGATE)
    assert moved.status_code == 303
    assert moved.headers["location"].startswith("/login")


@pytest.mark.parametrize(
    "cookie",
    [
        "grid_session=",
        "grid_session=x",
        "grid_session=" + "0" * 43,
        'grid_session="x"; other=1',
        "grid_session=\xff\xfe",
        "GRID_SESSION=x",
        "__Host-grid_session=x",
        "grid_session",
        ";;;===",
        "a" * 8000,
    ],
)
def test_a_made_up_cookie_opens_nothing(client, cookie):
    for path in ("/onemap", "/session", "/media/x"):
        assert client.get(path, headers={"cookie": cookie.encode("latin-1")}).status_code == 401


@pytest.mark.parametrize("name", ["X-Grid-User", "x-grid-role", "X_Grid_User", "X-Grid_Session", "x-grid-anything"])
def test_identity_headers_of_the_client_are_dropped(client, name):
    forged = {name: "demo-admin-410106"}
    assert client.get("/onemap", headers=forged).status_code == 401
    enter(client)
    told = client.get("/onemap", headers=forged).json()["headers"]
    assert not [key for key in told if key.replace("_", "-").startswith("x-grid-")]


def stream(client, **headers):
    return client.websocket_connect(f"ws://{HOST}/_stcore/stream", headers={"origin": HERE, **headers})


def test_the_socket_carries_the_checked_identity_and_no_forged_one(client):
    enter(client, "street", "410106001")
    sid = client.get("/session").json()["sid"]
    with stream(client, **{"x-grid-user": "demo-admin-410106", "X_Grid_Role": "admin"}) as socket:
        told = socket.receive_json()
    mine = {key: value for key, value in told.items() if key.replace("_", "-").startswith("x-grid-")}
    assert mine == {"x-grid-user": "demo-street-410106001", "x-grid-role": "street", "x-grid-session": sid}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": ""},
        {"host": "evil.example"},
        {"x-forwarded-for": "127.0.0.1"},
    ],
)
def test_a_socket_from_elsewhere_is_refused_before_it_opens(client, headers):
    enter(client)
    with pytest.raises(WebSocketDisconnect) as refused, stream(client, **headers):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize("path", ["/other", "/", "/_stcore/stream/x", "/static/%2e%2e/_stcore/stream"])
def test_there_is_one_socket_only(client, path):
    enter(client)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"ws://{HOST}{path}", headers={"origin": HERE}):
        pass


def test_a_socket_without_a_session_is_refused(client):
    with pytest.raises(WebSocketDisconnect), stream(client):
        pass
    with pytest.raises(WebSocketDisconnect), stream(client, cookie="grid_session=forged"):
        pass


def test_a_live_socket_is_cut_when_its_session_is_revoked(client, signins):
    enter(client)
    sid = client.get("/session").json()["sid"]
    with stream(client) as socket:
        socket.receive_json()
        signins.revoke(sid)
        begun = time.monotonic()
        with pytest.raises(WebSocketDisconnect) as cut:
            socket.receive_json()
    assert cut.value.code == 1008
    assert time.monotonic() - begun < 3


def test_a_live_socket_is_cut_when_its_session_expires(client, clock):
    enter(client)
    with stream(client) as socket:
        socket.receive_json()
        clock.now += 13 * 3600
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_heartbeats_do_not_keep_a_session_alive_and_work_does(client, clock):
    enter(client)
    clock.now += 29 * 60
    assert client.get("/session").status_code == 200
    clock.now += 2 * 60
    assert client.get("/session").status_code == 401

    enter(client)
    for _ in range(3):
        clock.now += 20 * 60
        assert client.get("/session?busy=1").status_code == 200
    for _ in range(3):
        clock.now += 20 * 60
        assert client.get("/onemap").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "192.168.1.9"},
        {"host": "evil.example"},
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
    ],
)
@pytest.mark.parametrize("path", ["/login", "/onemap", "/static/x", "/lib/x", "/_stcore/health"])
def test_another_address_is_refused_everywhere_in_one_sentence(client, path, headers):
    answer = client.get(path, headers={**NAVIGATE, **headers})
    assert answer.status_code == 403
    assert "演示模式只在本机开放" in answer.text


def test_a_visitor_from_another_computer_is_refused(build):
    client = TestClient(build(), base_url=HERE, client=("192.168.1.20", 5), follow_redirects=False)
    assert client.get("/login").status_code == 403
    assert client.post("/login").status_code == 403


def test_metrics_are_for_the_administrator(client):
    enter(client, "leader")
    assert client.get("/_stcore/metrics").status_code == 403
    enter(client, "admin")
    assert client.get("/_stcore/metrics").status_code == 200


def test_what_is_switched_off_stays_off_for_everybody(client):
    enter(client, "admin")
    for path in ("/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/app/static/x"):
        assert client.get(path).status_code == 404


def test_a_page_of_nobody_or_of_another_role_is_refused_by_name(client):
    enter(client, "leader")
    nowhere, admins = (client.get(path, headers=NAVIGATE) for path in ("/nowhere", "/load"))
    assert (nowhere.status_code, admins.status_code) == (404, 403)
    assert "没有这个地址" in nowhere.text
    assert "当前角色无权查看此页" in admins.text
    assert [client.get(path, headers=NAVIGATE).status_code for path in ("/", "/onemap", "/relief/")] == [200] * 3
    enter(client, "admin")
    assert client.get("/load", headers=NAVIGATE).status_code == 200


def test_an_error_inside_is_a_sentence_and_the_log_keeps_no_personal_data(client, caplog):
    enter(client)
    for headers in ({}, NAVIGATE):
        answer = client.get("/explode.me", headers=headers)
        assert answer.status_code == 500
        assert "服务器内部出错" in answer.text
        assert "Traceback" not in answer.text
    assert "RuntimeError in /explode.me: conftest.py" in caplog.text
    assert "张三" not in caplog.text


def test_every_answer_has_the_policy(client):
    enter(client)
    for path in ("/", "/onemap", "/data/v1/x", "/lib/x", "/explode.me", "/_stcore/metrics"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == policy.page_policy()
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"


def test_the_policy_allows_no_inline_code_and_no_outside_source():
    text = policy.page_policy()
    assert "unsafe" not in text
    assert "http" not in text
    assert "*" not in text
    assert "script-src 'self' 'sha256-" in text
    assert "blob:" not in text.split("script-src")[1].split(";")[0]


def test_the_light_map_is_sandboxed_under_the_origin_asked_for(client):
    answer = client.get("/component/streamlit_folium.st_folium/index.html")
    assert answer.headers["content-security-policy"].startswith(
        f"sandbox allow-scripts; default-src 'none'; script-src {HERE} "
    )
    assert "connect-src 'none'" in answer.headers["content-security-policy"]
    assert "allow-same-origin" not in answer.headers["content-security-policy"]
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/_stcore/bidi-components/ogm.map/loader-0a1b2c3d.mjs", "private, max-age=31536000, immutable"),
        ("/_stcore/bidi-components/ogm.map/map.0a1b2c3d4e.css", "private, max-age=31536000, immutable"),
        ("/_stcore/bidi-components/ogm.map/loader.mjs", "private, no-cache"),
        ("/_stcore/bidi-components/ogm.map/my-component.mjs", "private, no-cache"),
        ("/_stcore/bidi-components/ogm.map/index.html", "private, no-cache"),
        ("/media/0123.csv", "no-store"),
        ("/_stcore/upload_file/a/b", "no-store"),
    ],
)
def test_caching_follows_the_kind_of_file(client, path, kept):
    enter(client)
    assert client.get(path).headers["cache-control"] == kept
