"""GeoJSON: one collection of features."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.readers.base import MOST_BYTES, RawTable, Reader
from geo.model.errors import BadInput
from geo.schema import Fault

WGS84 = "EPSG:4326"  # RFC 7946 knows no other


def read(path: Path, name: str) -> list[RawTable]:
    """Read the collection; a row's number counts features from 1."""
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"{name}：文件超过 300 MB。", remedy="请拆成几份再导入。")
    try:
        body = json.loads(path.read_bytes().decode("utf-8-sig"))
        features = [dict(feature) for feature in {"FeatureCollection": body["features"]}[body["type"]]]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError) as fault:
        where = f"（第 {fault.lineno} 行附近）" if isinstance(fault, json.JSONDecodeError) else ""
        raise BadInput(
            f"{name}：不是完整的 GeoJSON 要素集合{where}。", remedy="请用 GIS 软件重新导出为 UTF-8 的 GeoJSON。"
        ) from fault
    rows = np.arange(1, len(features) + 1)
    shapes = shapely.from_geojson([json.dumps(feature.get("geometry")) for feature in features], on_invalid="ignore")
    faults = [
        Fault(name, "", int(row), "", "", "geometry", "几何读不懂", "请在 GIS 软件中修复或删除该要素")
        for row in rows[shapely.is_missing(shapes)]
        if features[row - 1].get("geometry") is not None
    ]
    cells = pd.DataFrame([feature.get("properties") or {} for feature in features], index=range(len(features)))
    shapes = shapely.force_2d(shapes)
    return [
        RawTable(
            name,
            "",
            cells,
            rows,
            geometry=shapes,
            crs=_crs(body),
            assumed="crs" not in body,
            encoding="UTF-8",
            faults=faults,
        )
    ]


def _crs(body: dict[str, object]) -> str:
    """Old files name their system: urn:ogc:def:crs:EPSG::4490."""
    named = body.get("crs")
    words = json.dumps(named) if named else ""
    digits = words.rsplit("EPSG", 1)[-1].strip(':"} ') if "EPSG" in words else ""
    return f"EPSG:{digits}" if digits.isdigit() else WGS84


READER = Reader("geojson", (".geojson", ".json"), "GeoJSON", read)
