"""方案: every plan of borders with its state, and a new one from today's map."""

import pandas as pd
import streamlit as st

from geo.model.codes import Level
from geo.model.errors import GovernanceError, NotReady
from pages.parts import frame
from pages.parts.door.identity import current_scope
from pages.parts.planning import book, faultlist, inbound, road, sides, tidy
from pages.parts.planning.go import go
from pages.parts.wiring import store

NAMED = 4  # grids in one sentence
TIERS = {"自动（最细的一层）": None} | {level.title: level for level in (Level.MICRO, Level.L3, Level.L2)}


def main() -> None:
    """List the plans; start one."""
    scope, dirty = current_scope(), False
    frame.title("方案", "从现行网格起草，改好后提交校核、审批，到生效日期自动换成新边界。", scope, "plans")
    if book.may_draft(scope):
        dirty = _new()
        with st.expander("导入在别处改好的网格文件"):
            _import()
    if tidy.may(scope):
        with st.expander(
            "检查现行网格；有缝隙、重叠时清理为草稿", expanded=dirty or st.query_params.get("tidy") == "1"
        ):
            _tidy()
    infos = book.listed(scope)
    if not infos:
        road.show(
            scope,
            "还没有方案。写一个名称，点“从现行网格起草”，就会打开调整页：选中微网格、划给另一个三级网格，负荷随手变化。"
            if book.may_draft(scope)
            else "还没有方案。网格规划或镇街人员起草并提交后，会列在这里等您处理。",
        )
        return
    st.dataframe(book.table(infos), hide_index=True, width="stretch")
    names = book.titles(infos)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("打开方案", list(names), format_func=names.__getitem__, width=360)
        info = next(each for each in infos if each.id == chosen)
        if book.may_edit(scope, info) and st.button("调整边界", type="primary", key="to_edit"):
            go("edit", plan=chosen)
        if st.button("对比与导出", key="to_compare"):
            go("compare", a=sides.TODAY, b=chosen)
        if st.button("检查与审批", key="to_review"):
            go("review", plan=chosen)


def _new() -> bool:
    """Start a plan; tell whether today's grids stand in the way."""
    with st.form("new_plan", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("新方案的名称", max_chars=60, placeholder="例如：三湾街社区 2026 年第 4 号", width=360)
        begun = st.form_submit_button("从现行网格起草", type="primary")
    if begun:
        try:
            made = book.open_draft(current_scope(), name)
        except GovernanceError as error:
            frame.fault(error)
            return isinstance(error, NotReady)
        go("edit", plan=made)
    return False


def _import() -> None:
    """Read a file, show what it changes, and take it after a yes: as a new draft, or as a step of one's own."""
    st.caption(
        "在“对比 · 导出”中取得文件，用 QGIS 等软件改“微网格”图层，再放到这里；单元号或编码不变的算同一个网格。"
        "要拆三级网格：在“三级网格”图层复制一行，另给编码和名称，再把划过去的微网格的“上级编码”改成它。"
        "只有三级网格或社区图层的文件，按微网格所在的位置归入，微网格的边界不动。"
    )
    file = st.file_uploader("GeoPackage、GeoJSON 或 Shapefile（zip）", type=inbound.ENDINGS)
    systems = ["CGCS2000", "WGS84", store().profile().measure_crs, "GCJ-02"]
    datum = st.selectbox("文件没有写明坐标系时，按", systems, width=300)
    scope = current_scope()
    mine = inbound.drafts(scope)
    with st.container(horizontal=True):
        tier = st.selectbox("读哪一层", list(TIERS), width=240)
        into = st.selectbox("导入到", ["", *mine], format_func=lambda key: mine.get(key, "新的草稿"), width=360)
    if file is None:
        return
    try:
        with st.spinner("正在读取与核对"):
            base, found = inbound.read(scope, file, datum, plan=into, tier=TIERS[tier])
    except GovernanceError as error:
        frame.fault(error)
        return
    st.markdown(f"**{inbound.summary(found, against=base.side.title)}**")
    for note in found.notes:
        st.caption(note)
    if found.adopted.op is None:
        return
    rows = inbound.table(base.side.cov, found)
    st.dataframe(rows, hide_index=True, height=min(38 + 35 * len(rows), 320))
    sure = True
    if found.doubts:
        why = "清理中面积变化超过 5%" if found.tier is Level.MICRO else "的归属需要人来定"
        st.warning(f"{len(found.doubts):,} 个网格{why}，请逐条核对。", icon=":material/warning:")
        st.dataframe(inbound.doubts(found), hide_index=True, height=min(38 + 35 * len(found.doubts), 320))
        sure = st.checkbox("已逐条核对，仍然采用")
    with st.form("adopt", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = ""
        if not into:
            name = st.text_input("草稿的名称", value=f"导入 {file.name}"[:60], max_chars=60, width=360)
        asked = st.form_submit_button(
            "采用，作为草稿的一步" if into else "采用为草稿", type="primary", disabled=not sure
        )
    if asked:
        try:
            made = inbound.take(scope, name, base, found, file.name)
        except GovernanceError as error:
            frame.fault(error)
            return
        go("compare", a=sides.TODAY, b=made)


def _tidy() -> None:
    """Check today's grids, clean them in memory, have every large change ticked, and open the result as a draft."""
    scope = current_scope()
    st.caption("先列出现行网格的全部问题；边界有缝隙、重叠或多块的，可以按区界清理。")
    if not st.toggle("现在检查（全区约几秒）", key="tidying"):
        return
    try:
        with st.spinner("正在检查"):
            wrong = tidy.faults(scope)
        faultlist.show(wrong, "today")
        with st.spinner("正在试着清理"):
            found = tidy.look_over(scope)
    except GovernanceError as error:
        frame.fault(error)
        return
    st.markdown(f"**{tidy.summary(found)}**")
    if not found.changed:
        return
    st.caption("清理的结果只成为一个草稿：已发布的边界不动，发布仍走校核与审批；发布之后才能做别的方案。")
    ticked = not found.doubts or _ticked(tidy.table(found))
    if st.button("清理为草稿", type="primary", disabled=not ticked, key="tidy-go"):
        try:
            made = tidy.draft(scope, found)
        except GovernanceError as error:
            frame.fault(error)
            return
        go("compare", a=sides.TODAY, b=made)


def _ticked(rows: pd.DataFrame) -> bool:
    """Have every large change ticked; tell whether all are."""
    shown = st.data_editor(
        rows,
        hide_index=True,
        disabled=[name for name in rows.columns if name != tidy.TICK],
        key="tidy-rows",
        height=min(38 + 35 * len(rows), 420),
        column_config={"位置": st.column_config.LinkColumn("位置", display_text="到图上看")},
    )
    left = shown[~shown[tidy.TICK]]["网格"]
    if len(left):
        few = "、".join(left[:NAMED]) + ("等" if len(left) > NAMED else "")
        st.caption(f"还有 {len(left):,} 条没有勾选“{tidy.TICK}”（{few}）；全部核对后才能生成草稿。")
    return not len(left)


main()
