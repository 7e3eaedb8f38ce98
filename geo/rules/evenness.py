"""How unevenly something lies over grids: coefficient of variation and Gini coefficient of every place at once."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Numbers = NDArray[np.float64]
FEWEST = 2  # one grid lies evenly with itself: nothing to tell


def variation(above: csr_matrix, load: Numbers, known: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Find the standard deviation and the mean of the loads of the grids of each place; their quotient is the CV.

    Parameters
    ----------
    above
        Places x grids, 1 where the grid lies in the place.
    load
        Grids x columns, any unit, not negative.
    known
        Which grids count, of the same shape.

    Returns
    -------
    deviation, mean
        Places x columns in the unit of the load. The deviation is that of the grids themselves (by n, not
        n - 1: they are all of the place, no sample). Mean 0 where fewer than two grids count.
    """
    n, mean = _mean(above, load, known)
    square = above @ np.where(known, load, 0.0) ** 2 / np.maximum(n, 1)
    told = n >= FEWEST
    return np.sqrt(np.maximum(square - mean**2, 0.0)) * told, mean * told


def gini(above: csr_matrix, load: Numbers, known: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Find the mean difference of any two grids of each place, and twice the mean; their quotient is the Gini one.

    Parameters and shapes as of `variation`. G = sum |xi - xj| / n^2 / (2 mean) (Gini 1912), by the sorted
    form sum (2 i - n - 1) x(i); 0 = all alike, (n - 1) / n = one grid bears all.
    """
    n, mean = _mean(above, load, known)
    pairs = above.tocoo()
    difference = np.zeros_like(mean)
    for column in range(load.shape[1]):
        counts = known[pairs.col, column]
        place, value = pairs.row[counts], load[pairs.col[counts], column]
        order = np.lexsort((value, place))
        place, value = place[order], value[order]
        starts = np.searchsorted(place, place)  # where the run of the place begins
        weight = 2 * (np.arange(len(place)) - starts + 1) - n[place, column] - 1
        sums = np.bincount(place, weights=weight * value, minlength=above.shape[0])
        difference[:, column] = 2 * sums / np.maximum(n[:, column], 1) ** 2
    told = n >= FEWEST
    return difference * told, 2 * mean * told


def _mean(above: csr_matrix, load: Numbers, known: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    n = np.asarray(above @ known.astype(float))
    return n, np.asarray(above @ np.where(known, load, 0.0)) / np.maximum(n, 1)
