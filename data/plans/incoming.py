"""A file of grids edited elsewhere, read for a plan: nothing is stored before a person has seen what it changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.plans.desk import Desk
from data.readers import datum as datums
from data.readers.base import RawTable
from data.readers.match import map_columns
from data.readers.stage import reader_for
from data.ulid import ulids
from data.vault import clock
from data.writers.grids import LAYERS, UNIT
from geo.model.codes import Level, parse_code
from geo.model.errors import BadCode, BadInput
from geo.plan.adopt import Adopted, Drawn, adopt
from geo.plan.clean import Doubt
from geo.plan.coverage import Coverage
from geo.plan.keys import Shapes
from geo.plan.place import Area, place
from geo.plan.plane import to_plane
from geo.plan.units import Unit
from geo.schema import KINDS

TIERS = (Level.MICRO, Level.L3, Level.L2)  # what a file may bring, the finest first
WORDS_OF = {
    Level.MICRO: frozenset({"微网格", Level.MICRO.value}),
    Level.L3: frozenset({"三级", "三级网格", Level.L3.value}),
    Level.L2: frozenset({"二级", "二级网格", "社区", "社区(村)", Level.L2.value}),
}
MOST_UNITS = 50_000


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
    found = next((level for level in tiers if any(_wanted(table, level) for table in tables)), None)
    if found is None:
        words = "、".join(level.title for level in tiers)
        raise BadInput(f"{name}：没有找到{words}。", remedy=f"需要{words}的图层，或“层级”列写明层级。")
    return (
        _micros(desk, cov, tables, name, datum)
        if found is Level.MICRO
        else _above(desk, cov, tables, _File(name, datum, found))
    )


def _micros(desk: Desk, cov: Coverage, tables: list[RawTable], name: str, datum: str | None) -> Incoming:
    notes: list[str] = []
    rows: list[Drawn] = []
    for table in tables:
        found = _rows(table, cov, desk.crs, name, datum)
        if found:
            notes += [f"{table.layer or name}：{len(found):,} 个微网格", *table.notes]
        rows += found
        if len(rows) > MOST_UNITS:
            raise BadInput(f"{name}：超过 {MOST_UNITS:,} 个微网格。", remedy="请只导出本区的微网格。")
    _once([row.unit for row in rows], cov, name)
    fresh = ulids(max(sum(row.unit is None for row in rows), 1), clock())
    return Incoming(adopt(cov, rows, fresh), [row.name for row in rows], notes)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    datum: str | None
    tier: Level


def _above(desk: Desk, cov: Coverage, tables: list[RawTable], file: _File) -> Incoming:
    """Read units above the micro grids: theirs is what lies inside."""
    units, notes, areas, strange = _Known(cov), [], [], []
    for table in tables:
        wanted = _wanted(table, file.tier)
        if not wanted:
            continue
        cells = _Cells(table)
        shapes = to_plane(_moved(table, wanted, file.name, file.datum), desk.crs)
        for n, shape in zip(wanted, shapes, strict=True):
            key = units.of(file.tier, cells.ids[n], cells.codes[n])
            if key is None:
                strange.append(cells.names[n] or cells.codes[n] or f"第 {n + 1} 行")
            else:
                areas.append(Area(key, shape))
        notes += [
            f"{table.layer or file.name}：{len(wanted):,} 个{file.tier.title}，按所在位置归入微网格",
            *table.notes,
        ]
    _once([area.unit for area in areas], cov, file.name)
    if strange:
        notes.append(f"不是现行{file.tier.title}，没有采用：{'、'.join(strange[:10])}。新网格请先在“调整”中新设")
    adopted, ids = place(cov, file.tier, areas)
    return Incoming(adopted, [cov.units[key].name for key in ids], notes, file.tier)


def _once(keys: Sequence[str | None], cov: Coverage, name: str) -> None:
    known = [key for key in keys if key is not None]
    twice = sorted(cov.units[key].name for key, n in Counter(known).items() if n > 1)
    if twice:
        raise BadInput(f"{name}：有 {len(twice)} 个网格出现不止一次。", rows=twice[:50], remedy="请只保留一处再导入。")


class _Cells:
    """Words of a table by what they mean: ids, codes, names, parents, levels; empty where a column is missing."""

    def __init__(self, table: RawTable) -> None:
        kind = next(one for one in KINDS if one.key == "grid")
        headers = map_columns([str(header) for header in table.cells.columns], kind).headers
        cells = {key: table.cells[header].astype(object) for key, header in headers.items()}
        text = {key: [_text(value) for value in values] for key, values in cells.items()}
        blank = [""] * len(table.cells)
        self.ids = [_text(value) for value in table.cells[UNIT]] if UNIT in table.cells else blank
        self.codes, self.names, self.parents, self.levels = (
            text.get(key, blank) for key in ("code", "name", "parent", "level")
        )


def _wanted(table: RawTable, tier: Level) -> list[int]:
    """Rows of a table that are units of a tier."""
    if table.geometry is None or not len(table.cells):
        return []
    cells = _Cells(table)
    return [n for n in range(len(cells.ids)) if _is(tier, table.layer, cells.levels[n], cells.codes[n])]


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


def _rows(table: RawTable, cov: Coverage, crs: str, name: str, datum: str | None) -> list[Drawn]:
    wanted = _wanted(table, Level.MICRO)
    if not wanted:
        return []
    cells, units = _Cells(table), _Known(cov)
    shapes = to_plane(_moved(table, wanted, name, datum), crs)
    strange = sum(1 for n in wanted if cells.parents[n] and units.l3(cells.parents[n]) is None)
    if strange:
        table.notes.append(f"{strange:,} 个微网格的上级编码不是现行三级网格，按所在位置归属")
    return [
        Drawn(units.of(Level.MICRO, cells.ids[n], cells.codes[n]), cells.names[n], units.l3(cells.parents[n]), shape)
        for n, shape in zip(wanted, shapes, strict=True)
    ]


class _Known:
    """Units of a coverage by id and by code."""

    def __init__(self, cov: Coverage) -> None:
        self._cov = cov
        self._codes = {unit.code: unit.id for unit in cov.units.values() if unit.code}

    def of(self, tier: Level, key: str, code: str) -> str | None:
        """Id of the unit of a tier a row means; None = a new one."""
        for found in (key, self._codes.get(code, "")):
            if found in self._cov.units and self._cov.units[found].level is tier:
                return found
        return None

    def l3(self, code: str) -> str | None:
        """Id of the L3 a row names above it; None = it does not say."""
        found = self._codes.get(code, "")
        return found if found and self._cov.units[found].level is Level.L3 else None


def _is(tier: Level, layer: str, level: str, code: str) -> bool:
    if level:
        return level in WORDS_OF[tier]
    if layer in LAYERS.values():
        return layer == LAYERS[tier]
    try:
        return parse_code(code).level is tier
    except BadCode:
        return False


def _single(shape: shapely.Geometry) -> shapely.Geometry:
    """Take a MultiPolygon of one part as that part: GIS software writes them so."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def changes(cov: Coverage, told: Adopted) -> pd.DataFrame:
    """List what a file would change: id (index), name, what, before_m2, after_m2."""
    rows: list[tuple[str, str, str, float | None, float | None]] = [
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
            rows.append((key, name or old.name, "、".join(what), old.body.area, shape.area))
    for key, _ in told.op.ended if told.op else ():
        rows.append((key, cov.units[key].name, "撤销", cov.units[key].body.area, None))
    return pd.DataFrame(rows, columns=["id", "name", "what", "before_m2", "after_m2"]).set_index("id")


def _differs(old: Unit, new: Unit) -> list[str]:
    told = [("归属", old.parent != new.parent), ("名称", old.name != new.name), ("边界", old.shape != new.shape)]
    return [word for word, differs in told if differs]
