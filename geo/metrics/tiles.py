"""The six tiles of the rail: value, comparison, spark, and why where there is none."""

import math
from dataclasses import dataclass
from typing import Any

from geo.metrics import METRICS, words
from geo.metrics.base import How, Metric
from geo.metrics.board import Board
from geo.model.codes import Level
from geo.model.scope import Tier
from geo.rules import rounding

TARGET_FEEDBACK = 100.0  # (seed 004) 反馈率 100 %
APART = "专属网格与中心不单独统计"
NO_MICRO = "这里还没有微网格，数不出来"  # figures are sums of micro grids


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at what, and when: tier, level of the place, month-day, percent of the month that is over."""

    tier: Tier
    level: Level
    day: str
    month_over: float


def tiles(board: Board, code: str | None, seen: Seen, *, more: bool = False) -> list[dict[str, Any]]:
    """Fill the tiles of one place, as docs/house.md, 5.4: those of the rail, or with `more` the others.

    `code` is a row of the board; None (dedicated grids, centres) gives tiles that say why they are empty.
    """
    why = NO_MICRO if code is not None and seen.level is not Level.DEDICATED else APART
    known = code if code is not None and code in board.now.index else None
    return [_tile(board, known, metric, seen, why) for metric in METRICS if metric.more is more]


def _tile(board: Board, code: str | None, metric: Metric, seen: Seen, why: str) -> dict[str, Any]:
    out: dict[str, Any] = {
        "key": metric.key,
        "title": metric.title,
        "unit": metric.unit,
        "value": None,
        "text": "—",
        "why": None,
        "delta": None,
        "spark": None,
        "num": None,
        "den": None,
        "source": f"{metric.source}；{_rule(metric, board)}{metric.formula}",
        "note": None,
        "formula": f"{_rule(metric, board)}{metric.formula}",
        "from": metric.source,
        "period": _period(metric, board.days),
        "at": board.at.get(metric.key),
    }
    if code is None:
        return out | {"why": f"— {why}"}
    value = board.part(board.now, code, metric.key)
    if math.isnan(value):
        return out | {"why": f"— {metric.why}"}
    num, den = board.part(board.num, code, metric.key), board.part(board.den, code, metric.key)
    share_of = not math.isnan(den)
    if metric.persons and seen.tier is Tier.T0:
        shown = rounding.coarse(value)
        if shown is None:
            return out | {"text": rounding.FEW, "why": f"— {rounding.FEW}，按会议口径隐去"}
        value = float(shown)
    fine = seen.tier is Tier.T0 and seen.level in rounding.FINE
    # A tenth of a percent of a community is a handful of people out of reach.
    close = metric.key == "covered" and seen.tier is Tier.T0 and seen.level is Level.L2
    digits = 1 if share_of and not fine and not close else 0
    out |= {"value": round(value, digits), "text": words.number(value, digits)}
    if share_of and not fine:
        out |= {"num": round(num), "den": round(den)}
        if metric.key == "covered" and seen.tier is Tier.T0:
            out |= {"num": rounding.coarse(num), "den": rounding.coarse(den)}
    out["spark"] = board.spark(metric.key, code)
    out["delta"] = _delta(board, code, metric, value)
    out["note"] = _note(metric, num, den, seen, board.reach)
    return out


def _rule(metric: Metric, board: Board) -> str:
    return f"{board.reach}；" if metric.key == "covered" else ""


def _period(metric: Metric, days: int) -> str:
    """Say which time a figure is about."""
    if metric.period:
        return metric.period
    return {How.NOW: "当前", How.STOCK: f"当前，比 {days} 天前"}.get(metric.how, f"近 {days} 天，比此前 {days} 天")


def _delta(board: Board, code: str, metric: Metric, value: float) -> dict[str, Any] | None:
    before = board.part(board.before, code, metric.key)
    if metric.how is How.NOW or math.isnan(before):
        return None
    digits = 1 if metric.unit == "%" else 0
    step = round(value - before, digits)
    better = None if step == 0 else (step > 0) == (metric.good == "up")
    return {"text": words.change(value, before, digits=digits), "good": better}


def _note(metric: Metric, num: float, den: float, seen: Seen, reach: str) -> str | None:
    match metric.key:
        case "covered":
            outside = den - num
            if seen.tier is Tier.T0 and 0 < outside < rounding.STEP:
                return f"{rounding.FEW}人在圈外，{reach}"
            shown = rounding.coarse(outside) if seen.tier is Tier.T0 else round(outside)
            return f"{shown:,} 人在圈外，{reach}"
        case "visits":
            return f"{seen.day} 应达 {seen.month_over:.0f}%"
        case "feedback":
            return f"目标 {TARGET_FEEDBACK:.0f}%"
        case _:
            return None
