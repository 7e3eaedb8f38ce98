"""No overlay can be added by half."""

import pkgutil
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

import geo.layers
from geo.layers import LAYERS, registry_hash
from geo.layers.paint import HATCHES, Hatch, at_zoom
from geo.layers.zones import initials
from geo.model.scope import Role
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.render import icons
from geo.render.legend import legend
from geo.render.style import LIGHT, MARKERS
from tests.rules.world import CRS, DISTRICT, L2S, PROFILE, World, scope

# docs/house.md, 5.1
GROUND = ("base_land", "base_water", "base_buildings", "base_rail", "base_roads")
GRIDS = ("zones", "figure", "bands", "overlap", "catchments", "coverage", "gaps", "hexes", "dedicated", "micro")
GRIDS += ("l3", "l2", "l1", "outline", "sketches", "labels")
ORDER = (*GROUND, *GRIDS, "centers", "circles", "sites", "events", "overdue", "nine")
SIGNS = ("star", "triangle", "square", "diamond", "disc")
NOT_OVERLAYS = {"base", "paint", "grids"}
each = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)


def test_every_layer_file_is_listed():
    files = {module.name for module in pkgutil.iter_modules(geo.layers.__path__)} - NOT_OVERLAYS
    assert files == {layer.key for layer in LAYERS}


def test_the_order_is_the_agreed_one():
    assert [layer.key for layer in LAYERS] == list(ORDER)
    assert len(registry_hash()) == 16


@each
def test_an_overlay_says_what_it_is(layer):
    assert layer.title
    assert layer.source
    assert layer.group in {"底图", "网格", "服务", "诉求", "人群"}
    assert layer.roles
    assert layer.style
    assert layer.entries(PROFILE)
    assert layer.tooltip or layer.group == "底图"
    assert layer.version >= 1


@each
def test_rows_are_unique_and_carry_what_they_promise(layer):
    frame = layer.load(World(), scope(), ViewSpec(DISTRICT))
    assert frame.index.name == "code"
    assert frame.index.is_unique
    assert frame.crs == CRS
    assert len(frame), "nothing to draw on the small district"
    promised = {column for _, column in layer.tooltip} - {"code"}
    assert promised <= set(frame.columns)


@each
def test_colours_are_tokens(layer):
    for entry in layer.entries(PROFILE):
        assert entry.color == "none" or entry.color.startswith("#") or entry.color in LIGHT
    for part in layer.style:
        if isinstance(part.color, str):
            assert part.color in LIGHT


@each
@pytest.mark.parametrize("role", list(Role))
def test_a_street_sees_nothing_of_another(layer, role):
    if layer.group == "底图" and layer.key != "base_buildings":
        return  # the base map is never cut
    frame = layer.load(World(), scope(role, "410106001"), ViewSpec("410106001"))
    text = " ".join(frame.index.astype(str))
    assert "410106002" not in text
    assert "micro" not in frame or not frame["micro"].astype(str).str.startswith("410106002").any()


def test_sizes_run_straight_between_their_stops():
    stops = ((10.0, 1.0), (12.0, 3.0))
    assert [at_zoom(stops, zoom) for zoom in (9, 11, 13)] == [1.0, 2.0, 3.0]
    assert at_zoom(2, 5) == 2.0


def test_leaders_get_no_text_of_an_event():
    layer = next(layer for layer in LAYERS if layer.key == "events")
    frame = layer.load(World(), scope(), ViewSpec(DISTRICT))
    assert not {"text", "address", "code"} & set(frame.columns)
    assert "E7" not in frame.index  # 作废
    assert frame.loc["E1", "day"] == 0
    assert frame.loc["E5", "day"] == 37


def test_overdue_counts_stand_at_their_community():
    layer = next(layer for layer in LAYERS if layer.key == "overdue")
    frame = layer.load(World(), scope(), ViewSpec(DISTRICT))
    assert frame["n"].to_dict() == {L2S[0]: 2}
    assert frame["name"].tolist() == ["甲社区"]


def test_hexagons_count_what_is_open_or_was_closed_within_the_period():
    layer = next(layer for layer in LAYERS if layer.key == "hexes")
    assert layer.load(World(), scope(), ViewSpec(DISTRICT, days=30))["n"].sum() == 5
    assert layer.load(World(), scope(), ViewSpec(DISTRICT, days=90))["n"].sum() == 7
    assert layer.load(World(), scope(), ViewSpec(DISTRICT, days=30))["open"].sum() == 4


@pytest.mark.parametrize("group", sorted({layer.group for layer in LAYERS}))
def test_no_two_lines_of_a_group_of_the_legend_differ_by_colour_alone(group):
    told = Counter(
        form(entry)
        for layer in LAYERS
        if layer.group == group and layer.key != "labels"
        for entry in legend(layer, PROFILE)
        if entry["shape"] not in SIGNS
    )
    assert told, group
    assert max(told.values()) == 1, told


def form(entry):
    """All of a line of the legend but its colours; glyphs are told by their character, classes of a ramp by theirs."""
    told = (
        entry["shape"],
        entry["hatch"],
        entry["sign"],
        bool(entry["stroke"]),
        entry.get("width"),
        str(entry.get("dash")),
    )
    return (*told, entry["title"]) if entry["shape"] in ("glyph", "ramp") else told


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_signs_of_a_legend_differ_in_form(layer):
    told = [entry.shape for entry in layer.entries(PROFILE) if entry.shape in SIGNS]
    assert len(told) == len(set(told)), told


@pytest.mark.parametrize("dark", [False, True])
def test_classes_of_a_ramp_are_told_apart_in_grey(dark):
    for layer in LAYERS:
        tones = [luminance(entry["color"]) for entry in legend(layer, PROFILE, dark=dark) if entry["shape"] == "ramp"]
        steps = [max(a, b) / min(a, b) for a, b in pairwise([tone + 0.05 for tone in tones])]
        assert tones in (sorted(tones), sorted(tones, reverse=True)), layer.key
        assert all(step >= 1.2 for step in steps), (layer.key, steps)


def luminance(color):
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@each
def test_a_texture_of_the_legend_is_the_one_of_the_map(layer):
    drawn = {(part.form, part.color) for part in layer.style if isinstance(part, Hatch)}
    told = {(entry.hatch, entry.ink) for entry in layer.entries(PROFILE) if entry.hatch}
    told |= {("rise", entry.color) for entry in layer.entries(PROFILE) if entry.shape == "hatch"}
    assert drawn == told
    assert {texture for texture, _ in drawn} <= set(HATCHES)


def test_the_sign_of_a_zone_is_in_its_name_and_in_no_other():
    assert initials(["五云", "三湾街", "盛世", "通航"]) == ["五", "三", "盛", "通"]
    assert initials(["东城", "东关", "东城"]) == ["1", "关", "3"]
    zones = next(layer for layer in LAYERS if layer.key == "zones")
    assert [entry.sign for entry in zones.entries(PROFILE)] == ["五", "三"]
    assert [entry.title for entry in zones.entries(replace(PROFILE, zone_names={}))] == ["片区"]


def test_the_four_states_have_four_forms_on_every_map_and_in_its_key():
    layer = next(one for one in LAYERS if one.key == "events")
    drawn = {part.where.values[0]: part.shape for part in layer.style}
    shown = {entry.title.removeprefix("已"): entry.shape for entry in layer.entries(PROFILE)}
    assert drawn == shown
    assert len(set(drawn.values())) == len(State)
    assert set(drawn.values()) <= icons.PATHS.keys() | {"disc"}
    assert len({MARKERS[shape] for shape in drawn.values()}) == len(State)
