"""Ways in which a real coverage is dirty."""

import numpy as np
import shapely


def simplified(shapes, tolerance=2.0):
    """Each unit simplified by itself: shared borders part."""
    return shapely.simplify(shapes, tolerance)


def shaken(shapes, rng, metres=3.0):
    """Every vertex of every unit moved by hand."""
    out = []
    for shape in shapes:
        xy = np.asarray(shape.exterior.coords)[:-1]
        out.append(shapely.Polygon(xy + rng.normal(0, metres / 2, xy.shape)))
    return np.array(out, dtype=object)


def holed(shapes, rng, count=5):
    """Some units gone, some drawn twice as large."""
    out = shapes.copy()
    for at in rng.choice(len(out), count, replace=False):
        out[at] = shapely.Polygon()
    for at in rng.choice(len(out), count, replace=False):
        if not out[at].is_empty:
            out[at] = out[at].buffer(20)
    return out
