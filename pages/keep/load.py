"""导入: drop files, read the report, and only then say yes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame, intake, state
from pages.parts.door.identity import current_scope

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def main() -> None:
    """Draw the three steps and the batches before."""
    scope = current_scope()
    frame.title("导入", "拖入文件，看清报告，确认后才会保存；每一批都能撤销。", scope, "load")
    with st.container(key="ogm_upload"):
        files = _chosen()
    datum = st.selectbox(
        "坐标系（文件没有写明时使用）",
        ["按文件说明", *intake.datums()],
        help="高德、腾讯地图导出的坐标是 GCJ-02，比实际位置偏约 600 米；不确定时请先问数据来源。",
    )
    if st.button("读取并检查", type="primary", disabled=not files):
        bar = st.progress(0.0, "准备读取")
        chosen = None if datum == "按文件说明" else datum
        try:
            st.session_state[state.STAGED] = intake.read(scope, files, chosen, _shown(bar))
        except GovernanceError as error:
            st.session_state.pop(state.STAGED, None)
            frame.fault(error)
        bar.empty()
    if state.STAGED in st.session_state:
        _report()
    _batches()


def _chosen() -> Sequence[intake.Upload]:
    return st.file_uploader(
        "数据文件（可一次选多个）",
        type=intake.endings(),
        accept_multiple_files=True,
        help="支持 GeoPackage、Shapefile（zip）、GeoJSON、KML、OpenStreetMap（.osm、.pbf）、Excel（xlsx）、"
        "CSV（UTF-8 或 GB18030）。",
    )


def _shown(bar: "DeltaGenerator") -> intake.Progress:
    def show(share: float, what: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), what)

    return show


def _report() -> None:
    scope = current_scope()
    staging = st.session_state[state.STAGED]
    overview = intake.overview(staging)
    good, bad = int(overview["可入库"].sum()) if len(overview) else 0, len(staging.all_faults)
    st.subheader(f"检查结果：{good:,} 行可以入库，{bad:,} 处问题")
    st.dataframe(overview, hide_index=True)
    if bad:
        st.dataframe(intake.faults(staging), hide_index=True, height=280)
        st.download_button(
            "下载完整报告（Excel）",
            intake.report(staging),
            "导入检查报告.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    if staging.undeclared:
        names = "、".join(sorted({table.file for table in staging.undeclared}))
        st.warning(f"{names} 没有写明坐标系。请在上方选择坐标系后再次“读取并检查”。")
        return
    if not good:
        st.info("没有可以保存的行。请按报告改正文件后重新读取。")
        return
    for doubt in staging.doubts:
        st.warning(doubt, icon=":material/warning:")
    sure = bool(staging.doubts) and st.checkbox("以上存疑之处已核对，仍然入库")
    with st.container(horizontal=True):
        if st.button(f"确认入库 {good:,} 行", type="primary", disabled=bool(staging.doubts) and not sure):
            bar = st.progress(0.0, "写入数据")
            try:
                batch = intake.keep(scope, staging, synthetic=intake.demo_only(), sure=sure, progress=_shown(bar))
            except GovernanceError as error:
                bar.empty()
                frame.fault(error)
                return
            bar.empty()
            del st.session_state[state.STAGED]
            st.toast(f"第 {batch} 批已保存。")
            st.rerun()
        if st.button("放弃，什么都不保存"):
            del st.session_state[state.STAGED]
            st.rerun()


def _batches() -> None:
    scope = current_scope()
    table = intake.batches()
    st.subheader("导入记录")
    if table.empty:
        st.write("还没有导入过数据。把文件拖到上面，或在服务器上运行 python -m data demo 建立演示区。")
        return
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "时间": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
            **{name: st.column_config.NumberColumn(format="localized") for name in ("新增", "更新", "不入库")},
        },
    )
    live = table[table["状态"] == "已入库"]
    if live.empty:
        return
    newest = int(live["批号"].max())
    sure = st.checkbox(f"我要撤销第 {newest} 批（它写入的数据会恢复到之前的样子）")
    if st.button(f"撤销第 {newest} 批", disabled=not sure):
        try:
            intake.take_back(scope, newest)
        except GovernanceError as error:
            frame.fault(error)
            return
        st.toast(f"第 {newest} 批已撤销。")
        st.rerun()


main()
