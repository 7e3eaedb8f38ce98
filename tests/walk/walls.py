"""Walls for tests, and the question whether they hide what is reached."""

import geopandas as gpd
import numpy as np
import shapely

from geo.walk.barriers import barriers_of
from geo.walk.snap import snap_xy
from geo.walk.times import walk_times
from tests.walk.town import CRS, HERE


def fence(*shapes):
    made = [s if isinstance(s, shapely.Geometry) else shapely.LineString(s) for s in shapes]
    return barriers_of(gpd.GeoSeries([shapely.transform(s, lambda xy: xy + HERE) for s in made], crs=CRS), crs=CRS)


def sees_reached(net, center, walls, at, steps, *, radius):
    """Which places see, without a barrier between, a place within the radius; looked for on a grid of steps."""
    good = np.zeros(len(at), dtype=bool)
    for step in np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2):
        left = np.flatnonzero(~good)
        if not len(left):
            break
        there = snap_xy(net, at[left] + step, barriers=walls)
        reached = np.isfinite(walk_times(net, center, there, cutoff_m=radius).metres[0])
        good[left] = reached & ~walls.crossed(at[left], at[left] + step)
    return good
