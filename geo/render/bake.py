"""Turns frames into the bytes a browser fetches: GeoJSON, binary points, the list of places."""

import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import ArrayLike, NDArray

from geo.rules.shapes import bare

DECIMALS = 6  # of a degree: 0.1 m
MAGIC = b"OGMP"
VERSION = 1
_TYPES = {"u8": "<u1", "u16": "<u2", "f32": "<f4"}


def geojson(frame: GeoDataFrame, columns: Sequence[str]) -> bytes:
    """Write a FeatureCollection of these columns only, index as property `code`.

    Parameters
    ----------
    frame
        EPSG:4490; empty and missing geometries are left out.
    columns
        Properties to publish; those the frame lacks are left out, missing values too.

    Returns
    -------
    bytes
        UTF-8 JSON; coordinates with six decimals, equal borders stay equal. Same frame, same bytes.
    """
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    shapes = shapely.to_geojson(rounded(frame.geometry))
    rows = [
        f'{{"type":"Feature","properties":{_json(row)},"geometry":{shape}}}'
        for row, shape in zip(_properties(frame, columns), shapes, strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[' + ",".join(rows) + "]}").encode()


def rounded(shapes: GeoSeries) -> NDArray[np.object_]:
    """Coordinates at six decimals; repeated points that this makes are taken out."""
    near = shapely.transform(bare(shapes), lambda xy: np.round(xy, DECIMALS))
    plain: NDArray[np.object_] = shapely.remove_repeated_points(near)
    return plain


def points(geometry: GeoSeries, columns: Sequence[tuple[str, str, ArrayLike]]) -> bytes:
    """Points as `.pts` (docs/house.md, 5.3).

    Parameters
    ----------
    geometry
        Points in EPSG:4490, none empty.
    columns
        (name, type, values); type u8, u16 or f32; values must fit.

    Returns
    -------
    bytes
        Header of 32 B with the origin as f64, offsets as f32 (0.3 mm), columns padded to 4 B.
    """
    xy = shapely.get_coordinates(bare(geometry))
    origin = xy.mean(axis=0).round(3) if len(xy) else np.zeros(2)
    head = struct.pack("<4sHHIIdd", MAGIC, VERSION, 0, len(xy), len(columns), *origin)
    offset = (xy - origin).astype("<f4")
    parts = [head, offset[:, 0].tobytes(), offset[:, 1].tobytes()]
    for _, kind, values in columns:
        body = np.asarray(values).astype(_TYPES[kind]).tobytes()
        parts.append(body + b"\0" * (-len(body) % 4))
    return b"".join(parts)


def dumps(value: object) -> bytes:
    """Compact UTF-8 JSON."""
    return _json(value).encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _properties(frame: GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    kept = {column: _plain(frame[column]) for column in columns if column in frame and column != "code"}
    names = list(kept)
    return [
        {"code": str(code), **{name: value for name, value in zip(names, values, strict=True) if value is not None}}
        for code, values in zip(
            frame.index, zip(*kept.values(), strict=True) if kept else ((),) * len(frame), strict=True
        )
    ]


def _plain(values: pd.Series) -> list[Any]:
    whole = values.astype(object).where(values.notna(), None)
    return [value.item() if isinstance(value, np.generic) else value for value in whole]
