"""Roads as offices draw them, made into rows of kind `street`: codes, classes, levels."""

from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.config import columns
from data.readers import datum as datums
from data.readers.base import RawTable
from data.roads import with_level

KIND = "street"
# highway of OpenStreetMap -> class of docs/house.md, section 2
CLASSES = {
    "motorway": "motorway", "motorway_link": "motorway", "trunk": "primary", "trunk_link": "motorway",
    "primary": "primary", "primary_link": "primary", "secondary": "secondary", "secondary_link": "secondary",
    "tertiary": "tertiary", "tertiary_link": "tertiary", "unclassified": "residential", "residential": "residential",
    "living_street": "residential", "road": "residential", "service": "service", "pedestrian": "path",
    "footway": "path", "path": "path", "steps": "path", "cycleway": "path", "bridleway": "path", "track": "village",
}  # fmt: skip
# Words of Chinese road tables -> class; the first that occurs in the cell counts.
WORDS = (
    ("高速", "motorway"), ("快速", "motorway"), ("国道", "primary"), ("主干", "primary"), ("省道", "primary"),
    ("次干", "secondary"), ("县道", "secondary"), ("支路", "tertiary"), ("乡道", "tertiary"), ("村道", "village"),
    ("村", "village"), ("巷", "lane"), ("胡同", "lane"), ("里弄", "lane"), ("小区", "service"), ("内部", "service"),
    ("步行", "path"), ("人行", "path"), ("小路", "path"), ("机耕", "village"), ("街", "residential"),
    ("路", "residential"),
)  # fmt: skip
USUAL = "residential"
LEVELS = ("layer", "level", "层", "层级", "高程层")
BRIDGES, TUNNELS = ("bridge", "桥", "桥梁", "是否桥梁"), ("tunnel", "隧道", "是否隧道")
NO = frozenset({"", "0", "no", "否", "n", "f", "false", "none", "nan", "无"})
LINES = (1, 2, 5)  # type ids of shapely
MOSTLY = 0.6


def prepared(raw: RawTable) -> RawTable:
    """Give a table of road lines what offices leave out: code, class, level. Other tables come back as they are."""
    if not _of_roads(raw):
        return raw
    words = columns()[KIND]
    cells = raw.cells.copy()
    code, klass = _header(cells, words["code"]), _header(cells, words["klass"])
    if klass is None:
        cells["等级"] = USUAL
        raw.notes.append(f"没有道路等级，全部按 {USUAL} 处理")
    else:
        cells[klass] = [_class(value) for value in cells[klass]]
    told = _levels(cells)
    stem = PurePath(raw.file).stem
    if code is None:
        code = "编号"
        names = [f"{stem}-{row}" for row in raw.rows]
        raw.notes.append("没有道路编号，已按文件名和行号编号")
    else:
        names = _each_once([str(value).removesuffix(".0") for value in cells[code]])
    cells[code] = [with_level(name, int(level)) for name, level in zip(names, told, strict=True)]
    raw.cells = cells
    return raw


def _of_roads(raw: RawTable) -> bool:
    """Tell whether these are lines in a table that names itself, or its columns, after roads."""
    if raw.geometry is None or not len(raw.cells):
        return False
    kinds = shapely.get_type_id(raw.geometry)
    if not np.isin(kinds[kinds >= 0], LINES).all() or not (kinds >= 0).any():
        return False
    words = columns()[KIND]
    if raw.layer in words["layers"] or "highway" in {str(header).lower() for header in raw.cells.columns}:
        return True
    if raw.layer and any(raw.layer in other["layers"] for kind, other in columns().items() if kind != KIND):
        return False
    name = f"{PurePath(raw.file).stem} {raw.layer}".lower()
    return any(word in name for word in words["names"])


def _header(cells: pd.DataFrame, words: list[str]) -> str | None:
    known = {str(header).strip().lower(): str(header) for header in reversed(list(cells.columns))}
    return next((known[word.lower()] for word in words if word.lower() in known), None)


def _class(value: object) -> str:
    text = str(value).strip().lower()
    if text in CLASSES:
        return CLASSES[text]
    if text.isascii() and text not in NO and not text.replace(".", "").isdigit():
        return text  # a class of our own, or one the network will not know and then walks
    return next((klass for word, klass in WORDS if word in text), USUAL)


def _levels(cells: pd.DataFrame) -> "np.ndarray[Any, np.dtype[np.int64]]":
    told = np.zeros(len(cells), dtype=np.int64)
    layer, bridge, tunnel = (_header(cells, list(words)) for words in (LEVELS, BRIDGES, TUNNELS))
    for header, own in ((bridge, 1), (tunnel, -1)):
        if header is not None:
            yes = ~cells[header].astype(str).str.strip().str.lower().isin(NO).to_numpy()
            told = np.where(yes, own, told)
    if layer is not None:
        number = pd.to_numeric(cells[layer], errors="coerce").fillna(0).astype(int).to_numpy()
        off = (told != 0) | (bridge is None and tunnel is None)
        told = np.where(off & (number != 0), number, told)
    return told


def _each_once(names: list[str]) -> list[str]:
    """One number for a road of many pieces becomes number-2, number-3 from the second piece on."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return out


def turned(lon_lat: "np.ndarray[Any, np.dtype[np.object_]]") -> bool:
    """Tell whether lines have longitude and latitude in each other's place."""
    box = shapely.bounds(lon_lat[~shapely.is_missing(lon_lat)])
    box = box[np.isfinite(box).all(axis=1)]
    return bool(len(box)) and bool(datums.swapped(box[:, 0], box[:, 1]).mean() > MOSTLY)
