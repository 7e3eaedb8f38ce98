"""Names and codes: the code list's names laid on the map by hint points, numbers north to south and west to east."""

import csv
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from data.demo.plan import TOWNS
from data.demo.sketch import SEED_FILES, Sketch, metres
from data.demo.third import Third
from data.demo.units import Units

UNVERIFIED = "待核(第65个)"
_ENDINGS = ("居民委员会", "村民委员会", "管理委员会社区")


@dataclass
class Names:
    """Code and name of every unit, row for row with Units."""

    l1: list[str]
    l1_name: list[str]
    l2: list[str]
    l2_name: list[str]
    l3: list[str]
    l3_name: list[str]
    micro: list[str]
    micro_name: list[str]
    zone: list[str]
    zone_name: list[str]


def short(name: str) -> str:
    """Take the name without its office: 三湾街社区居民委员会 -> 三湾街社区."""
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + ("社区" if ending.startswith("管理") else "")
    return name


def name_units(u: Units, t: Third, l2_name: list[str], zones: list[str]) -> Names:
    """Codes and names of all tiers; the communities' names are known (`community_names`)."""
    rows = _code_list()
    l1_name = [next(r["l1_name"] for r in rows if r["l1_code"] == town) for town in TOWNS]
    code_of = {short(r["l2_name"]): r["l2_code"] for r in rows}
    code_of[UNVERIFIED] = "410106100999"
    l2 = [code_of[n] for n in l2_name]
    l3 = _number(t.polys, t.l2, l2)
    micro = _number(u.micro, t.micro, l3)
    plain = [n.removesuffix("社区").removesuffix("村") if n != UNVERIFIED else "待核" for n in l2_name]
    l3_name = [f"{plain[p]}{c[-3:].lstrip('0').zfill(2)}网格" for c, p in zip(l3, t.l2.tolist(), strict=True)]
    micro_name = [
        f"{plain[int(t.l2[p])]}{c[12:15].lstrip('0').zfill(2)}-{c[-3:].lstrip('0').zfill(2)}微网格"
        for c, p in zip(micro, t.micro.tolist(), strict=True)
    ]
    return Names(
        list(TOWNS),
        l1_name,
        l2,
        l2_name,
        l3,
        l3_name,
        micro,
        micro_name,
        [f"410106-Z{i + 1}" for i in range(4)],
        [f"{z}片区" for z in zones],
    )


def _code_list() -> list[dict[str, str]]:
    with (SEED_FILES / "l2_names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def community_names(sketch: Sketch, u: Units) -> list[str]:
    """Name every L2: Hungarian assignment per region on squared distance to hint points; villages keep their sites."""
    rows = _code_list()
    hints = {name: metres([x, y]) for name, x, y in sketch["hints"]}
    center = shapely.get_coordinates(shapely.centroid(u.l2))
    out = [short(s) for s in u.site]
    north = {short(n) for n in sketch["counts"]["north"]}
    for town in range(6):
        names = [short(r["l2_name"]) for r in rows if r["l1_code"] == TOWNS[town]]
        for zone in range(4):
            nodes = [i for i in np.flatnonzero((u.l2_l1 == town) & (u.l2_zone == zone)) if not out[i]]
            free = [n for n in names if n not in out and (town != 5 or n in north)]
            if not nodes:
                continue
            cost = np.zeros((len(nodes), len(free)))
            for j, name in enumerate(free):
                hint = hints.get(name)
                cost[:, j] = 0.0 if hint is None else ((center[nodes] - hint) ** 2).sum(1) / 1e4
            at, which = linear_sum_assignment(cost)
            for i, j in zip(at.tolist(), which.tolist(), strict=True):
                out[nodes[i]] = free[j]
    return out


def _number(polys: np.ndarray, parent: np.ndarray, codes: list[str]) -> list[str]:
    """Three more digits per parent: rows from north to south, in a row from west to east."""
    xy = shapely.get_coordinates(shapely.centroid(polys))
    out = [""] * len(polys)
    for p, code in enumerate(codes):
        mine = np.flatnonzero(parent == p)
        rows = max(1, round(np.sqrt(len(mine))))
        top, low = xy[mine, 1].max(), xy[mine, 1].min()
        band = np.minimum(((top - xy[mine, 1]) / max(top - low, 1e-6) * rows).astype(int), rows - 1)
        for k, i in enumerate(mine[np.lexsort((xy[mine, 0], band))].tolist()):
            out[i] = f"{code}{k + 1:03d}"
    return out
