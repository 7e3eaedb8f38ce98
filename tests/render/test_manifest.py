"""The manifest and the bytes it names, as docs/house.md, section 5."""

import json
import struct

import numpy as np
import pytest
import shapely

from geo.layers import LAYERS
from geo.model.scope import Role
from geo.model.view import ViewSpec
from geo.render.maplibre import manifest
from geo.render.places import initials
from tests.rules.world import DISTRICT, L2S, NASTY, World, lonlat, scope


class Shelf:
    """Keeps what is published."""

    def __init__(self):
        self.bodies = {}
        self.caches = {}

    def __call__(self, key, body, ending, cache):
        url = f"data/v1/{key}.{len(self.bodies)}.{ending}"
        self.bodies[url] = body
        self.caches[url] = cache
        return url

    def json(self, url):
        return json.loads(self.bodies[url])


@pytest.fixture(scope="module")
def baked():
    shelf = Shelf()
    return manifest(World(), scope(), ViewSpec(DISTRICT), shelf), shelf


def layer(made, key):
    return next(entry for entry in made["layers"] if entry["key"] == key)


def test_every_overlay_is_in_the_manifest_in_order(baked):
    assert [entry["key"] for entry in baked[0]["layers"]] == [entry.key for entry in LAYERS if not entry.of_place]


def test_the_manifest_is_json_and_small(baked):
    assert len(json.dumps(baked[0], allow_nan=False, ensure_ascii=False).encode()) < 40_000


def test_counts_beside_names_agree_with_the_figures(baked):
    counts = {entry["key"]: entry["count"] for entry in baked[0]["layers"]}
    assert counts["events"] == 4
    assert counts["overdue"] == 2
    assert (counts["zones"], counts["l2"], counts["micro"], counts["centers"]) == (2, 4, 32, 2)
    assert counts["coverage"] is None


def test_specs_speak_of_their_own_source_only(baked):
    for entry in baked[0]["layers"]:
        for spec in entry["specs"]:
            assert spec["source"] == entry["key"]
            assert spec["id"].startswith(entry["key"])


def test_what_the_browser_draws_has_no_specs(baked):
    for key in ("labels", "overdue"):
        assert (layer(baked[0], key)["url"], layer(baked[0], key)["specs"]) == (None, [])
    assert layer(baked[0], "events")["specs"] == []


def test_events_are_revalidated_and_shapes_kept(baked):
    made, shelf = baked
    assert shelf.caches[layer(made, "events")["url"]] == "no-cache"
    assert shelf.caches[layer(made, "l2")["url"]] == "immutable"


def test_points_decode_to_where_they_are(baked):
    made, shelf = baked
    entry = layer(made, "events")
    body = shelf.bodies[entry["url"]]
    magic, version, _, n, columns, lon0, lat0 = struct.unpack("<4sHHIIdd", body[:32])
    assert (magic, version, n, columns) == (b"OGMP", 1, 7, 6)
    dlon, dlat = np.frombuffer(body, "<f4", 2 * n, 32).reshape(2, n)
    x, y = lonlat([(100, 100)])[0]
    assert np.isclose(lon0 + dlon, x, atol=1e-7).any()
    assert np.isclose(lat0 + dlat, y, atol=1e-7).any()
    at, found = 32 + 8 * n, {}
    for name, kind in entry["points"]["columns"]:
        width = {"u8": 1, "u16": 2}[kind]
        found[name] = np.frombuffer(body, f"<u{width}", n, at)
        at += -(-n * width // 4) * 4
    assert at == len(body)
    places = shelf.json(made["places"])
    codes = [places["code"][row] for row in found["place"]]
    assert L2S[0] + "001001" in codes
    assert sorted(found["status"]) == [0, 1, 2, 2, 3, 3, 3]
    assert found["day"][found["status"] != 3].max() == 0


def test_hexagons_are_numbered_as_the_points_say(baked):
    made, shelf = baked
    entry = layer(made, "hexes")
    rows = [feature["properties"]["hex"] for feature in shelf.json(entry["url"])["features"]]
    assert rows == list(range(len(rows)))
    assert len(entry["ramp"]["colors"]) == len(entry["ramp"]["breaks"]) + 1


def test_shapes_have_six_decimals_and_no_more_columns_than_promised(baked):
    made, shelf = baked
    text = shelf.bodies[layer(made, "micro")["url"]].decode()
    assert (
        max(len(part.split(".")[1].rstrip("]},")) for part in text.split("[[[")[1].split(",")[:8] if "." in part) <= 6
    )
    for key in ("micro", "l2", "zones", "centers", "dedicated"):
        declared = next(one for one in LAYERS if one.key == key)
        columns = set(shelf.json(layer(made, key)["url"])["features"][0]["properties"])
        assert columns <= {"code", *declared.columns()}


def test_borders_of_all_tiers_are_one_line(baked):
    made, shelf = baked
    micro = shelf.json(layer(made, "micro")["url"])["features"]
    union = shapely.union_all([shapely.geometry.shape(one["geometry"]) for one in micro])
    for key in ("l3", "l2", "l1", "zones", "outline"):
        rows = shelf.json(layer(made, key)["url"])["features"]
        assert shapely.union_all([shapely.geometry.shape(one["geometry"]) for one in rows]).equals(union)


def test_the_base_map_comes_in_pieces_that_hold_every_row_once(baked):
    made, shelf = baked
    for key, total in (("base_buildings", 16), ("base_roads", 2)):
        entry = layer(made, key)
        assert entry["url"] is None
        rows = [one["properties"]["code"] for chunk in entry["chunks"] for one in shelf.json(chunk["url"])["features"]]
        assert len(rows) == len(set(rows)) == total
    assert layer(made, "base_buildings")["chunks"][0]["minzoom"] >= 12
    assert layer(made, "base_roads")["chunks"][0]["minzoom"] == 0


def test_places_form_a_tree(baked):
    places = baked[1].json(baked[0]["places"])
    assert {len(column) for column in places.values()} == {1 + 2 + 2 + 4 + 8 + 32 + 1 + 2}
    row = places["code"].index(L2S[2] + "001001")
    names = []
    while row >= 0:
        names.append(places["code"][row])
        row = places["parent"][row]
    assert names == [L2S[2] + "001001", L2S[2] + "001", L2S[2], "410106002", DISTRICT]
    center = places["code"].index("DQ" + L2S[0])
    assert places["code"][places["parent"][center]] == L2S[0]
    assert places["code"][places["zone"][center]] == "410106-Z1"


def test_leaders_get_households_of_small_grids_in_tens(baked):
    places = baked[1].json(baked[0]["places"])
    micro = places["code"].index(L2S[0] + "001001")
    assert (places["hh"][micro], places["ppl"][micro]) == (30, 100)


def test_a_search_finds_initials():
    assert initials(["三湾街社区", "A座 西区"]) == ["swjsq", "azxq"]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("root", [DISTRICT, "410106-Z1", "410106001", L2S[0], L2S[0] + "001", L2S[0] + "001001"])
def test_any_account_gets_a_manifest_of_its_own(role, root):
    shelf = Shelf()
    made = manifest(World(), scope(role, root), ViewSpec(root), shelf)
    assert made["root"] == root
    everything = b"".join(shelf.bodies.values())
    if root.startswith("410106001"):
        assert b"410106002" not in everything
    assert b"onerror" not in everything or root == DISTRICT


def test_the_same_data_give_the_same_bytes(baked):
    again = Shelf()
    manifest(World(), scope(), ViewSpec(DISTRICT), again)
    assert again.bodies == baked[1].bodies


def test_nasty_names_stay_text_in_json(baked):
    places = baked[1].json(baked[0]["places"])
    assert NASTY in places["name"]


def test_switched_layers_follow_the_view():
    made = manifest(World(), scope(), ViewSpec(DISTRICT, layers=("l2", "nine")), Shelf())
    on = {entry["key"] for entry in made["layers"] if entry["on"] and entry["group"] != "底图"}
    assert on == {"l2", "nine"}


def test_nine_colours_come_as_cells_most_first(baked):
    made, shelf = baked
    features = shelf.json(layer(made, "nine")["url"])["features"]
    assert {one["properties"]["code"] for one in features} == {"410106001", "410106002"}
    cells = features[0]["properties"]["cells"]
    assert cells[0] == ["g0", 50]
    assert "g6" not in [group for group, _ in cells]
