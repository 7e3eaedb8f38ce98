"""OpenStreetMap extracts (.osm, .osm.pbf): the ways one can walk, split where they share a node."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.readers import vector
from data.readers.base import MOST_BYTES, RawTable, Reader
from data.readers.roads import CLASSES
from data.roads import with_level
from geo.model.errors import BadInput

LAYER = "道路"
WGS84 = "EPSG:4326"
EARTH_KM = 6371.0088
# Left out of foot traffic altogether; motorways stay, for the base map (geo.walk leaves them out of its network).
NOT_YET = frozenset({"construction", "proposed", "raceway", "bus_guideway", "corridor", "razed", "abandoned"})
CLOSED = frozenset({"private", "no"})
YES = frozenset({"yes", "viaduct", "movable", "covered", "culvert", "avalanche_protector"})


def read(path: Path, name: str) -> list[RawTable]:
    """Read the ways with a key `highway`; a row's number counts pieces from 1.

    Ways are split at nodes used more than once, since streets meet there without ending. Nodes an
    extract cut off are left out, and the way ends before them.
    """
    _plausible(path, name)
    ways, left_out, lost = _ways(path, name)
    used = Counter(ref for way in ways for ref, _, _ in way.nodes)
    rows: list[tuple[str, str | None, str]] = []
    shapes: list[list[tuple[float, float]]] = []
    for way in ways:
        for number, piece in enumerate(_pieces(way.nodes, used), start=1):
            rows.append((with_level(f"W{way.id}-{number}", way.level), way.name, way.klass))
            shapes.append(piece)
    cells = pd.DataFrame(rows, columns=["编号", "名称", "等级"])
    lines = np.array([shapely.LineString(piece) for piece in shapes], dtype=object)
    notes = [f"{len(ways):,} 条可走的路在共用节点处分为 {len(rows):,} 段，共 {_km(shapes):,.1f} 公里"]
    notes += [f"不能走的路未读：{reason} {km:,.1f} 公里" for reason, km in sorted(left_out.items()) if km >= 0.1]  # noqa: PLR2004
    if lost:
        notes.append(f"裁切时丢失的节点 {lost:,} 个，路在此前结束")
    table = RawTable(
        name, LAYER, cells, np.arange(1, len(rows) + 1), geometry=lines, crs=WGS84, encoding="UTF-8", notes=notes
    )
    return [table] if rows else []


class _Way:
    """A way one can walk: nodes as (id, lon, lat), class, level, name."""

    def __init__(self, way: Any, nodes: list[tuple[int, float, float]]) -> None:  # noqa: ANN401 - osmium's way
        tags = way.tags
        self.id: int = way.id
        self.nodes = nodes
        self.klass = CLASSES[tags["highway"]]
        self.name: str | None = tags.get("name:zh") or tags.get("name")
        self.level = _level(tags)


def _ways(path: Path, name: str) -> tuple[list[_Way], dict[str, float], int]:
    import osmium  # noqa: PLC0415 - only this format needs it

    found: list[_Way] = []
    left_out: dict[str, float] = {}
    lost = 0
    try:
        source = osmium.FileProcessor(str(path)).with_locations()
        source = source.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        ways: Any = source.with_filter(osmium.filter.KeyFilter("highway"))
        for way in ways:
            nodes = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
            lost += len(way.nodes) - len(nodes)
            reason = _reason(way.tags)
            if reason:
                left_out[reason] = left_out.get(reason, 0.0) + _km([[(x, y) for _, x, y in nodes]])
            elif len(nodes) > 1:
                found.append(_Way(way, nodes))
    except (RuntimeError, ValueError, OSError) as fault:
        raise BadInput(
            f"{name}：文件内容已损坏或不是 OpenStreetMap 数据。", remedy="请重新下载 .osm 或 .osm.pbf 后再导入。"
        ) from fault
    return found, left_out, lost


def _reason(tags: Any) -> str:  # noqa: ANN401 - osmium's tags
    """Say in Chinese why nobody walks here; empty for a way one can walk (proposal of the circles note, 2.2)."""
    kind = tags["highway"]
    if kind in NOT_YET:
        return "在建、规划或专用"
    if kind not in CLASSES:
        return "不是道路"
    if tags.get("area") == "yes":
        return "面状广场"
    if tags.get("foot") == "no":
        return "禁止步行"
    if tags.get("foot") not in ("yes", "designated", "permissive") and tags.get("access") in CLOSED:
        return "不对外开放"
    return ""


def _level(tags: Any) -> int:  # noqa: ANN401 - osmium's tags
    """Tell the number of the layer; a bridge or tunnel without one is 1 or -1, everything else is ground."""
    bridge, tunnel = tags.get("bridge") in YES, tags.get("tunnel") in YES
    try:
        layer = int(tags.get("layer") or 0)
    except ValueError:
        layer = 0
    return (layer or (1 if bridge else -1)) if bridge or tunnel else 0


def _pieces(nodes: list[tuple[int, float, float]], used: Counter[int]) -> list[list[tuple[float, float]]]:
    """Cut at nodes that any way, this one included, uses more than once."""
    out: list[list[tuple[float, float]]] = []
    piece: list[tuple[float, float]] = []
    for ref, x, y in nodes:
        if piece and piece[-1] == (x, y):
            continue
        piece.append((x, y))
        if used[ref] > 1 and len(piece) > 1:
            out.append(piece)
            piece = [(x, y)]
    return [*out, piece] if len(piece) > 1 else out


def _km(shapes: list[list[tuple[float, float]]]) -> float:
    """Length on the sphere; good to half a percent, for the report only."""
    total = 0.0
    for shape in shapes:
        xy = np.radians(np.array(shape)).reshape(-1, 2)
        step = np.diff(xy, axis=0)
        total += float(np.hypot(step[:, 0] * np.cos(xy[:-1, 1]), step[:, 1]).sum()) * EARTH_KM
    return total


def _plausible(path: Path, name: str) -> None:
    """Look at the size and the first bytes before a library does."""
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"{name}：文件超过 300 MB。", remedy="请先裁切到本区及周边 2 公里再导入。")
    head = vector.starts(path, 512)
    if not (b"OSMHeader" in head[:64] or b"<osm" in head):
        raise BadInput(f"{name}：不是 OpenStreetMap 数据。", remedy="请使用 .osm 或 .osm.pbf 文件。")


READER = Reader("osm", (".osm", ".pbf"), "OpenStreetMap（.osm、.osm.pbf）", read)
