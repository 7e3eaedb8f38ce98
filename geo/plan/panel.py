"""The live panel: what each grid carries, before and after, as the reader may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.codes import Level
from geo.model.norms import Norms
from geo.model.scope import Tier
from geo.plan.coverage import Coverage
from geo.plan.keys import Floats
from geo.plan.units import Unit
from geo.rules import rounding
from geo.rules.assign import assign


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Things to count by place: plane coordinates and how much each counts."""

    x: Floats
    y: Floats
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """What a panel counts beside households.

    `events` open ones and `care` nine-colour tags of the unrestricted groups (exact here, coarse on a
    screen); `workers` 网格员 by id of an L3; `rural` ids of village L2; `circle` the area within 15
    minutes of a centre, plane, None = unknown; `norms` limits for the verdict.
    """

    events: Spots | None = None
    care: Spots | None = None
    workers: Mapping[str, int] = field(default_factory=dict)
    rural: frozenset[str] = frozenset()
    circle: BaseGeometry | None = None
    norms: Norms = field(default_factory=Norms)


def roundness(area: float, perimeter: float) -> float:
    """Compactness 4 pi A / P^2, 1 for a circle (Polsby and Popper, 1991, Yale Law & Policy Review 9(2))."""
    return 4 * np.pi * area / perimeter**2 if perimeter else 0.0


def panel(
    cov: Coverage,
    keys: Iterable[str],
    load: Load | None = None,
    *,
    tier: Tier = Tier.T0,
) -> pd.DataFrame:
    """Measure L3 (or larger units) of a coverage.

    Parameters
    ----------
    cov
        The state to measure.
    keys
        Ids of the units, all of one level.
    load
        What to count; None = households, people and form only.
    tier
        Of the reader: at T0 counts below an L2 are tens, and what follows from them is worked out
        from those tens, so that nothing exact can be got back.

    Returns
    -------
    DataFrame
        Index id; name, code, micro (n), area_m2, perimeter_m, roundness (0-1), households, people,
        events, care (Int64, <NA> = hidden), visits (households per 网格员 and month, float, NaN
        without one), covered (share of people within the circle, NaN unknown), deviation (households
        against the mean of the rows, a share), norm (偏少 偏多 合规 or empty).
    """
    told = load or Load()
    units = [cov.units[key] for key in keys]
    exact = _counted(cov, units, told)
    levels = pd.Series([unit.level.value for unit in units], index=exact.index, dtype=object)
    out = exact[["name", "code", "micro", "area_m2", "perimeter_m", "roundness"]].copy()
    for column in ("households", "people", "events"):
        out[column] = pd.array(rounding.column(exact[column], tier=tier, levels=levels), dtype="Int64")
    # a kind of people is coarse for everybody on this desk, at every level
    out["care"] = pd.array([rounding.coarse(value) for value in exact["care"]], dtype="Int64")
    shown = out["households"].astype(float)
    workers = pd.Series([float(told.workers.get(unit.id, 0)) for unit in units], index=exact.index)
    out["visits"] = (shown / workers.where(workers > 0)).round(0)
    out["covered"] = exact["covered"].round(2)
    mean = shown.fillna(0.0).mean()
    out["deviation"] = (shown / mean - 1).round(3) if mean else np.nan
    out["norm"] = [
        told.norms.verdict(unit.level, int(n), rural=unit.parent in told.rural) if pd.notna(n) else ""
        for unit, n in zip(units, shown, strict=True)
    ]
    return out


def before_after(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Lay two panels side by side: columns (name of a figure, before | after); units of either."""
    both = pd.concat({"before": before, "after": after}, axis=1).swaplevel(axis=1)
    order = [(column, side) for column in after.columns for side in ("before", "after")]
    return both.reindex(columns=pd.MultiIndex.from_tuples(order)).sort_index()


def balance_of(households: pd.Series) -> dict[str, float]:
    """Say how even a load is: worst (greatest share off the mean), ratio (max/min), cv; NaN where empty."""
    values = households.astype(float).to_numpy()
    mean = float(np.mean(values)) if len(values) else 0.0
    if not mean:
        return {"worst": float("nan"), "ratio": float("nan"), "cv": float("nan")}
    low = float(values.min())
    return {
        "worst": float(np.abs(values / mean - 1).max()),
        "ratio": float(values.max()) / low if low else float("inf"),
        "cv": float(values.std()) / mean,
    }


def _counted(cov: Coverage, units: list[Unit], load: Load) -> pd.DataFrame:
    leaves = {unit.id: cov.below(unit.id) for unit in units}
    micro = [cov.units[key] for key in sorted({leaf for keys in leaves.values() for leaf in keys})]
    shapes = np.array([unit.body for unit in micro], dtype=object)
    events, care = (_spread(spots, shapes, micro) for spots in (load.events, load.care))
    covered = _covered(cov, micro, load.circle)
    rows = []
    for unit in units:
        own = leaves[unit.id]
        shape = cov.shape(unit.id)
        people = sum(cov.units[key].people for key in own)
        rows.append(
            {
                "name": unit.name,
                "code": unit.code,
                "micro": len(own),
                "area_m2": shape.area,
                "perimeter_m": shape.length,
                "roundness": round(roundness(shape.area, shape.length), 3),
                "households": float(sum(cov.units[key].households for key in own)),
                "people": float(people),
                "events": sum(events[key] for key in own) if events else np.nan,
                "care": sum(care[key] for key in own) if care else np.nan,
                "covered": _share(cov, own, covered),
            }
        )
    return pd.DataFrame(rows, index=pd.Index([unit.id for unit in units], name="unit"))


def _spread(
    spots: Spots | None, shapes: "np.ndarray[tuple[int], np.dtype[np.object_]]", micro: list[Unit]
) -> dict[str, float]:
    """Sum weights by micro grid; empty when nothing is to be counted."""
    if spots is None or not len(shapes):
        return {}
    west, south, east, north = shapely.total_bounds(shapes)
    near = (spots.x >= west) & (spots.x <= east) & (spots.y >= south) & (spots.y <= north)
    at = assign(spots.x[near], spots.y[near], shapes, [unit.rank for unit in micro])
    sums = np.bincount(at[at >= 0], weights=spots.weight[near][at >= 0], minlength=len(micro))
    return dict(zip((unit.id for unit in micro), sums.tolist(), strict=True))


def _share(cov: Coverage, own: list[str], covered: dict[str, float]) -> float:
    """Share of the people with a home point, not of all: where the others live is not known."""
    located = float(cov.homes.people[cov.homes_of(own)].sum()) if covered else 0.0
    return sum(covered[key] for key in own) / located if located else float("nan")


def _covered(cov: Coverage, micro: list[Unit], circle: BaseGeometry | None) -> dict[str, float]:
    if circle is None or not len(cov.homes.x):
        return {}
    shapely.prepare(circle)
    out = {}
    for unit in micro:
        at = cov.homes_of([unit.id])
        inside = shapely.intersects_xy(circle, cov.homes.x[at], cov.homes.y[at])
        out[unit.id] = float(cov.homes.people[at][inside].sum())
    return out


def l3_of(cov: Coverage, key: str) -> list[str]:
    """Ids of the L3 under a unit, by code."""
    wanted = {cov.units[leaf].parent for leaf in cov.below(key)}
    return [unit.id for unit in cov.of(Level.L3) if unit.id in wanted]
