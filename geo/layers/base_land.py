"""What the ground is: blocks, woods, works, the airfield, and the walls and gullies that bar the way."""

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Hatch, Line, Pick, Where
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules.shapes import bare

AREAS = ("plot", "school", "works", "runway", "airfield", "field", "woods", "park", "green", "square")
BARS = ("wall", "gully")
GREENS = ("park", "green", "woods")
COLOR = Pick(
    "klass",
    (
        ("park", "park"),
        ("green", "park"),
        ("woods", "woods"),
        ("field", "field"),
        ("works", "works"),
        ("airfield", "airfield"),
        ("runway", "runway"),
        ("school", "school"),
    ),
    "land",
)


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Ground and barriers: columns name, klass; polygons and lines."""
    base = store.base(scope)
    ground = base[~base["klass"].isin(["rail", "river", "pond", "water", "lake", "canal"])]
    # Large areas first, so that a park inside a works is not covered by it.
    size = shapely.area(bare(ground.geometry))  # only to sort by: degrees will do
    return ground.iloc[np.argsort(-size, kind="stable")]


LAYER = Layer(
    key="base_land",
    title="地块",
    group="底图",
    kind=Kind.BASE,
    load=load,
    style=(
        Fill(COLOR, opacity=((11.0, 0.6), (14.5, 1.0)), where=Where("klass", AREAS)),
        Hatch("green", 0.6, "dots", where=Where("klass", GREENS), zoom=(12.0, 24.0)),
        Line("gully", 0.8, opacity=0.8, where=Where("klass", ("gully",)), zoom=(12.5, 24.0)),
        Line("wall", 0.9, dash=(3.0, 2.0), where=Where("klass", ("wall",)), zoom=(14.0, 24.0)),
    ),
    legend=(Entry("fill", "公园、林地", "park", hatch="dots", ink="green"), Entry("fill", "厂区", "works")),
    source="底图",
    keep=("klass",),
    on=True,
    simplify_m=1.5,
    minor=("plot", "gully", "wall", "school"),
)
