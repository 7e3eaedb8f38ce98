"""九色 as tables: signs with colour, shape and character; counts by place; what changed; who was not visited."""

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from geo.metrics.board import Board
from geo.model.codes import Level
from geo.model.profile import Group
from geo.model.scope import Scope, Tier
from geo.model.view import ViewSpec
from geo.rules import rounding
from geo.rules.names import short
from pages.parts import sample

HIDDEN = "—"
SIZE = 24.0
# Corner points of each shape in a box of 24: two groups never differ by colour alone.
SHAPES = {
    "square": "3,3 21,3 21,21 3,21",
    "up": "12,1 23.5,22 0.5,22",
    "diamond": "12,0.5 23.5,12 12,23.5 0.5,12",
    "down": "0.5,2 23.5,2 12,23",
    "plus": "7,1 17,1 17,7 23,7 23,17 17,17 17,23 7,23 7,17 1,17 1,7 7,7",
    "hex": "6,2 18,2 23.5,12 18,22 6,22 0.5,12",
    "cross": "6,1 12,6 18,1 23,6 18,12 23,18 18,23 12,18 6,23 1,18 6,12 1,6",
    "house": "12,1 23,9 20,23 4,23 1,9",
}
MOST = 12


def sign(group: Group) -> str:
    """Draw a group's sign: its colour, its shape and its character."""
    if group.shape in SHAPES:
        form = f'<polygon points="{SHAPES[group.shape]}" fill="{group.color}"/>'
    else:
        form = f'<circle cx="12" cy="12" r="11" fill="{group.color}"/>'
    down = {"up": 20.0, "down": 14.0, "house": 18.0}.get(group.shape, 16.3)
    text = (
        f'<text x="12" y="{down}" font-size="12" text-anchor="middle" fill="{group.ink}">{escape(group.glyph)}</text>'
    )
    return sample.picture(form + text, SIZE, SIZE)


def matrix(table: pd.DataFrame, groups: Sequence[Group], names: dict[str, str], view: ViewSpec) -> str:
    """Write counts by place and group; a hidden cell is a dash, whyever it is hidden."""
    head = "".join(f'<th scope="col">{sign(group)}<span>{_broken(group.title)}</span></th>' for group in groups)
    body = []
    for code, row in table.iterrows():
        cells = "".join(
            f"<td>{HIDDEN if pd.isna(row[group.code]) else f'{row[group.code]:,}'}</td>" for group in groups
        )
        link = f'<a target="_self" href="{_there(view, str(code))}">{escape(names[str(code)])}</a>'
        here = ' aria-current="location"' if code == view.place else ""
        level = Level(str(row["level"])).title
        body.append(
            f'<tr data-level="{escape(str(row["level"]))}"{here}>'
            f'<th scope="row">{link}<small>{level}</small></th>{cells}</tr>'
        )
    return (
        '<div class="ogm-nineback"><table class="ogm-ninetable"><thead>'
        f'<tr><th scope="col">范围</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _broken(title: str) -> str:
    """Let a narrow column break a title behind its dots (nine.css keeps the words whole)."""
    return escape(title).replace("·", "\u2060·<wbr>")


def _there(view: ViewSpec, code: str) -> str:
    """Address of the same page at another place."""
    return escape(f"?place={code}" + (f"&date={view.date}" if view.date else ""))


def _told(value: Any) -> str:  # noqa: ANN401 - a number or <NA>
    return HIDDEN if pd.isna(value) else f"{value:,}"


def changed(found: pd.DataFrame, groups: Sequence[Group]) -> str:
    """Write the month's changes: began and ended by group."""
    rows = []
    for group in groups:
        began, ended = (_told(found[column][group.code]) for column in ("began", "ended"))
        rows.append(
            f'<tr><th scope="row">{sign(group)}<span>{escape(group.title)}</span></th>'
            f"<td>{began}</td><td>{ended}</td></tr>"
        )
    return (
        '<table class="ogm-ninechanges"><thead><tr><th scope="col">人群</th><th scope="col">新增</th>'
        f'<th scope="col">注销</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def unvisited(figures: Board, places: pd.DataFrame, inside: pd.Index, scope: Scope) -> list[dict[str, Any]]:
    """List communities by the share of owed visits made this month, lowest first; counts in tens at T0."""
    rows = []
    for code in inside[inside.isin(figures.now.index)]:
        share, late = figures.part(figures.now, code, "visits"), figures.part(figures.now, code, "nine_overdue")
        if math.isnan(share):
            continue
        told = rounding.words(late, tier=scope.tier, level=None) if scope.tier is Tier.T0 else f"{late:,.0f}"
        told = told.replace("不足", "不足 ")  # between words and digits, as everywhere
        rows.append({"code": str(code), "name": short(str(places.loc[code, "name"])), "share": share, "late": told})
    rows.sort(key=lambda row: (row["share"], row["code"]))
    return rows[:MOST]


def owed(rows: list[dict[str, Any]], view: ViewSpec) -> str:
    """Write the list of `unvisited`."""
    lines = "".join(
        f'<li><a target="_self" href="{_there(view, row["code"])}">{escape(row["name"])}</a>'
        f"<span>已走访 {row['share']:.0f}%</span><b>{escape(row['late'])} 人次待访</b></li>"
        for row in rows
    )
    return f'<ol class="ogm-nineowed">{lines}</ol>'
