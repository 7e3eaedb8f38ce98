"""对比: any two of today's grids, a date's and a plan's, under one divider; what changes hands; the grids as files."""

from datetime import date

import pandas as pd
import streamlit as st

from geo.model.codes import Level
from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from pages.parts import frame, mapbox, order, scene
from pages.parts.door.identity import current_scope
from pages.parts.planning import book, hands, notes, outbound, sides, swipe

DATE = "date"
PICKED = "hands"  # session key: row of the table that was clicked


def main() -> None:
    """Read both sides from the address, show them, and offer the files."""
    scope = current_scope()
    frame.title(
        "对比", "左右两个状态：现行、某一天的，或一个方案。拖动分界，看清改了什么、谁交接给谁。", scope, "compare"
    )
    names = {sides.TODAY: "现行网格", DATE: "某一天的网格"}
    names |= {info.id: f"{info.name}（{info.state.title}）" for info in book.listed(scope)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.query_params.get("date", "")
        left = _choose("左", "a", day if sides.day_of(day) else sides.TODAY, names)
        newest = next((key for key in names if key not in {sides.TODAY, DATE}), sides.TODAY)
        right = _choose("右", "b", newest, names)
    a, b = sides.side(scope, left), sides.side(scope, right)
    table = hands.units(scope, a, b)
    pins = notes.pins(scope, right) if sides.is_plan(right) else {}
    told = swipe.told(scope, a, b, pins)
    picked = _table_pick(table)
    if picked is not None:
        told |= {"zoom": swipe.box(a, b, picked), "turn": hash(picked) % 1_000_000}
    mapbox.mount("swipe", {"mode": "swipe", "manifest": scene.manifest_url(scope), "swipe": told})
    _say(table)
    days = [key for key in (left, right) if sides.day_of(key)]
    if days:
        st.markdown(
            "　".join(f'<a href="/?date={key}" target="_self">在一张图中看 {key} 的网格</a>' for key in days),
            unsafe_allow_html=True,
        )
    changes, loads, reach, files = st.tabs(["改了什么", "户、人与片区", "15 分钟圈", "导出"])
    with changes:
        _changes(table)
    with loads:
        for level in (Level.ZONE, Level.L2, Level.L3):
            rows = hands.loads(scope, a, b, level)
            if len(rows):
                st.markdown(f"**{level.title}**　{len(rows)} 个有变化")
                st.dataframe(rows, hide_index=True)
        st.caption("户、人按角色取整；重点人员对所有规划角色都只给十位数。没有变化的网格不列出。")
    with reach:
        _reach(scope, a, b)
    with files:
        _files(scope, a, b)


def _choose(word: str, name: str, default: str, names: dict[str, str]) -> str:
    """Ask for one side; the address keeps it."""
    asked = st.query_params.get(name, default)
    day = sides.day_of(asked)
    now = DATE if day else asked if asked in names else default
    kind = st.selectbox(
        f"{word}边", list(names), index=list(names).index(now), format_func=names.__getitem__, width=300
    )
    chosen = kind
    if kind == DATE:
        last = sides.yesterday()
        told = st.date_input(f"{word}边的日期", value=day or last, max_value=last, format="YYYY-MM-DD", width=150)
        chosen = f"{told if isinstance(told, date) else last:%Y-%m-%d}"
    if chosen != asked:
        st.query_params[name] = chosen
    return chosen


def _table_pick(table: pd.DataFrame) -> str | None:
    """Return the unit of the row that was clicked in the table below."""
    rows = st.session_state.get(PICKED, {}).get("selection", {}).get("rows", [])
    return str(table.index[rows[0]]) if rows and rows[0] < len(table) else None


def _say(table: pd.DataFrame) -> None:
    """Say in one line what is different."""
    if table.empty:
        st.info("左右两边没有差别。")
        return
    counts = table["层级"].value_counts(sort=False)
    told = "，".join(f"{level} {n:,} 个" for level, n in counts.items())
    posts = hands.handovers(table)
    st.markdown(f"**{told}有变化**" + (f"，其中 {posts:,} 个微网格换了网格员。" if posts else "。"))


def _changes(table: pd.DataFrame) -> None:
    if table.empty:
        st.caption("没有变化。")
        return
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(table), 420),
        key=PICKED,
        on_select="rerun",
        selection_mode="single-row",
    )
    st.caption("点一行，地图移到那里。户、人按角色取整；居民随所在位置归入新的网格。")


def _reach(scope: Scope, a: sides.Side, b: sides.Side) -> None:
    found = hands.reached(scope, a, b)
    if found is None:
        st.info("库里还没有路网，算不了步行时间。请管理员在“导入”中导入道路。")
        return
    rule, sentences, rows = found
    for line in sentences:
        st.write(line)
    if len(rows):
        st.dataframe(rows, hide_index=True)
    st.caption(f"口径：{rule}；只看本社区自己的党群服务中心，中心以今天的为准。")


def _files(scope: Scope, a: sides.Side, b: sides.Side) -> None:
    with st.form("files", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {"b": f"右边：{b.title}", "a": f"左边：{a.title}"}
        which = st.selectbox("导出哪一边", list(titles), format_func=titles.__getitem__, width=300)
        kind = st.selectbox("格式", list(outbound.FORMATS), format_func=outbound.FORMATS.__getitem__, width=240)
        asked = st.form_submit_button("导出", type="primary")
    st.caption("坐标系 CGCS2000（EPSG:4490），顶点与库中一致；户、人按角色取整。每次导出都登记编号。")
    if asked:
        one, other = (b, a) if which == "b" else (a, b)
        order.offer(outbound.make(scope, kind, one, other))


try:
    main()
except GovernanceError as error:
    frame.fault(error)
