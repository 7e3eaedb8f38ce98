"""A screen on a wall: it is never asked to sign in again while it asks for figures, and it can do nothing but look."""

import pytest

from data.signin import WALL_IDLE_S, WALL_S
from geo.model.scope import Role
from pages.parts.door.wall import SCREEN
from tests.door.clients import HERE, NAVIGATE, enter, visit

HOUR = 3600


@pytest.fixture
def client(build):
    client = visit(build())
    enter(client, role="planner")
    return client


def opened(client, signins, **form):
    """POST what the button of 视图与大屏 posts; the token is the one of the session unless the form says another."""
    held = signins.find(client.cookies["grid_session"])
    return client.post("/kiosk", data={"csrf": held.csrf, **form}, headers={"Origin": HERE})


def test_opening_a_wall_ends_the_own_session_and_begins_one_that_only_looks(client, signins):
    before = client.cookies["grid_session"]
    answer = opened(client, signins)
    assert (answer.status_code, answer.headers["location"]) == (303, SCREEN)
    assert f"Max-Age={WALL_S}" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert signins.find(before) is None
    wall = signins.find(client.cookies["grid_session"])
    assert wall.wall
    assert (wall.scope.role, wall.scope.root) == (Role.LEADER, "410106")


def test_a_wall_that_asks_outlives_a_day_and_one_that_is_silent_does_not(client, signins, clock):
    opened(client, signins)
    for _ in range(29 * 4):
        clock.now += 6 * HOUR
        assert client.get("/session?busy=1").status_code == 200
    clock.now += WALL_IDLE_S
    assert client.get("/session?busy=1").status_code == 401


def test_a_wall_ends_after_thirty_days_at_the_latest(client, signins, clock):
    opened(client, signins)
    ends = clock.now + WALL_S
    while clock.now + 6 * HOUR < ends:
        clock.now += 6 * HOUR
        client.get("/session?busy=1")
    assert client.get("/session").status_code == 200
    clock.now = ends
    assert client.get("/session").status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/session", "/data/v1/manifest", "/data/v1/wall", "/data/v1/place/410106", "/_stcore/host-config"],
)
def test_a_wall_may_ask_for_what_it_shows(client, signins, path):
    opened(client, signins)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/data/v1/export/1",
        "/data/v1/find?q=a",
        "/data/v1/reach/outside.csv",
        "/data/v1/plan/1/state",
        "/_stcore/upload_file/a/b",
        "/_stcore/metrics",
        "/media/0123456789abcdef.csv",
        "/anything.else",
    ],
)
def test_a_wall_may_ask_for_nothing_else(client, signins, path):
    opened(client, signins)
    assert client.get(path).status_code in (403, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/kiosk", "/data/v1/wall", "/data/v1/plan/1/commit", "/_stcore/upload_file/a"])
def test_a_wall_writes_nothing(client, signins, method, path):
    opened(client, signins)
    assert client.request(method, path, headers={"Origin": HERE}).status_code in (403, 404, 405)


@pytest.mark.parametrize("path", ["/", "/wall", "/edit", "/load", "/nowhere", "/?kiosk=10", "/?place=410106&xkiosk=1"])
def test_a_person_at_its_keyboard_is_led_back_to_the_screen(client, signins, path):
    opened(client, signins)
    answer = client.get(path, headers=NAVIGATE)
    assert (answer.status_code, answer.headers["location"]) == (303, SCREEN)
    assert client.get("/?place=410106&kiosk=1", headers=NAVIGATE).status_code == 200


def test_the_wall_is_left_by_signing_out(client, signins):
    opened(client, signins)
    wall = signins.find(client.cookies["grid_session"])
    assert client.post("/logout", data={"csrf": wall.csrf}, headers={"Origin": HERE}).status_code == 303
    assert signins.by_sid(wall.sid) is None


@pytest.mark.parametrize("form", [{"csrf": ""}, {"csrf": "x"}])
def test_another_site_cannot_open_a_wall(client, signins, form):
    before = client.cookies["grid_session"]
    assert opened(client, signins, **form).status_code == 403
    foreign = client.post("/kiosk", data={"csrf": signins.find(before).csrf}, headers={"Origin": "http://elsewhere"})
    assert foreign.status_code == 403
    assert not signins.find(before).wall


@pytest.mark.parametrize("role", ["street", "grid_worker"])
def test_who_sees_more_than_counts_opens_no_wall(build, signins, role):
    client = visit(build())
    roots = {"street": "410106001", "grid_worker": "410106001001001"}
    enter(client, role=role, root=roots[role])
    assert opened(client, signins).status_code == 403
    assert visit(build()).post("/kiosk", data={"csrf": "x"}).status_code == 401


def test_a_demo_wall_closes_with_the_demo(build, signins):
    client = visit(build())
    enter(client)
    opened(client, signins)
    assert client.get("/session").status_code == 200
    later = visit(build(real_data=lambda: True), cookies=dict(client.cookies))
    assert later.get("/session").status_code == 403
