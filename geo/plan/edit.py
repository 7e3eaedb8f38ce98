"""Works an operation out against a coverage: what exactly it would change, or why it is refused."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely import LineString, Polygon

from geo.model.codes import Level
from geo.plan.coverage import Change, Coverage
from geo.plan.cut import cut
from geo.plan.gate import OPEN, Edit, Gate, passed
from geo.plan.heal import MOST_POINTS, redraw
from geo.plan.keys import Floats, shared
from geo.plan.ops import (
    Adopt,
    Balance,
    Dissolve,
    Found,
    Merge,
    Move,
    Op,
    Path,
    Reassign,
    Redraw,
    Rename,
    Reshape,
    Split,
)
from geo.plan.refused import Refused
from geo.plan.reshape import reshaped
from geo.plan.units import ABOVE, Unit


def work_out(cov: Coverage, op: Op, gate: Gate = OPEN) -> Change:
    """Say everything an operation would change; the coverage stays as it is.

    Parameters
    ----------
    cov
        State before.
    op
        What to do; coordinates in the plane of the coverage, metres.
    gate
        Locks and scope of the author.

    Returns
    -------
    Change
        For Coverage.take().

    Raises
    ------
    Refused
        With the code, the sentence and the place; also when the geometry engine gives up (topology).
    """
    try:
        return passed(cov, _edit(cov, op, gate), gate)
    except shapely.errors.GEOSException as fault:
        raise Refused("topology") from fault


def _edit(cov: Coverage, op: Op, gate: Gate) -> Edit:  # noqa: C901, PLR0911 - one line per kind
    match op:
        case Reassign(units, target):
            return _reassign(cov, "reassign", [(key, target) for key in units], gate, target)
        case Balance(assign):
            return _reassign(cov, "balance", list(assign), gate, None)
        case Adopt():
            return _adopt(cov, op, gate)
        case Redraw(unit, ring):
            return _redraw(cov, "redraw", unit, _polygon(ring), gate)
        case Reshape(unit, line):
            _micro(cov, [unit], gate)
            return _redraw(cov, "reshape", unit, reshaped(cov.units[unit].body, _line(line)), gate)
        case Split(unit, line, born):
            _micro(cov, [unit], gate)
            return cut(cov, unit, _line(line), born, lambda key: gate.closed(cov, key))
        case Merge(units):
            return _merge(cov, units, gate)
        case Dissolve(unit, target):
            return _dissolve(cov, unit, target, gate)
        case Found(units, born, name):
            return _found(cov, units, born, name, gate)
        case Move(unit, target):
            return _move(cov, unit, target, gate)
        case Rename(unit, name):
            gate.need(cov, [unit])
            return Edit("rename", {unit: replace(cov.units[unit], name=name.strip()[:40] or cov.units[unit].name)})


def _micro(cov: Coverage, keys: Sequence[str], gate: Gate) -> list[Unit]:
    gate.need(cov, keys)
    for key in keys:
        if cov.units[key].level is not Level.MICRO:
            raise Refused("wrong_level", name=cov.units[key].name, units=[key], place=cov.shape(key))
    return [cov.units[key] for key in keys]


def _l3(cov: Coverage, key: str, gate: Gate) -> Unit:
    gate.need(cov, [key])
    if cov.units[key].level is not Level.L3:
        raise Refused("wrong_level", name=cov.units[key].name, units=[key], place=cov.shape(key))
    return cov.units[key]


def _reassign(cov: Coverage, kind: str, pairs: list[tuple[str, str]], gate: Gate, target: str | None) -> Edit:
    _micro(cov, [key for key, _ in pairs], gate)
    for key in sorted({to for _, to in pairs}):
        _l3(cov, key, gate)
    units = {key: replace(cov.units[key], parent=to) for key, to in pairs if cov.units[key].parent != to}
    if not units:
        raise Refused("no_change")
    return Edit(kind, units, target=target)


def _redraw(cov: Coverage, kind: str, key: str, drawn: Polygon, gate: Gate) -> Edit:
    _micro(cov, [key], gate)
    healed = redraw(cov, key, drawn, lambda other: gate.closed(cov, other))
    units = {unit: replace(cov.units[unit], shape=shape) for unit, shape in healed.shapes.items()}
    return Edit(kind, units, moves=healed.moves)


def _adopt(cov: Coverage, op: Adopt, gate: Gate) -> Edit:
    units: dict[str, Unit] = {}
    for key, l2, name in op.founded:
        gate.need(cov, [l2])
        if key in cov.units or cov.units[l2].level is not Level.L2 or not name.strip():
            raise Refused("wrong_level", name=name, units=[l2], place=cov.shape(l2))
        units[key] = Unit(key, Level.L3, name.strip()[:40], parent=l2)
    _micro(cov, [key for key, _, _, born, _ in op.units if not born], gate)
    gate.need(cov, [key for key, _ in op.ended])
    for parent in sorted({parent for _, parent, _, _, _ in op.units} - units.keys()):
        _l3(cov, parent, gate)
    for key, to in op.moved:
        units |= _move(cov, _l3(cov, key, gate).id, to, gate).units
    for key, parent, name, born, rings in op.units:
        shape = shapely.normalize(Polygon(rings[0], rings[1:]))
        old = cov.units[born or key]
        if born:
            gate.need(cov, [born])
            units[key] = Unit(key, Level.MICRO, name or old.name, parent=parent, shape=shape, born_of=born)
        else:
            units[key] = replace(old, name=name or old.name, parent=parent, shape=shape)
    return Edit("adopt", units, dict(op.ended))


def _merge(cov: Coverage, keys: tuple[str, ...], gate: Gate) -> Edit:
    units = _micro(cov, list(dict.fromkeys(keys)), gate)
    if len(units) < 2:  # noqa: PLR2004 - two make a merge
        raise Refused("no_change")
    if len({unit.parent for unit in units}) > 1:
        raise Refused("other_l3", units=keys, place=[unit.body for unit in units])
    made = shapely.normalize(shapely.coverage_union_all(np.array([unit.body for unit in units], dtype=object)))
    if not isinstance(made, Polygon):
        raise Refused("not_adjacent", units=keys, place=[unit.body for unit in units])
    stays, *gone = units
    return Edit("merge", {stays.id: replace(stays, shape=made)}, {unit.id: stays.id for unit in gone})


def _dissolve(cov: Coverage, key: str, target: str, gate: Gate) -> Edit:
    gate.need(cov, [key])
    unit = cov.units[key]
    if unit.level is Level.MICRO:
        mates = [k for k in sorted(cov.children[unit.parent or ""]) if k != key and not gate.closed(cov, k)]
        shapes = np.array([unit.body, *(cov.units[k].body for k in mates)], dtype=object)
        borders = shared(shapes)
        mine = borders.i == 0
        if not mine.any():
            raise Refused("source_empty" if not mates else "not_adjacent", name=unit.name, units=[key], place=unit.body)
        best = mates[int(borders.j[mine][np.argmax(borders.metres[mine])]) - 1]
        edit = _merge(cov, (best, key), gate)
        return replace_kind(edit, "dissolve")
    if unit.level is not Level.L3:
        raise Refused("wrong_level", name=unit.name, units=[key], place=cov.shape(key))
    _l3(cov, target, gate)
    if target == key:
        raise Refused("no_change")
    edit = _reassign(cov, "dissolve", [(k, target) for k in sorted(cov.children[key])], gate, target)
    edit.ended[key] = target
    return edit


def replace_kind(edit: Edit, kind: str) -> Edit:
    """Name an edit by what the person asked for."""
    return Edit(kind, edit.units, edit.ended, edit.moves, edit.target)


def _found(cov: Coverage, keys: tuple[str, ...], born: str, name: str, gate: Gate) -> Edit:
    units = _micro(cov, list(dict.fromkeys(keys)), gate)
    if not units or born in cov.units:
        raise Refused("no_change")
    over = {cov.units[unit.parent or ""].parent for unit in units}
    if len(over) > 1:
        raise Refused("other_l3", units=keys, place=[unit.body for unit in units])
    made = Unit(born, Level.L3, name, parent=over.pop())
    return Edit("found", {born: made} | {u.id: replace(u, parent=born) for u in units}, target=born)


def _move(cov: Coverage, key: str, target: str, gate: Gate) -> Edit:
    gate.need(cov, [key, target])
    unit, to = cov.units[key], cov.units[target]
    if unit.level is Level.L2 and to.level is Level.ZONE:
        return Edit("move", {key: replace(unit, zone=target)})
    if unit.level is not Level.L3 or to.level is not ABOVE[unit.level]:
        raise Refused("wrong_level", name=unit.name, units=[key], place=cov.shape(key))
    return Edit("move", {key: replace(unit, parent=target)})


def _polygon(ring: Path) -> Polygon:
    return Polygon(_points(ring, "empty", 3))


def _line(line: Path) -> LineString:
    made = LineString(_points(line, "cut_misses", 2))
    if made.length == 0:
        raise Refused("cut_misses")
    return made


def _points(path: Path, code: str, least: int) -> Floats:
    """Read what a browser drew: finite pairs, enough of them and not too many."""
    try:
        xy = np.array(path, dtype=float).reshape(-1, 2)
    except (ValueError, TypeError) as fault:
        raise Refused(code) from fault
    if len(xy) > MOST_POINTS:
        raise Refused("too_fine", place=LineString(xy) if np.isfinite(xy).all() else None)
    if len(xy) < least or not np.isfinite(xy).all():
        raise Refused(code)
    return xy
