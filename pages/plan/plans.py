"""方案: every plan of borders with its state, and a new one from today's map."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame
from pages.parts.door.identity import current_scope
from pages.parts.planning import book
from pages.parts.planning.go import go


def main() -> None:
    """List the plans; start one."""
    scope = current_scope()
    frame.title("方案", "从现行网格起草，改好后提交校核、审批，到生效日期自动换成新边界。", scope, "plans")
    if book.may_draft(scope):
        _new()
    infos = book.listed(scope)
    if not infos:
        st.info(
            "还没有方案。写一个名称，点“从现行网格起草”，就会打开调整页：选中微网格、划给另一个三级网格，负荷随手变化。"
            if book.may_draft(scope)
            else "还没有方案。网格规划或镇街人员起草并提交后，会列在这里等您处理。"
        )
        return
    st.dataframe(book.table(infos), hide_index=True, width="stretch")
    names = {info.id: f"{info.name}（{info.state.title}）" for info in infos}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("打开方案", list(names), format_func=names.__getitem__, width=360)
        info = next(each for each in infos if each.id == chosen)
        if book.may_edit(scope, info) and st.button("调整边界", type="primary", key="to_edit"):
            go("edit", plan=chosen)
        if st.button("检查、对比与审批", key="to_review"):
            go("review", plan=chosen)


def _new() -> None:
    with st.form("new_plan", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("新方案的名称", max_chars=60, placeholder="例如：三湾街社区 2026 年第 4 号", width=360)
        begun = st.form_submit_button("从现行网格起草", type="primary")
    if begun:
        try:
            made = book.open_draft(current_scope(), name)
        except GovernanceError as error:
            frame.fault(error)
            return
        go("edit", plan=made)


main()
