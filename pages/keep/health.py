"""质量: what the store holds and whether it holds together."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import checkup, frame
from pages.parts.door.identity import current_scope

PER_ROW = 4


def main() -> None:
    """Show counts and the findings of the check."""
    scope = current_scope()
    frame.title("质量", "库里有什么，是否完整；每一项都能说清楚。", scope, "health")
    counts = checkup.holdings()
    with st.container(key="ogm_counts"):
        for at in range(0, len(counts), PER_ROW):
            for (title, value, unit), cell in zip(counts[at : at + PER_ROW], st.columns(PER_ROW), strict=False):
                cell.metric(title, f"{value} {unit}".strip(), border=True)
    st.caption(checkup.provenance())
    st.subheader("体检")
    st.write("检查文件、审计链、方案日志、边界覆盖、上下级与落格，约几秒；不会改动任何数据。")
    if st.button("开始体检", type="primary"):
        _check()


def _check() -> None:
    found = []
    bar = st.progress(0.0, "正在检查")
    try:
        for done, finding in enumerate(checkup.findings(), start=1):
            found.append(finding)
            bar.progress(min(done / checkup.POINTS, 1.0), f"已检查：{finding['项目']}")
    except GovernanceError as error:
        frame.fault(error)
    bar.empty()
    bad = sum(finding["结果"] != "正常" for finding in found)
    st.write(f"共检查 {len(found)} 项，{'全部正常。' if not bad else f'{bad} 项需要处理。'}")
    st.dataframe(found, hide_index=True)
    if any(finding["项目"] == checkup.BORDERS and finding["结果"] != "正常" for finding in found):
        st.warning(
            "边界有缝隙、重叠或多块：请网格规划人员打开“规划 · 方案”，点“清理为草稿”，逐条核对后走校核与审批。"
            "发布之前，已发布的边界不动。",
            icon=":material/cleaning_services:",
        )


main()
