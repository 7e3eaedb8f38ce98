"""Measures the assignment of a million points to 2,334 grids against geopandas.sjoin; prints JSON."""

import json
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data import open_store
from geo.model.codes import Level
from geo.model.errors import GovernanceError
from geo.model.scope import Role, Scope
from geo.rules.assign import assign

POINTS = 1_000_000
ROUNDS = 3


def cells():
    """Make 2,334 crooked cells of about 30 vertices over the district's box."""
    rng = np.random.default_rng(410106)
    box = shapely.box(113.2, 34.75, 113.28, 34.88)
    seeds = shapely.multipoints(rng.random((2334, 2)) * [0.08, 0.13] + [113.2, 34.75])
    whole = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box))
    return shapely.segmentize(shapely.intersection(whole, box), 0.0003)


def grids():
    """Take the demo's micro grids where a store is at hand, else made-up cells of the same number."""
    try:
        store = open_store()
        found = store.grids(Scope("bench", Role.ADMIN, store.profile().district), Level.MICRO)
    except GovernanceError:
        return cells()
    return found.geometry.to_numpy() if len(found) else cells()


def seconds(call):
    """Best of a few rounds, and the last answer."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = call()
        best = min(best, time.perf_counter() - start)
    return best, answer


def measure():
    """Measure both in the same run and insist on equal answers."""
    polygons = grids()
    codes = [f"{i:05d}" for i in range(len(polygons))]
    west, south, east, north = shapely.total_bounds(polygons)
    rng = np.random.default_rng(1)
    x, y = rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    frame = gpd.GeoDataFrame(geometry=polygons)
    ours_s, ours = seconds(lambda: assign(x, y, polygons, codes))
    peer_s, joined = seconds(lambda: gpd.sjoin(points, frame, predicate="intersects"))
    peer = pd.Series(joined["index_right"]).groupby(level=0).min().reindex(range(POINTS), fill_value=-1).to_numpy()
    if not (ours == peer).all():
        raise SystemExit("assign and geopandas.sjoin disagree")
    return {"assign.million_s": round(ours_s, 3), "assign.ratio_vs_geopandas": round(peer_s / ours_s, 2)}


if __name__ == "__main__":
    print(json.dumps(measure()))
