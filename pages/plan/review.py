"""审批: what a plan changes, what is wrong with it, and the next step on its way to the map."""

from datetime import datetime, time

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame
from pages.parts.door.identity import current_scope
from pages.parts.planning import book, review
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
        st.info("还没有方案。网格规划或镇街人员起草后，会列在这里。")
        return
    asked = st.query_params.get("plan", "")
    order = list(infos)
    plan = st.selectbox(
        "方案",
        order,
        index=order.index(asked) if asked in order else 0,
        format_func=lambda key: f"{infos[key].name}（{infos[key].state.title}）",
        width=420,
    )
    info = infos[plan]
    with st.container(horizontal=True):
        st.markdown(f"**{info.state.title}**　{book.changes(plan)}")
        if book.may_edit(scope, info) and st.button("回到调整"):
            go("edit", plan=plan)
    changed, wrong, past = st.tabs(["对比：改了什么", "检查", "经过"])
    with changed:
        _changes(plan)
    with wrong:
        _faults(plan)
    with past:
        st.dataframe(review.history(scope, plan), hide_index=True)
    _steps(plan)


def _changes(plan: str) -> None:
    table = review.handed(current_scope(), plan)
    if table.empty:
        st.info("与现行网格相比没有变化。")
        return
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(table), 420))
    st.caption("户、人按角色取整显示；边界变化带来的居民随所在位置归入新的网格。")


def _faults(plan: str) -> None:
    if not st.toggle("现在检查（约一秒）", value=True, key="checking"):
        return
    found = review.faults(current_scope(), plan)
    left, right = st.columns([1, 3])
    left.dataframe(review.summary(found), hide_index=True, height=460)
    kinds = right.multiselect("只看", sorted(set(found["类别"])), placeholder="全部类别")
    shown = found[found["类别"].isin(kinds)] if kinds else found
    right.dataframe(
        shown,
        hide_index=True,
        height=380,
        column_config={"位置": st.column_config.LinkColumn("位置", display_text="到图上看")},
    )


def _steps(plan: str) -> None:
    scope = current_scope()
    open_ = review.steps(scope, plan)
    if not open_:
        st.caption("这一步不由您办理；起草人不能自己校核或批准。")
        return
    with st.form("office"):
        step = st.radio("下一步", list(open_), format_func=open_.__getitem__, horizontal=True)
        st.caption("；".join(f"{open_[key]}：{EXPLAINED[key]}" for key in open_))
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
