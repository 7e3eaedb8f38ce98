"""Builds the network from roads: what can be walked, healed, cut, connected, put in order and named."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.rules.shapes import bare
from geo.walk.arrays import Floats, Ints, Shapes
from geo.walk.errors import CrsUnknown, NetworkFragmented, NoRoads
from geo.walk.heal import Healed, heal
from geo.walk.network import BuildReport, WalkNetwork
from geo.walk.noding import Pieces, as_noded, node_drawing
from geo.walk.plane import REMEDY, check_metric
from geo.walk.roads import NOT_WALKED, RoadSet, road_set

KM = 1000.0
HASH_GRID_M = 1e-3


def build_network(
    roads: RoadSet | GeoDataFrame,
    *,
    crs: str,
    gap_tol_m: float = 2.5,
    node_tol_m: float = 0.05,
    min_keep_share: float = 0.9,
    not_walked: frozenset[str] = NOT_WALKED,
) -> WalkNetwork:
    """Build the network: gaps closed, crossings cut, only the largest connected part kept.

    Parameters
    ----------
    roads
        Lines with any known CRS; streets of the store are taken as `road_set` does. Empty, missing
        and non-finite lines are left out.
    crs
        Plane system in true metres to walk in (the profile's measure_crs).
    gap_tol_m
        Gaps up to this are closed; ignored for roads that are already noded.
    node_tol_m
        Grid of the coordinates when crossings are cut, metres.
    min_keep_share
        Least share of the length the largest part must hold; 0 once a person has confirmed.
    not_walked
        Classes left out.

    Raises
    ------
    CrsUnknown
        `crs` is unknown, in degrees or EPSG:3857, or the roads have no CRS.
    NoRoads
        Nothing to walk on.
    NetworkFragmented
        The largest part holds less than `min_keep_share`.
    """
    name = check_metric(crs)
    roads = roads if isinstance(roads, RoadSet) else road_set(roads)
    lines, drawn_m = _walked(roads.lines, crs, not_walked)
    healed, pieces = _pieces(lines, gap_tol_m=0 if roads.noded else gap_tol_m, node_tol_m=node_tol_m, noded=roads.noded)
    keep, far = _largest(pieces), shapely.length(pieces.lines)
    lost = float(far[~keep].sum())
    if lost > (1 - min_keep_share) * float(far.sum()):
        codes = lines["code"].astype(str).to_numpy()[np.unique(pieces.parent[~keep])]
        raise NetworkFragmented(lost / KM, lost / float(far.sum()), rows=codes.tolist())
    kept = _ordered(Pieces(pieces.lines[keep], pieces.parent[keep], pieces.ends[keep]))
    report = BuildReport(
        lines=len(lines),
        drawn_km=drawn_m / KM,
        not_walked_km=(drawn_m - float(lines.length.sum())) / KM,
        kept_km=float(kept.length.sum()) / KM,
        dropped_km=lost / KM,
        dropped=GeoSeries(pieces.lines[~keep], crs=crs),
        healed_ends=healed.ends,
        farthest_heal_m=healed.farthest_m,
        levels_known=roads.levels_known,
    )
    table = pd.DataFrame(lines.drop(columns="geometry")).reset_index(drop=True)
    return WalkNetwork(
        crs=name,
        nodes=kept.nodes,
        u=kept.u,
        v=kept.v,
        length=kept.length,
        seg_xy=kept.seg_xy,
        seg_edge=kept.seg_edge,
        seg_along=kept.seg_along,
        seg_line=kept.seg_line,
        lines=table,
        hash=_hash(name, kept),
        report=report,
    )


def _walked(lines: GeoDataFrame, crs: str, not_walked: frozenset[str]) -> tuple[GeoDataFrame, float]:
    """Single finite lines in metres that can be walked, and the metres of all lines."""
    if not len(lines):
        raise NoRoads("没有道路，无法计算步行距离。", remedy="请在“管理 · 导入”中载入道路。")
    if lines.crs is None:
        raise CrsUnknown("道路没有坐标系。", remedy=REMEDY)
    shapes, row = shapely.get_parts(bare(lines.geometry.to_crs(crs)), return_index=True)
    shapes = shapely.force_2d(shapes)
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    good = np.bincount(of, ~np.isfinite(xy).all(axis=1), minlength=len(shapes)) == 0
    good &= np.isin(shapely.get_type_id(shapes), (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    good[good] = shapely.length(shapes[good]) > 0
    shapes, row = shapes[good], row[good]
    drawn_m = float(shapely.length(shapes).sum())
    table = pd.DataFrame({c: lines[c].to_numpy()[row] for c in ("code", "klass", "level", "name") if c in lines})
    walk = ~table["klass"].isin(not_walked).to_numpy()
    if not walk.any():
        raise NoRoads("道路中没有可以步行的线。", remedy="请检查道路等级字段与图形类型。")
    return GeoDataFrame(table[walk].reset_index(drop=True), geometry=shapes[walk], crs=crs), drawn_m


def _pieces(lines: GeoDataFrame, *, gap_tol_m: float, node_tol_m: float, noded: bool) -> tuple[Healed, Pieces]:
    shapes, level = bare(lines.geometry), lines["level"].to_numpy(dtype=np.intp)
    healed = heal(shapes, level, gap_tol_m=gap_tol_m)
    if noded:
        return healed, as_noded(shapes)
    long = np.flatnonzero(shapely.length(healed.lines) > 0)
    pieces = node_drawing(healed.lines[long], level[long], node_tol_m=node_tol_m)
    return healed, Pieces(pieces.lines, long[pieces.parent], pieces.ends)


def _largest(pieces: Pieces) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Pieces of the connected part that is longest in sum."""
    a, b = pieces.ends.T
    size = int(pieces.ends.max()) + 1
    links = coo_matrix((np.ones(len(a)), (a, b)), shape=(size, size))
    part = connected_components(links, directed=False)[1][a]
    return np.asarray(part == np.bincount(part, shapely.length(pieces.lines)).argmax())


@dataclass(frozen=True, slots=True)
class _Ordered:
    nodes: Floats
    u: Ints
    v: Ints
    length: Floats
    seg_xy: Floats
    seg_edge: Ints
    seg_along: Floats
    seg_line: Ints


def _ordered(pieces: Pieces) -> _Ordered:
    """Put nodes and edges in the order of their places, so that the order of the file does not matter."""
    first, last = (shapely.get_coordinates(shapely.get_point(pieces.lines, i)) for i in (0, -1))
    label, at = np.unique(pieces.ends.T.ravel(), return_index=True)
    spot = np.concatenate([first, last])[at]
    by_place = np.lexsort((label, spot[:, 1], spot[:, 0]))
    rank = np.empty(len(label), dtype=np.intp)
    rank[by_place] = np.arange(len(label))
    u, v = rank[np.searchsorted(label, pieces.ends)].T
    lines = _forward(pieces.lines, u, v)
    u, v = np.minimum(u, v), np.maximum(u, v)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    order = np.lexsort((middle[:, 1], middle[:, 0], shapely.length(lines), v, u))
    lines, parent = lines[order], pieces.parent[order]
    xy, edge = shapely.get_coordinates(lines, return_index=True)
    same = edge[1:] == edge[:-1]
    seg = np.column_stack([xy[:-1], xy[1:]])[same]
    seg_edge = edge[:-1][same].astype(np.intp)
    far = np.hypot(seg[:, 2] - seg[:, 0], seg[:, 3] - seg[:, 1])
    seg, seg_edge, far = seg[far > 0], seg_edge[far > 0], far[far > 0]
    length = np.asarray(np.bincount(seg_edge, far, minlength=len(lines)), dtype=float)
    run = np.cumsum(far) - far
    along = run - run[np.searchsorted(seg_edge, np.arange(len(lines)))][seg_edge]
    return _Ordered(spot[by_place], u[order], v[order], length, seg, seg_edge, along, parent[seg_edge])


def _forward(lines: Shapes, u: Ints, v: Ints) -> Shapes:
    """Turn lines to run from the lower node to the higher; loops by their second and last but one point."""
    second, before = (shapely.get_coordinates(shapely.get_point(lines, i)) for i in (1, -2))
    later = (second[:, 0] > before[:, 0]) | ((second[:, 0] == before[:, 0]) & (second[:, 1] > before[:, 1]))
    back = (u > v) | ((u == v) & later)
    out = lines.copy()
    out[back] = shapely.reverse(lines[back])
    return out


def _hash(crs: str, net: _Ordered) -> str:
    digest = hashlib.sha256(crs.encode())
    for part in (net.u, net.v, net.seg_edge):
        digest.update(part.astype("<i8").tobytes())
    digest.update(np.rint(net.seg_xy / HASH_GRID_M).astype("<i8").tobytes())
    return digest.hexdigest()[:16]
