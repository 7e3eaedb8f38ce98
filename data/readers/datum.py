"""Brings positions of any declared system to EPSG:4490, and notices systems that are not what they say."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.model.errors import BadInput

Floats = NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

STORE = "EPSG:4490"
# 4326 and 4490 differ by less than the surveys do: PROJ itself takes them as equal. No promise below a metre.
SAME = {"EPSG:4490", "EPSG:4326", "OGC:CRS84"}
NAMES = {
    "WGS84": "EPSG:4326",
    "WGS-84": "EPSG:4326",
    "CGCS2000": "EPSG:4490",
    "国家2000": "EPSG:4490",
    "大地2000": "EPSG:4490",
    "4547": "EPSG:4547",
    "GCJ-02": "GCJ-02",
    "GCJ02": "GCJ-02",
    "火星坐标": "GCJ-02",
    "高德": "GCJ-02",
}
CHOICES = "WGS84、CGCS2000、GCJ-02（高德、腾讯地图）或 EPSG:4547 等编号"

# Krasovsky's ellipsoid, as the published GCJ-02 formula has it
A, EE = 6378245.0, 0.00669342162296594323
ROUNDS = 6  # the iteration gains about three digits a round


def canonical(datum: str) -> str:
    """Read the name of a system.

    Raises
    ------
    BadInput
        Nobody knows it.
    """
    name = datum.strip()
    known = NAMES.get(name.upper(), NAMES.get(name))
    if known:
        return known
    if re.fullmatch(r"(EPSG:)?\d{4,5}", name.upper()):
        code = name.upper() if name.upper().startswith("EPSG:") else f"EPSG:{name}"
        shift(code)
        return code
    raise BadInput(f"不认识坐标系“{name[:40]}”。", remedy=f"请写 {CHOICES}。")


def shift(crs: str) -> Shift | None:
    """Find the way from a system to the store's; None when there is nothing to do.

    Raises
    ------
    BadInput
        The system is unknown to PROJ.
    """
    if crs in SAME:
        return None
    if crs == "GCJ-02":
        return from_gcj02
    from pyproj import Transformer  # noqa: PLC0415 - slow, and mostly not needed
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        way = Transformer.from_crs(crs, STORE, always_xy=True)
    except ProjError as fault:
        raise BadInput(f"坐标系 {crs[:40]} 无法转换到 CGCS2000。", remedy=f"请写 {CHOICES}。") from fault

    def moved(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = way.transform(x, y)
        return np.asarray(lon), np.asarray(lat)

    return moved


def moved_shapes(shapes: NDArray[np.object_], way: Shift | None) -> NDArray[np.object_]:
    """Move geometries; the input stays as it is."""
    if way is None:
        return shapes

    def both(xy: Any) -> Any:  # noqa: ANN401 - shapely's callback
        return np.column_stack(way(xy[:, 0], xy[:, 1]))

    made = shapely.transform(shapes, both)
    return np.asarray(made, dtype=object)


def from_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo the GCJ-02 shift by iteration (error below 1e-9 degrees); WGS 84 taken as CGCS2000."""
    x, y = lon.copy(), lat.copy()
    for _ in range(ROUNDS):
        again_x, again_y = to_gcj02(x, y)
        x, y = x + (lon - again_x), y + (lat - again_y)
    return x, y


def to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Apply the GCJ-02 shift (public formula); degrees."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - EE * np.sin(phi) ** 2
    d_lat = north * 180.0 / (A * (1.0 - EE) / (magic * np.sqrt(magic)) * np.pi)
    d_lon = east * 180.0 / (A / np.sqrt(magic) * np.cos(phi) * np.pi)
    return lon + d_lon, lat + d_lat


def swapped(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Tell which rows have longitude and latitude in each other's place (in China they cannot be confused)."""
    return (lon > 3) & (lon < 54) & (lat > 73) & (lat < 136)  # noqa: PLR2004 - the box of China


def suspicion(lon: Floats, lat: Floats, outline: Any) -> str:  # noqa: ANN401 - a geometry
    """Say in a sentence that the positions fit the district better as GCJ-02; empty when they do not.

    Parameters
    ----------
    lon, lat
        Positions as declared, EPSG:4490; a sample is looked at.
    outline
        Polygon of the district, EPSG:4490.
    """
    finite = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if outline is None or len(finite) < FEW:
        return ""
    sample = finite[:: max(len(finite) // SAMPLE, 1)]
    x, y = lon[sample], lat[sample]
    shapely.prepare(outline)
    as_is = shapely.intersects_xy(outline, x, y).mean()
    undone = shapely.intersects_xy(outline, *from_gcj02(x, y)).mean()
    if undone > as_is + MARGIN:
        return (
            f"按所写坐标系，{as_is:.0%} 的点在本区内；若当作 GCJ-02（高德、腾讯）纠偏则有 {undone:.0%}："
            "坐标系可能写错，请核对后再确认"
        )
    return ""


FEW, SAMPLE, MARGIN = 20, 3000, 0.02
