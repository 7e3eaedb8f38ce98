"""Roads and streets, true to width when near, with their names."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line, Text, Where
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads

MAIN = ("motorway", "trunk", "primary")
SECOND = ("secondary",)
SMALL = ("tertiary", "residential", "service", "lane", "village")
PATHS = ("path", "field", "yard", "footway", "track")


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Roads: columns name, klass; lines."""
    return store.streets(scope)


LAYER = Layer(
    key="base_roads",
    title="道路",
    group="底图",
    kind=Kind.BASE,
    load=load,
    style=(
        Line("path", 0.8, dash=(3.0, 3.0), where=Where("klass", PATHS), zoom=(15.0, 24.0)),
        Line(
            "road",
            ((12.0, 0.8), (14.5, 3.0), (17.0, 12.0)),
            where=Where("klass", SMALL),
            casing=("road_edge", ((13.0, 0.0), (14.5, 4.0), (17.0, 13.5))),
            zoom=(12.0, 24.0),
        ),
        Line(
            "road",
            ((10.0, 0.8), (12.0, 1.1), (14.5, 5.0), (17.0, 22.0)),
            where=Where("klass", SECOND),
            casing=("road_edge", ((10.0, 1.4), (12.0, 2.0), (14.5, 6.4), (17.0, 24.0))),
        ),
        Line(
            "road",
            ((10.0, 1.2), (12.0, 1.7), (14.5, 7.0), (17.0, 30.0)),
            where=Where("klass", MAIN),
            casing=("road_edge", ((10.0, 2.0), (12.0, 2.8), (14.5, 8.6), (17.0, 32.0))),
        ),
        Text("name", 12, "ink2", along=True, where=Where("klass", (*MAIN, *SECOND, *SMALL)), zoom=(14.5, 24.0)),
    ),
    legend=(Entry("line", "道路", "road", "road_edge"),),
    source="底图",
    keep=("klass", "name"),
    on=True,
    simplify_m=1.5,
    minor=(*SMALL, *PATHS),
)
