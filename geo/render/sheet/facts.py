"""Figures as a file may print them: rounded or left out where they would tell of few people."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from geo.metrics import words
from geo.metrics.base import Metric
from geo.metrics.board import Board
from geo.metrics.rail import rail
from geo.metrics.shade import shade
from geo.model.codes import Level, parse_code
from geo.model.errors import NotAllowed, NotReady
from geo.model.scope import Scope, Tier
from geo.model.status import State
from geo.ports import Reads
from geo.rules import rounding
from geo.rules.names import short
from geo.rules.status import NONE, states

HIDDEN = "—"
FULL = 100.0
WIDE = frozenset({Level.DISTRICT, Level.ZONE, Level.L1})
FEW_HOMES = frozenset({"visits", "nine_overdue"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is printed."""

    title: str
    text: str
    unit: str
    note: str
    bad: bool = False


class Facts:
    """What the sheets say in numbers.

    Shares of people are worked out from the rounded counts, so that a share does not give back what the
    rounding hid. Counts of events are no counts of people and stay as they are.
    """

    def __init__(self, store: Reads, scope: Scope, *, days: int, figures: Board, places: pd.DataFrame) -> None:
        self._store, self._scope = store, scope
        self.days, self._board, self._places = days, figures, places

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        """Every place as it stands in the store."""
        columns = ["name", "level", "zone", "households", "people"]
        rows = self._places[columns].to_dict("records")
        return {
            str(code): {str(k): v for k, v in row.items()} for code, row in zip(self._places.index, rows, strict=True)
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every place from the district down to 社区(村).

        Returns
        -------
        DataFrame
            Index code; name, level, zone, units (社区), people, open, overdue, d_overdue, done, covered (percent),
            outside (people, rounded), feedback (percent). Missing = not known or hidden.

        Raises
        ------
        NotReady
            There are no micro grids, of which every figure is a sum.
        """
        board = self._board
        if board.now.empty:
            raise NotReady("库里还没有微网格，数不出图上的数字。", remedy="请先在“管理 · 导入”中导入微网格。")
        codes = [
            code
            for code in board.now.index
            if self._rows[code]["level"] in (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2)
        ]
        rows = []
        for code in codes:
            level = parse_code(code).level
            now, before = board.now.loc[code], board.before.loc[code]
            covered, outside = self._reach(code)
            place = self._rows[code]
            people = place["people"]
            rows.append(
                {
                    "code": code,
                    "name": str(place["name"]),
                    "level": level.value,
                    "zone": place["zone"],
                    "units": self._units(code),
                    "people": None if pd.isna(people) else round(float(people)),
                    "households": place["households"],
                    "open": int(now["open"]),
                    "overdue": int(now["overdue"]),
                    "d_overdue": None if pd.isna(before["overdue"]) else int(now["overdue"] - before["overdue"]),
                    "covered": covered,
                    "outside": outside,
                    "feedback": None if pd.isna(now["feedback"]) else round(float(now["feedback"]), 1),
                    "load": _per_hundred(now["open"], place["households"]),
                }
            )
        columns = ["code", "name", "level", "zone", "units", "people", "households", "open", "overdue", "d_overdue"]
        columns += ["covered", "outside", "feedback", "load"]
        return pd.DataFrame(rows, columns=columns).set_index("code")

    def shaded(self, metric: Metric) -> pd.DataFrame:
        """Class every 社区(村) by a figure (`geo.metrics.shade`), as this file may print it.

        Raises
        ------
        NotAllowed
            A share of few homes tells of them: such figures are for 内部 alone.
        """
        if self._scope.tier is Tier.T0 and metric.key in FEW_HOMES:
            raise NotAllowed(
                f"“{metric.title}”按社区说的是少数几户，不上会议和公开图。", remedy="请改用“内部”，或另选一个指标。"
            )
        return shade(self._board, metric, self._scope.tier)

    def _units(self, code: str) -> int:
        """How many 社区 lie in a place."""
        l2 = self._places[self._places["level"] == Level.L2]
        inside = l2["zone"] == code if parse_code(code).level is Level.ZONE else l2.index.str.startswith(code)
        return int(inside.sum())

    def under(self, code: str, level: Level) -> pd.DataFrame:
        """Rows of the table of one level inside a place."""
        rows = self.table[self.table["level"] == level]
        place = parse_code(code).level
        if place is Level.DISTRICT:
            return rows
        if place is Level.ZONE:
            return rows[rows["zone"] == code] if level is not Level.ZONE else rows.loc[rows.index == code]
        return rows[rows.index.str.startswith(code)]

    def row(self, code: str) -> dict[str, Any]:
        """One place of the table; all None for a place below 社区(村)."""
        found = records(self.table.loc[self.table.index == code])
        return found[0] if found else dict.fromkeys(["code", *self.table.columns])

    def tiles(self, code: str) -> list[Figure]:
        """Figures of a place as the rail of the screen shows them."""
        told = rail(self._store, self._scope, code, self.days, figures=self._board)
        out = []
        small = self._scope.tier is Tier.T0 and parse_code(code).level not in WIDE
        for tile in told["tiles"]:
            if small and tile["key"] in FEW_HOMES:
                continue  # a share of few homes tells of them
            note = tile["delta"]["text"] if tile["delta"] else str(tile["note"] or tile["why"] or "").split("，")[0]
            text, unit = tile["text"], tile["unit"] if tile["value"] is not None else ""
            if tile["key"] == "covered" and self._scope.tier is Tier.T0 and code in self.table.index:
                covered = self.row(code)["covered"]
                text, unit = (HIDDEN, "") if covered is None else (f"{covered:.1f}", "%")
            bad = tile["key"] == "overdue" and bool(tile["value"])
            out.append(Figure(tile["title"], text, unit, note.removeprefix("— "), bad))
        return out

    def said(self, code: str) -> str:
        """`65 个社区(村)，19.7 万人`."""
        row = self._rows[code]
        level = parse_code(code).level
        n = self._units(code) if level in WIDE else 0
        parts = [f"{n} 个{Level.L2.title}"] if n else [level.title]
        if pd.notna(row["people"]):
            shown = rounding.people(row["people"], tier=self._scope.tier, level=level)
            parts.append(f"{rounding.FEW}人" if shown is None else words.people(shown))
        return "，".join(parts)

    def grids_of(self, code: str) -> pd.DataFrame:
        """Micro grids of a place: l3, open, overdue, and `load` (open per 100 households, for classes only)."""
        rows = self._places[(self._places["level"] == Level.MICRO) & self._places.index.str.startswith(code)]
        now = self._board.now.reindex(rows.index)
        load = [_per_hundred(n, h) for n, h in zip(now["open"], rows["households"], strict=True)]
        return pd.DataFrame(
            {"name": rows["name"], "open": now["open"], "overdue": now["overdue"], "load": load}, index=rows.index
        )

    def tiers(self, code: str) -> dict[Level, int]:
        """How many grids of each level lie in a place."""
        out = {}
        for level in (Level.ZONE, Level.L1, Level.L2, Level.L3, Level.DEDICATED, Level.MICRO):
            rows = self._places[self._places["level"] == level]
            place = parse_code(code).level
            if place is Level.ZONE:
                out[level] = int((rows["zone"] == code).sum())
            else:
                out[level] = int(rows.index.str.startswith(code).sum())
        return out

    def by_class(self, code: str) -> pd.DataFrame:
        """Events of a place by class: title, open, overdue, done (closed within the period); most open first."""
        events = self._inside(code)
        counts = events.groupby("kind")[["open", "overdue", "done"]].sum()
        items = self._store.profile().classes
        table = counts.reindex([item.code for item in items], fill_value=0).astype(int)
        table.insert(0, "title", [item.title for item in items])
        return table.sort_values(["open", "done"], ascending=False, kind="stable", ignore_index=True)

    def by_source(self, code: str) -> pd.DataFrame:
        """Events reported within the period by source: title, n; most first."""
        events = self._inside(code)
        found = events.loc[events["new"], "source"].fillna("其他").value_counts()
        return pd.DataFrame({"title": found.index.astype(str), "n": found.to_numpy()})

    def trend(self, code: str) -> dict[str, list[float | None]]:
        """Open and overdue events day by day, the last value being now."""
        return {key: self._board.spark(key, code) or [] for key in ("open", "overdue")}

    def ranking(self, code: str, *, most: int = 10, by: str = "overdue") -> pd.DataFrame:
        """社区(村) of a place, most urgent first."""
        rows = self.under(code, Level.L2)
        return rows.sort_values([by, "open"], ascending=False, kind="stable").head(most)

    @cached_property
    def _events(self) -> pd.DataFrame:
        """Counted events, once for all pages: micro, kind, source, open, overdue, done, new."""
        events, as_of = self._store.events(self._scope), self._store.as_of()
        state = states(events, as_of)
        since = pd.Timestamp(as_of) - pd.Timedelta(self.days, "D")
        frame = pd.DataFrame(
            {
                "micro": events["micro"].fillna("").astype(str),
                "kind": events["type"].astype(str).str[:2],
                "source": events["source"],
                "open": state.isin([State.WAITING, State.DOING, State.OVERDUE]),
                "overdue": state == State.OVERDUE,
                "done": (state == State.DONE) & (pd.to_datetime(events["closed_at"]) > since),
                "new": events["reported_at"] > since,
            }
        )
        return frame[(state != NONE).to_numpy()].sort_values("micro", kind="stable")

    def _inside(self, code: str) -> pd.DataFrame:
        events = self._events
        level = parse_code(code).level
        if level is Level.DISTRICT:
            return events
        if level is Level.ZONE:
            return events[events["micro"].str[:12].isin(self.under(code, Level.L2).index)]
        first, last = events["micro"].searchsorted([code, code + "~"])
        return events.iloc[int(first) : int(last)]

    def _reach(self, code: str) -> tuple[float | None, int | None]:
        """Percent of people within reach and people out of it, so that neither tells of 1 to 9."""
        num, den = (
            self._board.part(self._board.num, code, "covered"),
            self._board.part(self._board.den, code, "covered"),
        )
        if math.isnan(den) or den <= 0:
            return None, None
        if self._scope.tier > Tier.T0:
            return round(FULL * num / den, 1), round(den - num)
        outside = rounding.coarse(den - num)
        whole = rounding.coarse(den)
        if outside is None or not whole:
            return None, None
        return round(max(0.0, FULL * (1 - outside / whole)), 1), outside


def _per_hundred(n: float, households: float | None) -> float | None:
    if households is None or pd.isna(households) or households <= 0 or pd.isna(n):
        return None
    return float(FULL * n / households)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table with their code; what is not known is None."""
    rows = table.reset_index().to_dict("records")
    return [{str(key): None if pd.isna(value) else value for key, value in row.items()} for row in rows]


def shortest(name: str) -> str:
    """Name for a chart: 片区 and 社区 without the word for their kind."""
    return short(name).removesuffix("片区")
