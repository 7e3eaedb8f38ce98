"""Two states of the grids and what changes hands between them, as a sheet may print it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from geo.model.codes import Level
from geo.plan.coverage import Coverage


@dataclass(frozen=True, slots=True, eq=False)
class Handover:
    """Before and after, in the measuring plane.

    `table` has the units that differ: index their ids; 层级 名称 编码 变化 原属 现属 户 人 as words, already
    rounded for the mode; no names of persons. `loads`: what each 三级网格 that differs carries, 三级网格 微网格 户 人,
    as words `before → after`.
    """

    before_title: str
    after_title: str
    before: Coverage
    after: Coverage
    table: pd.DataFrame
    loads: pd.DataFrame

    def micro(self) -> list[str]:
        """Ids of the micro grids that are drawn as changed: those that differ, and all below larger units that do."""
        found: dict[str, None] = {}
        for unit in self.table.index:
            for cov in (self.before, self.after):
                if unit in cov.units and (cov.units[unit].level is Level.MICRO or unit in cov.unions):
                    found |= dict.fromkeys(cov.below(unit))
        return list(found)


Compare = Callable[[str, str], Handover]  # of two keys: today, a date or a plan's id
