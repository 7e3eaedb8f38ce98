"""Districts to measure on: made up, of seeds that nothing was tuned on."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from data.demo.make import make_district
from geo.walk.presets import radius_m

CRS = "EPSG:4547"
SEEDS = (7, 2026)  # never those of the shipped demo
CENTERS = 65
REACH = radius_m(15, 4.5)
FENCES = ("rail", "river", "wall", "pond")


@dataclass
class Place:
    """One district: streets and fences as drawn, centres and homes as points."""

    streets: gpd.GeoDataFrame
    fences: gpd.GeoSeries
    centers: gpd.GeoSeries
    homes: pd.DataFrame


def district(seed):
    made = make_district(seed)
    homes = made.household.groupby("building").agg(people=("people", "sum"), lon=("lon", "first"), lat=("lat", "first"))
    homes = homes[homes["lon"].notna()]
    motorways = made.street.geometry[made.street["klass"] == "motorway"]
    fences = pd.concat([made.base.geometry[made.base["klass"].isin(FENCES)], motorways])
    centers = gpd.GeoSeries(gpd.points_from_xy(made.center["lon"], made.center["lat"]), crs="EPSG:4490")
    return Place(made.street, fences, centers, homes)


def points_of(homes):
    return gpd.GeoSeries(gpd.points_from_xy(homes["lon"], homes["lat"]), index=homes.index, crs="EPSG:4490")


def on_streets(net, rng, n, rows=None):
    """Places uniform on the length of the streets, and the segments they lie on."""
    rows = np.arange(len(net.seg_length)) if rows is None else rows
    share = net.seg_length[rows] / net.seg_length[rows].sum()
    pick = rows[rng.choice(len(rows), n, p=share)]
    a, b = net.seg_xy[pick, :2], net.seg_xy[pick, 2:]
    return a + rng.random((n, 1)) * (b - a)
