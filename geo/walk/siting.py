"""Where the next centres should stand: the k sites that bring most people within reach, with proof."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack, identity, vstack

from geo.walk.arrays import Floats, Ints
from geo.walk.coverage import same_rows
from geo.walk.errors import BadRule
from geo.walk.times import Times, within

Cover = NDArray[np.bool_]
INTEGRAL = 0.5


class Proof(StrEnum):
    """What is known about an answer."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"
    GREEDY = "greedy"

    @property
    def text(self) -> str:
        """Tell it in Chinese."""
        return {"optimal": "已证明最优", "time_limit": "到时停止，未证明最优", "greedy": "逐个选取，未证明最优"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Sites:
    """The chosen sites and what they bring.

    Attributes
    ----------
    sites
        One row per site, index its label, those that add most first: gain (people newly covered, given
        the rows above), reach (people within the radius, covered before or not).
    gain, before, after, total
        Weights newly covered, covered before, covered then, and of all demand.
    out_of_reach
        Uncovered demand that no candidate reaches: listed, never forced.
    proof, gap
        What is known, and the largest possible shortfall as a share of the best gain.
    """

    sites: pd.DataFrame
    gain: float
    before: float
    after: float
    total: float
    out_of_reach: float
    proof: Proof
    gap: float


def next_centres(
    existing: Times,
    candidates: Times,
    demand: pd.DataFrame,
    k: int,
    *,
    radius_m: float,
    weight: str = "people",
    method: str = "milp",
    time_limit_s: float = 10.0,
) -> Sites:
    """Choose k sites that newly cover most of the weight (maximal covering, Church and ReVelle 1974).

    Parameters
    ----------
    existing, candidates
        Walks from centres that stay and from possible sites to the rows of `demand`. Candidates off the
        network are never chosen.
    demand
        Column `weight`: people, elderly, children, low income ...; missing counts as 0.
    k
        How many; fewer are chosen where fewer bring anybody.
    radius_m
        Metres of the band.
    method
        "milp" (proof of optimality) or "greedy".
    time_limit_s
        After that the best answer so far is returned with its gap.

    Returns
    -------
    Sites
        Of equally good answers one in which no site can be exchanged for an earlier candidate.

    Raises
    ------
    BadRule
        k below 1, negative weights, an unknown method, rows that do not belong together, or a radius
        that was not walked.
    """
    same_rows(existing, demand)
    same_rows(candidates, demand)
    if k < 1:
        raise BadRule(f"新建个数应至少为 1，现在是 {k}。", remedy="请填 1 到 10 之间的整数。")
    if not 0 <= radius_m <= min(existing.cutoff_m, candidates.cutoff_m) + 1e-9:
        raise BadRule(f"{radius_m} 米超出已算的步行范围。", remedy="请用更大的距离上限重新计算。")
    heads = demand[weight].fillna(0).to_numpy(dtype=float)
    if (heads < 0).any():
        raise BadRule("人数不能为负数。", remedy="请检查人口数据。")
    covered = within(existing.metres, radius_m).any(axis=0)
    reach = within(candidates.metres, radius_m)
    cover, gain = _groups(reach[:, ~covered], heads[~covered])
    chosen, proof, gap = _choose(cover, gain, k, method, time_limit_s)
    chosen = _earliest(cover, gain, chosen)
    order, gains = _by_gain(cover, gain, chosen)
    sites = pd.DataFrame({"gain": gains, "reach": reach[order] @ heads}, index=candidates.origins.index[order])
    before, total = float(heads @ covered), float(heads.sum())
    won = float(np.sum(gains))
    rest = float(heads[~covered & ~reach.any(axis=0)].sum())
    return Sites(sites, won, before, before + won, total, rest, proof, gap)


def _groups(reach: Cover, heads: Floats) -> tuple[Cover, Floats]:
    """Put places that the same candidates reach together: (candidates, groups) and their weight."""
    useful = reach.any(axis=0) & (heads > 0)
    reach, heads = reach[:, useful], heads[useful]
    packed = np.ascontiguousarray(np.packbits(reach, axis=0).T)
    if not len(packed):
        return reach, heads
    key = packed.view([("", packed.dtype, (packed.shape[1],))]).ravel() if packed.shape[1] else packed
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return reach[:, first], np.asarray(np.bincount(group.reshape(-1), heads), dtype=float)


def _choose(cover: Cover, gain: Floats, k: int, method: str, time_limit_s: float) -> tuple[Ints, Proof, float]:
    useful = np.flatnonzero(cover.any(axis=1))
    greedy = _greedy(cover, gain, k)
    if method not in {"milp", "greedy"}:
        raise BadRule(f"没有“{method}”这种选址方法。", remedy="可选 milp 或 greedy。")
    if len(useful) <= k or k == 1:  # taking all, or the best one, needs no search
        return greedy, Proof.OPTIMAL, 0.0
    if method == "greedy":
        best = float(gain[cover.any(axis=0)].sum())
        return greedy, Proof.GREEDY, _shortfall(cover, gain, greedy, best)
    sites, groups = len(useful), len(gain)
    # maximise sum p_g y_g over y_g <= sum of x_j that reach g, sum x = k, x whole, 0 <= y <= 1
    serve = hstack([-csr_matrix(cover[useful].T.astype(float)), identity(groups)])
    count = csr_matrix(np.append(np.ones(sites), np.zeros(groups)))
    upper = np.append(np.zeros(groups), k)
    answer = milp(
        np.append(np.zeros(sites), -gain),
        constraints=LinearConstraint(vstack([serve, count]).tocsr(), np.append(np.full(groups, -np.inf), k), upper),
        integrality=np.append(np.ones(sites), np.zeros(groups)),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    found = greedy if answer.x is None else useful[answer.x[:sites] > INTEGRAL]
    if _value(cover, gain, greedy) > _value(cover, gain, found):
        found = greedy
    if answer.status == 0:
        return found, Proof.OPTIMAL, 0.0
    bound = answer.mip_dual_bound
    best = float(gain.sum()) if bound is None or not np.isfinite(bound) else -float(bound)
    return found, Proof.TIME_LIMIT, _shortfall(cover, gain, found, best)


def _value(cover: Cover, gain: Floats, sites: Ints) -> float:
    return float(gain[cover[sites].any(axis=0)].sum())


def _shortfall(cover: Cover, gain: Floats, sites: Ints, best: float) -> float:
    return max(0.0, 1 - _value(cover, gain, sites) / best) if best > 0 else 0.0


def _greedy(cover: Cover, gain: Floats, k: int) -> Ints:
    """Take the candidate that adds most, k times; of equal ones the first."""
    left, chosen = gain.copy(), list[int]()
    for _ in range(k):
        adds = cover @ left
        best = int(adds.argmax()) if len(adds) else 0
        if not len(adds) or adds[best] <= 0:
            break
        chosen.append(best)
        left[cover[best]] = 0
    return np.array(chosen, dtype=np.intp)


def _earliest(cover: Cover, gain: Floats, chosen: Ints) -> Ints:
    """Exchange sites for earlier candidates that do as well, until none is left."""
    sites = sorted(chosen.tolist())
    moved = True
    while moved:
        moved = False
        for place in range(len(sites) - 1, -1, -1):
            others = np.array(sites[:place] + sites[place + 1 :], dtype=np.intp)
            open_ = gain * ~cover[others].any(axis=0)
            adds = cover @ open_
            adds[others] = -1
            slack = 1e-9 * max(1.0, float(gain.sum()))
            first = int(np.argmax(adds >= adds[sites[place]] - slack))
            if first < sites[place]:
                sites[place] = first
                sites.sort()
                moved = True
    return np.array(sites, dtype=np.intp)


def _by_gain(cover: Cover, gain: Floats, chosen: Ints) -> tuple[Ints, Floats]:
    """Order the sites by what each adds to those before it; sites that add nobody are left out."""
    if not len(chosen):
        return chosen, np.zeros(0)
    order = chosen[_greedy(cover[chosen], gain, len(chosen))]
    seen = np.zeros(len(gain), dtype=bool)
    gains = []
    for site in order.tolist():
        gains.append(float(gain[cover[site] & ~seen].sum()))
        seen |= cover[site]
    return order, np.array(gains)
