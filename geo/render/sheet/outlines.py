"""Shapes as paths: many polygons or lines in one, as every path handed to a backend costs."""

import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Numbers = NDArray[np.float64]


def inside(shapes: Shapes) -> Path:
    """Rings of polygons as one path; holes turn the other way, so that filling leaves them out."""
    return _joined(shapely.get_rings(shapely.orient_polygons(_parts(shapes))), closed=True)


def along(shapes: Shapes) -> Path:
    """Lines, and the borders of polygons, as one path."""
    parts = _parts(shapes)
    flat = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - polygons
    rings, lines = _joined(shapely.get_rings(parts[flat]), closed=True), _joined(parts[~flat], closed=False)
    return lines if not flat.any() else rings if flat.all() else Path.make_compound_path(rings, lines)


def _parts(shapes: Shapes) -> Shapes:
    """Take shapes apart, unless each is one already: that is the rule, and taking thousands apart costs."""
    single = (shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON)
    whole = np.isin(shapely.get_type_id(shapes), single).all()
    return shapes if whole else np.asarray(shapely.get_parts(shapes), dtype=object)


def _joined(parts: Shapes, *, closed: bool) -> Path:
    parts = parts[shapely.get_num_coordinates(parts) > 1]
    if not len(parts):
        return Path(np.empty((0, 2)), np.empty(0, dtype=Path.code_type))
    xy, owner = shapely.get_coordinates(parts, return_index=True)
    codes = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    codes[first] = Path.MOVETO
    if closed:
        codes[np.append(first[1:], len(xy)) - 1] = Path.CLOSEPOLY
    return Path(xy, codes)
