"""The circle of each centre, for when one is chosen: what is walked in 15 minutes, a straight line without roads."""

from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.shapes import WGS
from geo.walk.presets import ADULT_KMH, radius_m

MINUTES = 15.0


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One area a centre of the scope: columns name, note."""
    profile = store.profile()
    centers = store.centers(scope)
    metres = radius_m(MINUTES, ADULT_KMH)
    areas = store.reach(scope, metres)
    if areas is None:
        rings = coverage.circles(centers, radius_m=profile.circle_radius_m, crs=profile.measure_crs)
        note = f"{coverage.NOTE}，半径 {profile.circle_radius_m:,.0f} 米"
    else:
        own = areas[areas.index.isin(centers.index)]
        rings = own.assign(name=centers["name"].reindex(own.index)).to_crs(WGS)
        note = how(metres)
    return rings.assign(note=note)[["name", "note", "geometry"]]


def how(metres: float) -> str:
    """Say by which rule an area was walked."""
    return f"步行 {MINUTES:.0f} 分钟（{metres:,.0f} 米，{ADULT_KMH:g} 公里/时），沿道路"


def how_found(store: Reads, scope: Scope) -> str:
    """Say whether people walk here or a straight line stands in for it."""
    return coverage.NOTE if store.walks(scope) is None else how(radius_m(MINUTES, ADULT_KMH))


def how_walked(store: Reads, scope: Scope) -> str:
    """Say at which pace, or that a straight line stands in for the walk: for what shows several minutes."""
    return coverage.NOTE if store.walks(scope) is None else f"步行 {ADULT_KMH:g} 公里/时，沿道路"


LAYER = Layer(
    key="circles",
    title="各中心服务圈",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(Fill("teal", opacity=0.06), Line("teal", 1.0, opacity=0.8, dash=(1.5, 2.5))),
    legend=(Entry("dash", "单个中心服务圈", "teal", "teal_weak"),),
    source="党群服务中心",
    tooltip=(("中心", "name"), ("口径", "note")),
    simplify_m=8.0,
    note=coverage.NOTE,  # where nobody asks the data
    note_of=how_found,
    version=2,
)
