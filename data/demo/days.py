"""Ninety days of events: when, where and what, before anybody worked on them."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from data.demo.sketch import Sketch, dice

# Share of the eleven classes, and of the small classes inside each (proposal).
CLASSES = (0.20, 0.06, 0.04, 0.02, 0.12, 0.14, 0.14, 0.10, 0.06, 0.08, 0.04)
TYPES = (
    (0.05, 0.3, 0.13, 0.27, 0.02, 0.1, 0.05, 0.08), (0.85, 0.15), (0.5, 0.25, 0.25), (0.45, 0.1, 0.25, 0.03, 0.17),
    (0.36, 0.1, 0.46, 0.08), (0.32, 0.18, 0.24, 0.12, 0.14), (0.2, 0.08, 0.22, 0.06, 0.07, 0.17, 0.06, 0.14),
    (0.3, 0.12, 0.1, 0.04, 0.04, 0.4), (0.48, 0.3, 0.12, 0.07, 0.03), (0.1, 0.24, 0.12, 0.06, 0.36, 0.12),
    (0.6, 0.3, 0.1),
)  # fmt: skip
TOWNS = (0.372, 0.27, 0.115, 0.07, 0.03, 0.143)
WEEK = (1.1, 1.08, 1.06, 1.05, 1.04, 0.85, 0.78)
ON_STREET = (0, 1, 2, 3, 4, 5)
CROWDED = 3.0  # events of the planted overloaded grid, against a usual building
_DAY = np.array(
    [
        0.2,
        0.1,
        0.1,
        0.1,
        0.2,
        0.6,
        1.6,
        3.6,
        6.5,
        9.5,
        9.2,
        6.8,
        4.2,
        4.4,
        6.6,
        8.8,
        8.2,
        6.0,
        4.6,
        3.8,
        3.0,
        2.2,
        1.2,
        0.5,
    ]
)
_NIGHT = np.array(
    [
        0.5,
        0.2,
        0.1,
        0.1,
        0.1,
        0.3,
        1.0,
        2.2,
        3.4,
        4.2,
        4.0,
        3.6,
        3.0,
        2.6,
        3.0,
        3.6,
        4.2,
        5.4,
        7.0,
        9.4,
        10.2,
        9.0,
        6.0,
        2.4,
    ]
)


@dataclass
class Events:
    """Raw events: moment, place (local metres), small class, building (-1 on a street), planted story."""

    at: np.ndarray
    xy: np.ndarray
    type: np.ndarray
    building: np.ndarray
    story: np.ndarray

    def __len__(self) -> int:
        return len(self.at)


@dataclass
class Ground:
    """What events stand on: points of buildings with people and L1, points on street edges."""

    point: np.ndarray
    people: np.ndarray
    unmanaged: np.ndarray
    town: np.ndarray
    l3: np.ndarray
    crowded_l3: int
    street: np.ndarray  # points along street edges, about every 25 m


def first_day(sketch: Sketch) -> np.datetime64:
    """Midnight of the first of the ninety days."""
    return np.datetime64(sketch.as_of.date(), "D") - np.timedelta64(sketch["days"] - 1, "D")


def street_points(geoms: np.ndarray) -> np.ndarray:
    """Points about every 25 m along the street edges, local metres."""
    n = np.maximum(1, (shapely.length(geoms) / 25).astype(int))
    part = np.repeat(np.arange(len(geoms)), n)
    share = (np.arange(len(part)) - np.repeat(np.cumsum(n) - n, n) + 0.5) / np.repeat(n, n)
    return shapely.get_coordinates(shapely.line_interpolate_point(geoms[part], share, normalized=True))


def day_weights(sketch: Sketch, seed: int) -> np.ndarray:
    """Weight of each day: weekday, a slow wave, the holiday week; the last day ends at as-of."""
    first = first_day(sketch)
    day = first + np.arange(sketch["days"])
    week = np.array(WEEK)[(day.astype("int64") + 3) % 7]  # 1970-01-01 was a Thursday
    phase = dice(seed, "wave").uniform(0, 6.28)
    wave = 1 + 0.12 * np.sin(2 * np.pi * np.arange(len(day)) / 38 + phase)
    holiday = (day >= np.datetime64("2026-10-01")) & (day <= np.datetime64("2026-10-07"))
    return np.asarray(week * wave * np.where(holiday, 0.55, 1.0))


def moments(sketch: Sketch, day: np.ndarray, hour_profile: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Seconds on given days by an hour profile, never after as-of."""
    hour = rng.choice(24, len(day), p=hour_profile / hour_profile.sum())
    late = (day == sketch["days"] - 1) & (hour >= sketch.as_of.hour)
    hour[late] = rng.integers(8, sketch.as_of.hour, int(late.sum()))
    seconds = hour * 3600 + rng.integers(0, 3600, len(day))
    whole = (day * 86400 + seconds // 60 * 60).astype("timedelta64[s]")
    return np.asarray(first_day(sketch).astype("datetime64[s]") + whole)


def everyday(sketch: Sketch, ground: Ground, n: int, seed: int) -> Events:
    """Draw the ordinary noise of a district: n events by town, weekday, hour, class and where people live."""
    rng = dice(seed, "events")
    town = np.repeat(np.arange(6), rng.multinomial(n, TOWNS))
    weights = day_weights(sketch, seed)
    day = rng.choice(len(weights), n, p=weights / weights.sum())
    klass = rng.choice(11, n, p=np.array(CLASSES) / sum(CLASSES))
    kind = np.array([rng.choice(len(TYPES[k]), p=np.array(TYPES[k]) / sum(TYPES[k])) for k in klass])
    at = np.where(klass == 4, moments(sketch, day, _NIGHT, rng), moments(sketch, day, _DAY, rng))
    noise = dice(seed, "place").lognormal(0, 0.45, len(ground.people))
    noise[ground.l3 == ground.crowded_l3] = CROWDED  # a story, so no matter of luck
    weight = (ground.people + 0.4) * noise * np.where(ground.unmanaged, 2.2, 1.0)
    building = np.empty(n, int)
    for t in range(6):
        mine = np.flatnonzero(ground.town == t)
        p = weight[mine] / weight[mine].sum()
        building[town == t] = rng.choice(mine, int((town == t).sum()), p=p)
    xy = ground.point[building].copy()
    street = np.isin(klass, ON_STREET)
    near = cKDTree(ground.street).query(xy[street], k=12)[1]
    xy[street] = ground.street[near[np.arange(len(near)), rng.integers(0, 12, len(near))]]
    building[street] = -1
    return Events(at, xy, _code(klass, kind), building, np.full(n, "", dtype=object))


def _code(klass: np.ndarray, kind: np.ndarray) -> np.ndarray:
    return np.array([f"{k + 1:02d}{t + 1:02d}" for k, t in zip(klass.tolist(), kind.tolist(), strict=True)])


def join(*parts: Events) -> Events:
    """All events, oldest first."""
    at = np.concatenate([p.at for p in parts])
    order = np.argsort(at, kind="stable")
    return Events(
        at[order],
        np.concatenate([p.xy for p in parts])[order],
        np.concatenate([p.type for p in parts])[order],
        np.concatenate([p.building for p in parts])[order],
        np.concatenate([p.story for p in parts])[order],
    )
