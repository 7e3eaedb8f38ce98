"""The circle of each centre, for when one is chosen: 直线缓冲(估算)."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One circle a centre: columns name, note."""
    profile = store.profile()
    rings = coverage.circles(store.centers(scope), radius_m=profile.circle_radius_m, crs=profile.measure_crs)
    note = f"{coverage.NOTE}，半径 {profile.circle_radius_m:,.0f} 米"
    return rings.assign(note=note)[["name", "note", "geometry"]]


LAYER = Layer(
    key="circles",
    title="各中心服务圈",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(Fill("teal", opacity=0.06), Line("teal", 1.0, opacity=0.8, dash=(4.0, 2.5))),
    legend=(Entry("dash", "单个中心服务圈", "teal", "teal_weak"),),
    source="党群服务中心",
    tooltip=(("中心", "name"), ("口径", "note")),
    simplify_m=2.0,
    note=coverage.NOTE,
)
