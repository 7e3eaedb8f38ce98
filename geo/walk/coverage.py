"""Who is within reach, who is not, and who shares whom: every head counted by its own exact walk."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.walk.arrays import Floats, Ints
from geo.walk.errors import BadRule
from geo.walk.times import Times, within

TOTAL = "total"


def reached(times: Times, *, radius_m: float) -> pd.DataFrame:
    """Nearest centre of each place.

    Parameters
    ----------
    times
        From centres to people's places.
    radius_m
        Metres of the band.

    Returns
    -------
    DataFrame, index of the places
        center (label of the nearest, of equally near ones the first; missing where none is within
        the cut-off), metres (inf there), n_within (centres within the radius), off_street (too far from any street,
        behind a barrier or without a point: neither covered nor uncovered).

    Raises
    ------
    BadRule
        The radius is larger than the walk that was looked for.
    """
    if not 0 <= radius_m <= times.cutoff_m + 1e-9:
        raise BadRule(
            f"要看 {radius_m:.0f} 米以内，但只算到 {times.cutoff_m:.0f} 米。", remedy="请用更大的距离上限重新计算。"
        )
    far, best = _nearest(times.metres)
    labels = np.append(times.origins.index.to_numpy(dtype=object), [None])
    center = labels[np.where(np.isfinite(far), best, -1)]
    return pd.DataFrame(
        {
            "center": center,
            "metres": far,
            "n_within": np.count_nonzero(within(times.metres, radius_m), axis=0),
            "off_street": ~times.dests.on,
        },
        index=times.dests.index,
    )


def coverage(
    times: Times,
    demand: pd.DataFrame,
    *,
    radius_m: float,
    by: str | Sequence[str] | None = None,
    weights: Sequence[str] = ("people",),
) -> pd.DataFrame:
    """Count who is within the radius of some centre.

    Parameters
    ----------
    times
        From centres to the rows of `demand`, in their order.
    demand
        One row per place (home, building, representative point), index as in `times.dests`; missing
        weights count as 0.
    by
        Columns to group by (a tier's code, 片区, resource ...); None gives one row `total`. Missing keys
        are a group of their own.
    weights
        Columns to sum: people, elderly, a colour group ...

    Returns
    -------
    DataFrame, index of the groups
        For each weight `<w>_covered`, `<w>_uncovered`, `<w>_off_street`, `<w>_total` (the sum of the three)
        and `<w>_share` (covered of total, NaN where nobody lives). Unsuppressed: geo/rules/suppress.py
        stands between this and a screen.

    Raises
    ------
    BadRule
        Rows and times do not belong together, or the radius was not looked for.
    """
    same_rows(times, demand)
    near = reached(times, radius_m=radius_m)
    parts = {
        "covered": (near["n_within"] > 0).to_numpy(),
        "uncovered": ((near["n_within"] == 0) & ~near["off_street"]).to_numpy(),
        "off_street": near["off_street"].to_numpy(),
    }
    columns: dict[str, pd.Series] = {}
    for weight in weights:
        heads = demand[weight].fillna(0).to_numpy(dtype=float)
        for part, rows in parts.items():
            columns[f"{weight}_{part}"] = pd.Series(heads * rows, index=demand.index)
    if by is None:
        out = pd.DataFrame({name: [column.sum()] for name, column in columns.items()}, index=[TOTAL])
    else:
        keys = [demand[column] for column in ([by] if isinstance(by, str) else by)]
        out = pd.DataFrame(columns).groupby(keys, dropna=False, sort=True).sum()
    for weight in weights:
        total = sum((out[f"{weight}_{part}"] for part in parts), start=pd.Series(0.0, index=out.index))
        out[f"{weight}_total"] = total
        out[f"{weight}_share"] = (out[f"{weight}_covered"] / total).where(total > 0)
    return out


def uncovered(times: Times, demand: pd.DataFrame, *, radius_m: float) -> pd.DataFrame:
    """List the places outside every circle.

    Returns
    -------
    DataFrame
        Rows of `demand` that are not covered, with center and metres of the nearest centre within the
        cut-off (missing, inf), off_street and access_m; farthest first, then in the order of `demand`. A named list:
        scope, audit and suppression are the caller's.
    """
    same_rows(times, demand)
    near = reached(times, radius_m=radius_m)
    out = demand.assign(
        center=near["center"], metres=near["metres"], off_street=near["off_street"], access_m=times.dests.access_m
    )
    return out[(near["n_within"] == 0).to_numpy()].sort_values("metres", ascending=False, kind="stable")


def overlap(times: Times, demand: pd.DataFrame, *, radius_m: float, weight: str = "people") -> pd.Series:
    """Count people by the number of centres within their reach.

    Returns
    -------
    Series
        Index n_within (0, 1, 2 ... without gaps), values sums of the weight; people off the streets are
        left out.
    """
    same_rows(times, demand)
    near = reached(times, radius_m=radius_m)
    on = ~near["off_street"].to_numpy()
    heads = demand[weight].fillna(0).to_numpy(dtype=float)
    sums = np.bincount(near["n_within"].to_numpy()[on], heads[on], minlength=1)
    return pd.Series(sums, index=pd.RangeIndex(len(sums), name="n_within"), name=weight)


def catchments(
    times: Times, demand: pd.DataFrame, *, radius_m: float, weights: Sequence[str] = ("people",)
) -> pd.DataFrame:
    """Count the people whose nearest centre each one is.

    Returns
    -------
    DataFrame, one row per origin in its order
        For each weight the sum over the places within the radius that have this centre as their
        nearest, and `<w>_within`: the sum over all places within the radius, shared or not; mean_m, the
        mean walk of the first weight's catchment, NaN where it is empty.
    """
    same_rows(times, demand)
    near = reached(times, radius_m=radius_m)
    inside = within(times.metres, radius_m)
    served = np.flatnonzero(near["n_within"].to_numpy() > 0)
    nearest = _nearest(times.metres)[1][served]
    size = len(times.origins)
    out = pd.DataFrame(index=times.origins.index)
    for weight in weights:
        heads = demand[weight].fillna(0).to_numpy(dtype=float)
        out[weight] = np.bincount(nearest, heads[served], minlength=size)
        out[f"{weight}_within"] = [float(heads[row].sum()) for row in inside]
    first = demand[weights[0]].fillna(0).to_numpy(dtype=float)[served]
    walked = np.bincount(nearest, first * near["metres"].to_numpy()[served], minlength=size)
    with np.errstate(invalid="ignore"):
        out["mean_m"] = walked / out[weights[0]].to_numpy()
    return out


def _nearest(metres: Floats) -> tuple[Floats, Ints]:
    """Metres to the nearest origin and its position, the first of equally near ones (0 where none is near)."""
    far = metres.min(axis=0, initial=np.inf)
    best = np.zeros(len(far), dtype=np.intp)
    for row in range(len(metres) - 1, -1, -1):  # six times as fast as argmin across the rows
        best[metres[row] == far] = row
    return far, best


def same_rows(times: Times, demand: pd.DataFrame) -> None:
    """Refuse people that are not the destinations of the walk."""
    if not times.dests.index.equals(demand.index):
        raise BadRule("步行时间与人口表的行对不上。", remedy="请按同一份名册重新计算。")
