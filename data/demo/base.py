"""The base map beside streets and buildings: rail, water, land, gullies, terraces, woods."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from data.demo.buildings import Buildings
from data.demo.faces import RANK
from data.demo.lines import Lines, Villages, wiggle
from data.demo.outskirts import carried_on
from data.demo.plan import plan
from data.demo.plots import Plots
from data.demo.sketch import Sketch, dice, metres, smooth
from data.demo.units import Units

_LAND = {
    "estate": "plot", "mixed": "plot", "mall": "plot", "chengzhongcun": "plot", "village": "plot", "industry": "works",
    "works": "works", "airfield": "airfield", "green": "park", "civic": "school", "fringe": "field",
}  # fmt: skip


@dataclass
class Base:
    """Shapes with class and name, local metres; lines and polygons mixed."""

    geoms: list[shapely.Geometry]
    klass: list[str]
    name: list[str]

    def add(self, geom: shapely.Geometry, klass: str, name: str = "") -> None:
        """Keep the non-empty parts."""
        for part in shapely.get_parts(geom):
            if not part.is_empty:
                self.geoms.append(part)
                self.klass.append(klass)
                self.name.append(name)


def base(
    sketch: Sketch, lines: Lines, villages: Villages, u: Units, p: Plots, *, b: Buildings, outline: Polygon, seed: int
) -> Base:
    """Everything the map shows under the grids, within the outline plus what runs on beyond it."""
    out = Base([], [], [])
    beyond = outline.buffer(sketch["beyond_m"], quad_segs=3)
    for line in lines.of("rail"):
        out.add(line, "rail")
    out.add(outline.intersection(LineString(smooth(sketch["siding"]["at"]))), "rail")
    river = shapely.union_all(lines.of("river"))
    out.add(shapely.simplify(river.buffer(22, cap_style="flat").intersection(beyond), 0.5), "river")
    klass = np.array([RANK[k] if k >= 0 else "" for k in u.found.klass])
    gullies = shapely.line_merge(shapely.union_all(u.found.edges[klass == "gully"]))
    out.add(gullies, "gully")
    out.add(shapely.line_merge(shapely.union_all(u.found.edges[klass == "wall"])), "wall")
    _land(out, u, p)
    _decorate(out, u, p, b, gullies, villages=villages, outline=outline, seed=seed)
    runway = LineString(metres(sketch["airfield"]["runway"]))
    out.add(runway.buffer(22, cap_style="flat"), "runway")
    out.add(runway.parallel_offset(130, "right").buffer(9, cap_style="flat"), "runway")
    for pitch, _ in b.pitches:
        out.add(pitch, "pitch")
    _barriers_beyond(out, lines, outline)
    return out


def _barriers_beyond(out: Base, lines: Lines, outline: Polygon) -> None:
    """Rail and river run on as far as the streets do, or a walk around the end of the map would cross them."""
    for line in lines.of("rail"):
        for part in carried_on(line, outline):
            out.add(part, "rail")
    for line in lines.of("river"):
        for part in carried_on(line, outline):
            out.add(part.buffer(22, cap_style="flat"), "river")


def _land(out: Base, u: Units, p: Plots) -> None:
    for i, (kind, plot) in enumerate(zip(u.kind, p.polys, strict=True)):
        klass = _LAND.get(kind)
        if klass is None or plot.is_empty:
            continue
        if kind == "civic":
            klass = "school" if p.civic[i] == "学校" else "plot"
        out.add(shapely.simplify(plot, 0.4), klass)


def _decorate(
    out: Base,
    u: Units,
    p: Plots,
    b: Buildings,
    gullies: shapely.Geometry,
    *,
    villages: Villages,
    outline: Polygon,
    seed: int,
) -> None:
    """Park ponds and paths, terraces along gullies, blind gullies, woods: they turn green into loess country."""
    solid = shapely.union_all([*(v.buffer(14) for v in villages.blobs)])
    for i, kind in enumerate(u.kind):
        plot = p.polys[i]
        if kind != "green" or plot.area < 3500:
            continue
        rng = dice(seed, "park", i)
        middle = shapely.get_coordinates(plot.point_on_surface())[0]
        if plot.area > 9000 and rng.random() < 0.75:
            r = float(np.sqrt(plot.area) * rng.uniform(0.1, 0.17))
            out.add(_round(middle + rng.uniform(-r, r, 2), r, rng).intersection(plot.buffer(-6)), "pond")
        for _ in range(2):
            turn = rng.uniform(0, np.pi)
            arm = np.array([np.cos(turn), np.sin(turn)]) * 220
            out.add(plot.intersection(LineString(wiggle(middle - arm, middle + arm, 26, rng))), "path")
    _terraces(out, gullies, solid, outline, seed)
    _woods(out, b, solid, outline, seed)


def _round(at: np.ndarray, r: float, rng: np.random.Generator, n: int = 14) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    radius = np.ones(n)
    for k in range(2, 5):
        radius += 0.2 / k * rng.normal() * np.cos(k * angle + rng.uniform(0, 6.3))
    radius = np.clip(radius, 0.55, 1.5) * r
    return Polygon(
        np.column_stack([at[0] + radius * np.cos(angle) * 1.2, at[1] + radius * np.sin(angle) * 0.85])
    ).buffer(0)


def _terraces(out: Base, gullies: shapely.Geometry, solid: shapely.Geometry, outline: Polygon, seed: int) -> None:
    parts = shapely.get_parts(gullies)
    rng = dice(seed, "terrace")
    blind = []
    for g in parts[shapely.length(parts) > 80]:
        for s in np.arange(50, g.length - 30, 110):
            if rng.random() < 0.42:
                a, c = (shapely.get_coordinates(g.interpolate(float(s + d)))[0] for d in (0, 12))
                turn = np.radians(rng.uniform(48, 80)) * rng.choice([-1, 1])
                along = (c - a) / np.hypot(*(c - a))
                along = np.array(
                    [
                        along[0] * np.cos(turn) - along[1] * np.sin(turn),
                        along[0] * np.sin(turn) + along[1] * np.cos(turn),
                    ]
                )
                blind.append(LineString(wiggle(a, a + along * rng.uniform(45, 150), 16, rng)))
    for line in blind:
        out.add(shapely.difference(line.intersection(outline), solid), "gully")
    body = shapely.simplify(shapely.union_all([gullies, *blind]), 4)
    room = shapely.difference(outline, solid)
    shapely.prepare(room)
    for d in (26, 44, 64, 88, 116, 150, 190):
        ring = shapely.boundary(shapely.simplify(body.buffer(d, quad_segs=4), 2.5))
        for part in shapely.get_parts(shapely.intersection(ring, room)):
            size, at = part.length, 0.0
            while at < size - 60:
                step = float(rng.uniform(90, 320))
                if rng.random() < 0.62:
                    out.add(shapely.ops.substring(part, at, min(size, at + step * rng.uniform(0.45, 0.95))), "terrace")
                at += step


def _woods(out: Base, b: Buildings, solid: shapely.Geometry, outline: Polygon, seed: int) -> None:
    rng = dice(seed, "woods")
    keep_off = shapely.STRtree(b.polys)
    xmin, ymin, xmax, ymax = outline.bounds
    made = 0
    for _ in range(900):
        if made >= 150:
            break
        at = np.array([rng.uniform(xmin, xmax), rng.uniform(ymin, ymax)])
        use = plan().land_use(float(at[0]), float(at[1]))
        if use not in ("rural", "fringe") or (use == "fringe" and rng.random() < 0.75):
            continue
        wood = _round(at, float(rng.uniform(28, 95)), rng).intersection(outline)
        wood = shapely.difference(wood, solid)
        hit = keep_off.query(wood, predicate="dwithin", distance=10)
        if len(hit):
            wood = shapely.difference(wood, shapely.union_all(shapely.buffer(b.polys[hit], 14, quad_segs=1)))
        if wood.area > 900:
            out.add(wood, "woods")
            made += 1
    for k in range(26):
        at = np.array([rng.uniform(xmin, xmax), rng.uniform(ymin, ymax)])
        if plan().land_use(float(at[0]), float(at[1])) == "fringe" and outline.contains(shapely.Point(at).buffer(60)):
            pond = _round(at, float(rng.uniform(18, 42)), dice(seed, "pond", k))
            if not len(keep_off.query(pond, predicate="dwithin", distance=8)) and not pond.intersects(solid):
                out.add(pond, "pond")
