"""The bare shapes of a geometry column, as shapely wants them."""

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

WGS = "EPSG:4490"


def bare(column: GeoSeries) -> NDArray[np.object_]:
    """Shapes of a column in its order, as an array of objects."""
    return np.asarray(column.array, dtype=object)


def united(column: GeoSeries, crs: str) -> BaseGeometry:
    """All shapes of a column as one, in another system."""
    return shapely.union_all(bare(column.to_crs(crs)))
