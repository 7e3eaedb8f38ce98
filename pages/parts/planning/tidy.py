"""What is wrong with today's grids, and its dirty borders on the way into a draft: large changes are ticked."""

import math

import pandas as pd

from data.plans import cleaning
from data.plans.cleaning import Cleaning
from data.vault import clock
from geo.model.scope import Scope
from geo.plan.checks import Fault, check
from geo.plan.facts import by_id, facts
from geo.plan.plane import box_back
from geo.plan.refused import Box, box_of
from geo.plan.states import EDITORS
from pages.parts.once import Once
from pages.parts.planning import faultlist
from pages.parts.planning.room import desk
from pages.parts.planning.sides import TODAY, side
from pages.parts.wiring import store

TICK = "核对"
NEAR, FAR = 18.0, 11.0  # zoom of the map that a fault is shown on
WIDE_PX = 500  # of the map, for the box of a fault
TILE_PX = 512  # the world at zoom 0
_found: Once[Cleaning] = Once(1)
_faults: Once[list[Fault]] = Once(1)


def may(scope: Scope) -> bool:
    """Whether the asker may clean today's grids: an editor of the whole district."""
    return scope.role in EDITORS and scope.root == store().profile().district


def faults(scope: Scope) -> pd.DataFrame:
    """List what is wrong with today's grids as faultlist.table does, each with its place on the open map.

    Raises
    ------
    NotReady
        No micro grids.
    """
    now = side(scope, TODAY)

    def listed() -> list[Fault]:
        known = by_id(facts(store(), desk().whole(), published=True), now.cov)
        return check(now.cov.units.values(), known)

    return faultlist.table(_faults.get(now.mark, listed), now.cov, _on_map)


def _on_map(code: str, box: Box | None) -> str | None:
    """Address of the open map at a fault: its box fills the view, the grid it is told of is chosen."""
    seen = box_back(box, desk().crs)
    if not code and seen is None:
        return None
    place = f"place={code}" if code else ""
    if seen is None:
        return f"/?{place}"
    west, south, east, north = seen
    lat = (south + north) / 2
    wide = max(east - west, (north - south) / math.cos(math.radians(lat)), 1e-9)
    zoom = min(max(math.log2(WIDE_PX * 360 / TILE_PX / wide), FAR), NEAR)
    return f"/?{place}{'&' if place else ''}v={(west + east) / 2:.5f},{lat:.5f},{zoom:.2f}"


def look_over(scope: Scope) -> Cleaning:
    """Clean today's grids in memory. Raises NotAllowed, NotReady, BadInput."""
    return _found.get((id(desk()), store().version()), lambda: cleaning.look_over(desk(), scope))


def summary(found: Cleaning) -> str:
    """Say in one sentence what was found."""
    if not found.changed:
        return "现行微网格没有缝隙、重叠或多块，不需要清理。"
    told = f"，其中 {len(found.doubts):,} 个面积变化超过 5%、位置移动或没有剩下面积，请逐条核对" if found.doubts else ""
    return f"{len(found.codes):,} 个微网格中，{found.changed:,} 个的边线要清理{told}。"


def table(found: Cleaning) -> pd.DataFrame:
    """List what a person must tick: 核对 网格 编码 原因 现在 清理后 (m2) 位置."""
    seen = [found.shapes[found.heirs.get(doubt.unit, doubt.unit)] for doubt in found.doubts]
    return pd.DataFrame(
        {
            TICK: [False] * len(found.doubts),
            "网格": [found.names[doubt.unit] for doubt in found.doubts],
            "编码": [found.codes[doubt.unit] for doubt in found.doubts],
            "原因": [doubt.reason for doubt in found.doubts],
            "现在（平方米）": [f"{doubt.before_m2:,.0f}" for doubt in found.doubts],
            "清理后（平方米）": [f"{doubt.after_m2:,.0f}" for doubt in found.doubts],
            "位置": [
                _on_map(found.codes[doubt.unit], box_of(shape)) for doubt, shape in zip(found.doubts, seen, strict=True)
            ],
        }
    )


def draft(scope: Scope, found: Cleaning) -> str:
    """Open the draft; answer its id. Raises BadInput, NotAllowed."""
    return cleaning.draft(desk(), scope, f"清理边界 {clock():%Y-%m-%d}", found).id
