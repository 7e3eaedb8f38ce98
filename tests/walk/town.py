"""Small drawings one can walk by hand, random towns, and the oracle: a graph cut at every single point.

The town (100 m a step, P primary, all level 0):

    D----E----F
    |    |    |
    A----B----C          A = (0, 0), B = (100, 0), C = (200, 0), D = (0, 100) ...
"""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from geo.walk.build import build_network

CRS = "EPSG:4547"
EAST, NORTH = 430_000.0, 3_850_000.0  # of A; the engine must not care how large coordinates are
HERE = np.array([EAST, NORTH])
RUNGS = [
    [(0, 0), (200, 0)],
    [(0, 100), (200, 100)],
    [(0, 0), (0, 100)],
    [(100, 0), (100, 100)],
    [(200, 0), (200, 100)],
]


def streets(lines, *, klass="residential", level=0, crs=CRS):
    """A frame of streets; klass and level may be lists."""
    with np.errstate(invalid="ignore"):
        shapes = [shapely.LineString(np.asarray(line, dtype=float) + HERE) for line in lines]
    n = len(shapes)
    frame = {
        "code": [f"R{i}" for i in range(n)],
        "klass": [klass] * n if isinstance(klass, str) else klass,
        "level": [level] * n if isinstance(level, int) else level,
    }
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=crs)


def town(lines=RUNGS, **more):
    return build_network(streets(lines), crs=CRS, **more)


def points(*xy, labels=None):
    at = np.asarray(xy, dtype=float).reshape(-1, 2) + HERE
    return gpd.GeoSeries(shapely.points(at), index=labels, crs=CRS)


def random_streets(rng, *, size=6, step=110.0, keep=0.75):
    """A crooked grid with missing blocks, as drawn lines that cross without nodes."""
    x, y = np.meshgrid(np.arange(size) * step, np.arange(size) * step)
    at = np.stack([x, y], axis=2) + rng.uniform(-0.3, 0.3, (size, size, 2)) * step
    lines = [at[i, j : j + 2] for i in range(size) for j in range(size - 1) if rng.random() < keep]
    lines += [at[i : i + 2, j] for i in range(size - 1) for j in range(size) if rng.random() < keep]
    return streets([line.tolist() for line in lines] or [at[0, :2].tolist()])


def oracle(net, origins, dests):
    """Shortest walks on a networkx graph cut at the foot of every origin and destination."""
    cuts = {}
    for kind, snaps in (("o", origins), ("d", dests)):
        for row in np.flatnonzero(snaps.on).tolist():
            cuts.setdefault(int(snaps.edge[row]), []).append((float(snaps.along_m[row]), (kind, row)))
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(net.nodes)))
    for edge, (u, v, length) in enumerate(zip(net.u.tolist(), net.v.tolist(), net.length.tolist(), strict=True)):
        stops = sorted(cuts.get(edge, []), key=lambda stop: stop[0])
        chain = [(0.0, u), *((s, ("foot", *who)) for s, who in stops), (length, v)]
        for (a, p), (b, q) in pairwise(chain):
            graph.add_edge(p, q, weight=b - a)
    out = np.full((len(origins), len(dests)), np.inf)
    for o in np.flatnonzero(origins.on).tolist():
        far = nx.single_source_dijkstra_path_length(graph, ("foot", "o", o))
        for d in np.flatnonzero(dests.on).tolist():
            node = ("foot", "d", d)
            if node in far:
                out[o, d] = far[node] + origins.access_m[o] + dests.access_m[d]
    return out
