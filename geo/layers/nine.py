"""九色: counts by group per 片区 and 镇街 (from T1 also 社区), with small ones hidden."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Mark, Own, Text
from geo.model.profile import Profile
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules.nine import finest, published
from geo.rules.nine_homes import homes
from geo.rules.scope import inner_points

HIDDEN = "—"
FIELDS = ("place", "name", "level", "group", "title", "glyph", "color", "ink", "shape", "slot", "n", "shown")


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """One row per place and group, at the place's inner point; places of the finest level the tier may see.

    Columns: name (place), level, group, title, glyph, color, ink, shape, slot (0..8 in a block of
    three by three), n (count, missing where hidden), shown (as text, — where hidden). Index code
    `<place>:<group>`.
    """
    profile = store.profile()
    table = published(store, scope)
    level = finest(scope.tier)
    areas = store.grids(scope, level)
    areas = areas[areas.index.isin(table.index)]
    inner, _ = inner_points(areas.geometry, profile.measure_crs)
    rows = [
        {
            "code": f"{place}:{group.code}",
            "place": place,
            "name": areas.loc[place, "name"],
            "level": level.value,
            "group": group.code,
            "title": group.title,
            "glyph": group.glyph,
            "color": group.color,
            "ink": group.ink,
            "shape": group.shape,
            "slot": slot % 9,
            "n": table.loc[place, group.code],
            "shown": HIDDEN if pd.isna(table.loc[place, group.code]) else f"{table.loc[place, group.code]:,}",
        }
        for place in areas.index
        for slot, group in enumerate(group for group in profile.groups if group.code in table)
    ]
    frame = pd.DataFrame(rows, columns=["code", *FIELDS]).set_index("code").astype({"n": "Int64"})
    return GeoDataFrame(frame, geometry=list(inner.reindex(frame["place"])), crs=areas.crs)


def cells(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Gather the rows of a place into one: columns name, `cells` [[group, n or None], ...], most first."""
    rows = load(store, scope, view)
    out = []
    for place, own in rows.groupby("place"):
        pairs = [[group, None if pd.isna(n) else int(n)] for group, n in zip(own["group"], own["n"], strict=True)]
        pairs.sort(key=lambda pair: (pair[1] is None, -(pair[1] or 0)))
        out.append({"code": place, "name": own["name"].iloc[0], "cells": pairs, "geometry": own.geometry.iloc[0]})
    # Buildings are told from places by `near`; their own number does not leave, only one within the micro grid.
    close = homes(store, scope)
    order = close.groupby("micro").cumcount()
    for micro, k, pairs, point in zip(close["micro"], order, close["cells"], close.geometry, strict=True):
        out.append({"code": f"{micro}:{k}", "name": "本栋", "cells": pairs, "near": True, "geometry": point})
    columns = ["code", "name", "cells", "near", "geometry"]
    return GeoDataFrame(out, columns=columns, geometry="geometry", crs=rows.crs).set_index("code")


def legend_of(profile: Profile) -> tuple[Entry, ...]:
    """Every group that is not restricted, with its own colour and glyph."""
    shown = [group for group in profile.groups if not group.restricted]
    return tuple(Entry("glyph", f"{group.glyph} {group.title}", group.color, group.ink) for group in shown)


LAYER = Layer(
    key="nine",
    title="九色动态图",
    group="人群",
    kind=Kind.COUNT,
    load=load,
    style=(
        Mark("glyph", Own("color"), 11.0, slot="slot"),
        Text("shown", 12, "ink", bold=True, slot="slot", always=True),
    ),
    legend=(Entry("glyph", "九色人群", "accent"),),
    legend_of=legend_of,
    source="九色标签",
    tooltip=(("范围", "name"), ("人群", "title"), ("人数", "shown")),
    keep=("cells", "near"),
    personal=True,
    wire=cells,
    own_symbols=True,
    note="不足 10 人及可推算出的格以 — 隐去",
)
