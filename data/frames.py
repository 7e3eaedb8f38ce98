"""From rows of the store to frames: typed columns, named index, geometry from WKB."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from sqlalchemy import Boolean, Connection, DateTime, Float, Integer, LargeBinary, Select, String, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from data.tables import Wkb

CRS = "EPSG:4490"


def frame(connection: Connection, query: "Select[*tuple[Any, ...]]", *, index: str | None = "code") -> pd.DataFrame:
    """Run a query and type its columns.

    Texts become `str` with NaN for NULL, times datetime64[s], whole numbers int64 (float64 where some
    are NULL), booleans bool. The index is sorted.
    """
    selected = list(query.selected_columns)
    raw = [_undecoded(column) for column in selected]
    rows = connection.execute(query.with_only_columns(*raw)).fetchall()
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(selected)
    made = pd.DataFrame({str(column.key): _column(column, data) for column, data in zip(selected, values, strict=True)})
    return made if index is None else made.set_index(index).sort_index()


def geoframe(connection: Connection, query: "Select[*tuple[Any, ...]]") -> GeoDataFrame:
    """Run a query with a `wkb` column; geometry in EPSG:4490, index `code`."""
    made = frame(connection, query)
    shapes = shapely.from_wkb(made.pop("wkb").to_numpy(dtype=object))
    return GeoDataFrame(made, geometry=GeoSeries(shapes, index=made.index, crs=CRS))


def with_points(made: pd.DataFrame) -> GeoDataFrame:
    """Give a frame with `lon`, `lat` point geometry; rows without a position get an empty point."""
    lon, lat = made["lon"].to_numpy(dtype=float), made["lat"].to_numpy(dtype=float)
    bare = np.isnan(lon) | np.isnan(lat)
    points = np.asarray(shapely.points(np.where(bare, 0.0, lon), np.where(bare, 0.0, lat)), dtype=object)
    points[bare] = shapely.Point()
    return GeoDataFrame(made, geometry=GeoSeries(points, index=made.index, crs=CRS))


def _undecoded(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Geometry and times are decoded for all rows at once below, not value by value."""
    if _is_wkb(column):
        return type_coerce(column, LargeBinary).label(column.key)
    if isinstance(column.type, DateTime):
        return type_coerce(column, String).label(column.key)
    return column


def _is_wkb(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, Wkb)


def _column(column: ColumnElement[Any], data: Sequence[Any]) -> "pd.Series[Any]":
    if _is_wkb(column):
        made = np.empty(len(data), dtype=object)
        made[:] = data
        return pd.Series(made, dtype=object)
    kind = column.type
    if isinstance(kind, DateTime):
        return pd.Series(
            np.array(["NaT" if value is None else value for value in data], dtype="datetime64[us]")
        ).dt.as_unit("s")
    if isinstance(kind, Boolean):
        return pd.Series(data, dtype=bool)
    if isinstance(kind, Integer | Float):
        numbers = np.array(data, dtype=float)
        whole = isinstance(kind, Integer) and not np.isnan(numbers).any()
        return pd.Series(numbers.astype(np.int64) if whole else numbers)
    return pd.Series(data, dtype="str")
