"""The renderers and the rail on a store that was loaded from an office's files."""

import json

import pytest

from geo.metrics.rail import rail
from geo.model.scope import Role, Scope
from geo.model.view import ViewSpec
from geo.render.folium_map import folium_map
from geo.render.maplibre import manifest
from geo.render.sheet import draw, png
from tests.worlds import L1, L2S, small_store

DISTRICT = L1[:6]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return small_store(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("root", [DISTRICT, L1, L2S[0]])
def test_a_loaded_store_is_published_and_told(store, role, root):
    scope = Scope("演示", role, root)
    sent = []
    made = manifest(store, scope, ViewSpec(root), lambda key, body, ending, _: sent.append(body) or f"{key}.{ending}")
    assert json.loads(json.dumps(made, allow_nan=False))["root"] == root
    assert all(sent)
    assert rail(store, scope, root, 30)["code"] == root


@pytest.mark.parametrize("place", [DISTRICT, L2S[1]])
def test_a_loaded_store_is_drawn(store, place):
    scope = Scope("演示", Role.LEADER, DISTRICT)
    assert len(png(draw(store, scope, ViewSpec(place)), dpi=40)) > 1000
    assert "leaflet.js" in folium_map(store, scope, ViewSpec(place), "/lib/").get_root().render()
