"""Visits to homes and patrols of grids, record by record, each by a person of the grid."""

import numpy as np
import pandas as pd

from data.demo.days import first_day
from data.demo.sketch import Sketch, dice

_VISIT_HOURS = np.array(
    [0, 0, 0, 0, 0, 0, 0, 0, 0.5, 2.2, 2.6, 1.4, 0.2, 0.1, 0.6, 2.0, 2.2, 1.6, 1.3, 1.6, 0.7, 0, 0, 0]
)
_PATROL_HOURS = np.array(
    [0, 0, 0, 0, 0, 0.1, 0.6, 1.5, 2.4, 2.6, 1.8, 1.0, 0.4, 0.4, 1.2, 2.2, 2.0, 1.6, 1.2, 1.1, 0.9, 0.4, 0.1, 0]
)
_WEEK = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.35])


def times(sketch: Sketch, low: int, high: int, n: int, hours: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Moments on days low..high-1, fewer at weekends and in the holiday week, never after as-of."""
    day = np.arange(low, high)
    date = first_day(sketch) + day
    weight = _WEEK[(date.astype("int64") + 3) % 7]
    weight = weight * np.where((date >= np.datetime64("2026-10-01")) & (date <= np.datetime64("2026-10-07")), 0.3, 1.0)
    picked = rng.choice(day, n, p=weight / weight.sum())
    hour = rng.choice(24, n, p=hours / hours.sum())
    hour[(picked == sketch["days"] - 1) & (hour >= sketch.as_of.hour)] = 10
    seconds = picked * 86400 + hour * 3600 + rng.integers(0, 60, n) * 60
    return np.asarray(first_day(sketch).astype("datetime64[s]") + seconds.astype("timedelta64[s]"))


def visits(
    sketch: Sketch,
    household: np.ndarray,
    micro: np.ndarray,
    monthly: np.ndarray,
    slack: np.ndarray,
    *,
    workers: pd.DataFrame,
    seed: int,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Monthly visits to homes with a monthly colour, catching up month by month, plus the ordinary round.

    Parameters
    ----------
    household, micro
        Code of every household and of its micro grid.
    monthly
        Rows of households where somebody carries a monthly colour.
    slack
        Per household, share of the usual visits its grid makes (the planted 待核 at 45 %).
    workers
        Columns code, role, grid.

    Returns
    -------
    frame, last
        Columns code household staff at kind; last visit of every household (NaT = none).
    """
    rng = dice(seed, "visits")
    rows, when, kind = [], [], []
    span = sketch["days"] // len(sketch["rounds"]["months"])
    for m, share in enumerate(sketch["rounds"]["months"]):
        went = monthly[rng.random(len(monthly)) < share * slack[monthly]]
        rows.append(went)
        when.append(times(sketch, m * span, (m + 1) * span, len(went), _VISIT_HOURS, rng=rng))
        kind.append(rng.choice(["九色", "五必访"], len(went), p=[0.86, 0.14]))
    n = sketch["rounds"]["others"]
    others = rng.choice(len(household), n, p=slack / slack.sum())
    rows.append(others)
    when.append(times(sketch, 0, sketch["days"], n, _VISIT_HOURS, rng=rng))
    kind.append(rng.choice(["月循环", "临时"], n, p=[0.88, 0.12]))
    at, who, what = np.concatenate(when), np.concatenate(rows), np.concatenate(kind)
    order = np.argsort(at, kind="stable")
    at, who, what = at[order], who[order], what[order]
    last = np.full(len(household), np.datetime64("NaT", "s"))
    last[who] = at  # oldest first: the latest is written last
    leads = workers[workers["role"] == "微网格长"]
    lead = dict(zip(leads["grid"], leads["code"], strict=True))
    third = _by_grid(workers)
    staff = [_visitor(lead, third, str(micro[h]), x) for h, x in zip(who, rng.random(len(who)), strict=True)]
    frame = pd.DataFrame(
        {
            "code": [f"V{i + 1:06d}" for i in range(len(at))],
            "household": household[who],
            "staff": staff,
            "at": at,
            "kind": what,
        }
    )
    return frame, last


def _by_grid(workers: pd.DataFrame) -> dict[str, list[str]]:
    chosen = workers[workers["role"].isin(["网格员", "三级网格长"])].sort_values(
        ["grid", "role"], ascending=[True, False]
    )
    return {str(g): rows["code"].tolist() for g, rows in chosen.groupby("grid")}


def _visitor(lead: dict[str, str], third: dict[str, list[str]], micro: str, draw: float) -> str | None:
    team = third.get(micro[:15], [])
    if micro in lead and (draw < 0.45 or not team):
        return lead[micro]
    return team[int(draw * 997) % len(team)] if team else None


def patrols(
    sketch: Sketch, l3: np.ndarray, points: dict[str, np.ndarray], workers: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """About 1.15 patrols a grid and day, on the streets of the grid; columns of a patrol with x, y for lon, lat."""
    rng, days = dice(seed, "patrols"), sketch["days"]
    pace = dice(seed, "pace").lognormal(0, 0.18, len(l3))
    count = rng.poisson(sketch["rounds"]["patrols_per_grid_day"] * days * pace / pace.mean())
    grid = np.repeat(np.arange(len(l3)), count)
    at = times(sketch, 0, days, len(grid), _PATROL_HOURS, rng=rng)
    draw, who = rng.random(len(grid)), rng.random(len(grid))
    team = _by_grid(workers)
    xy = np.array([points[str(l3[g])][int(d * len(points[str(l3[g])]))] for g, d in zip(grid, draw, strict=True)])
    crew = [team.get(str(code), []) for code in l3]
    staff = [crew[g][int(w * len(crew[g]))] if crew[g] else None for g, w in zip(grid, who, strict=True)]
    order = np.argsort(at, kind="stable")
    return pd.DataFrame(
        {
            "code": [f"X{i + 1:06d}" for i in range(len(at))],
            "staff": np.array(staff, dtype=object)[order],
            "grid": l3[grid][order],
            "at": at[order],
            "x": xy[order, 0],
            "y": xy[order, 1],
            "found": rng.choice([0, 1, 2, 3], len(grid), p=[0.79, 0.16, 0.04, 0.01])[order],
        }
    )
