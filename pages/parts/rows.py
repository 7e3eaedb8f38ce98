"""The rows behind a number, as far as the role may open it."""

import pandas as pd

from geo.metrics import METRICS
from geo.metrics.ranking import children
from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.model.scope import Scope, Tier
from geo.model.status import State
from geo.rules import rounding
from geo.rules.publish import is_private
from geo.rules.status import states
from pages.parts import scene
from pages.parts.wiring import store_of

MOST = 500
# Which states a tile counts; None = all of the period.
STATES: dict[str, frozenset[State] | None] = {
    "overdue": frozenset({State.OVERDUE}),
    "open": frozenset({State.WAITING, State.DOING, State.OVERDUE}),
    "events": frozenset({State.WAITING, State.DOING, State.OVERDUE}),
    "feedback": None,
}


def title(what: str) -> str:
    """Return the word for the dialog's head."""
    named = {metric.key: metric.title for metric in METRICS}
    return named.get(what, "诉求清单" if what in STATES else "各单位明细")


def behind(scope: Scope, what: str, code: str, days: int) -> pd.DataFrame:
    """Return the rows of one number at one place: events for counts of events, else the places below."""
    names = scene.place_names(scope)
    if code not in names:
        raise NotFound("没有这个地点，或不在您的查看范围内。", remedy="请从地图上重新选择。")
    return _events(scope, what, code, days) if what in STATES else _places(scope, what, code, days)


def _events(scope: Scope, what: str, code: str, days: int) -> pd.DataFrame:
    book = store_of(scope)
    as_of, profile = book.as_of(), book.profile()
    events = book.events(scope)
    state = states(events, as_of)
    wanted = STATES[what]
    within = events["reported_at"] > as_of - pd.Timedelta(days=days) if wanted is None else state.isin(wanted)
    events = events[within & (state >= 0) & _inside(scope, events["micro"], code)]
    state = state.loc[events.index].map(lambda n: State(n).title)
    classes = {item.code: item.title for item in profile.classes}
    types = {item.code: item.title for item in profile.types}
    names = pd.Series(scene.place_names(scope))
    hidden = is_private(events["type"], profile) if scope.tier == Tier.T0 else pd.Series(False, index=events.index)
    table = pd.DataFrame(
        {
            "编号": events.index,
            "状态": state,
            "大类": events["type"].str[:2].map(classes),
            "小类": events["type"].map(types).mask(hidden, "—"),
            "社区": events["micro"].str[:12].map(names),
            "地址": events["address"].mask(hidden, "—（住址类，按权限隐去）"),
            "上报": events["reported_at"],
            "应办结": events["due_at"],
            "责任部门": events["dept"],
        }
    )
    return table.sort_values(["应办结"]).head(MOST).reset_index(drop=True)


def _places(scope: Scope, what: str, code: str, days: int) -> pd.DataFrame:
    book = store_of(scope)
    places = book.places(scope)
    figures = scene.figures(scope, days)
    if code not in places.index:  # a centre: its community
        code = code.removeprefix("DQ")
    level = Level(str(places.loc[code, "level"]))
    kids = children(places, code, level) if level not in (Level.MICRO, Level.DEDICATED) else pd.Index([code])
    kids = kids[kids.isin(figures.now.index)]
    table = pd.DataFrame({"编码": kids, "名称": places.loc[kids, "name"].to_numpy()})
    for metric in METRICS:
        if what != metric.key and (what != "rank" or metric.more):
            continue
        num, den = figures.num.loc[kids, metric.key], figures.den.loc[kids, metric.key]
        counts_people = metric.persons or metric.key in ("covered", "visits", "ledger")
        if counts_people and scope.tier == Tier.T0:
            num = num.map(lambda n: rounding.people(n, tier=scope.tier))
            den = den.map(lambda n: rounding.people(n, tier=scope.tier))
        if den.notna().any():
            table[f"{metric.title}（%）"] = figures.now.loc[kids, metric.key].round(1).to_numpy()
            table["其中"], table["合计"] = num.to_numpy(), den.to_numpy()
        else:
            table[f"{metric.title}（{metric.unit}）"] = num.to_numpy()
    return table


def _inside(scope: Scope, micro: "pd.Series[str]", code: str) -> "pd.Series[bool]":
    """Say which micro grids lie in a place; a zone is the union of its communities."""
    code = code.removeprefix("DQ")
    if "-Z" not in code:
        return micro.fillna("").str.startswith(code)
    places = store_of(scope).places(scope)
    l2 = places.index[(places["level"] == Level.L2) & (places["zone"] == code)]
    return micro.str[:12].isin(l2)
