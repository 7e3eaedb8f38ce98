"""Rows of an overlay that fit the light map: a plain canvas stutters where a graphics card would not."""

import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Kind, Layer
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.render.still import FINE, frame_of, level_of
from geo.rules.scope import inner_points, outline
from geo.rules.shapes import bare

MOST = 450  # rows of one overlay: more make a canvas in software stutter (map note 2.2)
FINE_MESH = frozenset({"l3", "micro"})  # a grey veil over a whole district; drawn there only when asked for
# How overlays that do not fit are shown instead.
CONDENSED = {
    "micro": "只画所选社区之内",
    "l3": "只画所选镇街、社区之内",
    "dedicated": "只画所选社区之内",
    "base_buildings": "只画所选社区之内",
    "events": "只画未办结；全区时按社区合计",
}


def on(layer: Layer, view: ViewSpec) -> bool:
    """Whether an overlay is drawn: asked for by name, or the usual ones."""
    if view.layers is None:
        return usual(layer, level_of(view))
    return layer.key in view.layers or layer.group == "底图"


def usual(layer: Layer, level: Level) -> bool:
    """Whether an overlay is drawn at a level of place unless somebody says otherwise."""
    if level in FINE:
        return layer.on or layer.key == "events"
    return layer.on and layer.key not in FINE_MESH


def condensed(layer: Layer, frame: GeoDataFrame, store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Rows of an overlay that fit the light map (docstring of `CONDENSED`)."""
    near = level_of(view) in FINE
    box = shapely.box(*frame_of(store, scope, view).total_bounds)
    if layer.key == "events":
        frame = frame[frame["state"] != "办结"]
        return frame[frame.geometry.within(box)] if near else summed(frame, store, scope)
    if layer.key in ("micro", "dedicated", "l3", "base_buildings"):
        there = frame[frame.geometry.intersects(box)]
        return there if near or (layer.key == "l3" and len(there) <= MOST) else there.iloc[:0]
    if layer.kind is Kind.LABEL:
        wanted: tuple[str, ...] = ("l3", "late", "l2") if near else ("zone", "l2", "late")
        if view.layers and "nine" in view.layers:
            wanted = ()  # nothing keeps texts apart here: the blocks of nine would cover the names
        return frame[frame["tone"].isin(wanted) & frame.geometry.within(box)]
    if layer.kind is Kind.BASE:
        # Streets and streams go on beyond the border: on bare ground they would be loose ends.
        frame = inside(frame, shapely.union_all(bare(outline(store, scope).geometry)))
        if near:
            return frame[frame.geometry.intersects(box)]
        return frame[~frame["klass"].isin(layer.minor)] if layer.minor else frame
    return frame


def inside(frame: GeoDataFrame, whole: shapely.Geometry) -> GeoDataFrame:
    """Cut rows at a border; a line that only touches it leaves no point: Leaflet would pin a marker there."""
    shapes = bare(frame.geometry).copy()
    out = ~shapely.covered_by(shapes, whole)
    shapes[out] = [_cut(shape, whole) for shape in shapes[out]]
    frame = frame.set_geometry(GeoSeries(shapes, index=frame.index, crs=frame.crs))
    return frame[~frame.geometry.is_empty]


def _cut(shape: shapely.Geometry, whole: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.intersection(shape, whole))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == shapely.get_dimensions(shape)])


def summed(events: GeoDataFrame, store: Reads, scope: Scope) -> GeoDataFrame:
    """Open events per 社区, in the form of events: one row at an inner point, `kind` says how many."""
    grids = store.grids(scope, Level.L2)
    n = events["micro"].astype(str).str[:12].value_counts().reindex(grids.index).fillna(0).astype(int)
    grids = grids[(n > 0).to_numpy()]
    points, _ = inner_points(grids.geometry, store.profile().measure_crs)
    kind = [f"{name}：未办结 {n[code]} 件" for code, name in zip(grids.index, grids["name"], strict=True)]
    return GeoDataFrame({"kind": kind, "state": "办理中"}, geometry=points, index=grids.index, crs=grids.crs)
