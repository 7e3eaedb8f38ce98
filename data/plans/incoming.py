"""A file of grids edited elsewhere, read for a plan: nothing is stored before a person has seen what it changes."""

from collections import Counter
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
from geo.plan.plane import to_plane
from geo.plan.units import Unit
from geo.schema import KINDS

MICRO_WORDS = frozenset({"微网格", Level.MICRO.value})
MOST_UNITS = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """A file read against a coverage: what it would change, and the names of its rows for what is told."""

    adopted: Adopted
    names: list[str]
    notes: list[str]

    @property
    def doubts(self) -> list[tuple[str, Doubt]]:
        """Units a person must look at, with their names."""
        return [(self.names[doubt.unit], doubt) for doubt in self.adopted.doubts]


def incoming(desk: Desk, cov: Coverage, path: Path, name: str, *, datum: str | None = None) -> Incoming:
    """Read a file of micro grids and work out what it would change.

    Parameters
    ----------
    cov
        State of the plan it is for.
    path, name
        Where the bytes are; the name the person knows.
    datum
        Coordinate system where the file does not say its own.

    Raises
    ------
    BadInput
        No format we read, no micro grids, no coordinate system, a unit twice, or no coverage.
    """
    notes: list[str] = []
    rows: list[Drawn] = []
    for table in reader_for(Path(name)).read(path, name):
        found = _rows(table, cov, desk.crs, name, datum)
        if found:
            notes += [f"{table.layer or name}：{len(found):,} 个微网格", *table.notes]
        rows += found
        if len(rows) > MOST_UNITS:
            raise BadInput(f"{name}：超过 {MOST_UNITS:,} 个微网格。", remedy="请只导出本区的微网格。")
    if not rows:
        raise BadInput(f"{name}：没有找到微网格。", remedy="需要“微网格”图层，或“层级”列写明微网格。")
    known = [row.unit for row in rows if row.unit is not None]
    twice = sorted(cov.units[key].name for key, n in Counter(known).items() if n > 1)
    if twice:
        raise BadInput(f"{name}：有 {len(twice)} 个网格出现不止一次。", rows=twice[:50], remedy="请只保留一处再导入。")
    fresh = ulids(max(sum(row.unit is None for row in rows), 1), clock())
    return Incoming(adopt(cov, rows, fresh), [row.name for row in rows], notes)


def _rows(table: RawTable, cov: Coverage, crs: str, name: str, datum: str | None) -> list[Drawn]:
    if table.geometry is None or not len(table.cells):
        return []
    kind = next(one for one in KINDS if one.key == "grid")
    headers = map_columns([str(header) for header in table.cells.columns], kind).headers
    cells = {key: table.cells[header].astype(object) for key, header in headers.items()}
    text = {key: [_text(value) for value in values] for key, values in cells.items()}
    ids = [_text(value) for value in table.cells[UNIT]] if UNIT in table.cells else [""] * len(table.cells)
    blank = [""] * len(ids)
    codes, names, parents = (text.get(key, blank) for key in ("code", "name", "parent"))
    levels = text.get("level", blank)
    wanted = [n for n in range(len(ids)) if _micro(table.layer, levels[n], codes[n])]
    if not wanted:
        return []
    system = (None if table.assumed else table.crs) or (datums.canonical(datum) if datum else None) or table.crs
    if system is None:
        raise BadInput(f"{name}：没有写明坐标系。", remedy=f"请声明：{datums.CHOICES}。")
    moved = datums.moved_shapes(np.asarray(table.geometry[wanted], dtype=object), datums.shift(system))
    gone = [str(table.rows[n]) for n, shape in zip(wanted, moved, strict=True) if shape is None or shape.is_empty]
    if gone:
        raise BadInput(f"{name}：有 {len(gone)} 个微网格没有图形。", rows=gone[:50], remedy="请补画或删除后再导入。")
    shapes = to_plane(np.array([_single(shape) for shape in moved], dtype=object), crs)
    units = _Known(cov)
    strange = sum(1 for n in wanted if parents[n] and units.l3(parents[n]) is None)
    if strange:
        table.notes.append(f"{strange:,} 个微网格的上级编码不是现行三级网格，按所在位置归属")
    return [
        Drawn(units.micro(ids[n], codes[n]), names[n], units.l3(parents[n]), shape)
        for n, shape in zip(wanted, shapes, strict=True)
    ]


class _Known:
    """Units of a coverage by id and by code."""

    def __init__(self, cov: Coverage) -> None:
        self._cov = cov
        self._codes = {unit.code: unit.id for unit in cov.units.values() if unit.code}

    def micro(self, key: str, code: str) -> str | None:
        """Id of the micro grid a row means; None = a new one."""
        for found in (key, self._codes.get(code, "")):
            if found in self._cov.units and self._cov.units[found].level is Level.MICRO:
                return found
        return None

    def l3(self, code: str) -> str | None:
        """Id of the L3 a row names above it; None = it does not say."""
        found = self._codes.get(code, "")
        return found if found and self._cov.units[found].level is Level.L3 else None


def _micro(layer: str, level: str, code: str) -> bool:
    if level:
        return level in MICRO_WORDS
    if layer in LAYERS.values():
        return layer == LAYERS[Level.MICRO]
    try:
        return parse_code(code).level is Level.MICRO
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
    rows: list[tuple[str, str, str, float | None, float | None]] = []
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
