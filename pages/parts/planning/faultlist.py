"""A list of faults as a page shows it: counted by check, every one with its place on a map."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from geo.plan.checks import TITLES, Fault
from geo.plan.coverage import Coverage
from geo.plan.refused import Box

Where = Callable[[str, Box | None], str | None]


def table(listed: Sequence[Fault], cov: Coverage, where: Where) -> pd.DataFrame:
    """Write faults as rows: 类别 程度 问题 网格 位置; 网格 is the first unit's code.

    Parameters
    ----------
    where
        Code of that unit and the box of the fault in the plane -> address of the map that shows it, None = none.
    """
    codes = [cov.units[f.units[0]].code or "" if f.units and f.units[0] in cov.units else "" for f in listed]
    return pd.DataFrame(
        {
            "类别": [TITLES[f.code] for f in listed],
            "程度": ["必须改正" if f.grave else "请核对" for f in listed],
            "问题": [f.text for f in listed],
            "网格": codes,
            "位置": [where(code, f.bbox) for code, f in zip(codes, listed, strict=True)],
        }
    )


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Count faults by check, every one of the twelve: 检查 结果."""
    counted = found["类别"].value_counts()
    rows = [(title, int(counted.get(title, 0))) for title in TITLES.values()]
    return pd.DataFrame({"检查": [t for t, _ in rows], "结果": ["通过" if not n else f"{n:,} 条" for _, n in rows]})


def show(found: pd.DataFrame, key: str) -> None:
    """Draw the counts, and beside them the faults of the chosen checks."""
    left, right = st.columns([1, 3])
    left.dataframe(summary(found), hide_index=True, height=460)
    kinds = right.multiselect("只看", sorted(set(found["类别"])), placeholder="全部类别", key=f"{key}-kinds")
    right.dataframe(
        found[found["类别"].isin(kinds)] if kinds else found,
        hide_index=True,
        height=380,
        column_config={"位置": st.column_config.LinkColumn("位置", display_text="到图上看")},
    )
