"""From staged rows to records of the tables: column values as the database wants them."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from sqlalchemy import Boolean, DateTime, Integer, Table

from data.frames import CRS
from data.tables import (
    BaseFeature,
    Building,
    Center,
    Compound,
    Event,
    Grid,
    Household,
    Note,
    Pairing,
    Patrol,
    Resident,
    ResidentTag,
    Staff,
    StarCard,
    StarItem,
    Street,
    Visit,
)

Records = dict[str, list[Any]]  # column -> values, all of one length

# In the order they are stored; Resident follows from the tags.
TABLES: dict[str, Any] = {
    "grid": Grid,
    "street": Street,
    "base": BaseFeature,
    "compound": Compound,
    "building": Building,
    "center": Center,
    "staff": Staff,
    "pairing": Pairing,
    "star_item": StarItem,
    "star_card": StarCard,
    "household": Household,
    "tag": ResidentTag,
    "event": Event,
    "visit": Visit,
    "patrol": Patrol,
    "note": Note,
}


def table_of(model: type[Any]) -> Table:
    """Core table of a mapped class."""
    found = model.__table__
    if not isinstance(found, Table):
        raise TypeError(model)
    return found


def records(kind: str, good: pd.DataFrame, measure_crs: str) -> Records:
    """Make the columns of a kind's table from its good rows.

    Parameters
    ----------
    kind
        Key of geo.schema.KINDS.
    good
        Staged rows; columns the file does not have are left out of the answer.
    measure_crs
        Plane system in which areas of grids are measured.
    """
    frame = good.copy(deep=False)
    if kind == "center":
        flags = [f"r{i}" for i in range(1, 8)]
        known = frame.reindex(columns=flags).fillna(0.0).astype(int).astype(str)
        frame["resources"] = known.agg("".join, axis=1) if len(frame) else pd.Series(dtype="str")
    if kind == "compound" and "five_have" in frame:
        frame["five_have"] = frame["five_have"].str.zfill(5)  # a sheet's number has lost its zeros
    made: Records = {}
    if "geometry" in frame:
        shapes = frame.pop("geometry").to_numpy(dtype=object)
        made |= _shapes(shapes)
        if kind == "grid":
            made["area_m2"] = GeoSeries(shapes, crs=CRS).to_crs(measure_crs).area.tolist()
    table = table_of(TABLES[kind])
    for name in map(str, frame.columns):
        if name in table.c:
            made[name] = values(frame[name], table.c[name].type)
    return made


def residents(good: pd.DataFrame) -> Records:
    """Make the persons behind tags: one record per number, the last household and birth year told."""
    frame = good.reindex(columns=["resident", "household", "birth_year"]).drop_duplicates("resident", keep="last")
    table = table_of(Resident)
    return {
        "code": values(frame["resident"], table.c.code.type),
        "household": values(frame["household"], table.c.household.type),
        "birth_year": values(frame["birth_year"], table.c.birth_year.type),
    }


def values(column: "pd.Series[Any]", kind: object) -> list[Any]:
    """Plain Python values of a column; missing ones are None (False for yes and no)."""
    made: list[Any]
    if isinstance(kind, DateTime):
        made = column.to_numpy().astype("datetime64[s]").astype(object).tolist()
    elif isinstance(kind, Boolean):
        made = (column.to_numpy(dtype=float) == 1).tolist()
    elif isinstance(kind, Integer):
        numbers = column.to_numpy(dtype=float)
        whole = np.nan_to_num(numbers).astype(np.int64).astype(object)
        whole[np.isnan(numbers)] = None
        made = whole.tolist()
    else:
        made = column.astype(object).where(column.notna(), None).tolist()
    return made


def rows(made: Records) -> list[dict[str, Any]]:
    """Turn columns into one mapping per record."""
    names = list(made)
    return [dict(zip(names, row, strict=True)) for row in zip(*made.values(), strict=True)]


def _shapes(shapes: "np.ndarray[Any, np.dtype[np.object_]]") -> Records:
    box = shapely.bounds(shapes)
    return {
        "wkb": shapely.to_wkb(shapes, output_dimension=2).tolist(),
        **{name: box[:, i].tolist() for i, name in enumerate(("minx", "miny", "maxx", "maxy"))},
    }
