"""Textures of areas: as signs of matplotlib, and as lines for renderers that know no patterns."""

from collections.abc import Mapping
from math import cos, radians
from types import MappingProxyType

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from geo.rules.shapes import bare

# Signs of matplotlib for the textures of `geo.layers.paint.HATCHES`.
SIGNS: Mapping[str, str] = MappingProxyType(
    {"rise": "/////", "fall": "\\\\\\\\\\", "cross": "xxxx", "dots": "....", "bars": "-----"}
)
SLOPES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"rise": (1,), "fall": (-1,), "cross": (1, -1), "dots": (0,), "bars": (0,)}
)
DOT = 0.16  # of the gap: so short that round ends make it a dot
GAP = 8.0  # px


def gap_at(zoom: float) -> float:
    """Distance of two lines of a texture, in degrees of longitude, at a zoom of the live map."""
    return GAP * 360 / (512 * 2**zoom)


def textured(shapes: GeoSeries, form: str, zoom: float) -> GeoSeries:
    """Lines of a texture in each of these areas, as dense as the live map's at a zoom."""
    gap = gap_at(zoom)
    found = np.array([lines(shape, form, gap) for shape in bare(shapes)], dtype=object)
    return GeoSeries(found, index=shapes.index, crs=shapes.crs)


def lines(shape: shapely.Geometry, form: str, gap: float) -> shapely.Geometry:
    """Lines of a texture inside polygons in EPSG:4490, `gap` degrees of longitude apart, the same far and near.

    Lines of neighbours go on in one another: they are counted from the meridian and the equator.
    """
    west, south, east, north = shapely.bounds(shape)
    if not np.isfinite(west):
        return shapely.MultiLineString()
    # Lines would run out of a border that crosses itself.
    whole = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    flat = cos(radians((south + north) / 2))  # a degree of latitude is longer by this
    strokes = [one for slope in SLOPES[form] for one in _strokes((west, south, east, north), slope, gap, flat, form)]
    cut = shapely.get_parts(shapely.intersection(shapely.MultiLineString(strokes), whole))
    return shapely.MultiLineString([one for one in cut if one.geom_type == "LineString"])


def _strokes(
    bounds: tuple[float, float, float, float], slope: int, gap: float, flat: float, form: str
) -> list[NDArray[np.float64]]:
    west, south, east, north = bounds
    step = gap * flat if slope == 0 else gap * 1.4142  # along the parallel, so that the gap is that across the lines
    if slope == 0:
        ys = np.arange(np.floor(south / step), np.ceil(north / step) + 1) * step
        if form != "dots":
            return [np.array([[west, y], [east, y]]) for y in ys]
        return [
            np.array([[x, y], [x + DOT * gap, y]])
            for row, y in enumerate(ys)
            for x in (np.arange(np.floor(west / gap), np.ceil(east / gap) + 1) + row % 2 / 2) * gap
        ]
    # A line runs from the lower edge to the upper one; it moves as far sideways as upwards on the ground.
    reach = (north - south) / flat
    first, last = (west - reach, east) if slope > 0 else (west, east + reach)
    # Where it would cross the equator decides which lines there are.
    base = slope * south / flat
    found: list[NDArray[np.float64]] = []
    for n in range(int(np.floor((first - base) / step)), int(np.ceil((last - base) / step)) + 1):
        x = n * step + base
        found.append(np.array([[x, south], [x + slope * reach, north]]))
    return found
