"""No overlay can be added by half."""

import pkgutil

import pytest

import geo.layers
from geo.layers import LAYERS, registry_hash
from geo.layers.paint import at_zoom
from geo.model.scope import Role
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.render import icons
from geo.render.style import LIGHT, MARKERS
from tests.rules.world import CRS, DISTRICT, L2S, PROFILE, World, scope

# docs/house.md, 5.1
GROUND = ("base_land", "base_water", "base_buildings", "base_rail", "base_roads")
GRIDS = ("zones", "bands", "overlap", "catchments", "coverage", "gaps", "hexes", "dedicated", "micro")
GRIDS += ("l3", "l2", "l1", "outline", "sketches", "labels")
ORDER = (*GROUND, *GRIDS, "centers", "circles", "sites", "events", "overdue", "nine")
FORMS = ("line", "dash", "star", "triangle", "square", "diamond", "disc")
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


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_signs_and_lines_of_a_legend_differ_in_form_not_in_colour_alone(layer):
    told = [(entry.shape, len(entry.others)) for entry in layer.entries(PROFILE) if entry.shape in FORMS]
    assert len(told) == len(set(told)), told


def test_the_four_states_have_four_forms_on_every_map_and_in_its_key():
    layer = next(one for one in LAYERS if one.key == "events")
    drawn = {part.where.values[0]: part.shape for part in layer.style}
    shown = {entry.title.removeprefix("已"): entry.shape for entry in layer.entries(PROFILE)}
    assert drawn == shown
    assert len(set(drawn.values())) == len(State)
    assert set(drawn.values()) <= icons.PATHS.keys() | {"disc"}
    assert len({MARKERS[shape] for shape in drawn.values()}) == len(State)
