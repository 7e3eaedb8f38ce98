"""The six tiles of the rail: value, comparison, spark, and why where there is none."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.metrics import METRICS, words
from geo.metrics.base import How, Metric
from geo.metrics.board import Board
from geo.model.codes import Level
from geo.model.scope import Tier
from geo.rules import rounding

TARGET_FEEDBACK = 100.0  # (seed 004) 反馈率 100 %
APART = "专属网格与中心不单独统计"
COEFFICIENT = 2  # digits of a Gini coefficient
MIN_LIKE = 2
OF_PEOPLE = frozenset({"covered", "visits", "ledger", "nine_overdue"})  # their order tells of few people
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
    if code is None or code not in board.now.index:
        why = NO_MICRO if code is not None and seen.level is not Level.DEDICATED else APART
        return [_empty(board, metric) | {"why": f"— {why}"} for metric in METRICS if metric.more is more]
    like = siblings(board.now.index, code, seen.level)
    return [
        tile(board, code, metric, seen) | {"rank": _rank(board, code, metric, seen, like)}
        for metric in METRICS
        if metric.more is more
    ]


def _empty(board: Board, metric: Metric) -> dict[str, Any]:
    return {
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
        "rank": None,
        "formula": f"{_rule(metric, board)}{metric.formula}",
        "from": metric.source,
        "period": _period(metric, board.days),
        "at": board.at.get(metric.key),
    }


def tile(board: Board, code: str, metric: Metric, seen: Seen) -> dict[str, Any]:
    """Fill the tile of one figure at one place, without its rank."""
    out = _empty(board, metric)
    value = board.part(board.now, code, metric.key)
    if math.isnan(value):
        return out | {"why": f"— {metric.why}{_lacking(board, code, metric)}"}
    num, den = board.part(board.num, code, metric.key), board.part(board.den, code, metric.key)
    share_of = metric.mixed is not None or not math.isnan(den)
    if metric.persons and seen.tier is Tier.T0:
        shown = rounding.coarse(value)
        if shown is None:
            return out | {"text": rounding.FEW, "why": f"— {rounding.FEW}，按会议口径隐去"}
        value = float(shown)
    fine = seen.tier is Tier.T0 and seen.level in rounding.FINE
    # A tenth of a percent of a community is a handful of people out of reach.
    close = metric.key == "covered" and seen.tier is Tier.T0 and seen.level is Level.L2
    digits = COEFFICIENT if metric.per == 1.0 and metric.spread else 1 if share_of and not fine and not close else 0
    out |= {"value": round(value, digits), "text": words.number(value, digits)}
    if not math.isnan(den) and not fine:
        places = 1 if metric.spread else None  # a mean of grids is no whole number
        out |= {"num": round(num, places), "den": round(den, places)}
        if metric.key == "covered" and seen.tier is Tier.T0:
            out |= {"num": rounding.coarse(num), "den": rounding.coarse(den)}
    out["spark"] = board.spark(metric.key, code)
    out["delta"] = _delta(board, code, metric, value)
    if metric.mixed:
        own = [tile(board, code, part, seen) for _, part in board.mixed[metric.key]]
        out["formula"] += f"。本处本期：{'、'.join(_both_parts(one) for one in own)}"
    out["note"] = _split(board, code, metric.key) or _note(metric, num, den, seen, board.reach)
    return out


def _both_parts(told: dict[str, Any]) -> str:
    """`响应率 98.1%（9,812 / 10,002）`; without the parts where the role sees none."""
    both = "" if told["den"] is None else f"（{told['num']:,} / {told['den']:,}）"
    return f"{told['title']} {told['text']}%{both}"


def _lacking(board: Board, code: str, metric: Metric) -> str:
    """Name the shares that a mixed figure waits for, each with its reason."""
    gone = [part for _, part in board.mixed.get(metric.key, ()) if math.isnan(board.part(board.now, code, part.key))]
    return f"：没有{'、'.join(f'{part.title}（{part.why}）' for part in gone)}" if gone else ""


def _split(board: Board, code: str, key: str) -> str | None:
    """Say the parts of a count, the gravest first: 红 1、橙 7、黄 6; None where there are none."""
    if key not in board.split:
        return None
    parts = board.split[key].loc[code][::-1]
    return "、".join(f"{word} {n:.0f}" for word, n in parts.items() if n) or None


def _rank(board: Board, code: str, metric: Metric, seen: Seen, like: NDArray[np.int64]) -> str | None:
    """Say the place of a place among its like, the best first; None without two, or where it would tell people."""
    if metric.key in board.split or (seen.tier is Tier.T0 and seen.level in rounding.FINE and metric.key in OF_PEOPLE):
        return None
    values = board.now[metric.key].to_numpy(dtype=float)
    own = values[board.now.index.get_loc(code)]
    others = values[like]
    known = others[~np.isnan(others)]
    if np.isnan(own) or len(known) < MIN_LIKE:
        return None
    better = known > own if metric.good == "up" else known < own
    shared = "并列" if int((known == own).sum()) > 1 else ""
    return f"{len(known)} 个{seen.level.title}中由好到差{shared}第 {int(better.sum()) + 1}"


def siblings(codes: pd.Index, code: str, level: Level) -> NDArray[np.int64]:
    """Rows of the places of the same level: grids of one community or L3 below it, else of the whole board."""
    start = {Level.L3: code[:12], Level.MICRO: code[:15]}.get(level, "")
    zonal = level is Level.ZONE
    kept = [
        row
        for row, one in enumerate(codes)
        if ("-Z" in one) is zonal and (zonal or len(one) == len(code)) and one.startswith(start)
    ]
    return np.array(kept, dtype=np.int64)


def _rule(metric: Metric, board: Board) -> str:
    if metric.mixed:
        weighed = " + ".join(f"{part.title}×{100 * weight:g}%" for weight, part in board.mixed[metric.key])
        return f"{weighed}（权重待核）；"
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
    digits = 1 if metric.unit == "%" else COEFFICIENT if metric.spread else 0
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
