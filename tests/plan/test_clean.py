"""Cleaning: from gaps, overlaps and pieces to a coverage of the outline, with every doubt listed."""

import numpy as np
import pytest
import shapely

from geo.model.errors import BadInput
from geo.plan.clean import clean
from geo.plan.keys import alone
from geo.plan.outline import frozen
from tests.plan.dirt import holed, shaken, simplified
from tests.plan.worlds import voronoi


@pytest.mark.parametrize("way", ["simplified", "shaken", "holed", "clean"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_dirty_becomes_a_coverage(way, seed):
    rng = np.random.default_rng(seed)
    cov = voronoi(seed)
    shapes = np.array([u.shape for u in cov.micro()], dtype=object)
    outline = shapely.coverage_union_all(shapes)
    dirty = {
        "simplified": lambda: simplified(shapes),
        "shaken": lambda: shaken(shapes, rng),
        "holed": lambda: holed(shapes, rng),
        "clean": lambda: shapes,
    }[way]()
    made = clean(dirty, outline)
    kept = np.array([s for s in made.shapes if s is not None], dtype=object)
    assert shapely.coverage_is_valid(kept)
    assert all(s.geom_type == "Polygon" for s in kept)
    whole = shapely.coverage_union_all(kept)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.symmetric_difference(outline).area < (0.0005 * outline.length if way != "clean" else 1e-6)
    assert alone(kept).keys() >= alone(np.array([outline], dtype=object)).keys() or way != "clean"
    if way == "clean":
        assert made.doubts == []
        assert (frozen(kept) == frozen(shapes)).all()
    if way == "holed":
        gone = {n for n, s in enumerate(made.shapes) if s is None}
        assert {n for n, s in enumerate(dirty) if s.is_empty} == gone
        assert gone <= {d.unit for d in made.doubts}


def test_another_datum_is_told():
    shapes = np.array([u.shape for u in voronoi(1).micro()], dtype=object)
    far = shapely.transform(shapes, lambda xy: xy + 50_000)
    with pytest.raises(BadInput, match="坐标系"):
        clean(far, shapely.coverage_union_all(shapes))
