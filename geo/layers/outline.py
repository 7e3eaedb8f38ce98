"""The outline of what the account sees: 示意边界, no legal border."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules.scope import outline


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row: the scope's root."""
    return outline(store, scope)


LAYER = Layer(
    key="outline",
    title="示意边界",
    group="网格",
    kind=Kind.LINE,
    load=load,
    style=(
        Line("ink", ((11.0, 1.6), (13.0, 2.2), (14.5, 2.6)), casing=("panel", ((11.0, 3.6), (13.0, 5.0), (14.5, 6.0)))),
    ),
    legend=(Entry("line", "示意边界", "ink"),),
    source="网格",
    tooltip=(("名称", "name"),),
    on=True,
    simplify_m=3.0,
    tiling=Level.DISTRICT,
)
