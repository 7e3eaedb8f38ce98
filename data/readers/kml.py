"""KML: placemarks of a drawing on a globe, one table per folder."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from data.readers.base import MOST_BYTES, RawTable, Reader
from geo.model.errors import BadInput

FORBIDDEN = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
WGS84 = "EPSG:4326"  # the format knows no other
POINT, LINE, RING = 1, 2, 4  # fewest vertices


def read(path: Path, name: str) -> list[RawTable]:
    """Read all folders; a row's number counts placemarks of its folder from 1.

    GDAL would turn Chinese field names into underscores, so the XML is read here. A document type or an
    entity has no business in a KML and is refused.
    """
    content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    try:
        # b"" is no XML either
        root = ET.fromstring(b"" if FORBIDDEN.search(content) else content)  # noqa: S314 - entities are refused first
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise _bad(name) from fault
    if _tag(root) != "kml":
        raise _bad(name)
    return [_table(name, title, marks) for title, marks in _folders(root, "")]


def _bad(name: str) -> BadInput:
    return BadInput(f"{name}：不是完整的 KML 文件。", remedy="请从奥维、谷歌地球等软件重新导出为 KML。")


def _folders(node: ET.Element, title: str) -> Iterator[tuple[str, list[ET.Element]]]:
    own = [child for child in node if _tag(child) == "Placemark"]
    if own:
        yield title, own
    for child in node:
        if _tag(child) in {"Document", "Folder"}:
            yield from _folders(child, _text(child, "name") or title)


def _table(name: str, title: str, marks: list[ET.Element]) -> RawTable:
    cells = pd.DataFrame([_cells(mark) for mark in marks])
    shapes = np.empty(len(marks), dtype=object)
    shapes[:] = [_shape(mark) for mark in marks]
    return RawTable(
        name, title, cells, np.arange(1, len(marks) + 1), geometry=shapes, crs=WGS84, assumed=True, encoding="UTF-8"
    )


def _cells(mark: ET.Element) -> dict[str, str | None]:
    made: dict[str, str | None] = {"名称": _text(mark, "name")}
    for node in mark.iter():
        if _tag(node) == "Data":
            made[node.get("name", "")] = _text(node, "value")
        elif _tag(node) == "SimpleData":
            made[node.get("name", "")] = node.text
    return made


def _shape(node: ET.Element) -> BaseGeometry | None:
    shapes = [shape for child in node.iter() if (shape := _single(child)) is not None]
    if len(shapes) < len([child for child in node.iter() if _tag(child) in {"Point", "LineString", "Polygon"}]):
        return None  # one of its parts cannot be read
    return shapely.union_all(shapes) if len(shapes) > 1 else next(iter(shapes), None)


def _single(node: ET.Element) -> BaseGeometry | None:
    match _tag(node):
        case "Point":
            at = _coordinates(node, POINT)
            return None if at is None else shapely.Point(at[0])
        case "LineString":
            line = _coordinates(node, LINE)
            return None if line is None else shapely.LineString(line)
        case "Polygon":
            outer = [_coordinates(ring, RING) for ring in node if _tag(ring) == "outerBoundaryIs"]
            holes = [_coordinates(ring, RING) for ring in node if _tag(ring) == "innerBoundaryIs"]
            if not outer or outer[0] is None:
                return None
            return shapely.Polygon(outer[0], [hole for hole in holes if hole is not None])
    return None


def _coordinates(node: ET.Element, fewest: int) -> list[tuple[float, float]] | None:
    text = next((child.text for child in node.iter() if _tag(child) == "coordinates"), None) or ""
    try:
        made = [(float(x), float(y)) for x, y, *_ in (group.split(",") for group in text.split())]
    except ValueError:
        return None
    return made if len(made) >= fewest else None


def _tag(node: ET.Element) -> str:
    return node.tag.rsplit("}", 1)[-1]


def _text(node: ET.Element, tag: str) -> str | None:
    return next((child.text for child in node if _tag(child) == tag), None)


READER = Reader("kml", (".kml", ".ovkml"), "KML", read)
