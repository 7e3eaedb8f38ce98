"""指标着色: communities in the colour of one figure of the rail, whichever the view names."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Hatch, Mark, Pick, Text, Where
from geo.metrics.board import board
from geo.metrics.shade import UNKNOWN, classes, heading, metric_of, shade
from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules.scope import inner_points

TONES = tuple((str(n), f"ramp{n + 1}") for n in range(5))
AREA, SPOT = "area", "spot"
LIFT = 19.0  # px: above the middle of its community, where the triangle of what is overdue may stand
NONE = "没有数据，或按口径隐去"


def load(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Communities, classed by the view's figure, and a point where one of them holds a card.

    Columns name, form (area, spot), step (class as text, "-1" = none), figure (its title), text (its value or
    why there is none), sign (the character of a card, else empty).
    """
    metric = metric_of(view.metric)
    told = shade(board(store, scope, view.days), metric, scope.tier)
    areas = grids.of(Level.L2)(store, scope, view)
    told = told.reindex(areas.index)
    unknown = told["step"].isna()
    frame = GeoDataFrame(
        {
            "name": areas["name"],
            "form": AREA,
            "step": told["step"].fillna(UNKNOWN).astype(int).astype(str),
            "figure": metric.title,
            "text": told["text"].where(told["why"].eq("") & ~unknown, told["why"].fillna(NONE)),
            "sign": told["sign"].fillna(""),
        },
        geometry=areas.geometry,
        crs=areas.crs,
    )
    held = frame[frame["sign"] != ""]
    points, _ = inner_points(held.geometry, store.profile().measure_crs)
    spots = held.assign(form=SPOT).set_geometry(points)
    spots.index = spots.index.astype(str) + ":sign"
    return pd.concat([frame, spots]).rename_axis(index="code")


def legend_by(view: ViewSpec) -> tuple[Entry, ...]:
    """Classes of the view's figure, lowest first."""
    metric = metric_of(view.metric)
    words = [f"{word}（{heading(metric)}）" if n == 0 else word for n, word in enumerate(classes(metric))]
    ramp = [Entry("ramp", word, tone) for word, (_, tone) in zip(words, TONES, strict=False)]
    return (*ramp, Entry("fill", NONE, "panel", "control", hatch="dots", ink="bar"))


def legend_of(_profile: Profile) -> tuple[Entry, ...]:
    """Classes of the figure usually shown."""
    return legend_by(ViewSpec(""))


LAYER = Layer(
    key="figure",
    title="指标着色",
    group="网格",
    kind=Kind.COUNT,
    load=load,
    style=(
        Fill(
            Pick("step", TONES, "panel"),
            opacity=((12.0, 0.9), (14.5, 0.55)),
            edge="panel",
            where=Where("form", (AREA,)),
        ),
        Hatch("bar", 0.8, "dots", where=Where("step", (str(UNKNOWN),))),
        Mark("disc", "ink2", 8.0, lift=LIFT, where=Where("form", (SPOT,))),
        Text(
            "sign",
            10,
            "panel",
            shift=(0.0, -LIFT / 10),
            halo_width=0.0,
            bold=True,
            always=True,
            where=Where("form", (SPOT,)),
        ),
    ),
    legend=(Entry("ramp", "指标着色", "ramp3"),),
    legend_of=legend_of,
    legend_by=legend_by,
    source="网格",
    tooltip=(("社区(村)", "name"), ("指标", "figure"), ("数值", "text")),
    by_browser=True,
)
