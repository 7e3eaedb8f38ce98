"""Dialogs that open from the map: the rows behind a number."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.model.scope import Scope
from pages.parts import rows, scene


def rows_dialog(scope: Scope, asked: Mapping[str, Any], days: int) -> None:
    """Open the dialog for `{what, code}`; raises GovernanceError where the role may not."""
    what, code = str(asked.get("what", "")), str(asked.get("code", ""))
    table = rows.behind(scope, what, code, days)
    name = scene.place_names(scope)[code]

    @st.dialog(f"{name}，{rows.title(what)}", width="large")
    def show() -> None:
        if table.empty:
            st.write("没有符合的记录。可以换一个时间段或上一级地点再看。")
            return
        st.dataframe(
            table,
            hide_index=True,
            height=min(560, 36 * (len(table) + 1)),
            column_config={
                "上报": st.column_config.DatetimeColumn(format="MM-DD HH:mm"),
                "应办结": st.column_config.DatetimeColumn(format="MM-DD HH:mm"),
            },
        )
        more = f"，只列最急的 {rows.MOST} 条" if len(table) == rows.MOST else ""
        st.caption(f"共 {len(table):,} 条{more}。{'演示数据。' if scene.synthetic() else ''}")

    show()
