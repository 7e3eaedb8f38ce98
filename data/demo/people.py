"""Households and people in the buildings: exact sums per town, floors that can hold them."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.demo.buildings import HOMES, Buildings
from data.demo.density import per_town
from data.demo.plots import Plots
from data.demo.quarters import share_out
from data.demo.sketch import Sketch, dice
from data.demo.third import Third
from data.demo.units import Units

SIZES = np.array([0.17, 0.27, 0.26, 0.18, 0.08, 0.04])  # households of 1..6 (proposal)
_TOP_FLOOR = 33


@dataclass
class People:
    """Households per building, and one row per household: building and size."""

    units: np.ndarray
    floors: np.ndarray
    building: np.ndarray
    size: np.ndarray
    crowded_l3: int  # row of the planted overloaded grid
    micro_households: np.ndarray
    micro_people: np.ndarray


def capacity(b: Buildings, kind: np.ndarray) -> np.ndarray:
    """Flats a building can hold at its floors; 0 where nobody lives."""
    area = shapely.area(b.polys)
    flats = np.where(b.use == "住宅楼", np.maximum(2, np.round(area / 105)), np.maximum(1, np.round(area / 115)))
    out = np.where(np.isin(b.use, HOMES), flats * b.floors, 0.0)
    own = b.use == "自建房"
    out[own] = np.where(kind[b.micro[own]] == "chengzhongcun", 2.4, 2.0)
    return out


def planned(sketch: Sketch, u: Units, b: Buildings, seed: int) -> np.ndarray:
    """Households a building is planned for: its flats, unevenly let, the sum of a town being its households."""
    hold = capacity(b, np.array(u.kind))
    town, want = u.l2_l1[u.micro_l2[b.micro]], per_town(sketch)
    weight = _balanced(hold * np.exp(dice(seed, "fill").normal(0, 0.12, len(hold))), b, town, want)
    return np.asarray(weight * (want / np.bincount(town, weight, minlength=6))[town])


def people(
    sketch: Sketch, u: Units, t: Third, b: Buildings, homes: np.ndarray, *, l2_name: list[str], seed: int
) -> People:
    """Share 70,000 households over the homes of each town, then people over the households."""
    total = np.array(sketch["counts"]["people"])
    l3, town, want = t.micro[b.micro], u.l2_l1[u.micro_l2[b.micro]], per_town(sketch)
    crowded = _crowded(sketch, t, homes, b, l2_name)
    weight = np.where(l3 == crowded, homes * sketch["stories"]["crowded_factor"], homes)
    units = np.zeros(len(homes), int)
    for i in range(6):
        mine = np.flatnonzero((town == i) & (weight > 0))
        units[mine] = share_out(weight[mine], int(want[i]), low=np.zeros(len(mine), int), high=np.full(len(mine), 900))
    building = np.repeat(np.arange(len(units)), units)
    size = np.empty(len(building), int)
    for i in range(6):
        mine = np.flatnonzero(town[building] == i)
        size[mine] = _sizes(len(mine), int(total[i]), dice(seed, "sizes", i))
    floors = _floors(b, units)
    micro = b.micro[building]
    n = len(u.micro)
    return People(
        units, floors, building, size, crowded,
        np.bincount(micro, minlength=n), np.bincount(micro, size, minlength=n).astype(int),
    )  # fmt: skip


def _crowded(sketch: Sketch, t: Third, homes: np.ndarray, b: Buildings, l2_name: list[str]) -> int:
    """Choose the grid that gets far too many households: the one with most flats of its community."""
    home = l2_name.index(sketch["stories"]["crowded"])
    blocks = np.bincount(t.micro[b.micro], np.where(b.use == "住宅楼", homes, 0.0), minlength=len(t.l2))
    return int(np.argmax(np.where(t.l2 == home, blocks, -1.0)))


def _balanced(weight: np.ndarray, b: Buildings, town: np.ndarray, per_town: np.ndarray) -> np.ndarray:
    """Where a town has more people than flats its apartment blocks grow taller, not its farmhouses fuller."""
    out = weight.copy()
    block = b.use == "住宅楼"
    for t, want in enumerate(per_town.tolist()):
        low, high = (town == t) & ~block, (town == t) & block
        room = out[low].sum() + out[high].sum()
        if room < want and out[high].sum() > 0:
            out[high] *= max(0.2, (want - out[low].sum()) / out[high].sum())
    return out


def _sizes(n: int, total: int, rng: np.random.Generator) -> np.ndarray:
    size = rng.choice(6, n, p=SIZES / SIZES.sum()) + 1
    while (gap := total - int(size.sum())) != 0:
        step = 1 if gap > 0 else -1
        can = np.flatnonzero((size + step >= 1) & (size + step <= 6))
        size[rng.permutation(can)[: abs(gap)]] += step
    return size


def _floors(b: Buildings, units: np.ndarray) -> np.ndarray:
    """Floors follow what lives inside, about 105 m2 a flat with its share of stairs."""
    per_floor = np.maximum(2, np.round(shapely.area(b.polys) / 105))
    need = np.clip(np.ceil(units / per_floor), 1, _TOP_FLOOR)
    grown = (b.use == "住宅楼") & ((need > b.floors) | (need < b.floors - 3))
    return np.where(grown, np.maximum(need, 4), b.floors).astype(int)


@dataclass
class Compounds:
    """Housing compounds: polygon, micro grid, kind, whether nobody manages it, step and five things it has."""

    polys: np.ndarray
    micro: np.ndarray
    kind: np.ndarray
    unmanaged: np.ndarray
    step: np.ndarray
    five: list[str]
    of_building: np.ndarray


def compounds(sketch: Sketch, u: Units, b: Buildings, p: Plots, who: People, *, use: list[str], seed: int) -> Compounds:
    """One compound per plot of flats; the unmanaged are those with most old slabs, exact per town."""
    n = len(u.micro)
    flats = np.isin(b.use, ("住宅楼", "低层住宅"))
    count = np.bincount(b.micro[flats & (who.units > 0)], minlength=n)
    old = np.bincount(
        b.micro[flats & (who.floors <= 7)], np.where(who.units > 0, 1, 0)[flats & (who.floors <= 7)], minlength=n
    )
    kinds = np.array(u.kind)
    town = u.l2_l1[u.micro_l2]
    is_compound = ((kinds == "estate") & (count >= 2)) | ((kinds == "mixed") & (count >= 6))
    bad = np.zeros(n, bool)
    for t, want in enumerate(sketch["counts"]["compounds"]):
        score = np.where((town == t) & (count > 0), old + 0.5 * is_compound + 0.3 * dice(seed, "old", t).random(n), -1)
        bad[np.argsort(-score, kind="stable")[:want]] = True
    micro = np.flatnonzero(is_compound | bad)
    rng = dice(seed, "compound")
    new = np.array([use[u.quarter[i]] in ("newres", "commerce") for i in micro])
    kind = np.where(
        new,
        rng.choice(["商品房", "商品房", "安置小区"], len(micro)),
        rng.choice(["老公房", "家属院", "老公房", "商品房"], len(micro)),
    )
    unmanaged = bad[micro]
    kind[unmanaged] = rng.choice(["老公房", "家属院"], int(unmanaged.sum()))
    step = np.where(unmanaged, rng.choice(6, len(micro), p=[0.14, 0.22, 0.24, 0.2, 0.1, 0.1]), 5)
    have = np.where(unmanaged, 0.12 + 0.16 * step, 0.93)[:, None]
    five = ["".join("1" if x else "0" for x in row) for row in rng.random((len(micro), 5)) < have]
    number = np.full(n, -1)
    number[micro] = np.arange(len(micro))
    of_building = np.where(np.isin(b.use, HOMES) & ~b.lot, number[b.micro], -1)
    return Compounds(p.polys[micro], micro, kind, unmanaged, step, five, of_building)
