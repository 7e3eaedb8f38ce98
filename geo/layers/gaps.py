"""Where no centre is within reach, hatched in slate: red is promised to overdue alone."""

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.layers import coverage as covered
from geo.layers.base import Entry, Kind, Layer
from geo.layers.circles import how_found
from geo.layers.paint import Hatch
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.scope import outline
from geo.rules.shapes import bare


def load(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Parts of the scope out of reach, none below one hectare: columns name, size."""
    crs = store.profile().measure_crs
    parts = coverage.gaps(covered.load(store, scope, view).geometry, outline(store, scope).geometry, crs=crs)
    parts.index = pd.Index([f"gap{n + 1}" for n in range(len(parts))], name="code")
    km2 = shapely.area(bare(parts.to_crs(crs))) / 1e6
    return GeoDataFrame(
        {"name": "圈外", "size": [f"{area:.2f} 平方公里" for area in km2]}, geometry=parts, index=parts.index
    )


LAYER = Layer(
    key="gaps",
    title="未覆盖",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(Hatch("gap", opacity=((12.0, 0.55), (14.5, 0.42), (16.0, 0.3))),),
    legend=(Entry("hatch", "服务圈之外", "gap"),),
    source="党群服务中心",
    tooltip=(("名称", "name"), ("面积", "size")),
    on=True,
    simplify_m=8.0,
    note=coverage.NOTE,  # where nobody asks the data
    note_of=how_found,
    version=2,
)
