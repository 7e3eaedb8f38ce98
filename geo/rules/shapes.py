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


def single(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Take a MultiPolygon of one part as that part: GIS software writes whole layers so. Others stay as they are."""
    alone = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(shapes) == 1
    )
    out = np.array(shapes, dtype=object)
    out[alone] = shapely.get_geometry(out[alone], 0)
    return out


def united(column: GeoSeries, crs: str) -> BaseGeometry:
    """All shapes of a column as one, in another system."""
    return shapely.union_all(bare(column.to_crs(crs)))


def solid(area: shapely.Geometry, *, smallest_m2: float) -> shapely.MultiPolygon:
    """Only the polygons of a shape, without parts and holes below a size: specks say nothing on a map."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(area)))
    parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) >= smallest_m2)]
    for at in np.flatnonzero(shapely.get_num_interior_rings(parts)):
        holes = [ring for ring in parts[at].interiors if shapely.Polygon(ring).area >= smallest_m2]
        parts[at] = shapely.Polygon(parts[at].exterior, holes)
    return shapely.MultiPolygon(parts.tolist())
