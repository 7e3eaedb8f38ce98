"""Whether the grids fit together: codes by prefix, parents present, children tiling their parent."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.model.codes import TITLES, Level, parse_code
from geo.model.errors import BadCode

TOLERANCE_M2 = 1.0  # rounding of coordinates on a long border
OUTSIDE_SHARE = 0.01  # of a dedicated grid beyond its community: surveyed apart, so a little is no fault
CHILDREN = (  # (parent, child, digits of the child's code that name the parent)
    (Level.DISTRICT, Level.L1, 6),
    (Level.L1, Level.L2, 9),
    (Level.L2, Level.L3, 12),
    (Level.L3, Level.MICRO, 15),
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A grid that does not fit: its code, the column at fault, what is wrong, what to do."""

    grid: str
    column: str
    code: str
    message: str
    hint: str


def check_codes(grids: pd.DataFrame, known: pd.Index, *, district: str) -> list[Misfit]:
    """Hold codes against levels and parents.

    Parameters
    ----------
    grids
        Index code; columns level, parent, zone (texts, missing allowed for parent and zone).
    known
        All grid codes after the load: a parent must be among them.
    district
        Code every grid starts with.

    Returns
    -------
    misfits
        At most one per grid.
    """
    made: list[Misfit] = []
    present = set(known)
    for code, level, parent, zone in grids[["level", "parent", "zone"]].itertuples(name=None):
        try:
            read = parse_code(code)
        except BadCode as fault:
            made.append(Misfit(code, "code", "code", fault.message.rstrip("："), fault.remedy))
            continue
        title = TITLES[read.level]
        if not code.startswith(district):
            made.append(
                Misfit(
                    code,
                    "code",
                    "code",
                    f"编码不属于本区（{district} 开头）",
                    "请核对编码；若是另一个区县，先运行 python -m data district 网格文件",
                )
            )
        elif level != read.level:
            told = TITLES[Level(level)] if level in set(Level) else level
            made.append(Misfit(code, "level", "level", f"编码是{title}的，层级却写{told}", "请改正层级或编码"))
        elif isinstance(parent, str) and read.parent and parent != read.parent:
            made.append(Misfit(code, "parent", "parent", f"上级编码应为 {read.parent}", "上级编码是本级编码的前段"))
        elif read.parent and read.parent not in present:
            made.append(Misfit(code, "code", "parent", f"上级网格 {read.parent} 不存在", "请一并导入上级网格"))
        elif isinstance(zone, str) and zone and zone not in present:
            made.append(Misfit(code, "zone", "parent", f"片区 {zone} 不存在", "请一并导入片区，或改正片区编码"))
    return made


MEND = "请在 GIS 软件中修复共边后重新导入；或入库后由网格规划人员在“规划 · 方案”中清理为草稿"


def check_tiling(grids: gpd.GeoDataFrame, *, crs: str) -> list[Misfit]:
    """Check that each level is a coverage and that children fill their parent exactly.

    Parameters
    ----------
    grids
        All grids after the load: index code, columns level, zone, geometry (any CRS).
    crs
        Plane system in metres to measure in.

    Returns
    -------
    misfits
        Grids with a gap or an overlap to a neighbour; parents that their children do not fill;
        dedicated grids that lie beyond their community.
    """
    plane = grids.to_crs(crs)
    parts = {level: plane[plane["level"] == level] for level in Level}
    made = [misfit for level in Level if level is not Level.DEDICATED for misfit in _edges(grids, level)]
    for parent, child, digits in CHILDREN:
        keys = parts[child].index.str[:digits]
        made += _filling(parts[parent], parts[child], np.asarray(keys, dtype=object))
    made += _filling(parts[Level.ZONE], parts[Level.L2], parts[Level.L2]["zone"].to_numpy(dtype=object))
    made += _overlay(parts[Level.L2], parts[Level.DEDICATED])
    return made


def _edges(grids: gpd.GeoDataFrame, level: Level) -> Iterator[Misfit]:
    """Compare in the stored coordinates: neighbours share their vertices exactly."""
    units = grids[grids["level"] == level]
    shapes = units.geometry.to_numpy()
    if len(units) and not shapely.coverage_is_valid(shapes):
        wrong = shapely.coverage_invalid_edges(shapes)
        for code in units.index[~shapely.is_empty(wrong)]:
            yield Misfit(code, "", "coverage", "与相邻网格有重叠或边线不重合", MEND)


def _filling(parents: gpd.GeoDataFrame, children: gpd.GeoDataFrame, keys: NDArray[np.object_]) -> Iterator[Misfit]:
    sums = {str(code): float(area) for code, area in children.area.groupby(keys).sum().items()}
    shapes = children.geometry.to_numpy()
    rows = zip(parents.index.astype(str), parents.area, parents.geometry, strict=True)
    for code, area, whole in rows:
        if code not in sums:
            continue
        if abs(sums[code] - area) <= TOLERANCE_M2:
            continue
        filled = shapely.union_all(shapes[keys == code])
        gap = shapely.area(shapely.difference(whole, filled))
        over = shapely.area(shapely.difference(filled, whole))
        twice = max(sums[code] - shapely.area(filled), 0.0)
        said = [f"缝隙 {gap:,.0f} 平方米"] if gap > TOLERANCE_M2 else []
        said += [f"超出 {over:,.0f} 平方米"] if over > TOLERANCE_M2 else []
        said += [f"互相重叠 {twice:,.0f} 平方米"] if twice > TOLERANCE_M2 else []
        if said:
            yield Misfit(code, "", "tiling", f"下级网格没有恰好铺满：{'、'.join(said)}", "请核对边界后重新导入")


def _overlay(parents: gpd.GeoDataFrame, dedicated: gpd.GeoDataFrame) -> Iterator[Misfit]:
    known = dedicated[dedicated.index.str[:12].isin(parents.index)]
    whole = np.asarray(parents.geometry.reindex(known.index.str[:12]).array)
    beyond = shapely.area(shapely.difference(known.geometry.to_numpy(), whole))
    for code in known.index[beyond > OUTSIDE_SHARE * known.area.to_numpy() + TOLERANCE_M2]:
        yield Misfit(code, "", "nesting", f"专属网格超出所在社区 {code[:12]}", "请核对边界或编码")
