"""九色: counts by group per 片区 and 镇街 (from T1 also 社区), with small ones hidden."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Mark, Own, Text, Where
from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules.nine import published
from geo.rules.scope import inner_points

HIDDEN = "—"
BANDS = {Level.ZONE: (0.0, 12.0), Level.L1: (12.0, 14.0), Level.L2: (14.0, 24.0)}


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row per place and group, at the place's inner point.

    Columns: name (place), level, group, title, glyph, color, ink, shape, slot (0..8 in a block of
    three by three), shown (the count as text, — where hidden). Index code `<place>:<group>`.
    """
    profile = store.profile()
    table = published(store, scope)
    groups = {group.code: (n, group) for n, group in enumerate(profile.groups)}
    rows, points = [], []
    for level in BANDS:
        areas = store.grids(scope, level)
        areas = areas[areas.index.isin(table.index)]
        inner, _ = inner_points(areas.geometry, profile.measure_crs)
        for place in areas.index:
            for code in table.columns.drop("level"):
                slot, group = groups[code]
                count = table.loc[place, code]
                rows.append(
                    {
                        "code": f"{place}:{code}",
                        "place": place,
                        "name": areas.loc[place, "name"],
                        "level": level.value,
                        "group": code,
                        "title": group.title,
                        "glyph": group.glyph,
                        "color": group.color,
                        "ink": group.ink,
                        "shape": group.shape,
                        "slot": slot % 9,
                        "shown": HIDDEN if pd.isna(count) else f"{count:,}",
                    }
                )
                points.append(inner[place])
    frame = pd.DataFrame(rows, columns=["code", *FIELDS]).set_index("code", drop=True)
    return GeoDataFrame(frame, geometry=points, crs="EPSG:4490")


FIELDS = ("place", "name", "level", "group", "title", "glyph", "color", "ink", "shape", "slot", "shown")


def legend_of(profile: Profile) -> tuple[Entry, ...]:
    """Every group that is not restricted, with its own colour and glyph."""
    shown = [group for group in profile.groups if not group.restricted]
    return tuple(Entry("glyph", f"{group.glyph} {group.title}", group.color, group.ink) for group in shown)


def _parts(level: Level) -> tuple[Mark, Text]:
    where = Where("level", (level.value,))
    return (
        Mark("glyph", Own("color"), 11.0, slot="slot", where=where, zoom=BANDS[level]),
        Text("shown", 12, "ink", bold=True, slot="slot", always=True, where=where, zoom=BANDS[level]),
    )


LAYER = Layer(
    key="nine",
    title="九色动态图",
    group="人群",
    kind=Kind.COUNT,
    load=load,
    style=tuple(part for level in BANDS for part in _parts(level)),
    legend=(Entry("glyph", "九色人群", "accent"),),
    legend_of=legend_of,
    source="九色标签",
    tooltip=(("范围", "name"), ("人群", "title"), ("人数", "shown")),
    keep=("place", "level", "group", "slot", "color"),
    note="不足 10 人及可推算出的格以 — 隐去",
)
