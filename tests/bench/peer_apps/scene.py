"""The same scene for the peers: every grid, circle, centre, event and a point per tagged household."""

from geopandas import GeoDataFrame

from data import open_store
from geo.model.codes import Level
from geo.model.scope import Role, Scope


def frames() -> dict[str, GeoDataFrame]:
    """Return the layers of the full scene in EPSG:4490, geometry and code only."""
    store = open_store()
    scope = Scope("bench", Role.STREET, store.profile().district)
    out = {level.value: store.grids(scope, level)[["name", "geometry"]] for level in Level}
    centers = store.centers(scope)
    out["centers"] = centers[["name", "geometry"]]
    metres = centers.to_crs(store.profile().measure_crs)
    circles = metres.buffer(store.profile().circle_radius_m).to_crs(4490)
    out["circles"] = centers[["name"]].set_geometry(circles)
    out["events"] = store.events(scope)[["status", "geometry"]]
    return out
