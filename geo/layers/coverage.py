"""15分钟服务圈 as one dissolved outline; sixty-five circles would be noise."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.scope import outline


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row: the area within the straight-line radius of a centre, cut to the scope's outline."""
    profile = store.profile()
    area = coverage.covered_area(
        store.centers(scope),
        outline(store, scope).geometry,
        radius_m=profile.circle_radius_m,
        crs=profile.measure_crs,
    )
    area.index = pd.Index(["coverage"], name="code")
    note = f"{coverage.NOTE}，半径 {profile.circle_radius_m:,.0f} 米"
    frame = GeoDataFrame({"name": ["15分钟服务圈"], "note": [note]}, geometry=area, index=area.index)
    return frame[~frame.geometry.is_empty]


LAYER = Layer(
    key="coverage",
    title="15分钟服务圈",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(Line("teal", ((11.0, 0.9), (14.5, 1.5)), dash=(4.0, 2.5)),),
    legend=(Entry("dash", f"15分钟服务圈，{coverage.NOTE}", "teal"),),
    source="党群服务中心",
    tooltip=(("名称", "name"), ("口径", "note")),
    on=True,
    simplify_m=8.0,
    note=coverage.NOTE,
)
