"""Supply per head within reach, shared among all who can reach it: two-step floating catchment."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from geo.walk.arrays import Floats
from geo.walk.coverage import same_rows
from geo.walk.errors import BadRule
from geo.walk.times import Times, within


class Decay(StrEnum):
    """How much less a farther centre counts."""

    STEP = "step"  # not at all within the radius
    GAUSS = "gauss"  # exp(-(d / (radius / 2))^2 / 2)


def two_sfca(
    times: Times,
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    radius_m: float,
    decay: Decay | str = Decay.STEP,
    weight: str = "people",
    capacities: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Share out what each centre offers.

    R_j = S_j / sum_i P_i w(d_ij) and A_i = sum_j R_j w(d_ij), w = 0 beyond the radius. Step form: Luo and Wang
    2003, Environment and Planning B 30(6); with decay, the enhanced form: Luo and Qi 2009, Health & Place 15(4).

    Parameters
    ----------
    times
        From centres (rows of `supply`) to people's places (rows of `demand`).
    demand
        People in column `weight`; missing counts as 0.
    supply
        One row per origin: staff, windows, or 0/1 per resource; missing counts as 0.
    radius_m
        Metres of the catchment.
    capacities
        Columns of `supply` to share out; all by default.

    Returns
    -------
    DataFrame, index of `demand`
        One column per capacity: supply per head at that place, 0 where nothing is within reach. What a
        centre offers where nobody lives within its reach is shared by nobody. Weighted by people, the
        column sums to the supply of the centres somebody can reach.

    Raises
    ------
    BadRule
        Rows do not belong together, negative people or supply, or the radius was not walked.
    """
    same_rows(times, demand)
    if not times.origins.index.equals(supply.index):
        raise BadRule("步行时间与服务中心的行对不上。", remedy="请按同一份中心名单重新计算。")
    names = list(supply.columns) if capacities is None else list(capacities)
    offered = supply[names].fillna(0).to_numpy(dtype=float)
    people = demand[weight].fillna(0).to_numpy(dtype=float)
    if (offered < 0).any() or (people < 0).any():
        raise BadRule("人口与服务能力不能为负数。", remedy="请检查人口与工作人员数。")
    share = weights(times, radius_m=radius_m, decay=decay)
    asking = share @ people
    ratio = np.divide(offered, asking[:, None], out=np.zeros_like(offered), where=asking[:, None] > 0)
    return pd.DataFrame(share.T @ ratio, index=demand.index, columns=names)


def weights(times: Times, *, radius_m: float, decay: Decay | str) -> Floats:
    """Weight of each walk, (origins, dests): 1 or a bell within the radius, 0 beyond.

    Raises
    ------
    BadRule
        The radius is not positive or was not walked.
    """
    if not 0 < radius_m <= times.cutoff_m + 1e-9:
        raise BadRule(f"可达范围 {radius_m} 米应为正数且不超过已算的 {times.cutoff_m:.0f} 米。", remedy="请重新计算。")
    near = within(times.metres, radius_m)
    if Decay(decay) is Decay.STEP:
        return near.astype(float)
    bell = np.zeros(near.shape)
    bell[near] = np.exp(-0.5 * (times.metres[near] / (radius_m / 2)) ** 2)
    return bell
