"""What a browser drew or chose, as an operation of the plan; nothing it says is trusted."""

import math
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from data.plans.book import LOCKS, Lock
from data.ulid import ulids
from geo.model.errors import BadInput
from geo.plan import ops
from geo.plan.heal import MOST_POINTS
from geo.plan.plane import points_to_plane
from geo.plan.states import EDITORS

MOST_UNITS = 3000
MOST_PARTS = 12  # pieces one line may cut a grid into
KINDS = ("reassign", "redraw", "reshape", "split", "merge", "dissolve", "found", "rename")


def read(body: Mapping[str, object], crs: str, now: datetime) -> ops.Op:  # noqa: PLR0911 - one line per kind
    """Read {"op", "units"|"unit", "target", "path": [[lon, lat], ...], "name"} as an operation.

    Parameters
    ----------
    body
        As sent; coordinates EPSG:4490 in degrees.
    crs
        The plane system of the plan.
    now
        For the ids of new units: they are given here, never by the browser.

    Raises
    ------
    BadInput
        Unknown kind, strange or missing field, too many units or points.
    """
    kind = body.get("op")
    if kind not in KINDS:
        raise BadInput("不认识这一步操作。", remedy="请刷新页面后重试。")
    match kind:
        case "reassign":
            return ops.Reassign(units(body), _id(body, "target"))
        case "merge":
            return ops.Merge(units(body))
        case "found":
            return ops.Found(units(body), ulids(1, now)[0], _text(body, "name"))
        case "dissolve":
            return ops.Dissolve(_id(body, "unit"), _id(body, "target") if body.get("target") else "")
        case "rename":
            return ops.Rename(_id(body, "unit"), _text(body, "name"))
        case "redraw":
            return ops.Redraw(_id(body, "unit"), _path(body, crs))
        case "reshape":
            return ops.Reshape(_id(body, "unit"), _path(body, crs))
    return ops.Split(_id(body, "unit"), _path(body, crs), tuple(ulids(MOST_PARTS, now)))


def lock(body: Mapping[str, object]) -> Lock:
    """Read {"what": unit|level|all, "key", "role": "" (everybody)|planner|street} as a lock. Raises BadInput."""
    what, key, role = (body.get(name, "") for name in ("what", "key", "role"))
    if what not in LOCKS or not isinstance(key, str) or not 0 < len(key) + (what == "all") <= 40:  # noqa: PLR2004 - longest id
        raise BadInput("没有说明锁什么。", remedy="请先在地图上选择网格，或选择层级。")
    if role not in {"", *(each.value for each in EDITORS)}:
        raise BadInput("没有这个角色的锁。", remedy="可对所有人、网格规划或镇街锁定。")
    return Lock(str(what), key, str(role))


def _id(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 40:  # noqa: PLR2004 - longest id
        raise BadInput("没有说明是哪个网格。", remedy="请先在地图上选择网格。")
    return value


def units(body: Mapping[str, object]) -> tuple[str, ...]:
    """Read which grids are meant. Raises BadInput."""
    value = body.get("units")
    if not isinstance(value, list) or not value or not all(isinstance(key, str) and len(key) <= 40 for key in value):  # noqa: PLR2004
        raise BadInput("没有选中网格。", remedy="请先在地图上选择网格。")
    if len(value) > MOST_UNITS:
        raise BadInput(f"一次最多调整 {MOST_UNITS:,} 个微网格。", remedy="请分几次调整。")
    return tuple(value)


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= 40:  # noqa: PLR2004 - the column's width
        raise BadInput("名称应为 1 到 40 个字。", remedy="请重新输入名称。")
    return text


def _path(body: Mapping[str, object], crs: str) -> ops.Path:
    value = body.get("path")
    wrong = BadInput("画出的线或范围读不出来。", remedy="请重新画一次。")
    if not isinstance(value, list) or not value:
        raise wrong
    if len(value) > MOST_POINTS:
        raise BadInput(f"画出的线超过 {MOST_POINTS:,} 个点。", remedy="请画得简单些，或分几次画。")
    pairs = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2 or not all(_degrees(part) for part in pair):  # noqa: PLR2004
            raise wrong
        pairs.append(pair)
    xy = np.array(pairs, dtype=float)
    x, y = points_to_plane(xy[:, 0], xy[:, 1], crs)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise wrong
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _degrees(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= 180  # noqa: PLR2004
