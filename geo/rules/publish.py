"""Where an event may be shown to whom: homes and disputes leave the house only as their grid."""

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.model.profile import Profile
from geo.model.scope import Tier
from geo.rules.shapes import bare


def is_private(types: pd.Series, profile: Profile) -> pd.Series:
    """Tell which types (4-digit codes) are about homes or disputes; unknown classes count as private."""
    public = {item.code for item in profile.classes if not item.private}
    return ~types.astype(str).str[:2].isin(public)


def published_points(events: GeoDataFrame, grid_points: GeoSeries, profile: Profile, *, tier: Tier) -> GeoDataFrame:
    """Events at the places this tier may see.

    Parameters
    ----------
    events
        Columns type, micro; points in EPSG:4490.
    grid_points
        Inner point of each micro grid (index its code), EPSG:4490.
    tier
        At T0 events of private classes move to the inner point of their micro grid, and are left
        out where they have none; their text and address are blanked. Finer tiers see all.

    Returns
    -------
    GeoDataFrame
        New, a subset of the rows, same columns.
    """
    if tier > Tier.T0:
        return events.copy()
    private = is_private(events["type"], profile)
    homeless = ~events["micro"].isin(grid_points.index)
    out = events[~(private & homeless)].copy()
    moved = is_private(out["type"], profile)
    geometry = bare(out.geometry).copy()
    geometry[moved.to_numpy()] = bare(GeoSeries(grid_points.reindex(out.loc[moved, "micro"])))
    out = out.set_geometry(GeoSeries(geometry, index=out.index, crs=events.crs))
    for column in ("text", "address"):
        if column in out:
            out[column] = out[column].mask(moved, "")
    return out
