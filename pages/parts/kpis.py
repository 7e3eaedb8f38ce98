"""The rail in plain widgets, for pages that draw no live map: tiles and ranking of a place."""

from typing import Any

import pandas as pd
import streamlit as st

COLUMNS = {"overdue": "超期", "open": "未办结", "outside": "圈外人数"}


def tiles(rail: dict[str, Any], *, columns: int = 2) -> None:
    """Draw the tiles, `columns` in a row; what has no value says why on hover."""
    shown = rail["tiles"]
    for at in range(0, len(shown), columns):
        for tile, cell in zip(shown[at : at + columns], st.columns(columns), strict=False):
            delta = tile["delta"]
            cell.metric(
                tile["title"],
                f"{tile['text']} {tile['unit']}" if tile["value"] is not None else "—",
                delta=delta["text"] if delta else None,
                delta_color=_tone(delta),
                delta_arrow="off",
                help=tile.get("why") or tile.get("source"),
            )


def ranking(rail: dict[str, Any], *, height: int = 420) -> None:
    """Draw the ranking of the places below."""
    rank = rail["rank"]
    if not rank:
        return
    st.subheader("哪里最急")
    table = pd.DataFrame(rank["rows"])
    keys = [tab["key"] for tab in rank["tabs"] if tab["key"] in table]
    shown = table[["name", *keys]].rename(columns={"name": rank.get("unit", "名称"), **COLUMNS})
    st.dataframe(shown, hide_index=True, height=height)


def _tone(delta: dict[str, Any] | None) -> Any:  # noqa: ANN401 - the framework's literal type
    if delta is None or delta["good"] is None:
        return "off"
    return "green" if delta["good"] else "red"
