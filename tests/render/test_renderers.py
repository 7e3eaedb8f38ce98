"""Folium, deck and sheet draw every overlay of the registry, offline and without running anybody's text."""

import json
import re
from dataclasses import replace

import folium
import numpy as np
import pytest
import shapely

from geo.layers import LAYERS
from geo.layers.paint import HATCHES, Hatch, Text
from geo.metrics.board import board
from geo.model.codes import Level
from geo.model.scope import Role
from geo.model.view import ViewSpec
from geo.render import deck as model
from geo.render import folium_map as light
from geo.render import hatch, sheet, signs, stacks
from geo.render.boxes import around, touch
from geo.render.camera import fit
from geo.render.escape import escape
from geo.render.legend import legend
from geo.render.sheet import key
from geo.render.sheet.ink import Area, Ink
from geo.render.sheet.names import Names
from geo.render.sheet.page import A4, Box, Page
from geo.render.specs import specs
from geo.render.still import frame_of, painted
from pages.parts import sample
from tests.rules.world import DISTRICT, L2S, NASTY, PROFILE, World, scope

ALL = tuple(layer.key for layer in LAYERS)
POINTS = ("star", "triangle", "square", "diamond", "disc")
LIB = "http://127.0.0.1:8501/lib/abc/"
each = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
HTTP = re.compile(r"https?://(?!127\.0\.0\.1|www\.w3\.org)[^\"' ]+")


@each
def test_the_light_map_draws_it(layer):
    near, far = (ViewSpec(place, layers=(layer.key,)) for place in (L2S[0], DISTRICT))
    drawn = sum(light.draw(folium.FeatureGroup(), layer, World(), scope(), view) for view in (near, far))
    assert drawn > 0


@each
def test_the_model_can_lay_it_on_the_ground(layer):
    frame = layer.load(World(), scope(), ViewSpec(DISTRICT))
    assert model.flat(layer, frame, zoom=15.0) or all(isinstance(part, Text) for part in layer.style)


@each
def test_the_sheet_prints_it(layer):
    view = ViewSpec(L2S[0] if layer.minzoom > 11.8 else DISTRICT, layers=(layer.key,))
    empty = sheet.png(sheet.draw(World(), scope(), ViewSpec(view.place, layers=())), dpi=40)
    assert sheet.png(sheet.draw(World(), scope(), view), dpi=40) != empty or layer.group == "底图"


TEXTURED = [layer for layer in LAYERS if not layer.by_browser and any(isinstance(part, Hatch) for part in layer.style)]


@pytest.mark.parametrize("layer", TEXTURED, ids=lambda layer: layer.key)
def test_every_renderer_draws_the_textures(layer):
    """What a layer tells by texture is a pattern of the live map and lines or signs of the three others."""
    rows = layer.load(World(), scope(), ViewSpec(DISTRICT))
    forms = [part.form for part in layer.style if isinstance(part, Hatch)]
    patterns = [spec["paint"].get("fill-pattern", "") for spec in specs(layer) if spec["type"] == "fill"]
    assert [pattern.split(":")[4] if pattern.count(":") > 3 else "rise" for pattern in patterns if pattern] == forms
    drawn = [part.form for part, _ in painted(layer, rows, 15.0) if isinstance(part, Hatch)]
    assert drawn, "the small district has none of it"
    group = folium.FeatureGroup()
    for place in (DISTRICT, *L2S):
        light.draw(group, layer, World(), scope(), ViewSpec(place, layers=(layer.key,)))
    kinds = [
        {feature["geometry"]["type"] for feature in shown.data["features"]}
        for shown in group._children.values()
        if isinstance(shown, folium.GeoJson)
    ]
    assert kinds.count({"MultiLineString"}) >= 1
    flat = [shown for shown in model.flat(layer, rows, zoom=15.0) if shown.stroked]
    assert sum(
        {row["geometry"]["type"] for row in shown._data["features"]} == {"MultiLineString"} for shown in flat
    ) == len(drawn)
    view = ViewSpec(DISTRICT, layers=(layer.key,))
    areas = [
        job
        for ink in sheet.draw(World(), scope(), view).findobj(Ink)
        for job in (job for _, job in ink._order())
        if isinstance(job, Area)
    ]
    assert {hatch.SIGNS[form] for form in drawn} <= {job.hatch for job in areas}


@pytest.mark.parametrize("group", sorted({layer.group for layer in LAYERS}))
def test_samples_without_their_colours_still_differ(group):
    layers = [layer for layer in LAYERS if layer.group == group and layer.key != "labels"]
    rows = [row for layer in layers for row in legend(layer, PROFILE) if row["shape"] != "ramp"]
    drawn = [re.sub("%23[0-9A-Fa-f]{6}", "", sample.sample(row)) for row in rows if row["shape"] not in POINTS]
    assert len(set(drawn)) == len(drawn)
    printed = [
        replace(line, color="", ink="", stroke=line.stroke and "", title="")
        for line in key.lines_of(layers, PROFILE)
        if line.shape not in (*POINTS, "ramp")
    ]
    assert len(set(printed)) == len(printed)


def test_lines_of_a_texture_fill_their_area_evenly_and_stay_inside():
    area = shapely.box(113.2, 34.7, 113.24, 34.74)
    gap = 0.002
    for form in HATCHES:
        found = hatch.lines(area, form, gap)
        assert not found.is_empty
        assert area.buffer(1e-9).covers(found)
        halves = shapely.box(113.2, 34.7, 113.22, 34.74), shapely.box(113.22, 34.7, 113.24, 34.74)
        parts = [hatch.lines(half, form, gap).length for half in halves]
        assert parts[0] == pytest.approx(parts[1], rel=0.1)
        # Neighbours go on in one another: half by half they are the lines of the whole.
        assert sum(parts) == pytest.approx(found.length, rel=0.02)
    assert hatch.lines(shapely.Polygon(), "rise", gap).is_empty


@pytest.fixture(scope="module")
def page():
    return light.folium_map(World(), scope(Role.STREET), ViewSpec(L2S[3], layers=ALL), LIB).get_root().render()


def test_the_light_map_asks_nobody_outside(page):
    assert HTTP.findall(page) == []
    assert f"{LIB}leaflet.js" in page
    assert f"{LIB}leaflet.css" in page
    assert "jquery" not in page
    assert "bootstrap" not in page


def test_names_cannot_run_in_the_light_map(page):
    assert "<img" not in page
    assert "${alert" not in page
    assert "`" not in page.replace("``", "") or NASTY not in page
    assert "&lt;img" in page or "\\u0026lt;img" in page


@pytest.mark.parametrize("char", list("`${}\\<>&'\""))
def test_every_dangerous_character_is_escaped(char):
    assert char not in escape(char).replace("&", "") or char == "&"
    assert escape(char) != char


def test_escaping_nothing_is_nothing():
    assert escape(None) == ""
    assert escape("三湾街") == "三湾街"


def test_what_is_off_is_not_sent():
    small = light.folium_map(World(), scope(), ViewSpec(DISTRICT, layers=("l2",)), LIB).get_root().render()
    assert L2S[2] in small
    assert L2S[0] + "001" not in small
    assert "★" not in small


def test_the_far_light_map_counts_by_community():
    events = next(layer for layer in LAYERS if layer.key == "events")
    view = ViewSpec(DISTRICT)
    rows = light.condensed(events, events.load(World(), scope(), view), World(), scope(), view)
    assert rows["kind"].to_dict() == {L2S[0]: "甲社区：未办结 3 件", L2S[1]: "乙河社区：未办结 1 件"}


def test_the_model_names_its_layers_and_asks_nobody_outside():
    made = json.loads(model.deck(World(), scope(), ViewSpec(DISTRICT)).to_json())
    assert made["mapStyle"] == "__MAP_STYLE__"  # the mark of "not given": None and "" ask an outside server
    assert made.get("mapProvider") is None
    names = [layer["id"] for layer in made["layers"]]
    assert len(set(names)) == len(names)
    assert {"columns", "hexes", "names"} <= set(names)
    assert HTTP.findall(json.dumps(made)) == []


def pieces(made, key):
    rows = next(layer for layer in made["layers"] if layer["id"] == key)["data"]
    return {row["tip"].split("\n")[0]: row for row in rows}


def test_columns_are_as_high_as_what_is_open_and_red_as_far_as_it_is_overdue():
    made = json.loads(model.deck(World(), scope(), ViewSpec(DISTRICT)).to_json())
    blue, red, idle = (pieces(made, key) for key in ("columns", "late", "idle"))
    figures = board(World(), scope(), 30).now
    top = max(row["at"][2] + row["height"] for row in [*blue.values(), *red.values()])
    for code, name in zip(L2S, ("甲社区", "乙河社区", "丙山村"), strict=False):
        n, late = figures.loc[code, "open"], figures.loc[code, "overdue"]
        whole = blue.get(name, {"height": 0})["height"] + red.get(name, {"height": 0})["height"]
        assert whole == pytest.approx(top * n / figures.loc[list(L2S), "open"].max(), abs=0.2)
        if late:
            assert red[name]["height"] / whole == pytest.approx(late / n, abs=0.01)
            assert red[name]["at"][2] == pytest.approx(whole - red[name]["height"], abs=0.2)
        else:
            assert name not in red
        assert (name in idle) == (n == 0)
    assert red, "the world has an overdue event"


def test_names_of_the_model_do_not_touch_and_the_worst_come_first():
    crowd = [
        stacks.Stack(
            f"{n:012}",
            f"第{n}社区",
            113.2 + 0.001 * (n % 6),
            34.8 + 0.001 * (n // 6),
            40 - n,
            3 if n == 30 else 0,
            200.0,
        )
        for n in range(36)
    ]
    ground = np.array([[113.19, 34.79, 0.0], [113.21, 34.82, 0.0]])
    camera = fit(ground, (900.0, 600.0), pitch=47.0, bearing=-16.0, room=(20.0, 30.0, 20.0, 20.0))
    names = stacks.chosen(crowd, camera)
    assert names[0][0].name == "第30社区"
    assert 1 < len(names) <= stacks.NAMED
    boxes = [box for _, box in names]
    assert not any(touch(one, other) for n, one in enumerate(boxes) for other in boxes[:n])


def test_the_camera_shows_the_whole_place():
    ground = np.array([[113.24, 34.715, 0.0], [113.32, 34.715, 0.0], [113.24, 34.845, 0.0], [113.28, 34.80, 2400.0]])
    room = (24.0, 34.0, 24.0, 24.0)
    camera = fit(ground, (940.0, 660.0), pitch=47.0, bearing=-16.0, room=room)
    seen = camera.project(ground)
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    assert left >= room[0] - 1
    assert top == pytest.approx(room[1], abs=1)
    assert right <= 940 - room[2] + 1
    assert bottom == pytest.approx(660 - room[3], abs=1)
    middle = camera.project(np.array([[camera.lon, camera.lat, 0.0]]))
    assert middle[0].tolist() == pytest.approx([470, 330])


def crowd_of(n, late=()):
    return [
        signs.Wish(f"{k:03}", "三湾街", 113.25 + 0.004 * (k % 9), 34.78 + 0.002 * (k // 9), 12, k, late.count(k) * 2)
        for k in range(n)
    ]


def test_names_of_the_light_map_do_not_touch_at_any_step():
    wishes, stars = crowd_of(60, late=(7, 8, 9, 40)), [(113.254, 34.784), (113.262, 34.786)]
    zoom = signs.fitted((113.24, 34.715, 113.32, 34.845))
    laid = signs.lay_out(wishes, stars, zoom, 6.0)
    before = 0
    for eighth in range(27):
        more = eighth / 8
        step = sum(more >= start for start in signs.STEPS) - 1
        seen = [sign for sign in laid if sign.since <= step < sign.until]
        boxes = [sign.box(zoom + more) for sign in seen]
        assert not any(touch(one, other) for n, one in enumerate(boxes) for other in boxes[:n])
        codes = [sign.wish.code for sign in seen]
        assert len(set(codes)) == len(codes)
        assert {"007", "008", "009", "040"} <= set(codes), "overdue ones are never left out"
        marks = [around(*signs.pixel(*star, zoom + more), 12, 12) for star in stars]
        assert not any(touch(sign.box(zoom + more), mark) for sign in seen if not sign.wish.late for mark in marks)
        before = max(before, len(codes))
    assert before >= 55  # near, there is room for nearly all


def test_the_fitted_zoom_is_leaflets():
    bounds = (113.24115822, 34.71516484, 113.31975347, 34.84481588)
    assert signs.fitted(bounds, (358, 560)) == 12.125
    assert signs.fitted(bounds, (1022, 671)) == 12.5  # as the browser said


def test_a_place_with_a_triangle_is_named_once():
    page = light.folium_map(World(), scope(), ViewSpec(DISTRICT), LIB).get_root().render()
    icons = [json.loads(f'"{html}"') for html in re.findall(r'"html": "((?:[^"\\]|\\.)*)",\s+"iconSize"', page)]
    named = [icon for icon in icons if "甲社区" in icon]
    assert named
    assert all("<svg" in icon and ">2<" in icon for icon in named), "a name without its triangle, at some step of scale"


def test_the_same_sheet_is_the_same_bytes():
    first, second = (sheet.png(sheet.draw(World(), scope(), ViewSpec(DISTRICT)), dpi=40) for _ in range(2))
    assert first == second
    assert first.startswith(b"\x89PNG")


def test_a_sheet_carries_stamp_date_and_notice():
    figure = sheet.draw(World(), scope(), ViewSpec(DISTRICT), title="试题")
    said = [word.text for ink in figure.findobj(Ink) for word in ink.words()]
    for word in ("试题", "演示数据", "数据截至 2026-11-20 18:00", "北", "示意边界，不作划界依据"):
        assert word in said
    assert any("直线缓冲(估算)" in text for text in said)


def test_names_on_a_sheet_do_not_touch():
    names = Names(Page(A4), Box(0, 0, 288, 288), lambda x, y: (2.88 * x, 2.88 * y))
    part = Text("name", 12)
    for n, x in enumerate((50, 51, 80)):
        names.add("三湾街", x, 50, (0, 0), size=8, color="#000000", bold=False, rank=n, always=False, part=part)
    assert names.place(z=1) == 2
    assert names.dropped == 1


def test_a_picture_is_framed_by_the_community_of_a_small_grid():
    frame = frame_of(World(), scope(), ViewSpec(L2S[0] + "001001"))
    assert list(frame.index) == [L2S[0]]
    assert list(frame_of(World(), scope(), ViewSpec("DQ" + L2S[0])).index) == [L2S[0]]
    elsewhere = frame_of(World(), scope(Role.STREET, "410106001"), ViewSpec(L2S[2]))
    assert list(elsewhere.index) == ["410106001"]
    assert Level(elsewhere["level"].iloc[0]) is Level.L1
    assert np.isfinite(elsewhere.total_bounds).all()
