"""Streets of the store as roads to walk on: the level of a bridge or tunnel stands behind the street's code."""

import re

import pandas as pd
from geopandas import GeoDataFrame

from geo.walk.roads import RoadSet, road_set

BARRIERS = ("rail", "railway", "river", "pond", "wall")  # classes of the base map nobody walks through
LEVEL = re.compile(r"@(-?\d+)$")  # a street's code ends in @n where it runs above or below the ground


def with_level(code: str, level: int) -> str:
    """Write the level of a bridge or tunnel behind the code of its street."""
    return f"{code}@{level}" if level else code


def levels(codes: pd.Index) -> "pd.Series[int]":
    """Read the level of each street from its code; 0 is the ground. Index = codes."""
    told = pd.Series(codes.astype(str), index=codes).str.extract(LEVEL, expand=False)
    return pd.to_numeric(told).fillna(0).astype(int)


def load_roads(streets: GeoDataFrame, *, source: str = "") -> RoadSet:
    """Take streets (index or column code, klass; any known CRS) as roads with their levels.

    Whether the levels are known follows from the codes: where none names a level, bridges may cross at
    grade, which the network's report then says.
    """
    named = streets if "code" in streets else streets.assign(code=streets.index)
    level = levels(pd.Index(named["code"]))
    told = GeoDataFrame(named.assign(level=level.to_numpy()))
    roads = road_set(told, source=source)
    return RoadSet(roads.lines, roads.report, noded=roads.noded, levels_known=bool((level != 0).any()))
