"""The planted stories: each has a place and a time a leader can find on the map."""

import numpy as np
import shapely
from scipy.spatial import cKDTree

from data.demo.days import Events, Ground, first_day
from data.demo.sketch import Sketch, dice


def planted(
    sketch: Sketch,
    ground: Ground,
    l2: dict[str, np.ndarray],
    chengzhongcun: np.ndarray,
    bridges: np.ndarray,
    *,
    seed: int,
) -> list[Events]:
    """All stories with a place of their own.

    Parameters
    ----------
    l2
        Name of a community -> rows of buildings in it (homes first to draw from).
    chengzhongcun
        Rows of buildings in villages swallowed by the town.
    bridges
        Points where primary and secondary roads pass the railway, local metres.
    """
    table = sketch["stories"]
    return [
        _stalls(sketch, ground, seed),
        _roofs(sketch, ground, l2[table["roofs"]["place"]], seed),
        _cloudburst(sketch, bridges, seed),
        _charging(sketch, ground, chengzhongcun, l2[table["charging"]["place"]], seed),
        _dust(sketch, ground, l2[table["dust"]["place"]], seed),
        _stuck(sketch, ground, l2[table["overdue"]["place"]], seed),
    ]


def _when(sketch: Sketch, day: np.ndarray, hour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    seconds = day * 86400 + hour * 3600 + rng.integers(0, 60, len(day)) * 60
    at = first_day(sketch).astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    latest = np.datetime64(sketch.as_of, "s") - rng.integers(5, 240, len(day)).astype("timedelta64[m]")
    return np.asarray(np.minimum(at, latest))


def _tell(at: np.ndarray, xy: np.ndarray, kind: np.ndarray, building: np.ndarray, name: str) -> Events:
    return Events(at, xy, kind, building, np.full(len(at), name, dtype=object))


def _stalls(sketch: Sketch, ground: Ground, seed: int) -> Events:
    """Night stalls round the ring of 盛世, Friday to Sunday evenings, growing."""
    rng, n = dice(seed, "stalls"), int(sketch["stories"]["night_stalls"]["n"])
    first = first_day(sketch)
    weekday = ((first + np.arange(sketch["days"])).astype("int64") + 3) % 7
    days = np.flatnonzero(weekday >= 4)
    days = days[days < sketch["days"] - 1]  # the last Saturday evening is still to come
    day = rng.choice(days, n, p=(1 + days / 60) / (1 + days / 60).sum())
    at = _when(sketch, day, rng.choice([19, 20, 21, 22, 23], n, p=[0.2, 0.3, 0.27, 0.16, 0.07]), rng)
    x, y, r = (v * 100 for v in sketch["commerce"]["ring"])
    tree = cKDTree(ground.street)
    near = np.array(sorted(tree.query_ball_point([x, y], r + 25)))
    d = np.abs(np.hypot(*(ground.street[near] - [x, y]).T) - r)
    spots = near[np.argsort(d, kind="stable")[:14]]
    xy = ground.street[rng.choice(spots, n)] + rng.normal(0, 7, (n, 2))
    return _tell(at, xy, rng.choice(["0504", "0501", "0502"], n, p=[0.6, 0.32, 0.08]), np.full(n, -1), "night_stalls")


def _roofs(sketch: Sketch, ground: Ground, rows: np.ndarray, seed: int) -> Events:
    """Leaking roofs in the old slabs of 三湾街 after each rain, most after the cloudburst."""
    rng, n = dice(seed, "roofs"), int(sketch["stories"]["roofs"]["n"])
    rain = int(sketch["stories"]["cloudburst"]["day"])
    day = np.clip(
        rng.choice([rain, 12, 61, 80], n, p=[0.55, 0.15, 0.15, 0.15]) + rng.geometric(0.4, n), 0, sketch["days"] - 2
    )
    homes = rows[(ground.people[rows] > 12)]
    hot = homes[np.argsort(-ground.people[homes] * (1 + ground.unmanaged[homes]), kind="stable")[:26]]
    building = rng.choice(hot, n)
    at = _when(sketch, day, rng.integers(8, 20, n), rng)
    return _tell(at, ground.point[building], np.full(n, "0701"), building, "roofs")


def _cloudburst(sketch: Sketch, bridges: np.ndarray, seed: int) -> Events:
    """Ninety reports of water under the railway bridges within hours of one day."""
    rng, n = dice(seed, "cloudburst"), int(sketch["stories"]["cloudburst"]["n"])
    day = np.full(n, int(sketch["stories"]["cloudburst"]["day"]))
    at = _when(sketch, day, rng.choice([15, 16, 17, 18, 19], n, p=[0.2, 0.34, 0.26, 0.13, 0.07]), rng)
    xy = bridges[rng.integers(0, len(bridges), n)] + rng.normal(0, 28, (n, 2))
    return _tell(at, xy, rng.choice(["0403", "0403", "0703"], n), np.full(n, -1), "cloudburst")


def _charging(sketch: Sketch, ground: Ground, rows: np.ndarray, here: np.ndarray, seed: int) -> Events:
    """Charging cables out of windows in the 城中村 once the evenings grow cold, in one community most."""
    rng, table = dice(seed, "charging"), sketch["stories"]["charging"]
    n = int(table["n"])
    day = rng.integers(int(table["from_day"]), sketch["days"] - 1, n)
    most = np.intersect1d(rows, here)
    building = np.where(rng.random(n) < table["share"], rng.choice(most if len(most) else rows, n), rng.choice(rows, n))
    return _tell(
        _when(sketch, day, rng.choice([7, 8, 18, 19, 20, 21], n), rng),
        ground.point[building],
        np.full(n, "0806"),
        building,
        "charging",
    )


def _dust(sketch: Sketch, ground: Ground, rows: np.ndarray, seed: int) -> Events:
    """One building site of 工人村 and its dust."""
    rng, table = dice(seed, "dust"), sketch["stories"]["dust"]
    n = int(table["n"])
    day = rng.integers(int(table["days"][0]), int(table["days"][1]), n)
    middle = np.median(ground.point[rows], axis=0)
    site = ground.street[cKDTree(ground.street).query(middle)[1]]
    xy = site + rng.normal(0, 55, (n, 2))
    kind = rng.choice(["0303", "0301", "0302"], n, p=[0.74, 0.16, 0.1])
    return _tell(_when(sketch, day, rng.integers(7, 22, n), rng), xy, kind, np.full(n, -1), "dust")


def _stuck(sketch: Sketch, ground: Ground, rows: np.ndarray, seed: int) -> Events:
    """Cases of 聂寨's one quarter that are past their deadline today: sewers, doors, nobody in charge."""
    rng, n = dice(seed, "stuck"), int(sketch["stories"]["overdue"]["n"])
    day = sketch["days"] - 1 - rng.integers(17, 32, n)
    homes = rows[ground.people[rows] > 12]
    start = ground.point[homes[int(np.argmax(ground.people[homes]))]]
    near = homes[np.argsort(np.hypot(*(ground.point[homes] - start).T), kind="stable")[:12]]
    building = rng.choice(near, n)
    kind = rng.choice(["0703", "0706", "0708", "0702"], n, p=[0.45, 0.15, 0.25, 0.15])
    return _tell(_when(sketch, day, rng.integers(8, 19, n), rng), ground.point[building], kind, building, "overdue")


def railway_bridges(streets: np.ndarray, klass: np.ndarray, rail: shapely.Geometry) -> np.ndarray:
    """Where primary and secondary roads cross the railway, local metres."""
    big = streets[np.isin(klass, ("primary", "secondary"))]
    hit = shapely.intersection(big, rail)
    return np.unique(np.round(shapely.get_coordinates(hit[~shapely.is_empty(hit)]), 1), axis=0)
