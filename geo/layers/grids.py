"""How a tier of grids is read for the map."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers.base import Load
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import rounding

COLUMNS = ["name", "level", "kind", "zone", "size", "geometry"]
TIP = (("名称", "name"), ("编码", "code"), ("规模", "size"))


def of(level: Level) -> Load:
    """Make a loader of one level: name, level, kind, zone and `size` (households and people as text for the tier)."""

    def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
        frame = store.grids(scope, level)
        frame = frame.assign(size=sizes(frame, scope), code=frame.index)
        return frame[[column for column in [*COLUMNS, "code"] if column in frame]]

    return load


def sizes(grids: pd.DataFrame, scope: Scope) -> pd.Series:
    """`1,230 户，3,400 人`, rounded for T0 below 社区; empty where nothing is known."""
    out = []
    for households, people, level in zip(grids["households"], grids["people"], grids["level"], strict=True):
        parts = [
            f"{rounding.words(value, tier=scope.tier, level=Level(level))} {unit}"
            for value, unit in ((households, "户"), (people, "人"))
            if pd.notna(value)
        ]
        out.append("，".join(parts))
    return pd.Series(out, index=grids.index, dtype=object)
