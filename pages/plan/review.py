"""审批: what a plan changes, what is wrong with it, and the next step on its way to the map."""

from datetime import datetime, time

import pandas as pd
import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame
from pages.parts.door.identity import current_scope
from pages.parts.planning import book, faultlist, hands, notes, review, road, sides
from pages.parts.planning.go import go

EXPLAINED = {
    "submit": "提交后方案锁定，由另一位网格规划人员或领导校核。",
    "pass": "校核通过后转领导审批。",
    "approve": "批准后，到生效时间自动换成新边界；从前的边界都留在库里。",
    "return": "退回给起草人修改，请写明原因。",
    "withdraw": "撤回后可以继续修改。",
    "void": "作废后不能恢复，记录保留。",
    "archive": "归档只改变列表中的状态。",
}


def main() -> None:
    """Show one plan for a decision."""
    scope = current_scope()
    frame.title("审批", "看清改了什么、谁交接给谁、还有哪些问题，再走下一步。", scope, "review")
    infos = {info.id: info for info in book.listed(scope)}
    if not infos:
        road.show(scope, "还没有方案。网格规划或镇街人员起草后，会列在这里。")
        return
    asked = st.query_params.get("plan", "")
    order = list(infos)
    plan = st.selectbox(
        "方案",
        order,
        index=order.index(asked) if asked in order else 0,
        format_func=book.titles(list(infos.values())).__getitem__,
        width=420,
    )
    info = infos[plan]
    with st.container(horizontal=True):
        st.markdown(f"**{info.state.title}**　{book.changes(plan)}")
        if book.may_edit(scope, info) and st.button("回到调整"):
            go("edit", plan=plan)
    _newer(plan)
    notes_ = notes.table(scope, plan)
    open_ = len(notes.open_ones(notes_))
    changed, wrong, said, past = st.tabs(["改了什么", "检查", f"批注（{open_} 条未处理）" if open_ else "批注", "经过"])
    with changed:
        _changes(plan)
    with wrong:
        _faults(plan, editable=book.may_edit(scope, info))
    with said:
        _notes(plan, notes_)
    with past:
        st.dataframe(review.history(scope, plan), hide_index=True)
    _steps(plan)


def _changes(plan: str) -> None:
    scope = current_scope()
    table = hands.units(scope, sides.begun(scope, plan), sides.side(scope, plan))
    if table.empty:
        st.info("与起草时的网格相比没有变化。")
        return
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(table), 420))
    st.caption("户、人按角色取整显示；边界变化带来的居民随所在位置归入新的网格。")
    if st.button("在地图上左右对比，看 15 分钟圈和片区，导出"):
        go("compare", a=sides.TODAY, b=plan)


def _newer(plan: str) -> None:
    """Offer to put a draft onto today's grids when they have moved on."""
    scope = current_scope()
    moved = review.moved_on(scope, plan)
    if moved is None:
        return
    st.warning("起草以后现行网格已有变动。换到新的基线后才能提交：每一步会在新边界上重做并重新检查。")
    if moved.conflicts:
        st.write(f"与新变动冲突或相邻的网格 {len(moved.conflicts)} 个：{'、'.join(moved.conflicts[:20])}。")
    with st.form("rebase", border=False):
        drop = st.multiselect(
            "放弃这些步骤（不选则全部保留；在新边界上做不成的会自动列出）",
            list(moved.steps),
            format_func=moved.steps.__getitem__,
            placeholder="全部保留",
        )
        asked = st.form_submit_button("换到新的基线", type="primary")
    if asked:
        try:
            made = review.carry_over(scope, plan, frozenset(drop))
        except GovernanceError as error:
            frame.fault(error)
            return
        lost = "".join(f"{title}没有保留：{why}" for _, title, why in made.dropped)
        st.toast(f"已换到新的基线，保留 {len(made.kept)} 步。{lost}", duration="long")
        st.rerun()


def _notes(plan: str, table: pd.DataFrame) -> None:
    """Show comments, take new ones, and mark them as dealt with."""
    scope = current_scope()
    if table.empty:
        st.caption("还没有批注。批注钉在网格上，在“对比”的地图上以数字显示。")
    else:
        st.dataframe(table, hide_index=True)
    waiting = notes.open_ones(table)
    try:
        if waiting:
            with st.form("settle", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
                seq = st.selectbox("处理批注", list(waiting), format_func=waiting.__getitem__, width=420)
                if st.form_submit_button("标为已处理"):
                    notes.settle(scope, plan, seq)
                    st.rerun()
        with st.form("note", border=False, clear_on_submit=True):
            known = notes.places(scope, plan)
            units = st.multiselect(
                "钉在哪些网格上", list(known), format_func=known.__getitem__, placeholder="选一个或几个"
            )
            text = st.text_input("批注", max_chars=200)
            if st.form_submit_button("添加批注"):
                notes.add(scope, plan, units, text)
                st.rerun()
    except GovernanceError as error:
        frame.fault(error)


def _faults(plan: str, *, editable: bool) -> None:
    if not st.toggle("现在检查（约一秒）", value=True, key="checking"):
        return
    scope = current_scope()
    listed = review.found(scope, plan)
    faultlist.show(review.faults(scope, plan, listed), "review")
    fixes = review.mends(listed) if editable else {}
    if fixes:
        with st.form("mend", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(
                "可以稳妥修复（并入公共边最长的邻格）", list(fixes), format_func=fixes.__getitem__, width=420
            )
            if st.form_submit_button("修复，作为一步"):
                try:
                    review.mend(scope, plan, listed[chosen])
                except GovernanceError as error:
                    frame.fault(error)
                    return
                st.rerun()


def _steps(plan: str) -> None:
    scope = current_scope()
    open_ = review.steps(scope, plan)
    if not open_:
        st.caption("这一步不由您办理；起草人不能自己校核或批准。")
        return
    with st.form("office"):
        step = st.radio("下一步", list(open_), format_func=open_.__getitem__, horizontal=True)
        st.caption("".join(f"{open_[key]}：{EXPLAINED[key]}" for key in open_))
        reason = st.text_input("意见或原因", max_chars=200)
        day, now = None, True
        if "approve" in open_:
            now = st.checkbox("批准后立即生效", value=True)
            day = st.date_input("否则自这一天零时起生效", value="today", format="YYYY-MM-DD")
        done = st.form_submit_button("办理", type="primary")
    if not done:
        return
    effective = datetime.combine(day, time()) if step == "approve" and not now and day else None
    try:
        info = review.take(scope, plan, step, reason, effective)
    except GovernanceError as error:
        frame.fault(error)
        return
    st.toast(f"已{open_[step]}，方案现在是“{info.state.title}”。")
    st.rerun()


try:
    main()
except GovernanceError as error:
    frame.fault(error)
