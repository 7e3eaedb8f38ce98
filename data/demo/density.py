"""Micro grids follow homes: how many households a quarter will hold, and how many micro grids it gets for them."""

import numpy as np
import shapely

from data.demo.quarters import MICRO_MIN_M2, Quarters, share_out
from data.demo.sketch import Sketch, dice

LEAST_MICRO = 9  # per community
_LOOSER = 1.1


def per_town(sketch: Sketch) -> np.ndarray:
    """Households of each town, by its people."""
    total = np.array(sketch["counts"]["people"])
    return share_out(total.astype(float), sketch["counts"]["households"], low=np.ones(6, int), high=total)


def lowrise_order(quarters: np.ndarray, town: int, seed: int) -> np.ndarray:
    """Order in which the estates of a town turn low-rise where it has more slabs than apartment blocks."""
    return dice(seed, "lowrise", town).permutation(np.unique(quarters))


def expected(sketch: Sketch, q: Quarters, seed: int) -> np.ndarray:
    """Households per quarter, told from land use and area before a house is drawn; a town's sum is its households."""
    area = shapely.area(q.polys) / 1e4
    table, kind = sketch["homes"], np.array(q.kind)
    new = np.isin(q.use, ["newres", "commerce"])
    town = q.region // 4
    out = np.array([float(table.get(k, 0.0)) for k in q.kind]) * area
    block = kind == "estate"
    slabs = np.where(block, np.where(new, table["slabs_new"], table["slabs_old"]) * area, 0.0)
    out[block] = (np.where(new, table["estate_new"], table["estate_old"]) * area)[block]
    for t, want in enumerate(sketch["counts"]["apartments"]):
        extra = slabs[town == t].sum() - want
        for i in lowrise_order(np.flatnonzero(block & (town == t)), t, seed):
            if extra <= slabs[i] / 2:
                break
            extra -= slabs[i]
            block[i], out[i] = False, table["estate_low"] * area[i]
    for t, want in enumerate(per_town(sketch).tolist()):
        low, high = (town == t) & ~block, (town == t) & block
        if out[low].sum() + out[high].sum() < want and high.any():  # blocks grow taller, as people.planned has it
            out[high] *= (want - out[low].sum()) / out[high].sum()
        out[town == t] *= want / out[town == t].sum()
    return out


def allot(sketch: Sketch, q: Quarters, l2: np.ndarray, l2_town: np.ndarray, seed: int) -> np.ndarray:
    """Micro grids per quarter, exact per town: by homes, some by land, none expected above `micro_most` households.

    Parameters
    ----------
    l2
        Community of every quarter.
    l2_town
        Town of every community.
    """
    area = shapely.area(q.polys)
    homes = expected(sketch, q, seed)
    land = area * np.array([sketch["weight"][k] for k in q.kind])
    most = np.maximum(1, (area / MICRO_MIN_M2).astype(int))
    out = np.ones(len(area), int)
    for town, total in enumerate(sketch["counts"]["micro"]):
        l2s = np.flatnonzero(l2_town == town)
        here = np.flatnonzero(l2_town[l2] == town)
        share = sketch["third"]["micro_by_land"]
        weight = (1 - share) * homes / homes[here].sum() + share * land / land[here].sum()
        of = [np.flatnonzero(l2 == c) for c in l2s]
        least = _least(homes, most, sketch["third"]["micro_most"], of, total)
        low = np.array([max(LEAST_MICRO, int(least[mine].sum())) for mine in of])
        high = np.array([most[mine].sum() for mine in of])
        load = np.array([weight[mine].sum() for mine in of])
        for mine, n in zip(of, share_out(load, total, low=low, high=high).tolist(), strict=True):
            out[mine] = share_out(weight[mine], n, low=least[mine], high=most[mine])
    return out


def _least(homes: np.ndarray, most: np.ndarray, limit: float, of: list[np.ndarray], total: int) -> np.ndarray:
    """Fewest micro grids per quarter that keep each under the limit; a looser one where a town has too few of them.

    `of` holds the quarters of each community.
    """
    while True:
        least: np.ndarray = np.minimum(most, np.maximum(1, np.ceil(homes / limit).astype(int)))
        fits = sum(max(LEAST_MICRO, int(least[mine].sum())) for mine in of) <= total
        if fits or limit > homes.max():  # one each and still too many: share_out says so
            return least
        limit *= _LOOSER
