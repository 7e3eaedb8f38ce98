"""Measures the walking circles: speed, memory, truth of distances and of drawn areas, beside what others do.

Distances are checked against networkx on graphs cut at every point; areas against walks to random
places, on districts of seeds that nothing was tuned on. `python -m tests.bench circles`
"""

import json
import multiprocessing
import sys
import time
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from data.demo.make import make_district
from geo.walk.barriers import barriers_of
from geo.walk.build import build_network
from geo.walk.coverage import catchments, coverage, overlap
from geo.walk.field import make_field
from geo.walk.isochrones import isochrones
from geo.walk.presets import MAX_OFFSTREET_M, SLACK_M, radius_m
from geo.walk.siting import next_centres
from geo.walk.snap import snap, snap_centers, snap_xy
from geo.walk.times import node_metres, walk_times, within
from tests.walk import helsinki
from tests.walk.town import oracle

CRS = "EPSG:4547"
SEEDS = (7, 2026)  # never those of the shipped demo
BANDS = (5.0, 10.0, 15.0)
REACH = radius_m(15, 4.5)
CENTERS, TARGETS, MANY = 65, 400, 1000
FENCES = ("rail", "river", "wall", "pond")


def seconds(call, rounds=3):
    """Best processor time of a few rounds, and the last answer."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        answer = call()
        best = min(best, time.process_time() - start)
    return best, answer


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


# --- speed ------------------------------------------------------------------------------------------------------


def cold(place):
    """From drawn streets to circles and tables, with fences, as after an import."""
    net = build_network(place.streets, crs=CRS)
    fences = barriers_of(place.fences, crs=CRS)
    field = make_field(net, barriers=fences)
    centers = snap_centers(net, place.centers, barriers=fences)
    homes = snap(net, points_of(place.homes), barriers=fences)
    warm(net, field, centers, homes, place.homes)
    return net, fences, field, centers, homes


def warm(net, field, centers, homes, people):
    """65 centres, three bands, drawn and counted: what a slider asks for."""
    drawn = isochrones(net, centers, minutes=BANDS, field=field)
    times = walk_times(net, centers, homes, cutoff_m=REACH)
    tables = [coverage(times, people, radius_m=radius_m(m, 4.5)) for m in BANDS]
    return drawn, times, tables, overlap(times, people, radius_m=REACH), catchments(times, people, radius_m=REACH)


def resident_mb(streets):
    """Peak memory of a process that builds the network and draws 65 x 3 and 1,000 circles."""
    net = build_network(streets, crs=CRS)
    field = make_field(net)
    isochrones(net, snap_xy(net, on_streets(net, np.random.default_rng(0), CENTERS)), field=field)
    isochrones(net, snap_xy(net, on_streets(net, np.random.default_rng(0), MANY)), minutes=[15], field=field)
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - no getrusage there

        return psutil.Process().memory_info().peak_wset / 2**20
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def peer_graph(net, centers):
    """networkx' graph of the same streets with the same centres."""
    graph = nx.Graph()
    for u, v, length in zip(net.u.tolist(), net.v.tolist(), net.length.tolist(), strict=True):
        if u != v and (not graph.has_edge(u, v) or graph[u][v]["weight"] > length):
            graph.add_edge(u, v, weight=length)
    out = nx.DiGraph(graph)
    for row in range(len(centers)):
        edge, s = int(centers.edge[row]), float(centers.along_m[row])
        out.add_edge(("c", row), int(net.u[edge]), weight=s)
        out.add_edge(("c", row), int(net.v[edge]), weight=float(net.length[edge]) - s)
    return out


def speed(place):
    cold_s, (net, _, field, centers, homes) = seconds(lambda: cold(place), rounds=1)
    warm_s, _ = seconds(lambda: warm(net, field, centers, homes, place.homes), rounds=7)
    many = snap_xy(net, on_streets(net, np.random.default_rng(1), MANY))
    fenced_s, _ = seconds(lambda: isochrones(net, many, minutes=[15], field=field))
    plain = make_field(net)
    thousand_s, _ = seconds(lambda: isochrones(net, many, minutes=[15], field=plain))
    ours_s, _ = seconds(lambda: [None for _ in node_metres(net, centers, cutoff_m=REACH)])
    graph = peer_graph(net, centers)
    peer_s, _ = seconds(
        lambda: [nx.single_source_dijkstra_path_length(graph, ("c", r), cutoff=REACH) for r in range(len(centers))]
    )
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        rss = pool.apply(resident_mb, (place.streets,))
    return {
        "circles.cold_s": cold_s,
        "circles.warm_ms": warm_s * 1000,
        "circles.thousand_s": thousand_s,
        "circles.thousand_fenced_s": fenced_s,
        "circles.ratio_vs_networkx": peer_s / ours_s,
        "circles.rss_mb": rss,
    }


# --- truth of distances -----------------------------------------------------------------------------------------


def mismatches(net, radii, rng):
    """Members that differ from the oracle's, worst difference in metres, and pairs compared."""
    centers = snap_xy(net, on_streets(net, rng, CENTERS) + rng.normal(0, 20, (CENTERS, 2)))
    low, high = net.nodes.min(axis=0), net.nodes.max(axis=0)
    spread = low + rng.random((20 * TARGETS, 2)) * (high - low)
    spread = spread[snap_xy(net, spread).on][:TARGETS]
    dests = snap_xy(net, spread)
    brute = oracle(net, centers, dests)
    wrong, worst = 0, 0.0
    for radius in radii:
        ours = walk_times(net, centers, dests, cutoff_m=radius).metres
        inside = np.isfinite(ours)
        wrong += int((inside != within(brute, radius)).sum())
        worst = max(worst, float(np.abs(ours[inside] - brute[inside]).max(initial=0)))
    return wrong + (worst > SLACK_M), worst, brute.size * len(radii)


# --- truth of areas ---------------------------------------------------------------------------------------------


class Score:
    """Intersection over union of drawn and walked, pooled over centres, per method."""

    def __init__(self):
        self.hits, self.all = {}, {}

    def add(self, method, drawn, walked):
        self.hits[method] = self.hits.get(method, 0) + int((drawn & walked).sum())
        self.all[method] = self.all.get(method, 0) + int((drawn | walked).sum())

    def of(self, method):
        return self.hits[method] / self.all[method]


def reached_streets(net, metres, radius):
    """Street pieces within the radius, for the peers that draw around them."""
    left_u, left_v = (np.clip(radius - metres[end], 0, None) for end in (net.u, net.v))
    out = []
    for seg in np.flatnonzero((left_u[net.seg_edge] > 0) | (left_v[net.seg_edge] > 0)).tolist():
        edge, start, size = net.seg_edge[seg], net.seg_along[seg], net.seg_length[seg]
        a, b = net.seg_xy[seg, :2], net.seg_xy[seg, 2:]
        low = np.clip(left_u[edge] - start, 0, size) / size
        high = np.clip(net.length[edge] - left_v[edge] - start, 0, size) / size
        if low >= high:
            out.append(shapely.LineString([a, b]))
        else:
            out += [shapely.LineString([a, a + low * (b - a)])] if low * size > SLACK_M else []
            out += [shapely.LineString([a + high * (b - a), b])] if (1 - high) * size > SLACK_M else []
    return out


def peers(net, metres, here, radius):
    """What others draw: circles, hulls of reached corners, a buffer around reached streets."""
    corners = shapely.MultiPoint(net.nodes[metres <= radius])
    pieces = shapely.MultiLineString(reached_streets(net, metres, radius))
    return {
        "circle": here.buffer(radius),
        "circle_75": here.buffer(0.75 * radius),
        "convex_hull": corners.convex_hull,
        "concave_hull": shapely.concave_hull(corners, ratio=0.2),
        "concave_hull_streets": shapely.concave_hull(shapely.segmentize(pieces, 20), ratio=0.2),
        "buffer_40": pieces.buffer(40, quad_segs=4),
    }


def areas(net, radius, rng, *, beside=True):
    """Score our areas at 20 and 10 m and the peers, by street samples (r1) and by samples anywhere (r2)."""
    centers = snap_xy(net, on_streets(net, rng, CENTERS))
    minutes = radius / radius_m(1, 4.5)
    ours = {
        f"{width}m": isochrones(net, centers, minutes=[minutes], field=make_field(net, resolution_m=width)).geometry
        for width in (20, 10)
    }
    far = np.full((CENTERS, len(net.nodes)), np.inf)
    for rows, metres in node_metres(net, centers, cutoff_m=radius):
        far[rows] = metres
    r1, r2 = Score(), Score()
    for row in range(CENTERS):
        here, one = shapely.Point(centers.xy[row]), centers.take(np.array([row]))
        drawn = {name: shapes.iloc[row] for name, shapes in ours.items()}
        drawn |= peers(net, far[row], here, radius) if beside else {}
        near = net.tree.query(here, predicate="dwithin", distance=1.1 * radius)
        streets = on_streets(net, rng, 4000, near)
        turn, out = rng.uniform(0, 2 * np.pi, 3000), 1.25 * radius * np.sqrt(rng.random(3000))
        anywhere = centers.xy[row] + np.column_stack([np.cos(turn), np.sin(turn)]) * out[:, None]
        for score, places in ((r1, streets), (r2, anywhere)):
            there = snap_xy(net, places, max_offstreet_m=MAX_OFFSTREET_M)
            at, there = places[there.on], there.take(np.flatnonzero(there.on))
            walked = np.isfinite(walk_times(net, one, there, cutoff_m=radius).metres[0])
            for name, shape in drawn.items():
                shapely.prepare(shape)
                score.add(name, shapely.contains_xy(shape, at), walked)
    return r1, r2


def truth(places):
    figures, wrong, worst, pairs = {}, 0, 0.0, 0
    scores = []
    for number, place in enumerate(places):
        net = build_network(place.streets, crs=CRS)
        bad, off, n = mismatches(net, [REACH], np.random.default_rng([1, number]))
        wrong, worst, pairs = wrong + bad, max(worst, off), pairs + n
        scores.append(areas(net, REACH, np.random.default_rng([2, number])))
    for key, which in (("r1", 0), ("r2", 1)):
        for name in scores[0][which].hits:
            figures[f"circles.iou_{key}_{name}"] = min(score[which].of(name) for score in scores)
    if helsinki.extract() is None:
        print(f"  {helsinki.REASON}")
    else:
        net = build_network(helsinki.roads(), crs=helsinki.CRS)
        bad, off, n = mismatches(net, [375.0, 1125.0], np.random.default_rng(3))
        wrong, worst, pairs = wrong + bad, max(worst, off), pairs + n
        _, r2 = areas(net, 375.0, np.random.default_rng(4), beside=False)
        figures |= {f"circles.helsinki_r2_{width}": r2.of(width) for width in ("20m", "10m")}
    return figures | {"circles.mismatches": wrong, "circles.worst_m": worst, "circles.pairs": pairs}


# --- where next -------------------------------------------------------------------------------------------------


def siting(place):
    """Five new centres among 412 sites for every home, with half of the centres there are."""
    net = build_network(place.streets, crs=CRS)
    people = snap(net, points_of(place.homes))
    stay = snap_centers(net, place.centers.iloc[::2])
    sites = snap_xy(net, on_streets(net, np.random.default_rng(5), 412))

    def choose():
        existing, candidates = (walk_times(net, each, people, cutoff_m=REACH) for each in (stay, sites))
        return next_centres(existing, candidates, place.homes, 5, radius_m=REACH)

    took, found = seconds(choose)
    return {"siting.k5_s": took, "siting.gap": found.gap}


def measure():
    places = [district(seed) for seed in SEEDS]
    figures = speed(places[0]) | siting(places[0]) | truth(places)
    return {key: float(value) if key.endswith("worst_m") else round(float(value), 4) for key, value in figures.items()}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
