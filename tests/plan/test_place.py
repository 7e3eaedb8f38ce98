"""Third-level grids and communities drawn elsewhere: who belongs to whom follows, no border of a micro grid moves."""

import numpy as np
import pytest
import shapely

from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan import ops
from geo.plan.edit import work_out
from geo.plan.place import Area, place
from geo.plan.refused import Refused
from tests.plan.invariants import Start, broken
from tests.plan.worlds import SIDE, cell, square, voronoi


def drawn(cov, level):
    return [Area(unit.id, cov.shape(unit.id)) for unit in cov.of(level)]


def belongings(cov):
    return {unit.id: unit.parent for unit in cov.units.values() if unit.level in {Level.MICRO, Level.L3}}


def moved_about(seed, count=5):
    """The same district after some micro grids went over to other third-level grids."""
    cov, rng = voronoi(seed), np.random.default_rng(seed)
    l3 = [unit.id for unit in cov.of(Level.L3)]
    done = 0
    for _ in range(400):
        key = str(rng.choice([unit.id for unit in cov.micro()]))
        try:
            cov.take(work_out(cov, ops.Reassign((key,), str(rng.choice(l3)))))
        except Refused:
            continue
        done += 1
        if done == count:
            break
    assert done
    return cov


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_unions_of_a_plan_give_its_memberships_back(seed):
    there, here = moved_about(seed), voronoi(seed)
    start = Start(here)
    told, _ = place(here, Level.L3, drawn(there, Level.L3))
    assert told.doubts == []
    assert len(told.op.units) == len(here.micro()) - told.same
    before = belongings(here)
    change = work_out(here, ops.read(ops.told(told.op)))
    here.take(change)
    assert belongings(here) == belongings(there)
    assert broken(here, start) == []
    here.take(change.reverse())
    assert belongings(here) == before
    assert place(here, Level.L3, drawn(here, Level.L3))[0].op is None


def test_a_community_takes_a_third_level_grid_whole_or_parts_of_one():
    cov = square()
    areas = [Area("B0", cell(0, 0, 1, 4)), Area("B1", cell(1, 0, 3, 4))]
    told, _ = place(cov, Level.L2, areas)
    assert told.op.moved == (("C1", "B1"),)
    assert told.op.units == ()
    cov.take(work_out(cov, told.op))
    assert cov.units["C1"].parent == "B1"
    part = [Area("B0", shapely.union_all([cell(0, 0, 1, 4), cell(1, 0, 1, 2)])), Area("B1", cell(2, 0, 2, 4))]
    assert place(square(), Level.L2, part)[0].op is None, "what nobody claims stays"
    claimed = [part[0], Area("B1", shapely.union_all([cell(2, 0, 2, 4), cell(1, 2, 1, 2)]))]
    told, _ = place(square(), Level.L2, claimed)
    assert {key: parent for key, parent, *_ in told.op.units} == {"M12": "C2", "M13": "C2"}
    assert told.op.moved == ()


def test_what_is_not_plain_is_listed_for_a_person():
    cov = square()
    wide = shapely.transform(
        cell(0, 0, 1, 4), lambda xy: xy + np.array([0.4 * SIDE, 0.0])
    )  # over 0.4 of the next column
    told, ids = place(cov, Level.L3, [Area("C0", wide)])
    said = {ids[doubt.unit]: doubt for doubt in told.doubts}
    assert set(said) == {f"M{c}{r}" for c in (0, 1) for r in range(4)}
    assert "60%" in said["M00"].reason
    assert said["M00"].after_m2 == pytest.approx(0.6 * SIDE**2)
    double = [Area("C0", cell(0, 0, 2, 4)), Area("C1", cell(1, 0, 1, 4))]
    told, ids = place(cov, Level.L3, double)
    assert {ids[doubt.unit] for doubt in told.doubts} == {"M10", "M11", "M12", "M13"}
    empty = [Area("C0", cell(0, 0, 1, 3)), *(Area(f"C{n}", cell(n, 0, 1, 4)) for n in (1, 2, 3))]
    told, ids = place(cov, Level.L3, empty)
    assert [(ids[doubt.unit], doubt.reason) for doubt in told.doubts] == [("M03", "不在文件的任何范围里，保持原归属")]
    for wrong in ([], [Area("C0", cell(50, 50))]):
        with pytest.raises(BadInput):
            place(cov, Level.L3, wrong)
    swallowed = [Area("C0", cell(0, 0, 2, 4)), Area("C1", cell(9, 9))]
    told, _ = place(cov, Level.L3, swallowed)
    with pytest.raises(Refused) as no:
        work_out(cov, told.op)
    assert no.value.code == "source_empty"
