"""Districts for the tests of plans: the demo's grids, and small made-up ones of any seed."""

import functools

import numpy as np
import shapely

from data import open_store
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from geo.plan.coverage import Coverage
from geo.plan.keys import shared
from geo.plan.outline import frozen
from geo.plan.today import today
from geo.plan.units import Homes, Unit
from tests.served import demo_store

E, N, SIDE = 500_000.0, 3_850_000.0, 100.0
ROWS = COLUMNS = 4
CORNER = np.array([E, N])


@functools.cache
def demo_parts():
    """Units and homes of the demo store."""
    store = open_store(f"sqlite:///{demo_store().as_posix()}")
    try:
        return today(store, Scope("tests", Role.ADMIN, store.profile().district))
    finally:
        store.close()


def demo():
    units, homes = demo_parts()
    return Coverage(units, homes)


def cells(rng, count, side):
    """Crooked cells that tile a crooked outline."""
    ring = np.array([[0, 0], [0.5, 0.03], [1, 0], [0.97, 0.6], [1, 1], [0.4, 0.96], [0, 1], [0.05, 0.5]]) * side
    outline = shapely.Polygon(ring + CORNER)
    seeds = rng.random((count, 2)) * side + CORNER
    made = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline))
    made = shapely.get_parts(shapely.intersection(made, outline))
    lines = shapely.union_all([*shapely.boundary(made)], grid_size=0.001)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))), dtype=object)


def groups(shapes, count, rng):
    """Grow `count` contiguous groups over bordering shapes."""
    borders = shared(shapes)
    mates = [[] for _ in shapes]
    for a, b in zip(borders.i.tolist(), borders.j.tolist(), strict=True):
        mates[a].append(b)
        mates[b].append(a)
    group = np.full(len(shapes), -1)
    front = list(rng.permutation(len(shapes))[:count])
    for number, at in enumerate(front):
        group[at] = number
    while front:
        at = front.pop(int(rng.integers(len(front))))
        free = [b for b in mates[at] if group[b] < 0]
        for b in free:
            group[b] = group[at]
        front += free
    return group


def voronoi(seed, *, micro=60, side=2000.0, tiers=(4, 2)):
    """Make a district of about 60 micro grids, 10 L3, 4 L2, 2 L1 and 2 zones (tiers: of L2 and the two), with homes."""
    rng = np.random.default_rng(seed)
    shapes = frozen(cells(rng, micro, side))
    l3 = groups(shapes, max(micro // 6, 2), rng)
    merged = [shapely.coverage_union_all(shapes[l3 == n]) for n in range(l3.max() + 1)]
    l2 = groups(np.array(merged, dtype=object), tiers[0], rng)
    upper = [shapely.coverage_union_all(np.array(merged, dtype=object)[l2 == n]) for n in range(l2.max() + 1)]
    l1 = groups(np.array(upper, dtype=object), tiers[1], rng)
    zone = groups(np.array(upper, dtype=object), tiers[1], rng)
    made = [Unit("D", Level.DISTRICT, "区", code="410106")]
    made += [Unit(f"Z{n}", Level.ZONE, f"片{n}", parent="D", code=f"410106-Z{n + 1}") for n in range(tiers[1])]
    made += [Unit(f"A{n}", Level.L1, f"街{n}", parent="D", code=f"410106{n + 1:03d}") for n in range(tiers[1])]
    l2_code = [f"410106{l1[n] + 1:03d}{n + 1:03d}" for n in range(len(upper))]
    made += [
        Unit(f"B{n}", Level.L2, f"社{n}", parent=f"A{l1[n]}", zone=f"Z{zone[n]}", code=l2_code[n])
        for n in range(len(upper))
    ]
    l3_code = [f"{l2_code[l2[n]]}{n + 1:03d}" for n in range(len(merged))]
    made += [Unit(f"C{n}", Level.L3, f"网{n}", parent=f"B{l2[n]}", code=l3_code[n]) for n in range(len(merged))]
    count = rng.integers(0, 60, len(shapes))
    points = [shapely.point_on_surface(shape) for shape in shapes]
    homes = Homes(
        shapely.get_x(points),
        shapely.get_y(points),
        (count // 2).astype(np.int64),
        count.astype(np.int64),
    )
    made += [
        Unit(
            f"M{n}",
            Level.MICRO,
            f"微{n}",
            parent=f"C{l3[n]}",
            code=f"{l3_code[l3[n]]}{n + 1:03d}",
            households=int(count[n]),
            people=int(count[n]) * 2,
            shape=shapes[n],
        )
        for n in range(len(shapes))
    ]
    return Coverage(made, homes)


def cell(column, row, width=1, height=1):
    """A box of cells; column 0 is west, row 0 south."""
    return shapely.box(E + column * SIDE, N + row * SIDE, E + (column + width) * SIDE, N + (row + height) * SIDE)


def square():
    """A square of 4 x 4 cells: columns are L3 (C0-C3), two columns an L2 (B0, B1), one L1, a zone per L2."""
    shapes = frozen(np.array([cell(c, r) for c in range(COLUMNS) for r in range(ROWS)], dtype=object))
    made = [Unit("D", Level.DISTRICT, "区", code="410106"), Unit("A0", Level.L1, "街", parent="D", code="410106001")]
    made += [Unit(f"Z{n}", Level.ZONE, f"片{n}", parent="D", code=f"410106-Z{n + 1}") for n in range(2)]
    made += [Unit(f"B{n}", Level.L2, f"社{n}", parent="A0", zone=f"Z{n}", code=f"41010600100{n + 1}") for n in range(2)]
    made += [
        Unit(f"C{n}", Level.L3, f"网{n}", parent=f"B{n // 2}", code=f"41010600100{n // 2 + 1}00{n + 1}")
        for n in range(4)
    ]
    made += [
        Unit(
            f"M{c}{r}",
            Level.MICRO,
            f"微{c}{r}",
            parent=f"C{c}",
            code=f"41010600100{c // 2 + 1}00{c + 1}00{r + 1}",
            households=10,
            people=25,
            shape=shapes[c * ROWS + r],
        )
        for c in range(COLUMNS)
        for r in range(ROWS)
    ]
    middle = [(E + (c + 0.5) * SIDE, N + (r + 0.5) * SIDE) for c in range(COLUMNS) for r in range(ROWS)]
    x, y = np.array(middle).T
    return Coverage(made, Homes(x, y, np.full(16, 8), np.full(16, 20)))
