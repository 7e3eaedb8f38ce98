"""Each edit on a small district: what it changes, and why it is refused."""

import numpy as np
import pytest
import shapely

from geo.model.codes import Level
from geo.plan import ops
from geo.plan.edit import work_out
from geo.plan.gate import Gate
from geo.plan.keys import alone, pinched, shared
from geo.plan.outline import STEP, frozen
from geo.plan.refused import WORDS, Refused
from tests.plan.invariants import Start, broken, state
from tests.plan.worlds import SIDE, E, N, cell


def ring(shape):
    return tuple(map(tuple, shapely.get_coordinates(shape).tolist()))


def refusal(cov, op, gate=None):
    before = state(cov)
    with pytest.raises(Refused) as told:
        work_out(cov, op, gate or Gate())
    assert state(cov) == before
    assert told.value.message
    assert told.value.remedy
    return told.value


def test_the_outline_has_vertices_everywhere_and_keeps_them(cov):
    shapes = np.array([u.shape for u in cov.micro()], dtype=object)
    assert alone(shapes).metres.max() <= STEP
    assert (frozen(shapes) == shapes).all()


def test_borders_are_counted_in_metres(cov):
    shapes = np.array([cov.units[k].shape for k in ("M00", "M01", "M11")], dtype=object)
    borders = shared(shapes)
    assert list(zip(borders.i, borders.j, borders.metres, strict=True)) == [(0, 1, SIDE), (1, 2, SIDE)]


def test_a_ring_that_touches_itself_is_pinched():
    bow = shapely.union_all([cell(0, 0), cell(1, 1)])
    assert pinched(bow)
    assert not pinched(cell(0, 0, 2, 2))


def test_reassign_moves_the_unit_and_nothing_else(cov):
    start = Start(cov)
    cov.take(work_out(cov, ops.Reassign(("M10",), "C0")))
    assert cov.units["M10"].parent == "C0"
    assert cov.unions["C0"].area == pytest.approx(5 * SIDE**2)
    assert broken(cov, start) == []


def test_reassign_over_a_community_border_moves_the_zone_too(cov):
    start = Start(cov)
    change = work_out(cov, ops.Reassign(("M20",), "C1"))
    assert {"C1", "C2", "B0", "B1", "Z0", "Z1"} == set(change.unions)
    cov.take(change)
    assert broken(cov, start) == []


@pytest.mark.parametrize(
    ("units", "target", "code"),
    [
        (("M20",), "C0", "target_apart"),
        (("M11",), "C0", "breaks_l3"),
        (("M10", "M11", "M12", "M13"), "C0", "source_empty"),
        (("M00",), "C0", "no_change"),
        (("M00",), "B0", "wrong_level"),
        (("C1",), "C0", "wrong_level"),
        (("nobody",), "C0", "unknown"),
    ],
)
def test_reassign_is_refused(cov, units, target, code):
    assert refusal(cov, ops.Reassign(units, target)).code == code


def test_redraw_heals_the_neighbours_and_keeps_the_households(cov):
    start = Start(cov)
    change = work_out(cov, ops.Redraw("M00", ring(cell(0, 0, 1.7, 1))))
    cov.take(change)
    assert cov.units["M00"].shape.area == pytest.approx(1.7 * SIDE**2)
    assert cov.units["M10"].shape.area == pytest.approx(0.3 * SIDE**2)
    assert cov.units["M00"].households == 10 + 8 + 1  # both homes, own rest of 2, and 1.4 of the neighbour's rest
    assert cov.units["M00"].estimated
    assert broken(cov, start) == []


def test_a_line_drawn_beside_a_border_means_the_border(cov):
    assert refusal(cov, ops.Redraw("M11", ring(shapely.box(E + 100.4, N + 100.3, E + 199.7, N + 200.2)))).code == (
        "no_change"
    )


def test_redraw_beyond_the_outline_ends_on_its_vertices(cov):
    start = Start(cov)
    cov.take(work_out(cov, ops.Redraw("M00", ring(shapely.box(E - 70, N - 70, E + 152.3, N + 80.7)))))
    assert broken(cov, start) == []
    assert refusal(cov, ops.Redraw("M00", ring(shapely.box(E - 90, N - 90, E - 10, N - 10)))).code == "outside"


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (cell(0, 0, 2.1, 1.2), "swallows"),
        (shapely.LineString([(E, N), (E + 50, N), (E, N)]), "empty"),
        (shapely.box(E + 350, N + 350, E + 360, N + 360), "swallows"),
    ],
)
def test_redraw_is_refused(cov, shape, code):
    told = refusal(cov, ops.Redraw("M11" if code == "swallows" and shape.area < 1000 else "M00", ring(shape)))
    assert told.code in {code, "breaks_l3", "island", "target_apart", "no_change"}


def test_a_scribble_that_crosses_itself_becomes_its_largest_part(cov):
    start = Start(cov)
    knot = ((E + 100, N + 100), (E + 190, N + 190), (E + 190, N + 100), (E + 100, N + 190), (E + 80, N + 195))
    cov.take(work_out(cov, ops.Redraw("M11", knot)))
    assert broken(cov, start) == []


def test_split_gives_the_largest_part_the_id_and_the_neighbours_the_ends(cov):
    start = Start(cov)
    line = ((E + 90, N + 130), (E + 210, N + 140))
    change = work_out(cov, ops.Split("M11", line, ("N1", "N2")))
    assert set(change.after) == {"M11", "N1", "M01", "M21"}
    cov.take(change)
    assert cov.units["M11"].shape.area > cov.units["N1"].shape.area
    assert cov.units["N1"].born_of == "M11"
    assert cov.units["N1"].code is None
    assert broken(cov, start) == []
    cov.take(change.reverse())
    assert "N1" not in cov.units


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (((E + 110, N + 110), (E + 150, N + 150)), "cut_misses"),
        (((E + 110, N + 110), (E + 110, N + 110)), "cut_misses"),
        (((E + 90, N + 100.5), (E + 210, N + 100.5)), "part_small"),
        (((E + 900, N), (E + 910, N)), "cut_misses"),
        (((E + 90, float("nan")), (E + 210, N)), "cut_misses"),
    ],
)
def test_split_is_refused(cov, line, code):
    assert refusal(cov, ops.Split("M11", line, ("N1",))).code == code


def test_reshape_follows_the_line_between_its_crossings(cov):
    start = Start(cov)
    line = ((E + 160, N + 120), (E + 230, N + 130), (E + 160, N + 180))
    cov.take(work_out(cov, ops.Reshape("M11", line)))
    assert cov.units["M11"].shape.area > SIDE**2
    assert broken(cov, start) == []
    assert refusal(cov, ops.Reshape("M11", ((E + 110, N + 110), (E + 150, N + 150)))).code == "cut_misses"


def test_merge_keeps_the_first_and_its_households(cov):
    start = Start(cov)
    change = work_out(cov, ops.Merge(("M00", "M01")))
    assert change.into == {"M01": "M00"}
    cov.take(change)
    assert cov.units["M00"].households == 20
    assert broken(cov, start) == []
    cov.take(change.reverse())
    assert cov.units["M01"].households == 10
    assert refusal(cov, ops.Merge(("M00", "M02"))).code == "not_adjacent"
    assert refusal(cov, ops.Merge(("M00", "M10"))).code == "other_l3"
    assert refusal(cov, ops.Merge(("M00",))).code == "no_change"


def test_dissolve_a_micro_grid_or_a_whole_l3(cov):
    start = Start(cov)
    cov.take(work_out(cov, ops.Dissolve("M00")))
    assert "M00" not in cov.units
    cov.take(work_out(cov, ops.Dissolve("C0", "C1")))
    assert "C0" not in cov.units
    assert broken(cov, start) == []
    assert refusal(cov, ops.Dissolve("C1", "C3")).code == "target_apart"


def test_found_and_move_an_l3(cov):
    start = Start(cov)
    cov.take(work_out(cov, ops.Found(("M10", "M11"), "C9", "新网")))
    assert cov.units["C9"].parent == "B0"
    assert refusal(cov, ops.Found(("M13", "M20"), "C8", "新网")).code == "other_l3"
    assert refusal(cov, ops.Move("C0", "B1")).code == "breaks_l2"
    cov.take(work_out(cov, ops.Move("C2", "B0")))
    assert cov.units["C2"].parent == "B0"
    assert broken(cov, start) == []


def test_locks_hold_units_levels_and_everything(cov):
    gate = Gate(locked=frozenset({"C1"}))
    assert refusal(cov, ops.Reassign(("M10",), "C0"), gate).code == "locked"
    assert refusal(cov, ops.Reassign(("M00",), "C1"), gate).code == "locked"
    held = {key: cov.units[key] for key in cov.below("C1")}
    change = work_out(cov, ops.Redraw("M00", ring(cell(0, 0, 1.6, 1.5))), gate)
    cov.take(change)
    assert {key: cov.units[key] for key in held} == held
    assert refusal(cov, ops.Reassign(("M20",), "C1"), Gate(levels=frozenset({Level.L2}))).code == "level_locked"
    assert refusal(cov, ops.Merge(("M30", "M31")), Gate(everything=True)).code == "locked"
    shapes = Gate(levels=frozenset({Level.MICRO}))
    assert refusal(cov, ops.Merge(("M30", "M31")), shapes).code == "level_locked"
    assert work_out(cov, ops.Reassign(("M10",), "C0"), shapes).after["M10"].parent == "C0"


def test_a_street_that_edits_its_community_cannot_move_the_border_of_another(cov):
    gate = Gate(root="B0")
    assert refusal(cov, ops.Reassign(("M20",), "C1"), gate).code == "out_of_scope"
    cov.take(work_out(cov, ops.Redraw("M10", ring(cell(1, 0, 1.5, 1.5))), gate))
    assert cov.units["M20"].shape.area == pytest.approx(SIDE**2)


def test_an_operation_written_down_reads_the_same():
    made = ops.Split("M11", ((E + 0.001, N), (E, N + 0.1)), ("N1",))
    assert ops.read(ops.told(made)) == made
    assert set(ops.TITLES) == set(ops.KINDS)


def test_every_refusal_says_what_to_do():
    assert all(words and remedy for words, remedy in WORDS.values())
