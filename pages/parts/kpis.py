"""The rail in plain widgets, for pages that draw no live map: head, tiles and ranking of a place."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from geo.render.style import paint
from geo.rules.names import short
from pages.parts import sample

COLUMNS = {"overdue": "超期", "open": "未办结", "outside": "圈外"}
HELP = {
    "overdue": "现在超期未办结的件数",
    "open": "现在未办结的件数，含超期",
    "outside": "住在 15 分钟服务圈之外的人数",
}
WIDE, HIGH, MARGIN = 64.0, 24.0, 3.0  # px of a spark
ROW = 34  # px of a row of the ranking
SHOWN = 8  # rows before one scrolls


def figures(told: dict[str, Any]) -> None:
    """Draw the head and the tiles of a place."""
    st.html(head(told) + tiles(told["tiles"]))


def values(told: dict[str, Any]) -> None:
    """Draw the tiles alone, where something stands between them and the head."""
    st.html(tiles(told["tiles"]))


def places(told: dict[str, Any], *, key: str) -> str | None:
    """Draw the ranking and how the figures are found; the answer is the code of a place somebody chose."""
    chosen = ranking(told, key=key)
    with st.expander("这个数怎么来的"):
        explained(told)
    return chosen


def explained(told: dict[str, Any], only: tuple[str, ...] = ()) -> None:
    """Say of each figure how it is found: formula, both parts, period, sources and how far they reach."""
    lines = []
    for tile in [tile for tile in (*told["tiles"], *told["more"]) if not only or tile["key"] in only]:
        value = f"{tile['text']}{tile['unit'] if tile['value'] is not None else ''}"
        parts = [tile["formula"], _share(tile), tile["period"], f"来源：{tile['from']}"]
        parts += [f"截至 {tile['at']}"] if tile["at"] else []
        parts += [str(tile["why"]).removeprefix("— ")] if tile["why"] else []
        lines.append(f"- **{tile['title']} {value}**：{'；'.join(part for part in parts if part)}")
    st.markdown("\n".join(lines))


def head(told: dict[str, Any]) -> str:
    """Name of the place and how large it is, as HTML."""
    return f'<div class="ogm-side-head"><b>{escape(told["name"])}</b><span>{escape(told["title"])}</span></div>'


def tiles(shown: list[dict[str, Any]]) -> str:
    """All tiles as HTML, as the live map's rail draws them: value, small unit, spark, comparison or note."""
    return f'<div class="ogm-side-tiles">{"".join(map(_tile, shown))}</div>'


def _tile(tile: dict[str, Any]) -> str:
    """One tile; what has no value says why."""
    has = tile["value"] is not None
    red = tile["key"] == "overdue" and has and tile["value"] > 0
    delta = tile["delta"]
    tone = {True: " good", False: " bad", None: ""}[delta["good"]] if delta else ""
    # The first half of a note is the news, the second how it was found: that stands below the fold-out.
    note = str(tile["note"] or "").split("，")[0]
    below = (delta["text"] if delta else note) if has else str(tile["why"] or "").removeprefix("—").strip()
    hover = "；".join(str(part) for part in (_share(tile), tile["note"], tile["source"]) if part)
    unit = f"<small>{escape(tile['unit'])}</small>" if has else ""
    spark = _spark(tile["spark"], red=red) if tile["spark"] else ""
    return (
        f'<div class="ogm-side-tile{" red" if red else ""}" title="{escape(hover)}">'
        f"<span>{escape(tile['title'])}</span><div><p><b>{escape(tile['text'] or '—')}</b>{unit}</p>{spark}</div>"
        f'<span class="ogm-side-delta{tone}">{escape(below)}</span></div>'
    )


def _share(tile: dict[str, Any]) -> str:
    return f"{tile['num']:,} / {tile['den']:,}" if tile["num"] is not None and tile["den"] else ""


def _spark(values: list[float | None], *, red: bool) -> str:
    """Course of a figure as SVG, without axes; empty for fewer than two values."""
    known = [(n, float(value)) for n, value in enumerate(values) if value is not None and not pd.isna(value)]
    if len(known) <= 1:
        return ""
    low, top = min(value for _, value in known), max(value for _, value in known)
    span = HIGH - 2 * MARGIN
    points = [
        (
            MARGIN + (WIDE - 2 * MARGIN) * n / (len(values) - 1),
            HIGH / 2 if top == low else HIGH - MARGIN - span * (value - low) / (top - low),
        )
        for n, value in known
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    (first, _), (last, end) = points[0], points[-1]
    tone, ground = (paint("overdue"), "#FCEDEB") if red else (paint("spark"), paint("accent_weak"))
    return sample.picture(
        f'<polygon points="{first:.1f},{HIGH:.0f} {line} {last:.1f},{HIGH:.0f}" fill="{ground}"/>'
        f'<polyline points="{line}" fill="none" stroke="{tone}" stroke-width="1.4" stroke-linejoin="round"/>'
        f'<circle cx="{last:.1f}" cy="{end:.1f}" r="2.2" fill="{tone}"/>',
        WIDE,
        HIGH,
    )


def ranking(told: dict[str, Any], *, key: str) -> str | None:
    """Draw the ranking of the places below, most overdue first; the answer is the code of the row clicked."""
    rank = told["rank"]
    if not rank or not rank["rows"]:
        return None
    table = pd.DataFrame(rank["rows"])
    keys = [tab["key"] for tab in rank["tabs"] if tab["key"] in table and tab["key"] in COLUMNS]
    table = table.sort_values([*keys[:2], "code"], ascending=[False] * len(keys[:2]) + [True], ignore_index=True)
    name = str(rank.get("unit") or "名称")
    shown = table.assign(name=table["name"].map(short))[["name", *keys]].rename(columns={"name": name})
    look = shown.style.format({column: _late if column == "overdue" else _count for column in keys}, na_rep="—")
    if "overdue" in keys:
        look = look.map(
            lambda n: f"color: {paint('overdue_text')}; font-weight: 700" if n > 0 else "", subset=["overdue"]
        )
    st.html(f'<div class="ogm-side-section">{escape(rank.get("title") or "哪里最急")}</div>')
    seen = st.dataframe(
        look,
        hide_index=True,
        height=min(SHOWN, len(table)) * ROW + ROW + 2,
        row_height=ROW,
        placeholder="—",
        on_select="rerun",
        selection_mode="single-cell",
        key=f"rank-{key}-{told['code']}",
        column_config={
            name: st.column_config.TextColumn(name),
            **{column: st.column_config.NumberColumn(COLUMNS[column], help=HELP[column], width=60) for column in keys},
        },
    )
    cells = seen["selection"]["cells"]
    return str(table["code"].iloc[cells[0][0]]) if cells and cells[0][0] < len(table) else None


def _late(n: object) -> str:
    return f"▲ {float(str(n)):,.0f}" if n else "—"


def _count(n: object) -> str:
    return f"{float(str(n)):,.0f}"
