"""What a walking network makes of staged roads: gaps healed, kilometres lost, and a datum that does not fit."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from data import queries
from data.access import Access
from data.frames import CRS, frame, geoframe, with_points
from data.readers import datum as datums
from data.readers.roads import KIND, turned
from data.roads import BARRIERS, load_roads
from geo.walk.barriers import barriers_of, crossings
from geo.walk.build import build_network
from geo.walk.errors import NetworkFragmented, NoRoads

if TYPE_CHECKING:
    from data.readers.staging import StagedTable, Staging

NEAR_M, BETTER = 60.0, 0.6  # (p) houses stand so near roads, and doubt begins where undoing brings them so much nearer
SAMPLE = 1500


def check_roads(staging: "Staging", store: Access, *, measure_crs: str) -> None:
    """Build the network of the staged roads and tell what it healed and dropped.

    Notes go to the first table of roads. What a person must confirm (more than a tenth of the length
    hangs apart, houses stand beside the roads only in another datum) goes to its `doubts`.

    Parameters
    ----------
    store
        Where buildings and centres are read from, when the load brings none.
    measure_crs
        Plane system in metres.
    """
    tables = [table for table in staging.of(KIND) if len(table.good) and "geometry" in table.good]
    if not tables or any(table.needs_datum for table in tables):
        return
    head = tables[0]
    shapes = np.concatenate([table.good["geometry"].to_numpy(dtype=object) for table in tables])
    if turned(shapes):
        return
    good = pd.concat([table.good for table in tables], ignore_index=True)
    lines = GeoDataFrame(good[["code", "klass"]], geometry=GeoSeries(shapes, crs=CRS))
    roads = load_roads(lines, source=head.file)
    try:
        net = build_network(roads, crs=measure_crs)
    except NetworkFragmented as fault:
        head.doubts.append(fault.message)
        head.fault(None, "", "", "fragmented", fault.message, hint=fault.remedy, drops=False)
    except NoRoads as fault:
        head.fault(None, "", "", "no_roads", fault.message, hint=fault.remedy, drops=False)
        return
    else:
        head.notes.extend(text.rstrip("。") for text in net.report.sentences)
        doubtful = int(crossings(net, barriers_of(_fences(staging, store), crs=measure_crs))["doubtful"].sum())
        if doubtful:
            head.notes.append(f"小路在地面穿过铁路、河流或围墙 {doubtful} 处，按可通行计，请核对是否有桥、道口或门")
    _doubt_datum(head, lines.geometry, _houses(staging, store), measure_crs)


def _fences(staging: "Staging", store: Access) -> GeoSeries:
    """Gather what nobody walks through, of the load and of the store."""
    own = [table.good for table in staging.of("base") if "geometry" in table.good and "klass" in table.good]
    with store.reading() as connection:
        held = geoframe(connection, queries.BASE)
    shapes = [np.asarray(held.geometry[held["klass"].isin(BARRIERS)].array, dtype=object)]
    shapes += [np.asarray(good.loc[good["klass"].isin(BARRIERS), "geometry"], dtype=object) for good in own]
    return GeoSeries(np.concatenate(shapes), crs=CRS)


def _houses(staging: "Staging", store: Access) -> GeoSeries:
    """Points that stand beside roads: buildings, else centres, of the load and of the store."""
    own = [table.good["geometry"] for table in staging.of("building") if "geometry" in table.good]
    with store.reading() as connection:
        held = geoframe(connection, queries.BUILDINGS).geometry
        centers = with_points(frame(connection, queries.CENTERS)).geometry
    shapes = [np.asarray(column.array, dtype=object) for column in (held, centers)]
    points = shapely.centroid(np.concatenate([*(np.asarray(column, dtype=object) for column in own), *shapes]))
    return GeoSeries(points[~shapely.is_empty(points)], crs=CRS)


def _doubt_datum(table: "StagedTable", roads: GeoSeries, homes: GeoSeries, crs: str) -> None:
    """Houses stand beside roads: if they do so only once GCJ-02 is undone, the declared system is doubtful."""
    if table.crs == "GCJ-02" or not len(homes):
        return
    sample = GeoSeries(homes.iloc[:: max(len(homes) // SAMPLE, 1)])
    undone = GeoSeries(datums.moved_shapes(np.asarray(roads.array, dtype=object), datums.from_gcj02), crs=CRS)
    as_is, moved = (_beside(lines, sample, crs) for lines in (roads, undone))
    if moved < NEAR_M and moved < BETTER * as_is:
        message = f"房屋离道路多为 {as_is:.0f} 米，若把道路当作 GCJ-02（高德、腾讯）纠偏则为 {moved:.0f} 米"
        table.doubts.append(message)
        table.fault(
            None, "", "", "datum?", message, hint=f"坐标系可能写错，请用 --datum 声明：{datums.CHOICES}", drops=False
        )


def _beside(roads: GeoSeries, homes: GeoSeries, crs: str) -> float:
    lines, points = (np.asarray(column.to_crs(crs).array, dtype=object) for column in (roads, homes))
    _, far = shapely.STRtree(lines).query_nearest(points, return_distance=True, all_matches=False)
    return float(np.median(far)) if len(far) else np.inf
