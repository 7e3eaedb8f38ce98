"""A file of grids edited elsewhere, read for a plan: nothing is stored before a person has seen what it changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.plans.cells import Cells, Known, wanted
from data.plans.desk import Desk
from data.plans.founding import L3s
from data.readers import datum as datums
from data.readers.base import RawTable
from data.readers.stage import reader_for
from data.ulid import ulids
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan.adopt import Adopted, Drawn, adopt
from geo.plan.clean import Doubt
from geo.plan.coverage import Coverage
from geo.plan.keys import Shapes
from geo.plan.ops import Adopt
from geo.plan.place import Area, place
from geo.plan.plane import to_plane
from geo.plan.units import Unit

TIERS = (Level.MICRO, Level.L3, Level.L2)  # what a file may bring, the finest first
MOST_UNITS = 50_000
TWICE = "请只保留一处；从它拆出的新网格请另给编码、清空“单元号”后再导入。"
NEW_L2 = "社区由区里设立，方案里不新设：请管理员在“导入”页导入它和它的网格"


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """A file read against a coverage: what it would change, and the names of its rows for what is told."""

    adopted: Adopted
    names: list[str]
    notes: list[str]
    tier: Level = Level.MICRO

    @property
    def doubts(self) -> list[tuple[str, Doubt]]:
        """Units a person must look at, with their names."""
        return [(self.names[doubt.unit], doubt) for doubt in self.adopted.doubts]


def incoming(
    desk: Desk, cov: Coverage, path: Path, name: str, *, datum: str | None = None, tier: Level | None = None
) -> Incoming:
    """Read a file of grids and work out what it would change.

    Micro grids bring their shapes. L3 and L2 say only which micro grids are theirs (geo.plan.place).

    Parameters
    ----------
    cov
        State of the plan it is for.
    path, name
        Where the bytes are; the name the person knows.
    datum
        Coordinate system where the file does not say its own.
    tier
        MICRO, L3 or L2: which rows count; None = the finest the file has.

    Raises
    ------
    BadInput
        No format we read, no grids of the tier, no coordinate system, a unit twice, or no coverage.
    """
    tables = list(reader_for(Path(name)).read(path, name))
    tiers = (tier,) if tier else TIERS
    found = next((level for level in tiers if any(wanted(table, level) for table in tables)), None)
    if found is None:
        words = "、".join(level.title for level in tiers)
        raise BadInput(f"{name}：没有找到{words}。", remedy=f"需要{words}的图层，或“层级”列写明层级。")
    return (
        _micros(desk, cov, tables, name, datum)
        if found is Level.MICRO
        else _above(desk, cov, tables, _File(name, datum, found))
    )


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    datum: str | None
    tier: Level


def _micros(desk: Desk, cov: Coverage, tables: list[RawTable], name: str, datum: str | None) -> Incoming:
    notes: list[str] = []
    rows: list[Drawn] = []
    above = L3s(cov, tables)
    for table in tables:
        found = _rows(table, cov, desk.crs, _File(name, datum, Level.MICRO), above)
        if found:
            notes += [f"{table.layer or name}：{len(found):,} 个微网格", *table.notes]
        rows += found
        if len(rows) > MOST_UNITS:
            raise BadInput(f"{name}：超过 {MOST_UNITS:,} 个微网格。", remedy="请只导出本区的微网格。")
    _once([row.unit for row in rows], cov, name)
    fresh = ulids(max(sum(row.unit is None for row in rows), 1), clock())
    made = adopt(cov, rows, fresh, founded=above.founded, known=above.known)
    return Incoming(made, [row.name for row in rows], [*notes, *above.notes(made)])


def _above(desk: Desk, cov: Coverage, tables: list[RawTable], file: _File) -> Incoming:
    """Read units above the micro grids: theirs is what lies inside."""
    units, l3s = Known(cov), L3s(cov, [])
    notes, areas, strange = [], [], []
    for table in tables:
        rows = wanted(table, file.tier)
        if not rows:
            continue
        cells = Cells(table)
        shapes = to_plane(_moved(table, rows, file.name, file.datum), desk.crs)
        if file.tier is Level.L3:
            found = l3s.read(cells, rows)
            told = [(found[n], shape) for n, shape in zip(rows, shapes, strict=True)]
            areas += [Area(row.unit, shape, row.founded) for row, shape in told if row is not None]
        else:
            for (n, key), shape in zip(units.all_of(file.tier, cells, rows).items(), shapes, strict=True):
                if key is None:
                    strange.append(cells.names[n] or cells.codes[n] or f"第 {n + 1} 行")
                else:
                    areas.append(Area(key, shape))
        notes += [
            f"{table.layer or file.name}：{len(rows):,} 个{file.tier.title}，按所在位置归入微网格",
            *table.notes,
        ]
    _once([area.unit for area in areas], cov, file.name)
    if strange:
        notes.append(f"不是现行{file.tier.title}，没有采用：{'、'.join(strange[:10])}。{NEW_L2}")
    adopted, ids = place(cov, file.tier, areas)
    return Incoming(adopted, [cov.units[key].name for key in ids], [*notes, *l3s.notes(adopted)], file.tier)


def _once(keys: Sequence[str | None], cov: Coverage, name: str) -> None:
    known = [key for key in keys if key is not None and key in cov.units]
    twice = sorted(cov.units[key].name for key, n in Counter(known).items() if n > 1)
    if twice:
        raise BadInput(f"{name}：有 {len(twice)} 个网格出现不止一次。", rows=twice[:50], remedy=TWICE)


def _moved(table: RawTable, wanted: list[int], name: str, datum: str | None) -> Shapes:
    """Shapes of rows in EPSG:4490."""
    system = (None if table.assumed else table.crs) or (datums.canonical(datum) if datum else None) or table.crs
    if system is None:
        raise BadInput(f"{name}：没有写明坐标系。", remedy=f"请声明：{datums.CHOICES}。")
    if table.geometry is None:
        raise BadInput(f"{name}：没有图形。", remedy="请导出带图形的图层。")
    moved = datums.moved_shapes(np.asarray(table.geometry[wanted], dtype=object), datums.shift(system))
    gone = [str(table.rows[n]) for n, shape in zip(wanted, moved, strict=True) if shape is None or shape.is_empty]
    if gone:
        raise BadInput(f"{name}：有 {len(gone)} 个网格没有图形。", rows=gone[:50], remedy="请补画或删除后再导入。")
    return np.array([_single(shape) for shape in moved], dtype=object)


def _rows(table: RawTable, cov: Coverage, crs: str, file: _File, above: L3s) -> list[Drawn]:
    rows = wanted(table, Level.MICRO)
    if not rows:
        return []
    cells = Cells(table)
    shapes = to_plane(_moved(table, rows, file.name, file.datum), crs)
    meant = Known(cov).all_of(Level.MICRO, cells, rows)
    return [
        Drawn(meant[n], cells.names[n], above.of(cells.parents[n]), shape)
        for n, shape in zip(rows, shapes, strict=True)
    ]


def _single(shape: shapely.Geometry) -> shapely.Geometry:
    """Take a MultiPolygon of one part as that part: GIS software writes them so."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def changes(cov: Coverage, told: Adopted) -> pd.DataFrame:
    """List what a file would change: id (index), name, what, before_m2, after_m2."""
    born3 = {key: name for key, _, name in told.op.founded} if told.op else {}
    rows: list[tuple[str, str, str, float | None, float | None]] = [
        (key, name, f"在{cov.units[l2].name}新设三级网格", None, _area(told.op, key))
        for key, l2, name in (told.op.founded if told.op else ())
    ]
    rows += [
        (key, cov.units[key].name, f"划归{cov.units[to].name}", cov.shape(key).area, cov.shape(key).area)
        for key, to in (told.op.moved if told.op else ())
    ]
    for key, parent, name, born, rings in told.op.units if told.op else ():
        old = cov.units.get(key)
        shape = shapely.Polygon(rings[0], rings[1:])
        if born or old is None:
            rows.append((key, name, "新设", None, shape.area))
        else:
            what = _differs(old, replace(old, name=name or old.name, parent=parent, shape=shapely.normalize(shape)))
            words = "、".join(what) + (f"（到{born3[parent]}）" if parent in born3 else "")
            rows.append((key, name or old.name, words, old.body.area, shape.area))
    for key, _ in told.op.ended if told.op else ():
        rows.append((key, cov.units[key].name, "撤销", cov.shape(key).area, None))
    return pd.DataFrame(rows, columns=["id", "name", "what", "before_m2", "after_m2"]).set_index("id")


def _area(op: Adopt | None, l3: str) -> float:
    """Square metres of a new L3: of the micro grids that go there."""
    shapes = [rings for _, parent, _, _, rings in op.units if parent == l3] if op else []
    return float(sum(shapely.Polygon(rings[0], rings[1:]).area for rings in shapes))


def _differs(old: Unit, new: Unit) -> list[str]:
    told = [("归属", old.parent != new.parent), ("名称", old.name != new.name), ("边界", old.shape != new.shape)]
    return [word for word, differs in told if differs]
