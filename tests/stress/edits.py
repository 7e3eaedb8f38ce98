"""Random edits of every kind, half of them on units of the outline; everything follows from one seed."""

import numpy as np
import shapely

from geo.model.codes import Level
from geo.plan import ops
from geo.plan.keys import alone, shared


class Hand:
    """A clumsy planner."""

    def __init__(self, cov, rng):
        self.cov, self.rng, self.count = cov, rng, 0

    def op(self):
        """Draw the next operation; whether it touches the outline comes with it."""
        rng = self.rng
        kinds = ["redraw", "scribble", "split", "reshape", "merge", "reassign", "dissolve", "found", "move"]
        kind = rng.choice(kinds, p=[0.2, 0.17, 0.2, 0.12, 0.09, 0.15, 0.03, 0.02, 0.02])
        key = self.unit()
        return getattr(self, kind)(key), self.on_outline(key)

    def unit(self):
        micro = sorted(k for k, u in self.cov.units.items() if u.level is Level.MICRO)
        if self.rng.random() < 0.62:
            if self.count % 50 == 0 or not hasattr(self, "_edge"):
                shapes = np.array([self.cov.units[k].shape for k in micro], dtype=object)
                self._edge = [micro[n] for n in np.unique(alone(shapes).owner)]
            edge = [k for k in self._edge if k in self.cov.units]
            micro = edge or micro
        self.count += 1
        return micro[int(self.rng.integers(len(micro)))]

    def on_outline(self, key):
        shape = self.cov.units[key].shape
        return bool(alone(np.array([shape], dtype=object)).keys() & self.cov.frozen)

    def box(self, key):
        west, south, east, north = self.cov.units[key].shape.bounds
        return np.array([west, south]), np.array([east - west, north - south])

    def spot(self, key, spread=1.6):
        low, size = self.box(key)
        return low + size / 2 + (self.rng.random(2) - 0.5) * size * spread

    def redraw(self, key):
        """A shape like the old one, moved, grown or bent."""
        shape = self.cov.units[key].shape
        size = np.sqrt(shape.area)
        way = self.rng.integers(4)
        if way == 0:
            made = shape.buffer(float(self.rng.uniform(-0.15, 0.2)) * size, quad_segs=2)
        elif way == 1:
            made = shapely.transform(shape, lambda xy: xy + self.rng.normal(0, 0.08 * size, 2))
        elif way == 2:
            ring = np.asarray(shape.exterior.coords)[:-1]
            made = shapely.Polygon(ring + self.rng.normal(0, 0.03 * size, ring.shape))
        else:
            bite = shapely.Point(self.spot(key)).buffer(float(self.rng.uniform(0.1, 0.4)) * size, quad_segs=3)
            made = shape.union(bite) if self.rng.random() < 0.5 else shape.difference(bite)
        part = max(shapely.get_parts(shapely.make_valid(made)), key=shapely.area, default=None)
        ring = part.exterior.coords if part is not None and part.geom_type == "Polygon" and not part.is_empty else ()
        return ops.Redraw(key, tuple(map(tuple, np.asarray(ring)[:, :2].tolist())) if ring else ())

    def scribble(self, key):
        """A ring that crosses itself."""
        points = [self.spot(key) for _ in range(int(self.rng.integers(3, 9)))]
        return ops.Redraw(key, tuple(tuple(p.tolist()) for p in points))

    def line(self, key):
        return tuple(tuple(self.spot(key, 2.2).tolist()) for _ in range(int(self.rng.integers(2, 6))))

    def split(self, key):
        return ops.Split(key, self.line(key), tuple(f"N{self.count}-{n}" for n in range(8)))

    def reshape(self, key):
        return ops.Reshape(key, self.line(key))

    def mates(self, key):
        near = [k for k in self.cov.near([self.cov.units[key].shape], 0.0) if k != key]
        shapes = np.array([self.cov.units[k].shape for k in [key, *near]], dtype=object)
        borders = shared(shapes)
        return [near[j - 1] for j in borders.j[borders.i == 0]]

    def merge(self, key):
        own = self.cov.units[key].parent
        mates = [k for k in self.mates(key) if self.cov.units[k].parent == own] or self.mates(key)
        return ops.Merge((key, *self.rng.permutation(mates)[:1].tolist()))

    def reassign(self, key):
        mates = self.mates(key)
        own = self.cov.units[key].parent
        other = [self.cov.units[k].parent for k in mates if self.cov.units[k].parent != own]
        friends = [k for k in mates if self.cov.units[k].parent == own][: int(self.rng.integers(0, 3))]
        return ops.Reassign((key, *friends), other[0] if other else own)

    def dissolve(self, key):
        if self.rng.random() < 0.7:
            return ops.Dissolve(key)
        own = self.cov.units[key].parent
        other = [self.cov.units[k].parent for k in self.mates(key) if self.cov.units[k].parent != own]
        return ops.Dissolve(own, other[0] if other else own)

    def found(self, key):
        own = self.cov.units[key].parent
        mates = [k for k in self.mates(key) if self.cov.units[k].parent == own][:1]
        return ops.Found((key, *mates), f"F{self.count}", f"新网{self.count}")

    def move(self, key):
        l3 = self.cov.units[key].parent
        l2 = self.cov.units[l3].parent
        parents = {self.cov.units[self.cov.units[k].parent].parent for k in self.mates(key)} - {l2}
        if self.rng.random() < 0.3:
            zones = sorted({self.cov.units[p].zone for p in parents} - {self.cov.units[l2].zone})
            return ops.Move(l2, zones[0]) if zones else ops.Move(l3, l2)
        return ops.Move(l3, min(parents) if parents else l2)
