"""质量: what the store holds and whether it holds together."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import checkup, frame
from pages.parts.door.identity import current_scope


def main() -> None:
    """Show counts and the findings of the check."""
    scope = current_scope()
    frame.title("质量", "库里有什么，是否完整；每一项都能说清楚。", scope, "health")
    for line in checkup.holdings():
        st.write(line)
    st.subheader("体检")
    if not st.button("开始体检", type="primary", help="检查文件、审计链、边界覆盖、上下级与落格，约几秒。"):
        st.write("体检不会改动任何数据。")
        return
    table = []
    bar = st.progress(0.0, "正在检查")
    try:
        for done, finding in enumerate(checkup.findings(), start=1):
            table.append(finding)
            bar.progress(min(done / 12, 1.0), f"已检查：{finding['项目']}")
    except GovernanceError as error:
        frame.fault(error)
    bar.empty()
    bad = sum(finding["结果"] != "正常" for finding in table)
    st.write(f"共检查 {len(table)} 项，{'全部正常。' if not bad else f'{bad} 项需要处理。'}")
    st.dataframe(table, hide_index=True)


main()
