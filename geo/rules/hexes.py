"""Hexagons of equal size over a district: an honest unit for what has no borders."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.rules.shapes import WGS, bare, united

SIDE_M = 534.0  # 74 ha, the area of H3 r8 (briefing note)
ROOT3 = 3.0**0.5


def hexagons(outline: GeoSeries, *, crs: str, side_m: float = SIDE_M) -> GeoDataFrame:
    """Cells of a fixed grid (origin 0, 0 of the plane) that touch the outline, cut to it.

    Parameters
    ----------
    outline
        The area to cover.
    crs
        Plane system in metres.

    Returns
    -------
    GeoDataFrame
        EPSG:4490; index `code` (H<column>_<row>), columns name, q, r (axial place). The grid is the
        same for every outline, so pictures of parts and of the whole agree.
    """
    area = united(outline, crs)
    if area.is_empty:
        return GeoDataFrame({"name": [], "q": [], "r": []}, geometry=[], index=pd.Index([], name="code"), crs=WGS)
    west, south, east, north = area.bounds
    rows = np.arange(np.floor(south / (1.5 * side_m)) - 1, np.ceil(north / (1.5 * side_m)) + 2)
    found = []
    for r in rows:
        q = np.arange(np.floor(west / (ROOT3 * side_m) - r / 2) - 1, np.ceil(east / (ROOT3 * side_m) - r / 2) + 2)
        found.append(np.column_stack([q, np.full(len(q), r)]))
    qr = np.vstack(found)
    cells = shapely.intersection(_cells(qr, side_m), area)
    kept = shapely.area(cells) > 1.0
    qr = qr[kept].astype(int)
    frame = GeoDataFrame(
        {"name": [f"第 {n + 1} 格" for n in range(len(qr))], "q": qr[:, 0], "r": qr[:, 1]},
        geometry=cells[kept],
        index=pd.Index([f"H{q}_{r}" for q, r in qr], name="code"),
        crs=crs,
    )
    return frame.to_crs(WGS)


def hex_rows(points: GeoSeries, cells: GeoDataFrame, *, crs: str, side_m: float = SIDE_M) -> NDArray[np.int64]:
    """Row number of the cell of each point; -1 outside all cells (or for an empty point)."""
    xy = shapely.get_coordinates(bare(points.to_crs(crs)))
    out = np.full(len(points), -1, dtype=np.int64)
    filled = ~np.asarray(points.is_empty | points.isna())
    r = xy[:, 1] / (1.5 * side_m)
    qr = _round(np.column_stack([xy[:, 0] / (ROOT3 * side_m) - r / 2, r]))
    rows = pd.MultiIndex.from_arrays([cells["q"], cells["r"]]).get_indexer(
        pd.MultiIndex.from_arrays([qr[:, 0], qr[:, 1]])
    )
    out[filled] = rows
    return out


def _cells(qr: NDArray[np.float64], side: float) -> NDArray[np.object_]:
    centre = np.column_stack([(qr[:, 0] + qr[:, 1] / 2) * ROOT3 * side, qr[:, 1] * 1.5 * side])
    angle = np.deg2rad(np.arange(30, 391, 60))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * side
    return np.asarray(shapely.polygons(centre[:, None, :] + ring[None, :, :]), dtype=object)


def _round(axial: NDArray[np.float64]) -> NDArray[np.int64]:
    """Nearest cell in axial coordinates: round the three cube axes, mend the worst."""
    cube = np.column_stack([axial, -axial.sum(axis=1)])
    near = np.rint(cube)
    off = np.abs(near - cube)
    worst = off.argmax(axis=1)
    row = np.arange(len(near))
    near[row, worst] -= near.sum(axis=1)
    whole: NDArray[np.int64] = near[:, :2].astype(np.int64)
    return whole
