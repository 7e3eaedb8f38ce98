"""Rings of 5, 10 and 15 minutes around the nearest centre: the nearer, the deeper."""

import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Entry, Kind, Layer
from geo.layers.circles import how_walked
from geo.layers.paint import Fill, Hatch, Pick, Where
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import coverage
from geo.rules.scope import outline
from geo.rules.shapes import WGS, bare, solid, united
from geo.walk.presets import ADULT_KMH, MINUTES, radius_m

DECIMETRE = 0.1
TONES = tuple((f"{minutes:.0f}", f"reach{n}") for n, minutes in enumerate(MINUTES, 1))
TEXTURES: tuple[str | None, ...] = ("dots", None, "bars")  # the middle one is plain
INK = "teal_text"


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row a ring, cut to the scope's outline and apart from each other: columns name, band (minutes), note.

    Without roads the rings are straight, shorter in the same proportion, and the note says so.
    """
    profile = store.profile()
    crs = profile.measure_crs
    edge = united(outline(store, scope).geometry, crs)
    rows = []
    inner: shapely.Geometry = shapely.MultiPolygon()
    for minutes in MINUTES:
        areas = store.reach(scope, radius_m(minutes, ADULT_KMH))
        if areas is None:
            radius = profile.circle_radius_m * minutes / MINUTES[-1]
            areas = coverage.circles(store.centers(scope), radius_m=radius, crs=crs)
        whole = shapely.union_all(bare(areas.geometry.to_crs(crs)))
        disc = solid(shapely.intersection(whole, edge), smallest_m2=coverage.HECTARE)
        ring = shapely.set_precision(shapely.difference(disc, inner), DECIMETRE)
        rows.append((f"{minutes:.0f}", solid(ring, smallest_m2=coverage.HECTARE)))
        inner = shapely.union(inner, disc)
    frame = GeoDataFrame(
        {
            "name": [f"步行 {band} 分钟内" for band, _ in rows],
            "band": [band for band, _ in rows],
            "note": coverage.NOTE if store.walks(scope) is None else f"{ADULT_KMH:g} 公里/时，沿道路",
        },
        geometry=GeoSeries([ring for _, ring in rows], crs=crs).to_crs(WGS).array,
        index=pd.Index([f"band{band}" for band, _ in rows], name="code"),
    )
    return GeoDataFrame(frame[~frame.geometry.is_empty])


LAYER = Layer(
    key="bands",
    title="5、10、15 分钟圈",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(
        Fill(Pick("band", TONES, "reach3"), opacity=((12.0, 0.9), (14.5, 0.6))),
        *(
            Hatch(INK, 0.45, form, where=Where("band", (band,)))
            for (band, _), form in zip(TONES, TEXTURES, strict=True)
            if form
        ),
    ),
    legend=tuple(
        Entry("fill", f"{band} 分钟内", tone, hatch=form, ink=INK)
        for (band, tone), form in zip(TONES, TEXTURES, strict=True)
    ),
    source="党群服务中心",
    tooltip=(("步行", "name"), ("口径", "note")),
    keep=("band",),
    simplify_m=8.0,
    note=coverage.NOTE,  # where nobody asks the data
    note_of=how_walked,
)
