"""Signing in and out of demo mode, and everything a form may try."""

import pytest

from data.signin import SignIn
from geo.model.errors import NotReady, StoreError
from geo.model.scope import Role
from pages.parts.door.headers import LOGIN_POLICY
from tests.door import world
from tests.door.clients import HERE, NAVIGATE, enter, token_of, visit
from tests.door.test_paths import GOOD, HOSTILE


@pytest.fixture
def client(build):
    return visit(build())


def session_of(client):
    answer = client.get("/session")
    return answer.json() if answer.status_code == 200 else None


@pytest.mark.parametrize("role", list(Role))
def test_every_role_signs_in_with_its_place(client, signins, role):
    answer = enter(client, role, world.ROOTS[role], "/onemap")
    assert (answer.status_code, answer.headers["location"]) == (303, "/onemap")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "max-age" not in cookie.split("grid_login")[0].lower()
    told = session_of(client)
    assert (told["role"], told["root"]) == (role, world.ROOTS[role])
    assert isinstance(signins.by_sid(told["sid"]), SignIn)


def test_a_leader_may_choose_one_zone(client):
    assert enter(client, "leader", "410106-Z2").status_code == 303
    assert session_of(client)["root"] == "410106-Z2"


@pytest.mark.parametrize(
    ("role", "root"),
    [
        ("street", "410106"),
        ("grid_worker", "410106001"),
        ("grid_worker", "410106001001"),
        ("planner", "410106-Z1"),
        ("admin", "410106001"),
        ("leader", "410106001"),
        ("leader", "999999"),
        ("leader", ""),
        ("", "410106"),
        ("root", "410106"),
        ("leader' or 1=1", "410106"),
        ("__class__", "410106"),
    ],
)
def test_a_role_gets_no_place_that_is_not_its_own(client, role, root):
    answer = enter(client, role, root)
    assert answer.status_code == 400
    assert "对不上" in answer.text
    assert session_of(client) is None


@pytest.mark.parametrize("back", GOOD)
def test_a_deep_link_comes_back_exactly(client, back):
    back = back.split("#", maxsplit=1)[0]  # a browser keeps the fragment to itself
    first = client.get(back, headers=NAVIGATE)
    assert first.status_code == 303
    page = client.get(first.headers["location"])
    assert page.status_code == 200
    hidden = page.text.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    assert hidden == back
    assert enter(client, back=hidden).headers["location"] == back


@pytest.mark.parametrize("back", [text for text in HOSTILE if text])
def test_a_hostile_next_stays_on_this_site(client, back):
    assert enter(client, back=back).headers["location"] == "/"
    assert client.get("/login", params={"next": back}).headers["location"] == "/"


def test_a_visitor_with_a_session_is_sent_on(client):
    enter(client)
    answer = client.get("/login", params={"next": "/circles?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/circles?x=1")
    assert client.get("/login?switch=1").status_code == 200


def test_a_new_sign_in_is_a_new_session_and_ends_the_old(client):
    enter(client, "admin")
    old, token = session_of(client), client.cookies["grid_session"]
    enter(client, "grid_worker", "410106001001001")
    assert session_of(client)["sid"] != old["sid"]
    client.cookies.set("grid_session", token, domain="127.0.0.1", path="/")
    assert client.get("/session", headers={"cookie": f"grid_session={token}"}).status_code == 401


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(client, signins):
    enter(client)
    token = client.cookies["grid_session"]
    csrf = signins.find(token).csrf
    answer = client.post("/logout", data={"csrf": csrf}, headers={"origin": HERE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert "grid_session" not in client.cookies
    assert client.get("/session", headers={"cookie": f"grid_session={token}"}).status_code == 401


@pytest.mark.parametrize(
    ("csrf", "headers"),
    [
        ("", {}),
        ("wrong", {}),
        ("张", {}),
        ("right", {"origin": "https://evil.example"}),
        ("right", {"origin": "null"}),
        ("right", {"sec-fetch-site": "cross-site"}),
    ],
)
def test_nobody_else_can_sign_one_out(client, signins, csrf, headers):
    enter(client)
    right = signins.find(client.cookies["grid_session"]).csrf
    answer = client.post("/logout", data={"csrf": right if csrf == "right" else csrf}, headers=headers)
    assert answer.status_code == 403
    assert session_of(client) is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_sign_one_in(client, headers):
    answer = enter(client, **headers)
    assert answer.status_code == 403
    assert "登录页已过期" in answer.text
    assert session_of(client) is None


def test_the_form_token_must_be_the_one_of_this_browser(client, build):
    page = client.get("/login")
    form = {"token": token_of(page.text), "role": "leader", "root": "410106", "next": "/"}
    stranger = visit(build())
    assert stranger.post("/login", data=form).status_code == 403
    assert client.post("/login", data={**form, "token": ""}).status_code == 403
    assert client.post("/login", data={**form, "token": "x" * 32}).status_code == 403


def test_two_open_sign_in_pages_both_work(client):
    first, second = (token_of(client.get("/login").text) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe" * 50, "application/x-www-form-urlencoded"),
        (b"a=b&" * 5000, "application/x-www-form-urlencoded"),
        (b"x" * 100_000, "text/plain"),
        (b'{"role":"admin"}', "application/json"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_form_is_refused_with_a_sentence(client, body, kind):
    client.get("/login")
    answer = client.post("/login", content=body, headers={"content-type": kind})
    assert answer.status_code == 403
    assert "请在本页重新选择" in answer.text


def test_the_page_offers_every_role_and_its_places_without_a_script(client):
    page = client.get("/login", params={"l2": "410106001002"}).text
    assert [f'data-role="{role}"' in page for role in Role] == [True] * 5
    for place in ("全区：上街区", "五云片区", "济源路街道", "孟津路社区", "登封路&lt;社区&gt;第一网格"):
        assert place in page
    assert "孟津路社区第一网格" not in page  # another 社区's grids wait for their turn
    assert "演示数据" in page
    assert "style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("query", ["l2=nonsense", "l2=%3Cscript%3E", "next=%22%3E%3Cscript%3E", "x=1", "l2=&l2=&next="])
def test_unknown_parameters_do_no_harm(client, query):
    answer = client.get("/login?" + query)
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_the_page_has_a_closed_policy_and_is_not_kept(client):
    headers = client.get("/login").headers
    assert headers["content-security-policy"] == LOGIN_POLICY
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("file", ["/login.css", "/login.js", "/login.svg"])
def test_its_files_are_open(client, file):
    answer = client.get(file)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] in ("text/css", "text/javascript", "image/svg+xml")


def test_a_store_that_cannot_be_read_is_said_on_the_page(build):
    def down():
        raise StoreError("数据库文件损坏。", remedy="请运行 python -m data restore。")

    client = visit(build(places=down, real_data=down))
    answer = client.get("/login")
    assert answer.status_code == 503
    assert "数据库文件损坏。" in answer.text
    assert "python -m data restore" in answer.text
    assert "Traceback" not in answer.text


def test_with_a_broken_store_one_may_still_come_in_and_read_why(build):
    def down():
        raise NotReady("还没有数据。", remedy="请运行 make run。")

    client = visit(build(places=lambda: world.PLACES[:1], real_data=down))
    assert "还没有数据。" in client.get("/login").text
    assert enter(client, "admin").status_code == 303
    assert session_of(client) is not None


def test_real_data_closes_the_demo_entrance_and_ends_demo_sessions(build):
    real = False
    client = visit(build(real_data=lambda: real))
    token = token_of(client.get("/login").text)
    real = True
    assert client.get("/login").status_code == 403
    answer = client.post("/login", data={"token": token, "role": "leader", "root": "410106"})
    assert answer.status_code == 403
    assert "真实数据" in answer.text

    fresh = visit(build(real_data=lambda: real))
    real = False
    enter(fresh)
    real = True
    again = visit(build(real_data=lambda: real))
    again.cookies = fresh.cookies
    assert again.get("/session").status_code == 403


def test_the_start_code_opens_the_door_over_real_data(build):
    client = visit(build(real_data=lambda: True, start_code="right-code"))
    assert client.get("/login?code=wrong").status_code == 403
    page = client.get("/login?code=right-code")
    assert page.status_code == 200
    assert "演示数据" not in page.text
    form = {"token": token_of(page.text), "role": "leader", "root": "410106"}
    assert client.post("/login", data=form).status_code == 403
    assert client.post("/login", data=form | {"code": "right-code"}).status_code == 303
    assert client.get("/session").status_code == 200


def test_over_tls_the_cookie_is_secure_and_bound_to_this_host(build):
    client = visit(build())
    client.base_url = "https://127.0.0.1:8501"
    cookie = enter(client).headers["set-cookie"]
    assert cookie.startswith("__Host-grid_session=")
    assert "secure" in cookie.lower()
