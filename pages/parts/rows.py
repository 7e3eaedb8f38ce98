"""The rows behind a number, as far as the role may open it."""

from collections.abc import Callable

import pandas as pd

from geo.metrics import METRICS, shade
from geo.metrics.base import Metric
from geo.metrics.board import Board, loads
from geo.metrics.ranking import children
from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.model.scope import Scope, Tier
from geo.model.status import CARDS, PASSES, State
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
    if what in STATES:
        return _events(scope, what, code, days)
    own = OWN.get(what)
    found = None if own is None else own(scope, code, days)
    return _places(scope, what, code, days) if found is None else found


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
    if what in figures.mixed:
        return _mixed(table, figures, shade.metric_of(what))
    for metric in METRICS:
        if what != metric.key and (what != "rank" or metric.more):
            continue
        num, den = figures.num.loc[kids, metric.key], figures.den.loc[kids, metric.key]
        counts_people = metric.persons or metric.key in ("covered", "visits", "ledger")
        if counts_people and scope.tier == Tier.T0:
            num = num.map(lambda n: rounding.people(n, tier=scope.tier))
            den = den.map(lambda n: rounding.people(n, tier=scope.tier))
        head = f"{metric.title}（{metric.unit}）" if metric.unit else metric.title
        if den.notna().any():
            digits = 2 if metric.per == 1.0 else 1
            table[head] = figures.now.loc[kids, metric.key].round(digits).to_numpy()
            parts = metric.formula.split("（", 1)[0].split(" / ") if metric.spread else ["其中", "合计"]
            for name, part in zip(parts, (num, den), strict=True):
                table[name] = part.round(1).to_numpy() if metric.spread else part.to_numpy()
        else:
            table[head] = num.to_numpy()
        if what == metric.key:  # the worst first: a rank
            table = table.sort_values(head, ascending=metric.good == "up", kind="stable", ignore_index=True)
            table.insert(0, "名次", range(1, len(table) + 1))
    return table


def _mixed(table: pd.DataFrame, figures: Board, metric: Metric) -> pd.DataFrame:
    """List a figure mixed of others by place, the worst first, with both parts of each it is mixed of."""
    kids = table["编码"]
    for weight, part in figures.mixed[metric.key]:
        table[f"{part.title}（%，权重 {weight:.0%}）"] = figures.now.loc[kids, part.key].round(1).to_numpy()
        table[f"{part.title}分子"] = figures.num.loc[kids, part.key].to_numpy()
        table[f"{part.title}分母"] = figures.den.loc[kids, part.key].to_numpy()
    table.insert(2, f"{metric.title}（%）", figures.now.loc[kids, metric.key].round(1).to_numpy())
    table = table.sort_values(f"{metric.title}（%）", ascending=metric.good == "up", kind="stable", ignore_index=True)
    table.insert(0, "名次", range(1, len(table) + 1))
    return table


def _items(scope: Scope, code: str, _days: int) -> pd.DataFrame | None:
    """List the items themselves, of a community; larger places are told by community."""
    places = store_of(scope).places(scope)
    if code not in places.index or places.loc[code, "level"] != Level.L2:
        return None
    items = store_of(scope).star_items(scope)
    own = items[items["l2"] == code].sort_values("no")
    order = own["state"].map({word: n for n, word in enumerate(reversed(PASSES))})
    table = own.assign(order=order).sort_values(["order", "no"], kind="stable")
    names = {"no": "序号", "group": "大项", "dept": "责任部门", "state": "状态"}
    return pd.DataFrame(table[list(names)]).rename(columns=names).reset_index(drop=True)


def _cards(scope: Scope, code: str, _days: int) -> pd.DataFrame:
    """List the cards in force in a place, the gravest first."""
    book = store_of(scope)
    as_of = book.as_of()
    cards = book.star_cards(scope)
    held = cards[(cards["valid_from"] <= as_of) & ~(cards["valid_to"] <= as_of) & _inside(scope, cards["l2"], code)]
    order = held["card"].map({word: n for n, word in enumerate(CARDS)})
    held = held.assign(order=order).sort_values(["order", "valid_from"], ascending=[False, True], kind="stable")
    days = (pd.Timestamp(as_of) - held["valid_from"]).dt.days
    return pd.DataFrame(
        {
            "社区": held["l2"].map(scene.place_names(scope)),
            "牌色": held["card"] + "牌",
            "事由": held["reason"],
            "挂牌日期": held["valid_from"].dt.strftime("%Y-%m-%d"),
            "已挂天数": days,
        }
    ).reset_index(drop=True)


def _loads(scope: Scope, code: str, days: int) -> pd.DataFrame:
    """List the L3 grids a figure of unevenness is about, the heaviest first; households as the role may see them."""
    book = store_of(scope)
    places = book.places(scope)
    grids = places[(places["level"] == Level.L3) & _inside(scope, places.index.to_series(), code)]
    load = loads(book, scope, places, days).reindex(grids.index)
    table = pd.DataFrame(
        {
            "编码": grids.index,
            "名称": grids["name"].to_numpy(),
            "社区": grids.index.str[:12].map(scene.place_names(scope)),
            "户": rounding.column(grids["households"], tier=scope.tier, levels=grids["level"]),
            "在岗网格员": load["workers"].to_numpy().astype(int),
            "期内立案": load["filed"].to_numpy().astype(int),
            "每名网格员": (load["filed"] / load["workers"].where(load["workers"] > 0)).round(1).to_numpy(),
        }
    )
    return table.sort_values(["每名网格员", "户"], ascending=False, kind="stable", ignore_index=True).head(MOST)


OWN: dict[str, Callable[[Scope, str, int], pd.DataFrame | None]] = {
    "star_items": _items,
    "star_cards": _cards,
    **dict.fromkeys(("grid_cv", "grid_gini", "worker_cv", "worker_gini"), _loads),
}


def _inside(scope: Scope, micro: "pd.Series[str]", code: str) -> "pd.Series[bool]":
    """Say which micro grids lie in a place; a zone is the union of its communities."""
    code = code.removeprefix("DQ")
    if "-Z" not in code:
        return micro.fillna("").str.startswith(code)
    places = store_of(scope).places(scope)
    l2 = places.index[(places["level"] == Level.L2) & (places["zone"] == code)]
    return micro.str[:12].isin(l2)
