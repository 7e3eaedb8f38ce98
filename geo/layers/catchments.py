"""服务片: the part of the 15 minutes to which each centre is the nearest."""

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Entry, Kind, Layer
from geo.layers.circles import MINUTES, how_found
from geo.layers.paint import Line
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.scope import outline
from geo.rules.shapes import WGS, bare, solid, united
from geo.walk.presets import ADULT_KMH, radius_m

SPECK_M2 = 2_000.0
FINE_M = 6.0  # neighbours are simplified together, so that their border stays one line


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row a centre of the scope (index its code), cut to the scope's outline: columns name, note."""
    profile = store.profile()
    crs = profile.measure_crs
    centers = store.centers(scope)
    metres = radius_m(MINUTES, ADULT_KMH)
    areas = store.catchments(scope, metres)
    if areas is None:
        areas = coverage.catchments(centers, radius_m=profile.circle_radius_m, crs=crs)
    areas = areas[areas.index.isin(centers.index)].to_crs(crs)
    edge = united(outline(store, scope).geometry, crs)
    shapes = np.array([solid(one, smallest_m2=SPECK_M2) for one in bare(areas.geometry)], dtype=object)
    shapes = shapely.intersection(np.asarray(shapely.coverage_simplify(shapes, FINE_M), dtype=object), edge)
    frame = GeoDataFrame(
        {"name": centers["name"].reindex(areas.index), "note": how_found(store, scope)},
        geometry=GeoSeries([solid(one, smallest_m2=SPECK_M2) for one in shapes], index=areas.index, crs=crs).to_crs(
            WGS
        ),
        index=areas.index,
    ).rename_axis(index="code")
    return GeoDataFrame(frame[~frame.geometry.is_empty])


LAYER = Layer(
    key="catchments",
    title="各中心服务片",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(Line("teal_text", ((11.0, 1.0), (14.5, 1.8)), opacity=0.85),),
    legend=(Entry("line", "服务片界(离哪个中心最近)", "teal_text"),),
    source="党群服务中心",
    tooltip=(("最近的中心", "name"), ("口径", "note")),
    note=coverage.NOTE,  # where nobody asks the data
    note_of=how_found,
)
