"""亮身份: the card of a small place: who answers for it, what is open, who was visited."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.metrics.board import Board
from geo.metrics.units import gravest
from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Scope, Tier
from geo.model.status import State
from geo.ports import Reads
from geo.rules import rounding, status
from geo.rules.coverage import NOTE, WALKED, nearest
from geo.rules.publish import is_private
from geo.rules.scope import inner_points
from geo.rules.sla import days_late
from geo.rules.workdays import CHINA

PROMISE = "2 个工作日内反馈"  # (seed 004) 民情速递站
LEADS = ("二级网格长", "三级网格长", "网格长", "微网格长", "专属网格长", "网格员", "楼栋长")
MOST_LEADS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """The place a card is about; `area` is the grid whose people and events count (for a centre its 社区)."""

    code: str
    level: Level | None  # None: a centre
    area: str


@dataclass(frozen=True, slots=True)
class _Near:
    center: str
    metres: float
    how: str
    method: str


def card(store: Reads, scope: Scope, place: Place, board: Board, *, places: pd.DataFrame, days: int) -> dict[str, Any]:
    """Fill the card of docs/house.md, 5.4.

    Persons are named only as holders of a post. At T0 households and people are in tens, events of
    homes and disputes say their class only, and the nine colours come from the 镇街 or 片区.
    """
    profile = store.profile()
    row = places.loc[[place.area]].to_dict("records")[0]
    level = Level(row["level"])
    inside = _inside(store.events(scope), place.area, level, store, scope)
    state = status.states(inside, store.as_of())
    near = None if place.level is None else _nearest(store, scope, place.area, level)
    return {
        "chips": _chips(place, row, gravest(store.star_cards(scope), store.as_of()).get(place.area)),
        "lead": _leads(store.staff(scope), place.area),
        "promise": PROMISE,
        "facts": _facts(store, scope, place, row, level, near=near),
        "events": _tally(state, inside, store, days),
        "latest": _latest(inside, state, profile, scope, store),
        "visits": _visits(store, scope, place.area, board, level),
        "nine": _nine(board.nine, place.area, places),
        "ledger_pct": _ledger(store, scope, place.area),
        "dedicated": _dedicated(store, scope, place.area, places),
        "center": _center(store, scope, place, near),
    }


def _inside(events: GeoDataFrame, area: str, level: Level, store: Reads, scope: Scope) -> GeoDataFrame:
    if level is Level.DEDICATED:  # overlays the others: its events lie inside its polygon
        ring = store.grids(scope, level).geometry.loc[area]
        return GeoDataFrame(events[events.geometry.within(ring).to_numpy()])
    return GeoDataFrame(events[events["micro"].astype(str).str.startswith(area).to_numpy()])


def _chips(place: Place, row: dict[Hashable, Any], hung: str | None) -> list[str]:
    """Say what the place is, and which card hangs on a community."""
    title = "党群服务中心" if place.level is None else place.level.title
    kind = row.get("kind")
    carded = hung is not None and place.level is Level.L2
    return [title, *([str(kind)] if isinstance(kind, str) and kind else []), *([f"挂{hung}牌"] if carded else [])]


def _leads(staff: pd.DataFrame, area: str) -> list[dict[str, str]]:
    """Holders of posts on the grid itself and the grids above it, down to the 社区."""
    chain = [area[:digits] for digits in (12, 15, 18) if digits <= len(area)]
    own = staff[staff["grid"].isin(chain)]
    order = {role: n for n, role in enumerate(LEADS)}
    own = own.assign(rank=own["role"].map(order).fillna(len(LEADS))).sort_values(["rank", "grid"], kind="stable")
    return [{"role": str(r), "name": str(n)} for r, n in zip(own["role"], own["name"], strict=True)][:MOST_LEADS]


def _facts(
    store: Reads, scope: Scope, place: Place, row: dict[Hashable, Any], level: Level, *, near: _Near | None
) -> list[dict[str, Any]]:
    facts = []
    for column, unit in (("households", "户"), ("people", "人")):
        text = rounding.words(row[column], tier=scope.tier, level=level)
        facts.append({"value": text, "unit": unit, "title": unit})
    if level is not Level.DEDICATED:
        homes = store.buildings(scope)["micro"].astype(str).str.startswith(place.area)
        facts.append({"value": f"{int(homes.sum()):,}", "unit": "栋", "title": "栋"})
    if near is not None:
        facts.append({"value": f"{near.metres:,.0f}", "unit": "米", "title": f"到中心({near.how})"})
    return facts


def _tally(state: pd.Series, events: pd.DataFrame, store: Reads, days: int) -> dict[str, int]:
    """Open ones are the state now; done ones were closed within the period."""
    since = store.as_of() - timedelta(days=days)
    recent = (pd.to_datetime(events["closed_at"]) > since).to_numpy()
    numbers = {key: int((state == value).sum()) for key, value in (("overdue", 2), ("waiting", 0), ("doing", 1))}
    return numbers | {"done": int(((state == State.DONE).to_numpy() & recent).sum())}


def _latest(
    events: pd.DataFrame, state: pd.Series, profile: Profile, scope: Scope, store: Reads
) -> dict[str, Any] | None:
    """Pick the event most overdue, else the newest one open."""
    active = events[state.isin([State.OVERDUE, State.WAITING, State.DOING]).to_numpy()]
    late = active[(state.reindex(active.index) == State.OVERDUE).to_numpy()]
    if not len(active):
        return None
    pick = (
        late.sort_values("due_at", kind="stable")
        if len(late)
        else active.sort_values("reported_at", kind="stable")[::-1]
    )
    one = pick.iloc[0]
    hide = scope.tier is Tier.T0 and bool(is_private(pick["type"].iloc[:1], profile).iloc[0])
    types = {item.code: item.title for item in profile.types}
    classes = {item.code: item.title for item in profile.classes}
    kind = classes.get(str(one["type"])[:2], "其他")
    title = kind if hide else types.get(str(one["type"]), kind)
    line = str(one["status"])
    if len(late):
        line += f"，超期 {days_late(pd.Timestamp(one['due_at']).to_pydatetime(), store.as_of(), CHINA)} 个工作日"
    elif pd.notna(one["due_at"]):
        line += f"，{pd.Timestamp(one['due_at']):%m-%d} 到期"
    return {"title": title, "line": line, "overdue": bool(len(late))}


def _visits(store: Reads, scope: Scope, area: str, board: Board, level: Level) -> dict[str, Any] | None:
    if area not in board.now.index:
        return None
    as_of = store.as_of()
    month = as_of.replace(day=1, hour=0, minute=0)
    visited = store.visit_counts(scope, since=month)
    walked = store.patrol_counts(scope, since=as_of - timedelta(days=90))
    done, due = board.part(board.num, area, "visits"), board.part(board.den, area, "visits")
    return {
        "done": rounding.people(done, tier=scope.tier, level=level),
        "due": rounding.people(due, tier=scope.tier, level=level),
        "target_share": round(month_share(as_of.day, month.month, as_of.year), 2),
        "month": f"{as_of.month} 月",
        "last_visit": _last(visited, "last_visit", area, "%m-%d"),
        "last_patrol": _last(walked, "last_patrol", area, "%m-%d %H:%M"),
    }


def month_share(day: int, month: int, year: int) -> float:
    """How much of the month is over, 0..1."""
    return day / pd.Period(year=year, month=month, freq="M").days_in_month


def _last(frame: pd.DataFrame, column: str, area: str, form: str) -> str | None:
    own = frame.loc[frame.index.astype(str).str.startswith(area), column]
    newest = pd.to_datetime(own).max()
    return None if pd.isna(newest) else f"{newest:{form}}"


def _nine(table: pd.DataFrame, area: str, places: pd.DataFrame) -> dict[str, Any] | None:
    """Count at the finest level allowed that holds the place, with the name of that level's place."""
    for at in (area[:12], area[:9], str(places.loc[area, "zone"])):
        if at in table.index:
            cells = [
                {"group": group, "value": None if pd.isna(value) else int(value)}
                for group, value in table.loc[at].drop("level").items()
            ]
            return {"at": str(places.loc[at, "name"]), "cells": cells}
    return None


def _ledger(store: Reads, scope: Scope, area: str) -> int | None:
    ledger = store.ledger_counts(scope)
    own = ledger[ledger.index.astype(str).str.startswith(area)]
    households = float(own["households"].sum())
    return round(100 * float(own["verified_30d"].sum()) / households) if households else None


def _dedicated(store: Reads, scope: Scope, area: str, places: pd.DataFrame) -> list[dict[str, str]]:
    """Dedicated grids paired with a micro grid of the place (双格联建)."""
    pairs = store.pairings(scope)
    codes = pairs.loc[pairs["micro"].astype(str).str.startswith(area), "dedicated"].astype(str).unique()
    known = places.reindex(codes).dropna(subset=["name"])
    kinds = known["kind"] if "kind" in known else pd.Series("", index=known.index)
    return [
        {"code": c, "name": str(n), "kind": str(k)} for c, n, k in zip(known.index, known["name"], kinds, strict=True)
    ]


def _center(store: Reads, scope: Scope, place: Place, near: _Near | None) -> dict[str, Any] | None:
    centers = store.centers(scope)
    if place.level is None:
        code, metres, method = place.code, None, ""
    elif near is None:
        return None
    else:
        code, metres, method = near.center, near.metres, near.method
    own = centers.loc[code]
    titles = store.profile().resources
    return {
        "code": code,
        "name": str(own["name"]),
        "dist_m": None if metres is None else round(metres),
        "method": method,
        "hours": None if pd.isna(own["hours"]) else str(own["hours"]),
        "staff_n": None if pd.isna(own["staff_n"]) else int(own["staff_n"]),
        "resources": [
            {"title": title, "has": flag == "1"} for title, flag in zip(titles, str(own["resources"]), strict=False)
        ],
    }


def _nearest(store: Reads, scope: Scope, area: str, level: Level) -> _Near | None:
    """Find the centre most people of a grid are nearest to and their mean walk; a straight line without roads."""
    walks = store.walks(scope)
    if walks is not None and level is not Level.DEDICATED:
        homes = store.home_points(scope)
        homes = homes[homes["micro"].astype(str).str.startswith(area)]
        own = walks.reindex(homes.index)
        people = homes["people"].fillna(0).to_numpy(dtype=float) * np.isfinite(own["metres"].to_numpy(dtype=float))
        seen = own["center"].isin(store.centers(scope).index).to_numpy() & (people > 0)
        if seen.any():
            most = str(pd.Series(people[seen]).groupby(own["center"].to_numpy()[seen]).sum().idxmax())
            metres = float(np.average(own["metres"].to_numpy(dtype=float)[seen], weights=people[seen]))
            return _Near(most, metres, "步行", WALKED)
    crs = store.profile().measure_crs
    ring = GeoSeries(store.grids(scope, level).geometry.loc[[area]])
    found = nearest(inner_points(ring, crs)[0], store.centers(scope).geometry, crs).iloc[0]
    if np.isnan(found["dist_m"]):
        return None
    return _Near(str(found["center"]), float(found["dist_m"]), "直线", NOTE)
