"""How true the walking circles are: distances against an oracle, areas against walks to random places.

Beside our areas stand those that others draw: circles, hulls of reached corners, buffers of streets.
"""

import numpy as np
import shapely

from geo.walk.barriers import barriers_of
from geo.walk.build import build_network
from geo.walk.field import make_field
from geo.walk.isochrones import isochrones
from geo.walk.presets import MAX_OFFSTREET_M, SLACK_M, radius_m
from geo.walk.snap import snap_centers, snap_xy
from geo.walk.times import node_metres, walk_times, within
from tests.bench.districts import CENTERS, CRS, REACH, on_streets
from tests.walk import helsinki
from tests.walk.town import oracle
from tests.walk.walls import sees_reached

TARGETS = 400
SAMPLES = 12_000


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


# --- barriers -------------------------------------------------------------------------------------------------


def across(net, fences, place, rng):
    """Count drawn places beside barriers from which no reached place within two cells is in sight."""
    field = make_field(net, barriers=fences)
    centers = snap_centers(net, place.centers, barriers=fences)
    drawn = isochrones(net, centers, minutes=[15], field=field).geometry
    share = shapely.length(fences.lines) / shapely.length(fences.lines).sum()
    line = fences.lines[rng.choice(len(share), SAMPLES, p=share)]
    at = shapely.get_coordinates(shapely.line_interpolate_point(line, rng.random(len(line)), normalized=True))
    at = at + rng.uniform(-120, 120, at.shape)
    wrong, looked = 0, 0
    for row in range(len(centers)):
        inside = at[shapely.contains_xy(drawn.iloc[row], at)]
        if not len(inside):
            continue
        one = centers.take(np.array([row]))
        there = snap_xy(net, inside, barriers=fences)
        out = inside[~np.isfinite(walk_times(net, one, there, cutoff_m=REACH).metres[0])]
        looked += len(inside)
        for step in (10, 2):  # narrow wedges need a closer look
            out = out[~sees_reached(net, one, fences, out, np.arange(-40, 41, step), radius=REACH)]
        wrong += len(out)
    return wrong, looked


# --- all together -----------------------------------------------------------------------------------------------


def truth(places):
    figures, wrong, worst, pairs = {}, 0, 0.0, 0
    scores = []
    for number, place in enumerate(places):
        net = build_network(place.streets, crs=CRS)
        bad, off, n = mismatches(net, [REACH], np.random.default_rng([1, number]))
        wrong, worst, pairs = wrong + bad, max(worst, off), pairs + n
        scores.append(areas(net, REACH, np.random.default_rng([2, number])))
    net = build_network(places[0].streets, crs=CRS)
    fences = barriers_of(places[0].fences, crs=CRS)
    figures["circles.across"], figures["circles.beside_barriers"] = across(
        net, fences, places[0], np.random.default_rng(6)
    )
    for key, which in (("r1", 0), ("r2", 1)):
        for name in scores[0][which].hits:
            figures[f"circles.iou_{key}_{name}"] = min(score[which].of(name) for score in scores)
    net = build_network(helsinki.roads(), crs=helsinki.CRS)
    bad, off, n = mismatches(net, [375.0, 1125.0], np.random.default_rng(3))
    wrong, worst, pairs = wrong + bad, max(worst, off), pairs + n
    _, r2 = areas(net, 375.0, np.random.default_rng(4), beside=False)
    figures |= {f"circles.helsinki_r2_{width}": r2.of(width) for width in ("20m", "10m")}
    return figures | {"circles.mismatches": wrong, "circles.worst_m": worst, "circles.pairs": pairs}
