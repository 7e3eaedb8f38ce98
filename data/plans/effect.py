"""What other borders mean for people: what each grid carries, and whether homes still reach their own centre."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.store import Store
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from geo.plan.coverage import Coverage
from geo.plan.panel import Spots
from geo.plan.plane import points_to_plane
from geo.rules.assign import assign
from geo.walk.presets import ADULT_KMH, MINUTES
from geo.walk.times import within

SIDES = ("before", "after")


def belongs(cov: Coverage, level: Level) -> dict[str, str]:
    """Say under which unit of a level every micro grid lies: id -> id; units of no such level are left out."""
    out = {}
    for unit in cov.micro():
        for key in cov.ancestors(unit.id):
            if cov.units[key].level is level:
                out[unit.id] = key
    return out


def carried(before: Coverage, after: Coverage, level: Level, care: Spots | None = None) -> pd.DataFrame:
    """Count what the units of a level carry in two states.

    Parameters
    ----------
    care
        Nine-colour tags by place (data.plans.loads.care).

    Returns
    -------
    DataFrame
        Index unit id of either state; name, code, and micro, households, people, care each as `<what>_before`
        and `<what>_after` (Int64, <NA> where the unit does not exist). Exact: a screen rounds them.
    """
    parts = []
    for side, cov in zip(SIDES, (before, after), strict=True):
        of = pd.Series(belongs(cov, level), dtype=object)
        micro = pd.DataFrame(
            [(u.id, 1, u.households, u.people) for u in cov.micro()], columns=["id", "micro", "households", "people"]
        ).set_index("id")
        micro["care"] = _spread(cov, care)
        sums = micro.groupby(of.reindex(micro.index)).sum()
        parts.append(sums.reindex([u.id for u in cov.of(level)], fill_value=0).add_suffix(f"_{side}"))
    made = pd.concat(parts, axis=1).astype("Int64")
    named = {u.id: (u.name, u.code or "") for cov in (before, after) for u in cov.of(level)}
    made.insert(0, "name", [named[key][0] for key in made.index])
    made.insert(1, "code", [named[key][1] for key in made.index])
    return made.sort_values(["code", "name"])


def _spread(cov: Coverage, care: Spots | None) -> NDArray[np.int64]:
    micro = cov.micro()
    if care is None:
        return np.zeros(len(micro), dtype=np.int64)
    shapes = np.array([u.body for u in micro], dtype=object)
    at = assign(care.x, care.y, shapes, [u.rank for u in micro])
    counts = np.bincount(at[at >= 0], weights=care.weight[at >= 0], minlength=len(micro))
    return np.rint(counts).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Homes and their own community's centre, before and after.

    `rule` says how it was measured. `rows`: index id of the L2; name, code, and homes_, inside_ (households),
    each `_before` and `_after`. `moved`: households and people of homes that belong to another community
    afterwards, index `both`, `lost`, `won`, `neither` (within reach of the own centre before and after, only
    before, only after, never). All exact.
    """

    rule: str
    rows: pd.DataFrame
    moved: pd.DataFrame


def reach(store: Store, before: Coverage, after: Coverage) -> Reach | None:
    """Count the households within 15 minutes' walk of their own community's centre in two states.

    Returns
    -------
    Reach | None
        None while no roads are loaded. Distances are geo.walk's, centres those of today.
    """
    ground = store.ground()
    if ground is None:
        return None
    whole = Scope("plan", Role.PLANNER, store.profile().district)
    homes = store.home_points(whole).reindex(ground.homes.index)
    x, y = points_to_plane(
        homes["lon"].to_numpy(dtype=float), homes["lat"].to_numpy(dtype=float), store.profile().measure_crs
    )
    households, people = (homes[name].fillna(0).to_numpy(dtype=np.int64) for name in ("households", "people"))
    rule = ground.times.rule(MINUTES[-1], ADULT_KMH)
    inside_any = within(ground.times.metres, rule.radius_m)
    own = ground.centers["l2"].astype(str).to_numpy()
    community, inside, parts = [], [], []
    for side, cov in zip(SIDES, (before, after), strict=True):
        of, codes = _community(cov, x, y)
        near = np.zeros(len(of), dtype=bool)
        told = np.array([codes.get(key, "") for key in of.tolist()], dtype=object)
        for code in sorted(set(own) & set(codes.values())):
            here = told == code
            near[here] = inside_any[np.ix_(own == code, here)].any(axis=0)
        table = pd.DataFrame({"homes": households, "inside": households * near}).groupby(of).sum()
        parts.append(table.reindex([u.id for u in cov.of(Level.L2)], fill_value=0).add_suffix(f"_{side}"))
        community.append(of)
        inside.append(near)
    rows = pd.concat(parts, axis=1).astype("Int64")
    named = {u.id: (u.name, u.code or "") for cov in (before, after) for u in cov.of(Level.L2)}
    rows.insert(0, "name", [named[key][0] for key in rows.index])
    rows.insert(1, "code", [named[key][1] for key in rows.index])
    other = community[0] != community[1]
    kinds = np.select(
        [inside[0] & inside[1], inside[0] & ~inside[1], ~inside[0] & inside[1]], ["both", "lost", "won"], "neither"
    )
    counts = pd.DataFrame({"households": households[other], "people": people[other]}).groupby(kinds[other]).sum()
    moved = counts.reindex(["both", "lost", "won", "neither"], fill_value=0)
    return Reach(rule.text, rows, moved)


def _community(
    cov: Coverage, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.object_], dict[str, str]]:
    """Id of the L2 each home lies in ("" outside), and the codes of all L2."""
    micro = cov.micro()
    at = assign(x, y, np.array([u.body for u in micro], dtype=object), [u.rank for u in micro])
    above = belongs(cov, Level.L2)
    ids = np.array([*(above.get(u.id, "") for u in micro), ""], dtype=object)
    return ids[at], {u.id: u.code or "" for u in cov.of(Level.L2)}
