"""Rivers and ponds."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads

WATER = ("river", "pond", "water", "lake", "canal")


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Water: columns name, klass; polygons and lines."""
    base = store.base(scope)
    return base[base["klass"].isin(WATER)]


LAYER = Layer(
    key="base_water",
    title="水系",
    group="底图",
    kind=Kind.BASE,
    load=load,
    style=(
        Line("water", ((10.0, 1.2), (12.0, 2.2), (14.5, 6.0), (17.0, 20.0))),
        Fill("water"),
    ),
    legend=(Entry("line", "水系", "water"),),
    source="底图",
    keep=("klass",),
    on=True,
    simplify_m=2.0,
)
