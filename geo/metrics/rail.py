"""Everything the right-hand panel says about one place."""

from typing import Any

import pandas as pd

from geo.metrics import words
from geo.metrics.board import Board, board
from geo.metrics.card import Place, card, month_share
from geo.metrics.ranking import ranking
from geo.metrics.tiles import Seen, tiles
from geo.model.codes import Level, parse_code
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Scope, Tier
from geo.model.view import PERIODS
from geo.ports import Reads
from geo.rules import rounding

CENTER = "DQ"
CARDS = frozenset({Level.L3, Level.MICRO, Level.L2, Level.DEDICATED})


def rail(store: Reads, scope: Scope, code: str, days: int, *, figures: Board | None = None) -> dict[str, Any]:
    """Tiles, ranking and card of a place, as docs/house.md, 5.4.

    Parameters
    ----------
    code
        A grid, zone or centre inside the scope.
    days
        One of `geo.model.view.PERIODS`.
    figures
        A board of the same scope and days, computed before; None computes it.

    Raises
    ------
    NotFound
        No such place, or it lies outside the scope: the two are not told apart.
    BadInput, BadCode
        The period or the code is of no known form.
    """
    if days not in PERIODS:
        raise BadInput(f"时段“{days}”不在可选之列。", remedy=f"可选 {'、'.join(map(str, PERIODS))} 天。")
    places = store.places(scope)
    place = find(store, scope, code, places)
    figures = figures or board(store, scope, days)
    row = places.loc[[place.area]].to_dict("records")[0]
    level = Level(row["level"])
    as_of = store.as_of()
    seen = Seen(scope.tier, level, f"{as_of:%m-%d}", 100 * month_share(as_of.day, as_of.month, as_of.year))
    counted = place.area if place.level is not None else None
    name = str(store.centers(scope).loc[code, "name"]) if place.level is None else str(row["name"])
    return {
        "code": code,
        "name": name,
        "level": "center" if place.level is None else level.value,
        "title": _title(places, place.area, level, scope.tier),
        "tiles": tiles(figures, counted, seen),
        "more": tiles(figures, counted, seen, more=True),
        "rank": None if place.level is None else ranking(figures, places, code, level, tier=scope.tier),
        "card": card(store, scope, place, figures, places=places, days=days)
        if place.level is None or level in CARDS
        else None,
    }


def find(store: Reads, scope: Scope, code: str, places: pd.DataFrame) -> Place:
    """Find the place a code stands for; for a centre the 社区 it serves."""
    if code.startswith(CENTER):
        centers = store.centers(scope)
        if code in centers.index and str(centers.loc[code, "l2"]) in places.index:
            return Place(code, None, str(centers.loc[code, "l2"]))
    else:
        level = parse_code(code).level
        if code in places.index:
            return Place(code, level, code)
    raise NotFound(f"没有编码为“{code[:40]}”的地方，或它不在您的管辖范围内。", remedy="请从地图或搜索框中另选一处。")


def _title(places: pd.DataFrame, area: str, level: Level, tier: Tier) -> str:
    """`65 个社区(村)，19.7 万人`."""
    people = float(places["people"].astype(float)[area])
    parts = []
    if level in (Level.DISTRICT, Level.ZONE, Level.L1):
        l2 = places[places["level"] == Level.L2]
        inside = l2["zone"] == area if level is Level.ZONE else l2.index.str.startswith(area)
        parts.append(f"{int(inside.sum())} 个{Level.L2.title}")
    else:
        parts.append(level.title)
    if pd.notna(people):
        shown = rounding.people(people, tier=tier, level=level)
        parts.append(f"{rounding.FEW}人" if shown is None else words.people(shown))
    return "，".join(parts)
