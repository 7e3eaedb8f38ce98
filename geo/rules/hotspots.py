"""Where events gather more than chance would have it: Getis-Ord Gi* over cells, corrected for asking many times."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, eye_array
from scipy.stats import false_discovery_control, norm

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))  # neighbours of a hexagon, axial
LEVEL = 0.05  # (p) share of false hot spots that is accepted
FEWEST = 10  # events in all below which nothing is tested


def neighbours(cells: pd.DataFrame) -> csr_array:
    """Weights of every cell's ring: 1 for itself and each of its up to six neighbours.

    Parameters
    ----------
    cells
        Columns q, r: axial places of hexagons (geo.rules.hexes).
    """
    place = pd.MultiIndex.from_arrays([cells["q"], cells["r"]])
    rows, cols = [], []
    for dq, dr in SIDES:
        other = place.get_indexer(pd.MultiIndex.from_arrays([cells["q"] + dq, cells["r"] + dr]))
        known = np.flatnonzero(other >= 0)
        rows.append(known)
        cols.append(other[known])
    row, col = np.concatenate(rows), np.concatenate(cols)
    size = len(cells)
    return csr_array(coo_array((np.ones(len(row)), (row, col)), shape=(size, size)) + eye_array(size))


def hot_spots(counts: NDArray[np.float64], weights: csr_array) -> pd.DataFrame:
    """Test each cell's surroundings against the whole area.

    Parameters
    ----------
    counts
        Events per cell, >= 0.
    weights
        As `neighbours` makes them; every cell counts itself.

    Returns
    -------
    DataFrame
        A row per cell: `z` the statistic Gi* (Ord and Getis 1995, Geographical Analysis 27, equation 14),
        `q` its one-sided p-value after Benjamini and Yekutieli (2001), which holds for tests that share
        neighbours, `hot` whether q <= LEVEL. With fewer than FEWEST events, or the same count everywhere,
        z is 0, q is 1 and nothing is hot.

    Notes
    -----
    The p-value takes Gi* as normal. Counts of few events in few cells are skewed, which makes it
    generous; the correction for dependence, stricter than the usual one, works against it.
    """
    n = len(counts)
    nothing = pd.DataFrame({"z": np.zeros(n), "q": np.ones(n), "hot": np.zeros(n, dtype=bool)})
    if n <= 1 or counts.sum() < FEWEST:
        return nothing
    mean, spread = counts.mean(), counts.std()
    if spread == 0:
        return nothing
    total = np.asarray(weights.sum(axis=1)).ravel()
    squares = np.asarray((weights * weights).sum(axis=1)).ravel()
    width = spread * np.sqrt(np.maximum((n * squares - total**2) / (n - 1), 0))
    z = np.divide(weights @ counts - mean * total, width, out=np.zeros(n), where=width > 0)
    q = false_discovery_control(norm.sf(z), method="by")
    return pd.DataFrame({"z": z, "q": q, "hot": q <= LEVEL})
