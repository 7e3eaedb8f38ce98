"""Footprints of buildings, without any figure of who lives there."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Read buildings: columns use, floors, klass (always "building")."""
    return store.buildings(scope).assign(klass="building")


LAYER = Layer(
    key="base_buildings",
    title="楼栋",
    group="底图",
    kind=Kind.BASE,
    load=load,
    style=(Fill("building", opacity=((13.0, 0.5), (14.5, 1.0)), edge="building_edge"),),
    legend=(Entry("fill", "楼栋", "building", "building_edge"),),
    source="楼栋",
    keep=("use", "floors"),
    on=True,
    minzoom=13.0,
    minor=("building",),
)
