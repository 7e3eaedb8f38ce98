"""An edit that would break the district: its code, one Chinese sentence and the place to zoom to."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.errors import BadInput

Box = tuple[float, float, float, float]

# code -> (what is wrong, what to do); {} takes names of units
WORDS = {
    "empty": ("画出的范围没有面积。", "请画一个闭合且足够大的范围。"),
    "too_fine": ("画出的线超过 5,000 个点。", "请画得简单些，或分几次画。"),
    "outside": ("画出的范围不在本区之内。", "请在区界以内画。"),
    "no_change": ("这一步没有改变任何边界。", "请检查选中的网格和目标。"),
    "locked": ("{}已锁定，不能改动。", "请先解锁，或避开该网格。"),
    "level_locked": ("{}的边界已全部锁定，不能改动。", "请先解锁这一层，或只做不改这一层边界的调整。"),
    "out_of_scope": ("{}不在您的管辖范围内。", "请只调整本辖区的网格，跨界调整请报上级。"),
    "stale": ("有人已修改，请刷新。", "刷新后再做这一步。"),
    "swallows": ("画出的范围吞并了{}。", "要合并请用“合并”。"),
    "island": ("{}会被切成互不相连的几块。", "请换一条线，使每个网格保持一整块。"),
    "pinch": ("{}会只在一个点上相连。", "请使相连处有一段公共边。"),
    "outline": ("这一步会改动区界。", "区界固定不动，请在区界以内画。"),
    "source_empty": ("{}会没有任何微网格。", "请至少留下一个微网格，或改用“撤销网格”。"),
    "target_apart": ("选中的微网格与{}不相连。", "请选择相邻的网格，或一并选中之间的微网格。"),
    "not_adjacent": ("选中的网格不相邻，不能合并。", "请选择有公共边的网格。"),
    "other_l3": ("选中的微网格不属于同一个三级网格。", "请先调整归属，再合并。"),
    "cut_misses": ("这条线没有把网格切开。", "请从一条边画到另一条边。"),
    "part_small": ("切下的部分不足 {} 平方米。", "请换一条线。"),
    "topology": ("这一步会留下缝隙或重叠。", "请换一条线再试；原边界没有改动。"),
    "unknown": ("没有这个网格：{}。", "请刷新后重试。"),
    "wrong_level": ("{}的层级不适合这一步。", "请选择正确的层级。"),
    "breaks_l3": ("{}会断成几块。", "请一并调整中间的微网格。"),
    "breaks_l2": ("社区{}会断成几块。", "请一并调整中间的网格。"),
    "breaks_l1": ("镇街{}会断成几块。", "请一并调整中间的网格。"),
    "breaks_zone": ("片区{}会断成几块。", "请一并调整中间的社区。"),
}


class Refused(BadInput):
    """The edit was not done; nothing changed.

    Attributes
    ----------
    code
        Key of WORDS.
    bbox
        (minx, miny, maxx, maxy) of the place in the plane system, metres; None where there is none.
    units
        Ids of the units named.
    """

    def __init__(self, code: str, *, name: str = "", units: Sequence[str] = (), place: object = None) -> None:
        words, remedy = WORDS[code]
        super().__init__(words.format(name), remedy=remedy)
        self.code = code
        self.units = tuple(units)
        self.bbox = box_of(place)


def box_of(place: object) -> Box | None:
    """Box of one or several shapes; None where there is nothing."""
    shapes = [place] if isinstance(place, BaseGeometry) else list(place) if isinstance(place, list | tuple) else []
    bounds = shapely.total_bounds(np.asarray(shapes, dtype=object)) if shapes else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = bounds.tolist()
    return west, south, east, north
