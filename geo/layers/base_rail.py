"""Railways."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Railways: columns name, klass; lines."""
    base = store.base(scope)
    return base[base["klass"].isin(["rail", "railway"])]


LAYER = Layer(
    key="base_rail",
    title="铁路",
    group="底图",
    kind=Kind.BASE,
    load=load,
    style=(
        Line("rail", ((10.0, 1.2), (14.0, 2.4), (17.0, 5.0))),
        Line("panel", ((10.0, 0.6), (14.0, 1.4), (17.0, 3.4)), dash=(8.0, 8.0), zoom=(12.0, 24.0)),
    ),
    legend=(Entry("dash", "铁路", "rail"),),
    source="底图",
    keep=("klass",),
    on=True,
    simplify_m=2.0,
)
