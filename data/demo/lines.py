"""The lines of the place: arterials, barriers, collectors, village rings and the roads between them."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops
from scipy.sparse.csgraph import minimum_spanning_tree
from shapely import LineString, Polygon

from data.demo.plan import URBAN, plan
from data.demo.sketch import Sketch, dice, metres, onto, smooth


@dataclass
class Lines:
    """Lines with class and name, local metres; every one of them may become a border."""

    geoms: list[LineString] = field(default_factory=list)
    klass: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)

    def add(self, geom: shapely.Geometry, klass: str, name: str = "") -> None:
        """Keep the lines of a geometry, dropping what is no line."""
        for part in shapely.get_parts(geom):
            if part.length > 0.05:
                self.geoms.append(LineString(part))
                self.klass.append(klass)
                self.name.append(name)

    def of(self, *classes: str) -> list[LineString]:
        """Lines of some classes."""
        return [g for g, k in zip(self.geoms, self.klass, strict=True) if k in classes]


@dataclass
class Villages:
    """Village and hamlet outlines, local metres; the first ones are the authored 村."""

    names: list[str]
    blobs: list[Polygon]
    n_villages: int


def skeleton(sketch: Sketch, outline: Polygon, seed: int) -> tuple[Lines, Villages]:
    """All authored and drawn lines, clipped to the outline plus what lies beyond it."""
    lines = Lines()
    beyond = outline.buffer(sketch["beyond_m"], quad_segs=3)
    for entry in sketch["line"]:
        lines.add(beyond.intersection(LineString(smooth(entry["at"]))), entry["klass"], entry["name"])
    _commerce(sketch, lines)
    _airfield(sketch, lines, outline)
    _collectors(sketch, lines, outline, seed)
    mains = [
        LineString(_noisy(smooth(at, 2), sketch["gullies"], seed, i)) for i, at in enumerate(sketch["gullies"]["mains"])
    ]
    for main in mains:
        lines.add(main.intersection(outline), "gully")
    villages = _villages(sketch, lines, outline, seed)
    for blob in villages.blobs:
        lines.add(blob.exterior, "village")
    _village_roads(sketch, lines, villages, outline, seed)
    _branches(sketch, lines, villages, mains, outline, seed=seed)
    return lines, villages


def _commerce(sketch: Sketch, lines: Lines) -> None:
    x, y, r = metres(sketch["commerce"]["ring"])
    lines.add(shapely.Point(x, y).buffer(r, quad_segs=12).exterior, "tertiary", "")
    lines.add(LineString(smooth(sketch["commerce"]["diagonal"])), "tertiary", "")


def _airfield(sketch: Sketch, lines: Lines, outline: Polygon) -> None:
    wall = Polygon(metres(sketch["airfield"]["wall"]))
    lines.add(wall.exterior, "wall")
    for x0, y0, x1, y1 in metres(sketch["airfield"]["gates"]):
        lines.add(outline.intersection(LineString([(x0, y0), (x1, y1)])), "field")


def _collectors(sketch: Sketch, lines: Lines, outline: Polygon, seed: int) -> None:
    """Interpolate between neighbouring arterials and keep what spans one superblock, some dropped."""
    where, table = plan(), sketch["collectors"]
    walls = shapely.union_all([*lines.geoms, outline.exterior], grid_size=sketch["grid_m"])
    blocks = [
        p
        for p in shapely.get_parts(shapely.polygonize(list(shapely.get_parts(walls))))
        if outline.contains(p.point_on_surface())
    ]
    inner = []
    for block in blocks:
        point = block.point_on_surface()
        if where.land_use(point.x, point.y) in URBAN and block.area > 6e4:
            inner.append(block)
    for i, line in enumerate(_between(table)):
        for j, block in enumerate(inner):
            if not shapely.intersects(block, line):
                continue
            piece = max(shapely.get_parts(block.intersection(line)), key=shapely.length)
            ns = i < 5 * len(table["ns"])
            drop = table["drop_ns" if ns else "drop_ew"]
            if piece.length > 150 and dice(seed, "collector", i * 1000 + j).random() > drop:
                lines.add(overshoot(piece), "tertiary", f"c{i}")


def _between(table: dict[str, list[float]]) -> list[LineString]:
    where = plan()
    ys, xs = np.arange(6500.0, 12000.0, 60.0), np.arange(0.0, 7300.0, 60.0)
    out = []
    north = [np.array([where.x(k, y) for y in ys]) for k in ("N1", "N2", "N3", "N4", "N5", "N6")]
    west = north[0] - 950.0
    # N2 ends its town role at the rail; north-south pairs stay neighbours all the way up.
    for a, b in (
        (west, north[0]),
        (north[0], north[1]),
        (north[1], north[2]),
        (north[2], north[3]),
        (north[3], north[4]),
    ):
        out += [LineString(np.column_stack([(1 - t) * a + t * b, ys])) for t in table["ns"]]
    out += [LineString(np.column_stack([(1 - t) * north[4] + t * north[5], ys])) for t in (0.5,)]
    east = [np.array([where.y(k, x) for x in xs]) for k in ("motorway", "E1", "E2", "E3", "rail", "E4", "E5")]
    for a, b in pairwise(east):
        out += [LineString(np.column_stack([xs, (1 - t) * a + t * b])) for t in table["ew"]]
    return out


def largest(geom: shapely.Geometry) -> Polygon:
    """Take the largest polygon of a geometry."""
    return max((p for p in shapely.get_parts(geom) if isinstance(p, Polygon)), key=lambda p: p.area)


def overshoot(line: LineString, by: float = 0.02) -> LineString:
    """Two centimetres past both ends, so that noding surely cuts the parent."""
    xy = shapely.get_coordinates(line)
    head, tail = xy[0] - xy[1], xy[-1] - xy[-2]
    xy[0] += head / np.hypot(*head) * by
    xy[-1] += tail / np.hypot(*tail) * by
    return LineString(xy)


def _noisy(xy: np.ndarray, table: dict[str, float], seed: int, index: int) -> np.ndarray:
    line = LineString(xy)
    at = np.arange(0, line.length, table["step_m"])
    pts = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    pts[1:] += dice(seed, "gully", index).uniform(-table["noise_m"], table["noise_m"], (len(pts) - 1, 2))
    return pts


def blob(x: float, y: float, r: float, seed: int, index: int) -> Polygon:
    """Draw a village outline: noisy radii, more than four harmonics or it looks like an egg."""
    rng = dice(seed, "blob", index)
    angle = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    radius = np.ones(26)
    for k in range(2, 7):
        radius += 0.13 / np.sqrt(k) * rng.normal() * 0.7 * np.cos(k * angle + rng.uniform(0, 6.28))
    radius = np.clip(radius, 0.68, 1.34) * r
    stretch, turn = rng.uniform(0.86, 1.16), rng.uniform(0, np.pi)
    px, py = radius * np.cos(angle) * stretch, radius * np.sin(angle) / stretch
    return Polygon(
        np.column_stack([x + px * np.cos(turn) - py * np.sin(turn), y + px * np.sin(turn) + py * np.cos(turn)])
    )


def _villages(sketch: Sketch, lines: Lines, outline: Polygon, seed: int) -> Villages:
    table = sketch["villages"]
    names = [row[0] for row in table["sites"]]
    sites = [metres(row[1:]) for row in [*table["sites"], *(["", *row] for row in table["extra_blobs"])]]
    blobs = [blob(float(site[0]), float(site[1]), float(site[2]), seed, i) for i, site in enumerate(sites)]
    blobs = [b if outline.contains(b) else largest(b.intersection(outline.buffer(-8))) for b in blobs]
    n = len(blobs)
    where, rng, hard = plan(), dice(seed, "hamlets"), shapely.union_all(lines.geoms)
    shapely.prepare(hard)
    xmin, ymin, xmax, ymax = outline.bounds
    centers = [shapely.Point(s[0], s[1]) for s in sites]
    hamlets: list[shapely.Point] = []
    for _ in range(6000):
        if len(hamlets) == table["hamlets"]:
            break
        r = float(rng.uniform(*table["hamlet_r"])) * 100
        point = shapely.Point(rng.uniform(xmin, xmax), rng.uniform(ymin, ymax))
        if not outline.contains(point.buffer(r * 1.5)) or where.land_use(point.x, point.y) not in ("rural", "fringe"):
            continue
        if (
            shapely.dwithin(hard, point, r * 1.45 + 18)
            or min(shapely.distance(point, centers)) < table["hamlet_from_village"] * 100
        ):
            continue
        if hamlets and min(shapely.distance(point, hamlets)) < table["hamlet_apart"] * 100:
            continue
        hamlets.append(point)
        blobs.append(blob(point.x, point.y, r, seed, 1000 + len(hamlets)))
    return Villages(names, blobs, n)


def _village_roads(sketch: Sketch, lines: Lines, villages: Villages, outline: Polygon, seed: int) -> None:
    """Minimum spanning tree of the sites with 'the nearest arterial' as one more node, plus a few short loops."""
    table = sketch["villages"]
    at = np.array([b.centroid.coords[0] for b in villages.blobs])
    roads = shapely.union_all(lines.of("primary", "secondary"))
    near = np.asarray(shapely.shortest_line(shapely.points(at), roads), dtype=object)
    foot = shapely.get_coordinates(near).reshape(-1, 2, 2)[:, 1]
    d = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    n = len(at)
    cost = np.zeros((n + 1, n + 1))
    cost[:n, :n] = np.where(d < table["road_max"] * 100, d, 0)
    cost[n, :n] = cost[:n, n] = shapely.length(near) * table["road_arterial_weight"] + 1
    tree = minimum_spanning_tree(cost).tocoo()
    pairs = sorted((min(a, b), max(a, b)) for a, b in zip(tree.row.tolist(), tree.col.tolist(), strict=True))
    order = np.argsort(d + np.eye(n) * 1e9, axis=1)
    loops = [(i, int(order[i, 1])) for i in range(n) if d[i, order[i, 1]] < 900 and i % 2 == 0]
    known = set(pairs)
    pairs += [(min(p), max(p)) for p in loops if (min(p), max(p)) not in known]
    solid = shapely.union_all(villages.blobs)
    barrier = shapely.union_all(lines.of("rail", "river", "motorway", "wall"))
    for k, (a, b) in enumerate(pairs):
        end = foot[a] if b == n else at[b]
        line = LineString(wiggle(at[a], end, float(dice(seed, "road", k).uniform(14, 40)), dice(seed, "roadw", k)))
        for part in shapely.get_parts(line.intersection(outline).difference(solid)):
            if part.length > 25 and not part.intersects(barrier):
                lines.add(overshoot(part), "village")


def wiggle(a: np.ndarray, b: np.ndarray, amplitude: float, rng: np.random.Generator) -> np.ndarray:
    """Bend a straight line by four sines; the ends stay."""
    length = float(np.hypot(*(b - a)))
    t = np.linspace(0, 1, max(4, int(length / 30) + 2))
    off = np.zeros_like(t)
    for k in range(1, 5):
        off += rng.normal() / k * np.sin(np.pi * k * t)
    off *= min(amplitude, length * 0.09) / 1.6
    along = (b - a) / length
    return np.asarray(a + t[:, None] * (b - a) + off[:, None] * np.array([-along[1], along[0]]))


def _branches(
    sketch: Sketch, lines: Lines, villages: Villages, mains: list[LineString], outline: Polygon, *, seed: int
) -> None:
    """Side gullies run on to the next line, first as gully, then as field edge: a dangling end bounds nothing."""
    table = sketch["gullies"]
    solid = shapely.union_all(villages.blobs).buffer(12)
    shapely.prepare(solid)
    for i, main in enumerate(mains):
        rng, s, side = dice(seed, "branch", i), 90.0, 1
        while s < main.length - 60:
            a = np.asarray(main.interpolate(s).coords[0])
            ahead = np.asarray(main.interpolate(s + 25).coords[0]) - a
            turn = side * np.radians(rng.uniform(*table["branch_angle"]))
            ahead = ahead / np.hypot(*ahead)
            cos, sin = np.cos(turn), np.sin(turn)
            along = np.array([onto(ahead, np.array([cos, -sin])), onto(ahead, np.array([sin, cos]))])
            full = LineString(wiggle(a, a + along * 1100, 28, rng))
            share = rng.uniform(*table["branch_gully"])
            s += float(rng.uniform(*table["branch_every_m"]))
            side = -side
            if not outline.contains(shapely.Point(a)) or solid.contains(shapely.Point(a)):
                continue
            walls = [*lines.geoms, outline.exterior]
            hits = shapely.intersection(walls, full)
            at = [d for h in hits[~shapely.is_empty(hits)] for d in np.atleast_1d(_along(full, h)) if d > 45]
            if not at or min(at) < 110:
                continue
            cut = min(at)
            lines.add(shapely.ops.substring(full, 0, cut * share), "gully")
            lines.add(shapely.ops.substring(full, cut * share, cut + 0.02), "field")


def _along(line: LineString, hit: shapely.Geometry) -> np.ndarray:
    return np.asarray(shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(hit))))
