"""Dirty borders of today's grids on their way into a draft: what cleaning changes, row by row, for a person to tick."""

import pandas as pd

from data.plans import cleaning
from data.plans.cleaning import Cleaning
from data.vault import clock
from geo.model.scope import Scope
from geo.plan.states import EDITORS
from pages.parts.once import Once
from pages.parts.planning.room import desk
from pages.parts.wiring import store

TICK = "核对"
_found: Once[Cleaning] = Once(1)


def may(scope: Scope) -> bool:
    """Whether the asker may clean today's grids: an editor of the whole district."""
    return scope.role in EDITORS and scope.root == store().profile().district


def look_over(scope: Scope) -> Cleaning:
    """Clean today's grids in memory. Raises NotAllowed, NotReady, BadInput."""
    return _found.get((id(desk()), store().version()), lambda: cleaning.look_over(desk(), scope))


def summary(found: Cleaning) -> str:
    """Say in one sentence what was found."""
    if not found.changed:
        return "现行微网格没有缝隙、重叠或多块，不需要清理。"
    told = f"，其中 {len(found.doubts):,} 个面积变化超过 5% 或位置移动，请逐条核对" if found.doubts else ""
    return f"{len(found.codes):,} 个微网格中，{found.changed:,} 个的边线要清理{told}。"


def table(found: Cleaning) -> pd.DataFrame:
    """List what a person must tick: 核对 网格 编码 原因 现在 清理后 (m2)."""
    return pd.DataFrame(
        {
            TICK: [False] * len(found.doubts),
            "网格": [found.names[doubt.unit] for doubt in found.doubts],
            "编码": [found.codes[doubt.unit] for doubt in found.doubts],
            "原因": [doubt.reason for doubt in found.doubts],
            "现在（平方米）": [f"{doubt.before_m2:,.0f}" for doubt in found.doubts],
            "清理后（平方米）": [f"{doubt.after_m2:,.0f}" for doubt in found.doubts],
        }
    )


def draft(scope: Scope, found: Cleaning) -> str:
    """Open the draft; answer its id. Raises BadInput, NotAllowed."""
    return cleaning.draft(desk(), scope, f"清理边界 {clock():%Y-%m-%d}", found).id
