"""哪里最急: the children of a place by what is wrong there."""

import math
from typing import Any

import pandas as pd

from geo.metrics.board import Board
from geo.model.codes import Level
from geo.model.scope import Tier
from geo.rules import rounding

TABS = (("overdue", "超期"), ("open", "未办结"), ("outside", "圈外"))
# What a place is ranked by; finer places have a card instead.
CHILDREN = {
    Level.DISTRICT: Level.L2,
    Level.ZONE: Level.L2,
    Level.L1: Level.L2,
    Level.L2: Level.L3,
    Level.L3: Level.MICRO,
}


def ranking(board: Board, places: pd.DataFrame, code: str, level: Level, *, tier: Tier) -> dict[str, Any] | None:
    """Rows of the ranking of a place, most urgent first; None where it has no children.

    `outside` are people beyond the circles (straight line); at T0 in tens, and None for 1 to 9.
    `d_<tab>` is the change against the period before, None where the data do not reach back.
    """
    if level not in CHILDREN:
        return None
    kids = children(places, code, level)
    kids = kids[board.now.index.get_indexer(kids) >= 0]
    if not len(kids):
        return None
    rows = []
    for kid in kids:
        outside = board.part(board.den, kid, "covered") - board.part(board.num, kid, "covered")
        row: dict[str, Any] = {"code": kid, "name": str(places.loc[kid, "name"])}
        for key in ("overdue", "open"):
            now, before = board.part(board.now, kid, key), board.part(board.before, kid, key)
            row[key] = int(now)
            row[f"d_{key}"] = None if math.isnan(before) else int(now - before)
        rows.append(row | {"outside": rounding.people(outside, tier=tier), "d_outside": None})
    rows.sort(key=lambda row: (-row["overdue"], -row["open"], row["code"]))
    return {"tabs": [{"key": key, "title": title} for key, title in TABS], "rows": rows, "unit": CHILDREN[level].title}


def children(places: pd.DataFrame, code: str, level: Level) -> pd.Index:
    """Codes of a place's descendants of the level it is ranked by."""
    kids = places[places["level"] == CHILDREN[level]]
    if level is Level.ZONE:
        return kids.index[kids["zone"] == code]
    return kids.index[kids.index.str.startswith(code)]
