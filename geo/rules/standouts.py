"""What stands out: kinds of event far above their usual share of a community, or crowded into one day."""

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, poisson

LEVEL = 0.01  # (p) share of false alarms that is accepted
FEWEST = 8  # events below which nothing is said
TIMES = 2.0  # (p) how many times the expected number is worth a leader's thirty seconds


def standouts(kinds: pd.Series, places: pd.Series, days: pd.Series) -> pd.DataFrame:
    """Find kinds of event that are unusually many at a place or on a day.

    Parameters
    ----------
    kinds, places, days
        What, where (missing = nowhere) and on which date, one entry per event, same index.

    Returns
    -------
    DataFrame
        Most surplus first: `kind`, `place` and `day` (one of the two is None), `n`, `expected` (row
        total x column total / all, the independence of a contingency table) and `q` (Poisson upper
        tail, Benjamini and Hochberg 1995). Only rows with n >= FEWEST, n >= TIMES x expected, q <= LEVEL.
    """
    found = [_table(kinds, places, "place"), _table(kinds, days, "day")]
    made = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    return made.assign(more=made["n"] - made["expected"]).sort_values(
        ["more", "kind"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _table(kinds: pd.Series, other: pd.Series, name: str) -> pd.DataFrame:
    counts = pd.crosstab(kinds, other)
    values = counts.to_numpy(dtype=float)
    empty = pd.DataFrame({"kind": [], "place": [], "day": [], "n": [], "expected": [], "q": []})
    if not values.size:
        return empty
    expected = values.sum(axis=1, keepdims=True) * values.sum(axis=0, keepdims=True) / values.sum()
    q = false_discovery_control(poisson.sf(values - 1, expected).ravel(), method="bh").reshape(values.shape)
    row, col = np.nonzero((values >= FEWEST) & (values >= TIMES * expected) & (q <= LEVEL))
    made = {"place": None, "day": None} | {name: counts.columns[col].astype(object)}
    return pd.DataFrame(
        {"kind": counts.index[row], **made, "n": values[row, col].astype(int), "expected": expected[row, col]}
    ).assign(q=q[row, col])
