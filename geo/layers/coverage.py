"""15分钟服务圈 as one dissolved outline; sixty-five circles would be noise."""

import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Entry, Kind, Layer
from geo.layers.circles import MINUTES, how, how_found
from geo.layers.paint import Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.scope import outline
from geo.rules.shapes import WGS, bare, solid, united
from geo.walk.presets import ADULT_KMH, radius_m


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row: what lies within 15 minutes on foot of a centre, cut to the scope's outline.

    Without roads it is the straight-line radius, and the note says so. Whoever walks does not stop at
    the scope's border, so centres beyond it count where there are roads.
    """
    profile = store.profile()
    edge = outline(store, scope).geometry
    metres = radius_m(MINUTES, ADULT_KMH)
    areas = store.reach(scope, metres)
    if areas is None:
        area = coverage.covered_area(
            store.centers(scope), edge, radius_m=profile.circle_radius_m, crs=profile.measure_crs
        )
        note = f"{coverage.NOTE}，半径 {profile.circle_radius_m:,.0f} 米"
    else:
        flat = areas.geometry.to_crs(profile.measure_crs)
        whole = shapely.intersection(shapely.union_all(bare(flat)), united(edge, profile.measure_crs))
        # gaps below a hectare are no gaps (geo.rules.coverage.gaps): their rings would only be noise
        area = GeoSeries([solid(whole, smallest_m2=coverage.HECTARE)], crs=flat.crs).to_crs(WGS)
        note = how(metres)
    area.index = pd.Index(["coverage"], name="code")
    frame = GeoDataFrame({"name": ["15分钟服务圈"], "note": [note]}, geometry=area, index=area.index)
    return frame[~frame.geometry.is_empty]


LAYER = Layer(
    key="coverage",
    title="15分钟服务圈",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(Line("teal", ((11.0, 0.9), (14.5, 1.5)), dash=(4.0, 2.5)),),
    legend=(Entry("dash", "15分钟服务圈", "teal"),),
    source="党群服务中心",
    tooltip=(("名称", "name"), ("口径", "note")),
    on=True,
    simplify_m=8.0,
    note=coverage.NOTE,  # where nobody asks the data
    note_of=how_found,
    version=2,
)
