"""How numbers of people are coarsened for who may not see them exactly."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.codes import Level
from geo.model.scope import Tier

STEP = 10
FEW = "不足10"
FINE = frozenset({Level.L3, Level.MICRO, Level.DEDICATED})


def coarse(value: float | None) -> int | None:
    """Round to tens; 1 to 9 (and missing) give None: shown as 不足10 (or —), never as a number."""
    if value is None or pd.isna(value) or 0 < value < STEP:
        return None
    return int(STEP * round(float(value) / STEP))


def tens(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round a column to tens, 1 to 9 to five and missing to 0: to compute with, never to show a cell of it."""
    filled = np.nan_to_num(np.asarray(values, dtype=float))
    return np.where((filled > 0) & (filled < STEP), STEP / 2, STEP * np.round(filled / STEP))


def people(value: float | None, *, tier: Tier, level: Level | None = None) -> int | None:
    """Show a count of people or households as this tier may see it.

    Parameters
    ----------
    value
        The exact count; missing stays None.
    tier
        T0 sees tens, finer tiers see the count.
    level
        Where the count belongs. Registered totals of an L2 and above are public and stay exact;
        None coarsens at every level (counts of a kind of people, such as those out of reach).
    """
    if value is None or pd.isna(value):
        return None
    if tier > Tier.T0 or (level is not None and level not in FINE):
        return round(float(value))
    return coarse(value)


def words(value: float | None, *, tier: Tier, level: Level | None = None) -> str:
    """Show the same as text: 1,230 or 不足10 or —."""
    if value is None or pd.isna(value):
        return "—"
    shown = people(value, tier=tier, level=level)
    return FEW if shown is None else f"{shown:,}"


def column(values: pd.Series, *, tier: Tier, levels: pd.Series) -> list[int | None]:
    """Show a whole column of counts, row by row by its level."""
    return [people(value, tier=tier, level=Level(level)) for value, level in zip(values, levels, strict=True)]
