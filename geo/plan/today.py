"""The grids of the store as units of a plan."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.model.codes import Level, parse_code
from geo.model.errors import BadCode
from geo.model.scope import Scope
from geo.plan.outline import frozen
from geo.plan.plane import points_to_plane, to_plane
from geo.plan.units import Homes, Unit
from geo.ports import Reads
from geo.rules.shapes import bare, single

LEVELS = (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2, Level.L3, Level.MICRO)


def today(store: Reads, scope: Scope, *, at: datetime | None = None) -> tuple[list[Unit], Homes]:
    """Read all tiling levels and the homes; the scope should be the whole district.

    Returns
    -------
    units, homes
        Ids are codes; shapes in profile.measure_crs, rounded and with the frozen outline.
    """
    crs = store.profile().measure_crs
    frames = {level: store.grids(scope, level, at=at) for level in LEVELS}
    return units(frames, crs), homes(store.home_points(scope), crs)


def units(frames: Mapping[Level, GeoDataFrame], crs: str, ids: Mapping[str, str] | None = None) -> list[Unit]:
    """Turn frames of grids into units.

    Parameters
    ----------
    frames
        By level: index code, columns name zone households people, geometry EPSG:4490.
    crs
        The plane system.
    ids
        Code -> id of the unit; None = the code is the id.
    """
    known = ids or {}
    out = []
    for level, frame in frames.items():
        shapes = frozen(to_plane(single(bare(frame.geometry)), crs)) if level is Level.MICRO else [None] * len(frame)
        numbers = frame[["households", "people"]].astype(float).fillna(0).astype(int)
        zones = frame["zone"].astype(object).where(frame["zone"].notna(), None)
        rows = zip(frame.index.astype(str), frame["name"], zones, numbers.itertuples(index=False), shapes, strict=True)
        for code, name, zone, (households, people), shape in rows:
            parent = _parent(code)
            out.append(
                Unit(
                    id=known.get(code, code),
                    level=level,
                    name=str(name),
                    parent=None if parent is None else known.get(parent, parent),
                    zone=known.get(zone, zone) if zone and level is Level.L2 else None,
                    code=code,
                    households=int(households) if level is Level.MICRO else 0,
                    people=int(people) if level is Level.MICRO else 0,
                    shape=shape,
                )
            )
    return out


def _parent(code: str) -> str | None:
    try:
        return parse_code(code).parent
    except BadCode:  # the check names it
        return None


def homes(points: pd.DataFrame, crs: str) -> Homes:
    """Turn Reads.home_points into homes of the plane."""
    x, y = points_to_plane(points["lon"].to_numpy(dtype=float), points["lat"].to_numpy(dtype=float), crs)
    return Homes(x, y, points["households"].to_numpy(dtype=np.int64), points["people"].to_numpy(dtype=np.int64))
