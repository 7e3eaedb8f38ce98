"""One figure as the colour of communities: the class and the words of each, as the rail tells them."""

import numpy as np
import pandas as pd

from geo.metrics import METRICS, words
from geo.metrics.base import Metric
from geo.metrics.board import Board
from geo.metrics.tiles import Seen, tile
from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.model.scope import Tier

L2_DIGITS = 12
UNKNOWN = -1


def metric_of(key: str) -> Metric:
    """Find a figure by its key; raises NotFound with those there are."""
    for metric in METRICS:
        if metric.key == key:
            return metric
    known = "、".join(f"{one.title}({one.key})" for one in METRICS)
    raise NotFound(f"没有名为“{key[:24]}”的指标。", remedy=f"可选：{known}。")


def classes(metric: Metric) -> list[str]:
    """Words of the classes, lowest first."""
    return [*metric.classes] or words.classes(metric.breaks, metric.unit)


def heading(metric: Metric) -> str:
    """Title over the classes, with the unit where they are numbers."""
    return f"{metric.title}，{metric.unit}" if metric.unit and not metric.classes else metric.title


def shade(board: Board, metric: Metric, tier: Tier) -> pd.DataFrame:
    """Class every community of a board by one figure.

    Returns
    -------
    DataFrame
        Index code (L2 of the board); step (0 = the lowest class, -1 = not known or hidden), value (NaN likewise),
        text (what the rail shows there, with its unit), why (in words, where there is no class), sign (one
        character to stand on the map, or empty). A community tells here what its own tile tells, and nothing more.
    """
    seen = Seen(tier, Level.L2, "", 0.0)
    codes = [str(code) for code in board.now.index if len(code) == L2_DIGITS and "-" not in code]
    rows = [_told(board, code, metric, seen) for code in codes]
    return pd.DataFrame(rows, columns=["step", "value", "text", "why", "sign"], index=pd.Index(codes, name="code"))


def _told(board: Board, code: str, metric: Metric, seen: Seen) -> tuple[int, float, str, str, str]:
    told = tile(board, code, metric, seen)
    value = told["value"]
    if value is None:
        return UNKNOWN, np.nan, str(told["text"]), str(told["why"] or "").removeprefix("— "), ""
    if metric.key in board.split:
        parts = board.split[metric.key]
        gravest = max((n for n, word in enumerate(parts.columns, 1) if board.part(parts, code, word) > 0), default=0)
        return gravest, float(gravest), classes(metric)[gravest], "", str(parts.columns[gravest - 1]) if gravest else ""
    step = int(np.searchsorted(metric.breaks, value, side="right"))
    return step, float(value), f"{told['text']}{told['unit']}", "", ""
