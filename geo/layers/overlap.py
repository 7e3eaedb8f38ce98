"""Where two, and where three or more centres lie within 15 minutes: room to move one, or to share the work."""

import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Entry, Kind, Layer
from geo.layers.circles import MINUTES, how_found
from geo.layers.paint import Fill, Hatch, Pick, Where
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.scope import outline
from geo.rules.shapes import WGS, solid, united
from geo.walk.presets import ADULT_KMH, radius_m

DECIMETRE = 0.1
TITLES = {"2": "两个中心都走得到", "3": "三个以上中心走得到"}
TONES = (("2", "share2"), ("3", "share3"))
TEXTURES = {"2": "fall", "3": "cross"}  # one stroke more where one centre more is near
INK = "share_ink"


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Two rows, cut to the scope's outline and apart from each other: columns name, centers (`2` or `3`).

    Centres beyond the scope's border count where there are roads.
    """
    crs = store.profile().measure_crs
    edge = united(outline(store, scope).geometry, crs)
    areas = store.shared(scope, radius_m(MINUTES, ADULT_KMH))
    if areas is None:
        areas = coverage.shared(store.centers(scope), radius_m=store.profile().circle_radius_m, crs=crs)
    flat = areas.geometry.to_crs(crs).reindex(list(TITLES))
    three = flat.iloc[1] or shapely.MultiPolygon()
    two = shapely.difference(flat.iloc[0] or shapely.MultiPolygon(), three)
    shapes = [shapely.set_precision(one, DECIMETRE) for one in (two, three)]
    frame = GeoDataFrame(
        {"name": list(TITLES.values()), "centers": list(TITLES)},
        geometry=GeoSeries(
            [solid(shapely.intersection(one, edge), smallest_m2=coverage.HECTARE) for one in shapes], crs=crs
        )
        .to_crs(WGS)
        .array,
        index=pd.Index([f"overlap{n}" for n in TITLES], name="code"),
    )
    return GeoDataFrame(frame[~frame.geometry.is_empty])


LAYER = Layer(
    key="overlap",
    title="重叠覆盖",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(
        Fill(Pick("centers", TONES, "share2"), opacity=((12.0, 0.8), (14.5, 0.55))),
        *(Hatch(INK, 0.5, form, where=Where("centers", (n,))) for n, form in TEXTURES.items()),
    ),
    legend=tuple(Entry("fill", TITLES[n], tone, hatch=TEXTURES[n], ink=INK) for n, tone in TONES),
    source="党群服务中心",
    tooltip=(("重叠", "name"),),
    keep=("centers",),
    simplify_m=8.0,
    note=coverage.NOTE,  # where nobody asks the data
    note_of=how_found,
)
