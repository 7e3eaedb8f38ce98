"""Measures the walking circles: speed, memory, truth of distances and of drawn areas, beside what others do.

Distances are checked against networkx on graphs cut at every point; areas against walks to random
places, on districts of seeds that nothing was tuned on. `python -m tests.bench circles`
"""

import json
import multiprocessing
import sys
import time

import networkx as nx
import numpy as np

from geo.walk.barriers import barriers_of
from geo.walk.build import build_network
from geo.walk.coverage import catchments, coverage, overlap
from geo.walk.field import make_field
from geo.walk.isochrones import isochrones
from geo.walk.presets import radius_m
from geo.walk.siting import next_centres
from geo.walk.snap import snap, snap_centers, snap_xy
from geo.walk.times import node_metres, walk_times
from tests.bench.circle_truth import truth
from tests.bench.districts import CENTERS, CRS, REACH, SEEDS, district, on_streets, points_of

BANDS = (5.0, 10.0, 15.0)
MANY = 1000


def seconds(call, rounds=3):
    """Best processor time of a few rounds, and the last answer."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        answer = call()
        best = min(best, time.process_time() - start)
    return best, answer


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
