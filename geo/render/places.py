"""The list of places the browser keeps: tree, names, boxes and sizes; also its search index."""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from pypinyin import Style, lazy_pinyin

from geo.model.codes import Level
from geo.model.scope import Scope
from geo.ports import Reads
from geo.rules import rounding
from geo.rules.scope import inner_points
from geo.rules.shapes import bare

ORDER = (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2, Level.L3, Level.MICRO, Level.DEDICATED)
CENTER = "center"


def places(store: Reads, scope: Scope) -> dict[str, list[Any]]:
    """Columns of places.json (docs/house.md, 5.2).

    Rows: the scope's places from the largest level down, then its centres; sorted by code inside a
    level. At T0 households and people below 社区 are in tens, null stands for 1 to 9 and unknown.
    """
    profile, listed = store.profile(), store.places(scope)
    codes: list[str] = []
    columns: dict[str, list[Any]] = {key: [] for key in ("level", "name", "bbox", "at", "hh", "ppl", "r")}
    for level in ORDER:
        grids = store.grids(scope, level).sort_index()
        if not len(grids):
            continue
        points, radius = inner_points(grids.geometry, profile.measure_crs)
        levels = pd.Series(level.value, index=grids.index)
        codes += list(grids.index.astype(str))
        columns["level"] += [level.value] * len(grids)
        columns["name"] += list(grids["name"].astype(str))
        columns["bbox"] += np.round(shapely.bounds(bare(grids.geometry)), 5).tolist()
        columns["at"] += _lonlat(points)
        columns["hh"] += rounding.column(grids["households"], tier=scope.tier, levels=levels)
        columns["ppl"] += rounding.column(grids["people"], tier=scope.tier, levels=levels)
        columns["r"] += radius.round().astype(int).tolist()
    centers = store.centers(scope).sort_index()
    spots = _lonlat(centers.geometry)
    codes += list(centers.index.astype(str))
    columns["level"] += [CENTER] * len(centers)
    columns["name"] += list(centers["name"].astype(str))
    columns["bbox"] += [[*spot, *spot] for spot in spots]
    columns["at"] += spots
    columns["hh"] += [None] * len(centers)
    columns["ppl"] += [None] * len(centers)
    columns["r"] += [0] * len(centers)
    row = {code: n for n, code in enumerate(codes)}
    l2_of = dict(zip(centers.index.astype(str), centers["l2"].astype(str), strict=True))
    zone_of = listed["zone"].to_dict()
    parents = [_parent(code, level, l2_of) for code, level in zip(codes, columns["level"], strict=True)]
    zones = [zone_of.get(l2_of.get(code, code[:12])) for code in codes]
    return {
        "code": codes,
        "level": columns["level"],
        "name": columns["name"],
        "py": initials(columns["name"]),
        "parent": [row.get(parent, -1) for parent in parents],
        "zone": [row.get(str(zone), -1) for zone in zones],
        **{key: columns[key] for key in ("bbox", "at", "hh", "ppl", "r")},
    }


def initials(names: list[str]) -> list[str]:
    """First letters of the pinyin of each name: 三湾街社区 -> swjsq. Other characters stay, in lower case."""
    return [_initials(name) for name in names]


@lru_cache(maxsize=50_000)
def _initials(name: str) -> str:
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower().replace(" ", "")


def _lonlat(points: GeoSeries) -> list[list[float]]:
    pairs: list[list[float]] = np.round(shapely.get_coordinates(bare(points)), 6).tolist()
    return pairs


def _parent(code: str, level: str, l2_of: dict[str, str]) -> str:
    match level:
        case Level.ZONE | Level.L1:
            return code[:6]
        case Level.L2:
            return code[:9]
        case Level.L3 | Level.DEDICATED:
            return code[:12]
        case Level.MICRO:
            return code[:15]
        case "center":
            return l2_of[code]
        case _:
            return ""
