"""What figures count per grid of any level: posts, people on duty, patrols, notes, items of the 57 and cards."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.codes import Level
from geo.model.scope import Scope, Tier
from geo.model.status import CARDS, PASSED
from geo.ports import Reads
from geo.rules import rounding

WORKER = "网格员"
APART = [Level.DISTRICT, Level.ZONE]  # no grids: what stands there is not counted


def units(store: Reads, scope: Scope, places: pd.DataFrame, days: int) -> pd.DataFrame:
    """Count per grid; a patrol or note is its micro grid's, a worker that of the post, a card its community's.

    Returns
    -------
    DataFrame of numbers
        Index code of every grid below the district. Columns level, households (at T0 in tens, see
        `geo.rules.rounding.tens`), posts (planned), staff, workers (on duty), patrols, patrols_before,
        notes, notes_before (times in the period and the one before), noting (workers, in a store that
        knows notes), items, passed (of the 57), card_黄 card_橙 card_红 (1 where it is the gravest card in
        force), carded_before (any card when the period began), may_hang (a community, in a store that
        knows cards).
    """
    grids = places[~places["level"].isin(APART)]
    index = pd.Index(grids.index.to_numpy(dtype=object), name="code")  # plain texts are looked up faster
    as_of = store.as_of()

    def rows(codes: "pd.Series[str] | pd.Index") -> NDArray[np.int64]:
        at = index.get_indexer(codes.to_numpy(dtype=object))
        return np.where(at >= 0, at, len(index))  # what is no grid here falls off the end

    def sums(at: NDArray[np.int64], weights: "NDArray[np.float64] | None" = None) -> NDArray[np.float64]:
        return np.bincount(at, weights, minlength=len(index) + 1)[:-1].astype(float)

    staff = store.staff(scope)

    def times(name: str, counts: Callable[..., pd.DataFrame]) -> dict[str, NDArray[np.float64]]:
        now, both = (counts(scope, since=as_of - timedelta(days=n * days))[name].fillna(0.0) for n in (1, 2))
        here, since = (sums(rows(part.index), part.to_numpy(dtype=float)) for part in (now, both))
        return {name: here, f"{name}_before": since - here}

    posts = rows(staff["grid"])
    workers = sums(posts[(staff["role"] == WORKER).to_numpy(dtype=bool)])
    known = store.freshness()["at"]
    items = store.star_items(scope)
    listed = rows(items["l2"])
    households = grids["households"].to_numpy(dtype=float)
    made = pd.DataFrame(
        {
            "level": grids["level"].to_numpy(),
            "households": rounding.tens(households) if scope.tier is Tier.T0 else np.nan_to_num(households),
            "posts": grids["posts"].fillna(0).to_numpy(dtype=float) if "posts" in grids else 0.0,
            "staff": sums(posts),
            "workers": workers,
            **times("patrols", store.patrol_counts),
            **times("notes", store.note_counts),
            "noting": workers * bool(pd.notna(known.get("note"))),
            "items": sums(listed),
            "passed": sums(listed[(items["state"] == PASSED).to_numpy(dtype=bool)]),
        },
        index=index,
    )
    cards = store.star_cards(scope)
    hung = gravest(cards, as_of)
    for word in CARDS:
        made[f"card_{word}"] = index.isin([code for code, held in hung.items() if held == word]).astype(float)
    made["carded_before"] = index.isin(list(gravest(cards, as_of - timedelta(days=days)))).astype(float)
    made["may_hang"] = (made["level"] == Level.L2) & bool(pd.notna(known.get("star_card")))
    return made


def gravest(cards: pd.DataFrame, at: datetime) -> dict[str, str]:
    """Colour of the gravest card in force at a moment by community; those without a card left out."""
    held = cards[(cards["valid_from"] <= at) & ~(cards["valid_to"] <= at)]
    found: dict[str, str] = {}
    for code, word in zip(held["l2"].astype(str), held["card"], strict=True):
        found[code] = max(found.get(code, word), word, key=CARDS.index)
    return found
