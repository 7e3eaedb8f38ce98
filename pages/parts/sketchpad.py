"""圈阅 beside the light map: the words to a drawing, the list of what was circled, and the way to an event."""

from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from data import sketches
from geo.layers.sketches import NOTED, load
from geo.model.codes import Level
from geo.model.errors import GovernanceError
from geo.model.scope import Role, Scope
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.render.still import level_of
from geo.rules import sketches as rules
from geo.rules.sla import due_at
from geo.rules.workdays import CHINA
from pages.parts import frame, scene
from pages.parts.wiring import store

SHOWN = 30
ROUND = "pen_round"  # counts drawings kept: a new number is a clean map
L2_DIGITS = 12
HOW = "用地图左上角的工具圈一块地方、画圆或画线；画完在这里写一句话。"


def offered(scope: Scope) -> bool:
    """Let the person take the pen; the address says so, so that a link opens with it."""
    if scope.role not in rules.DRAWERS or scope.day:  # what is circled, is circled on today's grids
        return False
    taken = st.toggle("圈阅：在图上圈出地方，写一句话", value=st.query_params.get("pen") == "1", key="pen")
    if taken:
        st.query_params["pen"] = "1"
    else:
        st.query_params.pop("pen", None)
    return taken


def round_of() -> int:
    """Tell which drawing this is, for the key of the map."""
    return int(st.session_state.get(ROUND, 0))


def write(scope: Scope, spec: ViewSpec, drawings: list[dict[str, Any]] | None) -> None:
    """Ask for the words to the last drawing, or to the whole place, and keep both."""
    drawing = drawings[-1] if drawings else None
    whole = _whole(scope, spec)
    with st.form(f"pad-{round_of()}", border=False):
        words = st.text_area(
            "批注",
            max_chars=rules.LONGEST,
            height=88,
            placeholder="例如：垃圾站挪到路北，周五前看到结果",
            help="会给辖区内的人看到，不要写个人姓名、电话。",
        )
        st.caption("已画好一处。" if drawing else HOW)
        drawn = st.form_submit_button("留下圈阅", type="primary", disabled=drawing is None, width="stretch")
        by_name = whole is not None and st.form_submit_button(f"不画，圈整个{whole[0]}", width="stretch")
    if not (drawn or by_name):
        return
    try:
        sketches.draw(store(), scope, whole[1] if by_name and whole else _shape(drawing), words)
    except GovernanceError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.session_state[ROUND] = round_of() + 1
    st.toast("已留下圈阅。", icon=":material/task_alt:")
    st.rerun()


def _shape(drawing: dict[str, Any] | None) -> BaseGeometry:
    told = drawing if isinstance(drawing, dict) else {}
    about = told.get("properties")
    radius = about.get("radius") if isinstance(about, dict) else None
    return rules.read(told, radius, store().profile().measure_crs)


def _whole(scope: Scope, spec: ViewSpec) -> tuple[str, BaseGeometry] | None:
    """Find name and outline of the chosen place, where it is small enough to be circled as a whole."""
    level = level_of(spec)
    code = spec.place.removeprefix("DQ")
    if level in (Level.DISTRICT, Level.ZONE, Level.L1):
        return None
    shape: BaseGeometry = store().grids(scope, level).geometry[code]
    return scene.place_names(scope)[code], shape


def listing(scope: Scope, spec: ViewSpec) -> None:
    """List what was circled in the place, newest last, with what may be done about each."""
    found = _inside(load(store(), scope, spec), scope, spec)
    with st.expander(f"圈阅 {len(found)} 处", expanded=bool(len(found))):
        if found.empty:
            st.caption("这里还没有圈阅。")
        for code, row in zip(found.index[:SHOWN], found.to_dict("records")[:SHOWN], strict=True):
            _item(scope, str(code), row)
        if len(found) > SHOWN:
            st.caption(f"只列前 {SHOWN} 处。")


def _inside(found: GeoDataFrame, scope: Scope, spec: ViewSpec) -> GeoDataFrame:
    place = spec.place.removeprefix("DQ")
    if place == scope.root:
        return found
    if level_of(spec) is Level.ZONE:
        places = store().places(scope)
        members = places.index[(places["level"] == Level.L2) & (places["zone"] == place)]
        return GeoDataFrame(found[found["micro"].str[:L2_DIGITS].isin(members)])
    return GeoDataFrame(found[found["micro"].str.startswith(place[:L2_DIGITS])])


def _item(scope: Scope, code: str, row: dict[Any, Any]) -> None:
    names = scene.place_names(scope)
    micro = row["micro"]
    where = f"{names.get(micro[:L2_DIGITS], '')} {names.get(micro, micro)}".strip()
    late = " late" if row["stage"] == State.OVERDUE.title else ""
    state = "" if row["stage"] == NOTED else f'<span class="ogm-sketch-state{late}">{escape(row["stage"])}</span>'
    st.html(
        f'<div class="ogm-sketch"><b>{escape(row["tag"])}</b><div><p>{escape(row["words"])}{state}</p>'
        f"<small>{escape(row['who'])}，{escape(where)}</small></div></div>"
    )
    mine = store().sketches(scope).loc[code]
    may_close = scope.role is Role.ADMIN or (mine["account"], mine["role"]) == (scope.account, scope.role.value)
    may_order = scope.role in rules.ORDERERS and row["event"] is None
    if not (may_close or may_order):
        return
    with st.container(horizontal=True, key=f"sketch-{code}", gap="small"):
        if may_order and st.button("转为事件", key=f"order-{code}"):
            _order(scope, code, row, where)
        if may_close and st.button("了结", key=f"close-{code}", help="从地图和列表上拿掉，记录保留"):
            _close(scope, code)


def _close(scope: Scope, code: str) -> None:
    try:
        sketches.close(store(), scope, code)
    except GovernanceError as error:
        st.toast(str(error), icon=":material/error:")
        return
    st.rerun()


@st.dialog("转为事件")
def _order(scope: Scope, code: str, row: dict[Any, Any], where: str) -> None:
    """Ask for kind and deadline."""
    book = store()
    classes = {one.code: one.title for one in book.profile().classes}
    kinds = {one.code: one for one in sketches.types(book)}
    st.html(f'<p class="ogm-sketch-quote">{escape(row["words"])}</p>')
    st.caption(f"责任网格：{where}（按圈的位置落格）；来源：{sketches.SOURCE}。")
    kind = st.selectbox("事项", [*kinds], index=None, placeholder="选大类和小类",
        format_func=lambda one: f"{classes.get(one[:2], '其他')} · {kinds[one].title}", key=f"kind-{code}")  # fmt: skip
    now = book.as_of()
    least = now.date() + timedelta(1)
    days = kinds[kind].sla_days if kind else 5
    due = st.date_input("截止日期", value=max(least, due_at(now, days, CHINA).date()), min_value=least,
        max_value=now.date() + timedelta(sketches.LONGEST_DAYS), format="YYYY-MM-DD",
        key=f"due-{code}-{kind}")  # fmt: skip
    if kind:
        st.caption(
            f"“{kinds[kind].title}”的办理时限是 {kinds[kind].sla_days:g} 个工作日，责任部门：{kinds[kind].dept}。"
        )
    if st.button("转为事件", type="primary", disabled=kind is None, key=f"go-{code}"):
        try:
            made = sketches.order(book, scope, code, kind=str(kind), due=due)
        except GovernanceError as error:
            frame.fault(error)
            return
        st.toast(f"已转为事件 {made}，截止 {due:%m-%d}。", icon=":material/task_alt:")
        st.rerun()
