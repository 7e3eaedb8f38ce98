"""Where the next centres should stand, numbered, with what would be walked from each."""

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line, Mark, Text, Where
from geo.model.scope import Scope, Tier
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import rounding
from geo.rules.shapes import WGS, bare

AREA, SPOT = "圈", "点"


def load(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Two rows a proposed centre of the view's place, what it reaches and where it stands; none without roads.

    Columns rank, tag (the rank as text), name (三级网格), gain (people newly covered: tens at T0, missing below
    10), said (the same in words), share (percent of the place's people covered with all up to this one), proof,
    form (圈 or 点).
    """
    found = store.sites(scope, view.place)
    if found is None or not len(found):
        columns = ("rank", "tag", "name", "gain", "said", "share", "proof", "form")
        return GeoDataFrame({name: [] for name in columns}, geometry=[], crs=WGS).rename_axis(index="code")
    table = pd.DataFrame(
        {
            "rank": found["rank"],
            "tag": found["rank"].astype(str),
            "name": found["name"],
            "gain": pd.array([rounding.people(n, tier=scope.tier) for n in found["gain"]], dtype="Int64"),
            "said": [f"{rounding.words(n, tier=scope.tier)} 人" for n in found["gain"]],
            "share": [_share(left, of, scope.tier) for left, of in zip(found["left"], found["total"], strict=True)],
            "proof": found["proof"],
        },
        index=found.index,
    )
    parts = [
        GeoDataFrame(table.assign(form=form), geometry=GeoSeries(bare(shapes), index=found.index, crs=WGS))
        for form, shapes in ((AREA, GeoSeries(found["area"])), (SPOT, found.geometry))
    ]
    made = pd.concat([parts[0].set_index("site-area-" + table["tag"]), parts[1].set_index("site-" + table["tag"])])
    return GeoDataFrame(made.rename_axis(index="code"), crs=WGS)


def _share(left: float, total: float, tier: Tier) -> float | None:
    """Percent covered, from the people left outside as this tier may know them."""
    told = rounding.people(left, tier=tier)
    return None if told is None or not total else round(100 * (1 - told / total), 1)


LAYER = Layer(
    key="sites",
    title="建议新建中心",
    group="服务",
    kind=Kind.AREA,
    load=load,
    style=(
        Fill("accent", opacity=0.08, where=Where("form", (AREA,))),
        Line("accent", 1.6, dash=(6.0, 3.0), where=Where("form", (AREA,))),
        Mark("disc", "accent", 10.0, where=Where("form", (SPOT,))),
        Text("tag", 13, "panel", halo="accent", halo_width=0.0, bold=True, always=True, where=Where("form", (SPOT,))),
    ),
    legend=(Entry("disc", "建议新建中心(编号)", "accent"), Entry("dash", "建成后 15 分钟走得到", "accent")),
    source="党群服务中心",
    tooltip=(("建议", "name"), ("新覆盖", "said"), ("求解", "proof")),
    keep=("tag", "form"),
    of_place=True,
)
