"""Larger units drawn elsewhere say which micro grids are theirs: borders stay, memberships change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan.adopt import Adopted, Founded, rings
from geo.plan.clean import Doubt
from geo.plan.coverage import Coverage
from geo.plan.keys import Shapes, shared
from geo.plan.ops import Adopt

WHOLE = 0.95  # of a micro grid inside what takes it: less is listed


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """One unit of a file above the micro grids: the L3 or L2 it is, its shape in the plane; a new L3 says its L2."""

    unit: str
    shape: BaseGeometry
    founded: Founded | None = None


def place(cov: Coverage, level: Level, areas: Sequence[Area]) -> tuple[Adopted, list[str]]:
    """Work out which micro grids go over to which unit.

    Parameters
    ----------
    cov
        State of the plan; not changed.
    level
        L3 or L2.
    areas
        Units of that level, each once; those the file lacks keep what nobody claims.

    Returns
    -------
    Adopted, list of str
        One operation, no border moved; and the ids its doubts count by. A micro grid belongs to the unit that
        holds its inner point; where none or several do, or another holds more of it, to the one that holds most.
        Of an L2, an L3 that goes over whole stays one; parts of one join the L3 with the longest common border.

    Raises
    ------
    BadInput
        No unit; or none of them touches a micro grid.
    """
    micro = cov.micro()
    bodies: Shapes = np.array([unit.body for unit in micro], dtype=object)
    if not areas:
        raise BadInput(f"文件里没有现行的{level.title}。", remedy="请保留“编码”或“单元号”列后再导入。")
    chosen, doubts = _chosen(cov, level, areas, bodies)
    if not any(chosen):
        raise BadInput("文件里的范围没有盖住任何微网格。", remedy="请检查坐标系后重新导入。")
    ids = [unit.id for unit in micro]
    wanted = {key: to for key, to in zip(ids, chosen, strict=True) if to is not None}
    if level is Level.L2:
        parents, moved, lost = _by_community(cov, ids, bodies, wanted)
        doubts += [
            Doubt(ids.index(key), "在新的社区里没有相邻的三级网格，保持原归属", cov.units[key].body.area, 0.0)
            for key in lost
        ]
    else:
        parents, moved = wanted, {}
    gone = [key for key in ids if key in parents and parents[key] != cov.units[key].parent]
    told = tuple((key, parents[key], "", "", rings(cov.units[key].body)) for key in gone)
    named_by = {parent for _, parent, _, _, _ in told}
    news = [area.founded for area in areas if area.founded is not None and area.unit in named_by]
    founded = tuple((new.unit, new.l2, new.name) for new in news)
    op = Adopt(told, (), tuple(sorted(moved.items())), founded) if told or moved else None
    return Adopted(op, exact=True, doubts=doubts, same=len(ids) - len(gone)), ids


def _chosen(cov: Coverage, level: Level, areas: Sequence[Area], bodies: Shapes) -> tuple[list[str | None], list[Doubt]]:
    """For each micro grid the unit that takes it, None where none does; and what a person must look at."""
    shapes: Shapes = np.asarray(shapely.make_valid(np.array([area.shape for area in areas], dtype=object)))
    tree = shapely.STRtree(shapes)
    whole = shapely.area(bodies)
    at, by = tree.query(bodies, predicate="intersects")
    part = shapely.area(shapely.intersection(bodies[at], shapes[by])) / whole[at]
    spots, holders = tree.query(shapely.point_on_surface(bodies), predicate="intersects")
    given = {area.unit for area in areas}
    out: list[str | None] = []
    doubts: list[Doubt] = []
    for n, unit in enumerate(cov.micro()):
        mine = at == n
        shares = dict(zip(by[mine].tolist(), part[mine].tolist(), strict=True))
        shares = {k: share for k, share in shares.items() if share > 0}
        inside = holders[spots == n].tolist()
        if not shares:
            out.append(None)
            if _above(cov, unit.parent, level) in given:
                doubts.append(Doubt(n, "不在文件的任何范围里，保持原归属", float(whole[n]), 0.0))
            continue
        best = max(shares, key=lambda k: (shares[k], -k))
        taker = inside[0] if len(inside) == 1 and shares.get(inside[0], 0.0) >= shares[best] else best
        out.append(areas[taker].unit)
        if shares[taker] < WHOLE:
            words = f"只有 {shares[taker]:.0%} 在{_called(cov, areas[taker])}里，整个归入"
            doubts.append(Doubt(n, words, float(whole[n]), float(whole[n] * shares[taker])))
        elif len(shares) > 1 and sorted(shares.values())[-2] > 1 - WHOLE:
            doubts.append(Doubt(n, "文件中有几个范围重叠在这里", float(whole[n]), float(whole[n] * shares[taker])))
    return out, doubts


def _called(cov: Coverage, area: Area) -> str:
    return area.founded.name if area.founded is not None else cov.units[area.unit].name


def _above(cov: Coverage, key: str | None, level: Level) -> str | None:
    """Id of the unit of a level at or above an L3."""
    while key is not None and cov.units[key].level is not level:
        key = cov.units[key].parent
    return key


def _by_community(
    cov: Coverage, ids: list[str], bodies: Shapes, wanted: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """L3 of each micro grid, L3 that change their L2 whole, and micro grids nobody there borders."""
    l3_of = {key: str(cov.units[key].parent) for key in ids}
    moved: dict[str, str] = {}
    for l3 in sorted(set(l3_of.values())):
        asked = {wanted.get(key, str(cov.units[l3].parent)) for key in cov.children[l3]}
        if len(asked) == 1 and (to := asked.pop()) != cov.units[l3].parent:
            moved[l3] = to
    home = {unit.id: moved.get(unit.id, unit.parent) for unit in cov.of(Level.L3)}
    parents = dict(l3_of)
    waiting = [n for n, key in enumerate(ids) if key in wanted and home[l3_of[key]] != wanted[key]]
    beside = _beside(bodies)
    open_ = set(waiting)
    while open_:
        settled = {}
        for n in sorted(open_):
            lengths: dict[str, float] = {}
            for other, metres in beside.get(n, []):
                l3 = parents[ids[other]]
                if other not in open_ and home[l3] == wanted[ids[n]]:
                    lengths[l3] = lengths.get(l3, 0.0) + metres
            if lengths:
                settled[n] = max(sorted(lengths), key=lengths.__getitem__)
        if not settled:
            break
        for n, l3 in settled.items():
            parents[ids[n]] = l3
        open_ -= settled.keys()
    return parents, moved, [ids[n] for n in sorted(open_)]


def _beside(bodies: Shapes) -> dict[int, list[tuple[int, float]]]:
    """Neighbours of each shape with the metres of the common border."""
    borders = shared(bodies)
    out: dict[int, list[tuple[int, float]]] = {}
    for i, j, metres in zip(borders.i.tolist(), borders.j.tolist(), borders.metres.tolist(), strict=True):
        out.setdefault(i, []).append((j, metres))
        out.setdefault(j, []).append((i, metres))
    return out
