"""Walking circles of the service centres: one area per centre and band, nested by construction.

Contour of a field of exact walks; for drawing only. That bands nest: where a cell is capped at R + c, the
larger band's field minus its R is nowhere above the smaller band's, and interpolation keeps the order.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.walk.arrays import Floats
from geo.walk.barriers import Barriers
from geo.walk.contours import Areas, Window
from geo.walk.errors import BadRule
from geo.walk.field import Field, make_field
from geo.walk.network import WalkNetwork
from geo.walk.presets import MAX_LEG_M, MAX_OFFSTREET_M, MINUTES, radius_m
from geo.walk.snap import Snaps, Status, snap_centers
from geo.walk.times import node_metres

METHOD = "walk"
EMPTY = "没有可到达的范围"


def isochrones(
    net: WalkNetwork,
    centers: GeoSeries | Snaps,
    *,
    minutes: Sequence[float] = MINUTES,
    speed_kmh: float = 4.5,
    resolution_m: float = 20.0,
    barriers: Barriers | None = None,
    field: Field | None = None,
) -> GeoDataFrame:
    """Draw what can be reached on foot from each centre.

    Parameters
    ----------
    net
        The network.
    centers
        Points with any known CRS, or the same already snapped.
    minutes, speed_kmh
        Bands and pace; 0 minutes give an empty area.
    resolution_m
        Width of the raster's cells: 20 for screens, 10 for print. Ignored where `field` is given.
    barriers
        What legs may not cross.
    field
        The raster of this network, made once (`make_field`, with the same barriers).

    Returns
    -------
    GeoDataFrame, CRS of the network
        One row per centre and band, centres in their order, bands as given: center (label), minutes,
        radius_m, area_km2, method, access_m (the centre's own leg), status (Chinese; a centre off the
        network or without a point has an empty area and fails nothing), geometry (MultiPolygon).

    Raises
    ------
    BadRule
        Minutes or pace are negative or NaN, or the field belongs to another network.
    """
    radii = np.array([radius_m(m, speed_kmh) for m in minutes])
    snaps = centers if isinstance(centers, Snaps) else snap_centers(net, centers, barriers=barriers)
    if field is None:
        field = make_field(net, resolution_m=resolution_m, barriers=barriers)
    if net.hash != field.network or net.hash != snaps.network:
        raise BadRule("栅格或点位属于另一份路网。", remedy="请重新计算后再出图。")
    bands = len(radii)
    areas = Areas(field.resolution_m, field.cuts)
    if bands:
        for rows, far in node_metres(net, snaps, cutoff_m=float(radii.max())):
            for row, metres in zip(rows.tolist(), far, strict=True):
                window = walk_window(net, field, snaps, row, metres, radius=float(radii.max()))
                for band, radius in enumerate(radii.tolist()):
                    if radius > 0:
                        areas.add(row * bands + band, window, radius)
    shapes = areas.shapes(len(snaps) * bands)
    center = np.repeat(np.arange(len(snaps)), bands)
    titles = np.array([Status(s).text for s in snaps.status], dtype=object)[center]
    titles[snaps.on[center] & shapely.is_empty(shapes)] = EMPTY
    table = pd.DataFrame(
        {
            "center": snaps.index[center],
            "minutes": np.tile(np.asarray(minutes, dtype=float), len(snaps)),
            "radius_m": np.tile(radii, len(snaps)),
            "area_km2": shapely.area(shapes) / 1e6,
            "method": METHOD,
            "access_m": snaps.access_m[center],
            "status": titles,
        }
    )
    return GeoDataFrame(table, geometry=shapes, crs=net.crs)


def walk_window(net: WalkNetwork, field: Field, snaps: Snaps, row: int, metres: Floats, *, radius: float) -> Window:
    """Metres from one centre to the cells around it.

    Parameters
    ----------
    metres
        From the centre to each node (`node_metres`).
    radius
        Nothing farther than this is looked at; two cells more are kept for the contour.
    """
    low, high = _extent(net, snaps, row, metres, radius=radius)
    pad = 2 * field.resolution_m
    x0, x1 = np.searchsorted(field.x, (low[0] - pad, high[0] + pad))
    y0, y1 = np.searchsorted(field.y, (low[1] - pad, high[1] + pad))
    at = (slice(y0, y1), slice(x0, x1))
    reached = np.minimum(metres.take(field.u[at]) + field.from_u[at], metres.take(field.v[at]) + field.from_v[at])
    mine = np.nonzero(field.edge[at] == snaps.edge[row])
    reached[mine] = np.minimum(reached[mine], snaps.along_own(row, field.along_m[at][mine], field.access_m[at][mine]))
    parts: Floats = np.empty(0)
    if field.cuts is not None:
        cuts = field.cuts
        parts = np.minimum(metres[cuts.u] + cuts.from_u, metres[cuts.v] + cuts.from_v)
        own = np.flatnonzero(cuts.inner.edge == snaps.edge[row])
        direct = snaps.along_own(row, cuts.inner.along_m[own], cuts.inner.access_m[own])
        parts[own] = np.minimum(parts[own], direct)
    return Window(int(y0), int(x0), field.x[x0:x1], field.y[y0:y1], reached, parts)


def _extent(net: WalkNetwork, snaps: Snaps, row: int, metres: Floats, *, radius: float) -> tuple[Floats, Floats]:
    """Bound what can be reached: around each node as far as is left there, and along the centre's own street."""
    near = np.flatnonzero(metres <= radius)
    left = (radius - metres[near])[:, None]
    own = min(radius, float(net.length[snaps.edge[row]]) + MAX_LEG_M + MAX_OFFSTREET_M)
    low, high = (snaps.xy[row] + step for step in (-own, own))
    if len(near):
        low = np.minimum(low, (net.nodes[near] - left).min(axis=0))
        high = np.maximum(high, (net.nodes[near] + left).max(axis=0))
    return low, high
