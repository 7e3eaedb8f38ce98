"""九色 building by building, for those who look after the people there; tiers that see counts of places get none."""

import geopandas as gpd
from geopandas import GeoDataFrame

from geo.model.scope import Scope, Tier
from geo.ports import Reads
from geo.rules.nine import open_groups

WGS = "EPSG:4490"


def homes(store: Reads, scope: Scope) -> GeoDataFrame:
    """Count tags that hold today by building and group, inside the scope.

    A count at a building is a fact about households: it is for tiers that may read their rows anyway
    (`store.tags` refuses the others), so nothing is suppressed here and nothing may be published from it.

    Returns
    -------
    GeoDataFrame
        EPSG:4490, index building; micro, and `cells` [[group, n], ...], most first. Empty below T1.
    """
    empty = GeoDataFrame({"micro": [], "cells": []}, geometry=[], crs=WGS)
    if scope.tier < Tier.T1:
        return empty
    now = store.as_of()
    tags = store.tags(scope)
    if tags.empty:
        return empty
    held = tags[tags["group"].isin(open_groups(store.profile(), scope.tier)) & (tags["valid_from"] <= now)]
    held = held[held["valid_to"].isna() | (held["valid_to"] > now)]
    building = store.households(scope)["building"].reindex(held["household"]).to_numpy()
    points = store.home_points(scope)
    n = held.assign(building=building).dropna(subset=["building"]).groupby(["building", "group"]).size()
    n = n[n.index.get_level_values("building").isin(points.index)]
    if n.empty:
        return empty
    rows = n.rename("n").reset_index().sort_values(["building", "n", "group"], ascending=[True, False, True])
    cells: dict[str, list[list[object]]] = {}
    for home, group, k in zip(rows["building"], rows["group"], rows["n"], strict=True):
        cells.setdefault(home, []).append([group, int(k)])
    at = points.loc[list(cells)]
    return GeoDataFrame(
        {"micro": at["micro"].astype(str), "cells": list(cells.values())},
        geometry=gpd.points_from_xy(at["lon"], at["lat"]),
        index=at.index,
        crs=WGS,
    )
