"""Names of places, each level in its own band of scale, at the middle of its largest inner circle."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers import overdue
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Text, Where
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import rounding
from geo.rules.names import short
from geo.rules.scope import inner_points

RANKS = {Level.ZONE: 0, Level.L1: 1, Level.L2: 2, Level.L3: 3, Level.MICRO: 4}


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One point a place: columns name (short), level, rank (order of keeping), tone.

    `tone` is the level, or `late` for a 社区(村) with overdue events: its name stands bold below the
    triangle. The name of an L3 carries its households on a second line.
    """
    found = []
    n = overdue.late(store, scope)
    for level, rank in RANKS.items():
        areas = store.grids(scope, level)
        points, _ = inner_points(areas.geometry, store.profile().measure_crs)
        under = [
            f"{rounding.words(value, tier=scope.tier, level=level)} 户" if level is Level.L3 and pd.notna(value) else ""
            for value in areas["households"]
        ]
        busy = n.reindex(areas.index).fillna(0) if level is Level.L2 else pd.Series(0, index=areas.index)
        names = [name if level is Level.ZONE else short(name) for name in areas["name"].astype(str)]
        labels = [f"{name}\n{line}" if line else name for name, line in zip(names, under, strict=True)]
        found.append(
            GeoDataFrame(
                {
                    "name": labels,
                    "level": level.value,
                    "rank": (rank - busy / (busy + 1)).round(3),
                    "tone": ["late" if count else level.value for count in busy],
                },
                geometry=points,
                index=areas.index,
                crs=areas.crs,
            )
        )
    return GeoDataFrame(pd.concat(found), crs="EPSG:4490")


def _text(
    tone: str, size: float, color: str, zoom: tuple[float, float], *, bold: bool = False, dodge: bool = False
) -> Text:
    where = Where("tone", (tone,))
    return Text("name", size, color, bold=bold, dodge=dodge, sort="rank", halo_width=2.0, where=where, zoom=zoom)


LAYER = Layer(
    key="labels",
    title="地名",
    group="底图",
    kind=Kind.LABEL,
    load=load,
    style=(
        _text("micro", 12, "ink3", (16.0, 24.0)),
        _text("l3", 14, "l3_line", (14.0, 24.0), bold=True),
        _text("l2", 12, "ink", (11.0, 15.0), dodge=True),
        _text("late", 12, "ink", (11.0, 15.0), bold=True, dodge=True),
        _text("zone", 16, "ink", (0.0, 11.2), bold=True),
    ),
    legend=(Entry("fill", "地名", "none"),),
    source="网格",
    on=True,
    by_browser=True,
)
