"""The third tier: micro grids grouped by the homes in them, as a district draws its 三级 by households."""

from dataclasses import dataclass

import numpy as np

from data.demo.faces import union
from data.demo.quarters import share_out
from data.demo.sketch import Sketch, dice
from data.demo.units import Units, simple

_BALANCE = 8.0  # evenness comes before main roads here: nine L3 of ten lie within the norm's own band, 400 ± 25 %
LEAST_L3 = 2  # per community
_MICRO_PER_L3 = 3  # at least, where there are enough
_EMPTY = 0.1  # of a mean micro grid: what one without homes still weighs (somebody patrols it)


@dataclass
class Third:
    """Polygons of the L3, local metres; L3 of every micro grid and L2 of every L3, as row numbers."""

    polys: np.ndarray
    micro: np.ndarray
    l2: np.ndarray


def third(sketch: Sketch, u: Units, homes: np.ndarray, seed: int) -> Third:
    """Draw the third tier of every community.

    Parameters
    ----------
    homes
        Households expected per micro grid from flats and floors (`people.planned`).
    seed
        Of the district.

    Notes
    -----
    Drawn on the homes of the year of drawing: since then each quarter has grown or emptied by its own
    share (`third.since` of the sketch, a log-normal), which is why no community lies even today.
    """
    since = dice(seed, "since").lognormal(0, sketch["third"]["since"], int(u.quarter.max()) + 1)
    then = homes / since[u.quarter]
    weight = then + _EMPTY * then.sum() / len(then)
    label = np.full(len(u.micro), -1)
    parents: list[int] = []
    for c, n in enumerate(_counts(sketch, u, then).tolist()):
        nodes = np.flatnonzero(u.micro_l2 == c)
        found = simple(u.micro[nodes], u.graph.sub(nodes), weight[nodes], n, seed, salt=f"l3-{c}", balance=_BALANCE)
        label[nodes] = found + len(parents)
        parents += [c] * n
    return Third(union(u.micro, label, len(parents)), label, np.array(parents))


def _counts(sketch: Sketch, u: Units, homes: np.ndarray) -> np.ndarray:
    """L3 per community: each town's number shared by homes, so that an L3 is about as large everywhere in it."""
    per = np.bincount(u.micro_l2, minlength=len(u.l2))
    load = np.bincount(u.micro_l2, homes, minlength=len(u.l2))
    out = np.zeros(len(u.l2), int)
    for town, total in enumerate(sketch["counts"]["l3"]):
        mine = np.flatnonzero(u.l2_l1 == town)
        high = np.maximum(LEAST_L3, per[mine] // _MICRO_PER_L3)
        out[mine] = share_out(load[mine], total, low=np.full(len(mine), LEAST_L3), high=high)
    return out
