"""九色: how many of each group live where, as far as it may be shown; what changed this month; who was not visited."""

from html import escape

import pandas as pd
import streamlit as st

from geo.metrics.card import month_share
from geo.model.codes import Level
from geo.model.errors import GovernanceError
from geo.model.scope import Tier
from geo.rules.nine import open_groups, published
from geo.rules.nine_changes import changes
from pages.parts import colours, frame, kpis, link, scene
from pages.parts.wiring import store_of

L2_DIGITS = 12
MAP = "zones,l2,outline,labels,nine"


def main() -> None:
    """Draw the table by place, the changes of the month and the list of visits owed."""
    scope, spec = link.asked()
    names = scene.place_names(scope)
    frame.strip(scope, spec, scene.manifest_url(scope), "nine")
    book = store_of(scope)
    now = book.as_of()
    profile, places = book.profile(), book.places(scope)
    seen = open_groups(profile, scope.tier)
    groups = [group for group in profile.groups if group.code in seen]
    table = published(book, scope)
    limit = profile.k_meeting if scope.tier is Tier.T0 else profile.k_internal
    wide, side = st.columns([7, 4], gap="medium")
    with wide:
        st.subheader("各处多少人")
        st.html(colours.matrix(table, groups, names, spec))
        st.caption(
            f"人次，一人可属多类；“—”为不足 {limit} 人或可由它推算出的格，一律隐去。"
            f"图例按配置 {profile.groups_version}，数据截至 {now:%m-%d %H:%M}。"
            + ("人数都是今天的：那一天的边界与今天不同的地方不列。" if scope.day else "")
        )
        with st.expander("这些数怎么来的"):
            st.markdown(
                "- **各处多少人**：截至该时刻有效的九色标签，按人次计；没有分母；来源：九色标签。\n"
                "- **本月变化**：本月 1 日以来开始或终止的标签，按人次计；没有分母；来源：九色标签。"
            )
            kpis.explained(scene.place_rail(scope, spec.place, spec.days), ("visits", "nine_overdue"))
        there = escape(frame.address(scope, "/", place=spec.place, layers=MAP))
        st.html(f'<p><a class="ogm-golink" target="_self" href="{there}">在地图上看</a></p>')
    with side:
        st.subheader("哪里走访欠得多")
        inside = _communities(places, spec.place)
        over = 100 * month_share(now.day, now.month, now.year)
        st.html(colours.owed(colours.unvisited(scene.figures(scope, spec.days), places, inside, scope), spec))
        st.caption(f"按本月应走访户的完成比例，最低的在前；{now:%m-%d} 应达 {over:.0f}%。")
        where = profile.name if scope.tier is Tier.T0 else names[scope.root]
        st.subheader(f"{now.month} 月变化，{where}")
        st.html(colours.changed(changes(book, scope), groups))
        st.caption(f"本月起新标注和注销的标签；不足 {limit} 的以“—”隐去，各类不相加。")


def _communities(places: pd.DataFrame, place: str) -> pd.Index:
    """Find the communities below a place; those around it where it is finer."""
    l2: pd.Index = places.index[places["level"] == Level.L2]
    if "-Z" in place:
        inside = (places.loc[l2, "zone"] == place).to_numpy()
    else:
        inside = l2.str.startswith(place.removeprefix("DQ")[:L2_DIGITS])
    found: pd.Index = l2[inside]
    return found


try:
    main()
except GovernanceError as error:
    frame.fault(error)
