"""The arrays all rooms of the engine work on, and the places in them."""

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Shapes = NDArray[np.object_]
MILLIMETRE = 1e-3


def spots(xy: Floats) -> Shapes:
    """Make points of coordinates (n, 2)."""
    return np.asarray(shapely.points(xy), dtype=object)


def line_ends(lines: Shapes) -> tuple[Floats, Floats]:
    """Take the first and the last point of each line, both (n, 2)."""
    return shapely.get_coordinates(shapely.get_point(lines, 0)), shapely.get_coordinates(shapely.get_point(lines, -1))


def places(xy: Floats) -> tuple[Ints, Ints]:
    """Give equal points (to the millimetre) one number, by x, then y; and count how often each occurs."""
    grid = np.rint(xy / MILLIMETRE).astype(np.int64)
    _, number, count = np.unique(grid, axis=0, return_inverse=True, return_counts=True)
    return number.reshape(-1).astype(np.intp), count.astype(np.intp)
