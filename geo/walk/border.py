"""Do the streets reach far enough beyond the outline? Where they stop short, border circles are cut."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries

from geo.rules.shapes import united
from geo.walk.arrays import spots
from geo.walk.network import WalkNetwork
from geo.walk.snap import Snaps
from geo.walk.times import node_metres

TITLE = "边界外路网不足"
RIM_M = 50.0  # a dead end this near the rim of all streets is where the drawing stops, not a cul-de-sac
HULL_RATIO = 0.1  # how closely the rim follows the streets (shapely.concave_hull)


def short_at_border(net: WalkNetwork, centers: Snaps, outline: GeoSeries, *, reach_m: float) -> pd.DataFrame:
    """List the centres from which people can walk to where the drawing of the streets stops.

    Parameters
    ----------
    centers
        Snapped centres.
    outline
        The district, any known CRS.
    reach_m
        Longest walk, metres; the streets should go that far past the outline.

    Returns
    -------
    DataFrame, index of the affected centres, the nearest to a stop first
        metres (walk to the nearest dead end outside the outline on the rim of the streets; beyond it the
        circle is cut) and ends (how many are within reach). Empty where the streets reach far enough.
    """
    hull = shapely.concave_hull(shapely.MultiPoint(net.nodes), ratio=HULL_RATIO)
    at = spots(net.nodes)
    dead = np.bincount(np.append(net.u, net.v), minlength=len(at)) == 1
    outside = ~shapely.intersects_xy(united(outline, net.crs), *net.nodes.T)
    rim = dead & outside & (shapely.distance(at, shapely.boundary(hull)) <= RIM_M)
    metres, ends = np.full(len(centers), np.inf), np.zeros(len(centers), dtype=np.intp)
    for rows, far in node_metres(net, centers, cutoff_m=reach_m):
        metres[rows] = far[:, rim].min(axis=1, initial=np.inf)
        ends[rows] = np.isfinite(far[:, rim]).sum(axis=1)
    out = pd.DataFrame({"metres": metres, "ends": ends}, index=centers.index)
    return out[ends > 0].sort_values("metres", kind="stable")
