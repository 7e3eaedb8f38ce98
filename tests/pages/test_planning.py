"""The planner's pages and their routes: what is told, what is refused, and that nothing exact gets out."""

import json
import time

import pytest
import shapely
from starlette.applications import Starlette

from data.exports import exports
from data.plans.verify import verify
from data.signin import SignIn
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed, NotFound
from geo.model.scope import Role, Scope
from geo.plan.refused import Refused
from pages.parts import save, shelf, wiring
from pages.parts.door.session import SIGNIN_KEY
from pages.parts.planning import book, faultlist, hands, inbound, notes, outbound, review, room, sides, swipe, table
from pages.parts.planning.routes import plan_routes
from tests.door.clients import visit
from tests.pages.conftest import opened, told
from tests.worlds import small_store

PLANNER = Scope("demo-planner-410106", Role.PLANNER, "410106")
LEADER = Scope("demo-leader-410106", Role.LEADER, "410106")


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Stand the screens on the small district."""
    store = small_store(tmp_path)
    monkeypatch.setattr(wiring, "_store", lambda _url: store)
    monkeypatch.setattr(wiring, "VAR", tmp_path)
    wiring.blobs.cache_clear()
    yield store
    store.close()
    wiring.blobs.cache_clear()


def shapes(start):
    """Features of the state, by id."""
    blob = wiring.blobs().get(start["shapes"].rsplit("/", 1)[1])
    _, body = blob.encoded(frozenset())
    return {f["properties"]["id"]: f for f in json.loads(body)["features"]}


def neighbours(units):
    """A micro grid and another L3 of the same L2 beside it, which does not tear the first apart."""
    micro = [f for f in units.values() if f["properties"]["level"] == "micro"]
    for one in micro:
        for other in micro:
            a, b = one["properties"], other["properties"]
            if a["parent"] == b["parent"] or a["l2"] != b["l2"]:
                continue
            shared = shapely.intersection(*(shapely.from_geojson(json.dumps(f["geometry"])) for f in (one, other)))
            if shared.length > 0:
                yield a["id"], b["parent"]


def moved(plan, start):
    """Preview the first reassignment that is not refused."""
    for unit, target in neighbours(shapes(start)):
        gesture = {"op": "reassign", "units": [unit], "target": target}
        seen = table.act(PLANNER, plan, "preview", {**gesture, "head": start["plan"]["head"]})
        if "refused" not in seen:
            return gesture, seen
    raise AssertionError("every reassignment was refused")


@pytest.mark.usefixtures("small")
def test_an_edit_is_shown_done_undone_and_done_again():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    assert start["plan"]["editable"]
    gesture, seen = moved(plan, start)
    assert {effect["level"] for effect in seen["effects"]} >= {"micro", "l3"}
    done = table.act(PLANNER, plan, "commit", {**gesture, "token": seen["token"], "head": start["plan"]["head"]})
    assert done["undo"] == 1
    patched = {f["properties"]["id"]: f["properties"] for f in done["patch"]["features"]}
    assert patched[gesture["units"][0]]["parent"] == gesture["target"]
    back = table.act(PLANNER, plan, "undo", {"head": done["plan"]["head"]})
    assert (back["undo"], back["redo"]) == (0, 1)
    again = table.act(PLANNER, plan, "redo", {"head": back["plan"]["head"]})
    assert (again["undo"], again["redo"]) == (1, 0)
    today, draft = sides.side(PLANNER, sides.TODAY), sides.side(PLANNER, plan)
    table_ = hands.units(PLANNER, today, draft)
    assert "归属" in set(table_["变化"])
    assert hands.handovers(table_) >= 0
    told_ = swipe.told(PLANNER, today, draft)
    assert told_["count"] == (table_["层级"] == "微网格").sum() > 0
    assert hands.reached(PLANNER, today, draft) is None or hands.reached(PLANNER, today, draft)[1]
    assert len(hands.loads(PLANNER, today, draft, Level.L3)) == 2


@pytest.mark.usefixtures("small")
def test_a_stale_tab_is_told_who_changed_what():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    gesture, _ = moved(plan, start)
    table.act(PLANNER, plan, "commit", {**gesture, "head": start["plan"]["head"]})
    late = table.act(PLANNER, plan, "commit", {**gesture, "head": start["plan"]["head"]})
    assert late["refused"]["code"] == "stale"
    assert "调整归属" in "".join(late["refused"]["rows"])


@pytest.mark.usefixtures("small")
def test_a_locked_grid_refuses_and_names_the_place():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    gesture, _ = moved(plan, start)
    held = table.act(PLANNER, plan, "lock", {"what": "unit", "key": gesture["target"], "head": start["plan"]["head"]})
    assert [lock["key"] for lock in held["locks"]] == [gesture["target"]]
    no = table.act(PLANNER, plan, "preview", {**gesture, "head": held["plan"]["head"]})["refused"]
    assert no["code"] == "locked"
    assert no["bbox"][0] < no["bbox"][2]


@pytest.mark.usefixtures("small")
def test_a_level_or_everything_is_locked_for_one_role_or_for_all():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    gesture, _ = moved(plan, start)
    head = start["plan"]["head"]

    def step(act, **body):
        nonlocal head
        done = table.act(PLANNER, plan, act, {"head": head, **body})
        head = done["plan"]["head"]
        return done

    def refused():
        return table.act(PLANNER, plan, "preview", {**gesture, "head": head}).get("refused", {}).get("code")

    held = step("lock", what="level", key="l3", role="street", reason="年底前不动")
    assert [(lock["role"], lock["mine"], lock["reason"]) for lock in held["locks"]] == [("street", False, "年底前不动")]
    assert refused() is None, "the lock of the streets is none for a planner"
    step("lock", what="level", key="l3")
    assert refused() == "level_locked"
    with pytest.raises(BadInput, match="锁定"):
        table.act(PLANNER, plan, "balance", {"head": head, "focus": start["panel"]["id"], "cap": 0.1})
    step("unlock", what="level", key="l3")
    step("lock", what="level", key="micro")
    assert refused() is None, "belonging may change where only shapes are locked"
    step("unlock", what="level", key="micro")
    step("lock", what="all", key="")
    assert refused() == "locked"
    for body in (
        {"what": "moon"},
        {"what": "unit"},
        {"what": "unit", "key": 3},
        {"what": "level", "key": "l3", "role": "x"},
    ):
        with pytest.raises(BadInput):
            table.act(PLANNER, plan, "lock", {"head": head, **body})


def bent(feature, shift=(0.0, 0.0)):
    """Corners of a shape as a bow tie: two sides cross."""
    west, south, east, north = shapely.from_geojson(json.dumps(feature["geometry"])).bounds
    x, y = shift
    return [[west + x, south + y], [east + x, north + y], [east + x, south + y], [west + x, north + y]]


def touch(one, other):
    return shapely.intersects(*(shapely.from_geojson(json.dumps(f["geometry"])) for f in (one, other)))


@pytest.mark.usefixtures("small")
def test_bad_drawings_are_refused_with_a_reason_and_change_nothing():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    head, units = start["plan"]["head"], shapes(start)
    micro = [f for f in units.values() if f["properties"]["level"] == "micro"]
    one = micro[0]
    key, at = one["properties"]["id"], one["geometry"]["coordinates"][0][0]
    apart = [f for f in micro if f is not one and not touch(one, f)]
    mates = [f for f in apart if f["properties"]["parent"] == one["properties"]["parent"]]
    others = [f for f in apart if f["properties"]["parent"] != one["properties"]["parent"]]
    merges = [
        ({"op": "merge", "units": [key, f[0]["properties"]["id"]]}, {code})
        for f, code in ((mates, "not_adjacent"), (others, "other_l3"))
        if f
    ]
    assert merges
    cases = [
        ({"op": "split", "unit": key, "path": [at, at]}, {"cut_misses"}),
        ({"op": "split", "unit": key, "path": [[at[0] + 1, at[1]], [at[0] + 1.1, at[1]]]}, {"cut_misses"}),
        ({"op": "redraw", "unit": key, "path": bent(one, (2.0, 2.0))}, {"outside", "empty"}),
        ({"op": "redraw", "unit": key, "path": [at, at, at]}, {"empty"}),
        *merges,
        ({"op": "merge", "units": [key]}, {"no_change"}),
        ({"op": "reassign", "units": [key], "target": one["properties"]["parent"]}, {"no_change"}),
        ({"op": "reassign", "units": ["x"], "target": one["properties"]["parent"]}, {"unknown"}),
    ]
    for gesture, codes in cases:
        told_ = table.act(PLANNER, plan, "preview", {**gesture, "head": head})
        assert told_["refused"]["code"] in codes, (gesture["op"], told_)
        assert told_["refused"]["remedy"]
    crossed = table.act(PLANNER, plan, "preview", {"op": "redraw", "unit": key, "path": bent(one), "head": head})
    assert "refused" in crossed or crossed["effects"], "a scribble that crosses itself is refused or made valid"
    assert table.state(PLANNER, plan)["plan"]["head"] == head


@pytest.mark.usefixtures("small")
def test_a_street_is_balanced_as_one_step_and_the_measure_is_chosen():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    head, focus = start["plan"]["head"], start["panel"]["id"]
    assert {"care", "visits", "events"} <= set(start["panel"]["rows"][0])
    for wrong in (
        {"cap": "x"},
        {"weights": {"household": 0}},
        {"weights": {"household": 99}},
        {"wide": "moon"},
        {"focus": "x"},
    ):
        with pytest.raises(BadInput):
            table.act(PLANNER, plan, "balance", {"head": head, "focus": focus, "cap": 0.3, **wrong})
    asked = {"head": head, "focus": focus, "cap": 0.3, "wide": "district", "weights": {"household": 1, "event": 2}}
    so = table.act(PLANNER, plan, "balance", asked)
    ends = time.monotonic() + 60
    while not so["done"] and time.monotonic() < ends:
        time.sleep(0.1)
        so = table.act(PLANNER, plan, "balanced", {})
    assert so["done"]
    assert {row["state"] for row in so["rows"]} == {"done"}
    assert so["proven"] == all(row["proven"] or "无法均衡" in row["badge"] for row in so["rows"])
    if so["changed"]:
        seen = table.act(PLANNER, plan, "suggested", {"head": head})
        assert len(seen["assign"]) == so["changed"]
        done = table.act(PLANNER, plan, "commit", {"op": "balance", "token": seen["token"], "head": head})
        assert done["undo"] == 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"head": True},
        {"head": 1, "op": "import"},
        {"head": 1, "op": "reassign", "units": "x", "target": "y"},
        {"head": 1, "op": "split", "unit": "x", "path": [[1, float("nan")], [2, 3]]},
        {"head": 1, "op": "split", "unit": "x", "path": [["113", 34], [2, 3]]},
        {"head": 1, "op": "redraw", "unit": "x", "path": [[113.2, 34.8]] * 6000},
    ],
)
def test_what_a_browser_should_not_send_is_refused_in_words(body):
    plan = book.open_draft(PLANNER, "试划")
    with pytest.raises(BadInput):
        table.act(PLANNER, plan, "preview", body)


@pytest.mark.usefixtures("small")
def test_a_leader_sees_tens_and_may_not_edit():
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(LEADER, plan)
    assert not start["plan"]["editable"]
    for feature in shapes(start).values():
        told_unit = feature["properties"]
        if told_unit["level"] != "l2":
            assert told_unit["hh"] is None or told_unit["hh"] % 10 == 0
    gesture, _ = moved(plan, table.state(PLANNER, plan))
    with pytest.raises(NotAllowed):
        table.act(LEADER, plan, "commit", {**gesture, "head": start["plan"]["head"]})


@pytest.mark.usefixtures("small")
def test_the_twelve_checks_and_the_next_steps_are_shown():
    plan = book.open_draft(PLANNER, "试划")
    assert len(faultlist.summary(review.faults(PLANNER, plan))) == 12
    assert set(review.steps(PLANNER, plan)) == {"submit", "void"}
    page = opened(Role.PLANNER, "410106", "review", plan=plan)
    assert not page.exception
    assert "没有变化" in told(page)


class Upload:
    """A file as the widget hands it over."""

    def __init__(self, name, body):
        self.name, self._body = name, body

    def getvalue(self):
        return self._body


def test_grids_go_out_with_a_line_in_the_trail_and_come_back_as_a_draft(small, monkeypatch, tmp_path):
    monkeypatch.setattr(shelf, "FOLDER", tmp_path / "exports")
    plan = book.open_draft(PLANNER, "试划")
    start = table.state(PLANNER, plan)
    gesture, seen = moved(plan, start)
    table.act(PLANNER, plan, "commit", {**gesture, "token": seen["token"], "head": start["plan"]["head"]})
    for kind in outbound.FORMATS:
        made = outbound.make(PLANNER, kind, sides.side(PLANNER, plan), sides.side(PLANNER, sides.TODAY))
        assert save.open_file(PLANNER, made.number)[1]
        with pytest.raises(NotFound):
            save.open_file(LEADER, made.number)
        assert exports(small)[0].export.number == made.number
        if kind == "gpkg":
            body = save.open_file(PLANNER, made.number)[1]
    rows = outbound.told(LEADER, sides.side(LEADER, plan))[Level.MICRO]
    assert rows["households"].isna().sum() + (rows["households"] % 10 == 0).sum() == len(rows)
    base, found = inbound.read(PLANNER, Upload("改.gpkg", body), None)
    assert found.adopted.exact
    copy = inbound.take(PLANNER, "导入", base, found, "改.gpkg")
    here, there = (sides.side(PLANNER, key) for key in (copy, plan))
    assert hands.units(PLANNER, here, there).empty
    assert shapely.equals_exact(here.cov.outline, there.cov.outline, 0)
    with pytest.raises(NotAllowed):
        inbound.read(LEADER, Upload("改.gpkg", body), None)
    other = book.open_draft(PLANNER, "已开的草稿")
    assert other in inbound.drafts(PLANNER)
    base, found = inbound.read(PLANNER, Upload("改.gpkg", body), None, plan=other, tier=Level.L3)
    assert "换归属 1 个" in inbound.summary(found, against=base.side.title)
    assert inbound.doubts(found).empty
    assert inbound.take(PLANNER, "", base, found, "改.gpkg") == other
    here = sides.side(PLANNER, other)
    assert hands.units(PLANNER, here, there).empty
    assert table.state(PLANNER, other)["undo"] == 1
    table.act(PLANNER, other, "undo", {"head": table.state(PLANNER, other)["plan"]["head"]})
    assert hands.units(PLANNER, sides.side(PLANNER, sides.TODAY), sides.side(PLANNER, other)).empty
    with pytest.raises(NotAllowed, match="自己的"):
        inbound.read(Scope("别人", Role.PLANNER, "410106"), Upload("改.gpkg", body), None, plan=other)
    with pytest.raises(Refused):  # the draft has moved on since the file was read
        inbound.take(PLANNER, "", base, found, "改.gpkg")


@pytest.mark.usefixtures("small")
def test_comments_are_pinned_counted_and_dealt_with():
    plan = book.open_draft(PLANNER, "试划")
    unit = next(iter(notes.places(LEADER, plan)))
    notes.add(LEADER, plan, [unit], "这里为什么要动？")
    assert notes.pins(PLANNER, plan) == {unit: 1}
    (said,) = table.state(PLANNER, plan)["notes"]
    assert (said["units"], said["text"]) == ([unit], "这里为什么要动？")
    listed = [info for info in book.listed(PLANNER) if info.id == plan]
    assert book.table(listed)["批注"].tolist() == ["1 条未处理"]
    assert "批注 1 条未处理" in book.titles(listed)[plan]
    seq = next(iter(notes.open_ones(notes.table(PLANNER, plan))))
    notes.settle(PLANNER, plan, seq)
    assert notes.pins(PLANNER, plan) == {}
    assert table.state(PLANNER, plan)["notes"] == []
    told_ = table.state(PLANNER, plan)
    body = {
        "op": "rename",
        "unit": unit,
        "name": "说过的",
        "head": told_["plan"]["head"],
        "focus": told_["panel"]["id"],
    }
    done = table.act(PLANNER, plan, "commit", body)  # a comment before a step, or among several, is none itself
    assert (done["undo"], len(done["patch"]["features"])) == (1, 1)
    table.act(PLANNER, plan, "undo", {"head": done["plan"]["head"]})
    assert verify(room.desk()).faults == []
    told_ = table.act(PLANNER, plan, "comment", {"units": [unit], "text": "从地图上写的"})["notes"]
    assert [each["text"] for each in told_] == ["从地图上写的"]
    assert table.act(PLANNER, plan, "settle", {"seq": told_[0]["seq"]}) == {"notes": []}
    for wrong in ({"units": [unit]}, {"units": ["nobody"], "text": "钉空"}, {"units": [], "text": "空"}):
        with pytest.raises(BadInput):
            table.act(PLANNER, plan, "comment", wrong)
    with pytest.raises(BadInput):
        table.act(PLANNER, plan, "settle", {"seq": "1"})
    assert book.table(listed)["批注"].tolist() == [""]
    with pytest.raises(BadInput):
        notes.settle(PLANNER, plan, seq)
    with pytest.raises(NotFound):
        notes.add(PLANNER, plan, ["nobody"], "钉空了")
    page = opened(Role.PLANNER, "410106", "compare", a="today", b=plan)
    assert not page.exception
    assert "没有差别" in told(page)


class Signed:
    """Puts a session in front of the routes, as the door does."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        scope[SIGNIN_KEY] = SignIn(sid="0" * 16, scope=PLANNER, csrf="token", created=0.0, seen=0.0, ends=9e9)
        await self.app(scope, receive, send)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x-csrf-token": "wrong"}, 403),
        ({"x-csrf-token": "token", "origin": "http://elsewhere.example"}, 403),
        ({"x-csrf-token": "token", "sec-fetch-site": "cross-site"}, 403),
        ({"x-csrf-token": "token", "content-type": "text/plain"}, 400),
        ({"x-csrf-token": "token"}, 200),
    ],
)
def test_the_routes_take_gestures_only_from_the_own_page(headers, status):
    asked = []

    def act(scope, plan, what, body):
        asked.append((scope, plan, what, body))
        return {"done": True}

    routes = plan_routes(state=lambda *_: {}, look=lambda *_: {}, act=act)
    client = visit(Signed(Starlette(routes=routes)))
    sent = {"content-type": "application/json", **headers}
    answer = client.post("/data/v1/plan/x/commit", content=b'{"head": 1}', headers=sent)
    assert answer.status_code == status
    assert len(asked) == (status == 200)
    assert client.post("/data/v1/plan/x/burn", content=b"{}", headers={"x-csrf-token": "token"}).status_code == 404
