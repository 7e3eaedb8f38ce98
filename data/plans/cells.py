"""Which rows of a file are grids of a tier, what their columns say, and which units of a plan they mean."""

from collections.abc import Sequence

import pandas as pd

from data.readers.base import RawTable
from data.readers.match import map_columns
from data.writers.grids import LAYERS, UNIT
from geo.model.codes import Level, parse_code
from geo.model.errors import BadCode
from geo.plan.coverage import Coverage
from geo.schema import KINDS

WORDS_OF = {
    Level.MICRO: frozenset({"微网格", Level.MICRO.value}),
    Level.L3: frozenset({"三级", "三级网格", Level.L3.value}),
    Level.L2: frozenset({"二级", "二级网格", "社区", "社区(村)", Level.L2.value}),
}


class Cells:
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


def wanted(table: RawTable, tier: Level) -> list[int]:
    """Rows of a table that are units of a tier."""
    if table.geometry is None or not len(table.cells):
        return []
    cells = Cells(table)
    return [n for n in range(len(cells.ids)) if _is(tier, table.layer, cells.levels[n], cells.codes[n])]


class Known:
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

    def all_of(self, tier: Level, cells: Cells, rows: Sequence[int]) -> dict[int, str | None]:
        """Say which unit every row of a tier means.

        Software that cuts a shape in two copies its columns: of rows with one id the one with the unit's own code
        (else the first) is the unit, those that were given another code are new ones.
        """
        same: dict[str, list[int]] = {}
        for n in rows:
            if cells.ids[n]:
                same.setdefault(cells.ids[n], []).append(n)
        copies: set[int] = set()
        for key, twins in same.items():
            unit = self._cov.units.get(key)
            own = next((n for n in twins if unit is not None and cells.codes[n] == unit.code), twins[0])
            copies |= {n for n in twins if cells.codes[n] != cells.codes[own]}
        return {n: self.of(tier, "" if n in copies else cells.ids[n], cells.codes[n]) for n in rows}

    def at(self, tier: Level, code: str) -> str | None:
        """Id of the unit of a tier with a code; None = there is none."""
        found = self._codes.get(code, "")
        return found if found and self._cov.units[found].level is tier else None


def _is(tier: Level, layer: str, level: str, code: str) -> bool:
    if level:
        return level in WORDS_OF[tier]
    if layer in LAYERS.values():
        return layer == LAYERS[tier]
    try:
        return parse_code(code).level is tier
    except BadCode:
        return False


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
