"""简报与台账: the same figures as a deck, an official document, a workbook or a map in one file."""

import streamlit as st

from geo.model.errors import GovernanceError
from geo.rules.publish import permit
from pages.parts import frame, order, save

KINDS = {
    "pptx": ("PPTX 简报", "十一页左右：两张地图、五张可编辑图表、四张表格，每页标题写结论。"),
    "docx": ("DOCX 公文", "按 GB/T 9704 版式：标题、正文、表格、示意图，可直接修改。"),
    "xlsx": ("XLSX 台账", "片区、社区、诉求类别与来源、九色，带筛选、冻结和数据条。"),
    "html": ("HTML 单文件地图", "一个文件，断网也能打开和缩放，只含本模式允许的数据。"),
}


def main() -> None:
    """Draw the choice, the words and after a click the file."""
    scope, shown = order.place("papers")
    controls, side = st.columns([3, 5], gap="large")
    with controls:
        kind = st.radio(
            "文件",
            list(KINDS),
            format_func=lambda key: KINDS[key][0],
            captions=[says for _, says in KINDS.values()],
            key="papers-kind",
        )
        spec = order.spec_of(shown, order.words("papers", hint="不填则为“某地网格治理情况简报”"))
        wanted = st.button("导出", type="primary", width="stretch", key="papers-go")
    with side:
        if wanted:
            try:
                with st.spinner("正在生成"):
                    order.offer(save.make(scope, spec, kind))
            except GovernanceError as error:
                frame.fault(error)
        order.recents(scope)
        try:
            permit(spec)
            order.contents(scope, spec)
        except GovernanceError as error:
            if not wanted:
                frame.fault(error)


main()
