"""Saved views on the screens: the dialog that keeps one, the list, and the playlist of the wall."""

import json
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from data import views
from data.views import DWELLS, View
from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from geo.model.view import PERIODS
from pages.parts import issues
from pages.parts.wiring import dated, store

PLAYED = ("/", "/issues", "/relief")  # looks the wall draws on its one map; it never leaves its page


def mine(scope: Scope) -> list[View]:
    """List the views the asker may see."""
    return views.listed(store(), scope)


def forget(scope: Scope, view: str) -> None:
    """Remove one; raises GovernanceError where the asker may not."""
    views.remove(store(), scope, view)


def played(view: View) -> bool:
    """Say whether the wall shows this view."""
    return view.dwell > 0 and urlsplit(view.address).path in PLAYED


def wall_json(scope: Scope) -> bytes:
    """Return what the wall plays and where the counts of its views of 诉求 lie, as JSON.

    Asked at every refresh, so that a view saved at a desk comes up on the wall by itself.
    """
    with store().pinned():
        chosen = [view for view in mine(scope) if played(view)]
        asked = {_asked(view.address) for view in chosen if urlsplit(view.address).path == "/issues"}
        told = {
            "views": [{"name": view.name, "address": view.address, "dwell": view.dwell} for view in chosen],
            "issues": _files(scope, asked if chosen else {(PERIODS[1], "")}),
        }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _asked(address: str) -> tuple[int, str]:
    """Read period and day of a view."""
    query = parse_qs(urlsplit(address).query)
    days = query.get("days", [""])[0]
    return int(days) if days in {str(n) for n in PERIODS} else PERIODS[1], query.get("date", [""])[0]


def _files(scope: Scope, asked: set[tuple[int, str]]) -> dict[str, str]:
    """Publish the counts of each period, and of each day's grids: `30`, `30@2026-11-01`."""
    out = {}
    for days, day in sorted(asked):
        with suppress(GovernanceError):  # a day without grids: the page shows today's, and so does the wall
            out[f"{days}@{day}" if day else str(days)] = issues.url(dated(scope, day), days)
    return out


def words(dwell: int) -> str:
    """Say how long a view stays on the wall."""
    return f"{dwell} 秒" if dwell else "不上大屏"


@st.dialog("存为视图")
def dialog(scope: Scope, address: str) -> None:
    """Ask for a name and keep the address the page shows now."""
    form(scope, address, key="dialog")


def form(scope: Scope, address: str | None, *, key: str) -> None:
    """Ask for name and stay (and the address, where none is given), and keep the view."""
    with st.form(f"save-{key}", border=False, clear_on_submit=address is None):
        name = st.text_input("名称", max_chars=views.LONGEST_NAME, placeholder="例如：三湾街片区超期")
        link = address if address is not None else st.text_input("地址", placeholder="粘贴“复制链接”得到的地址")
        dwell = st.select_slider("在大屏上停留", [0, *DWELLS], value=DWELLS[1], format_func=words)
        if not st.form_submit_button("保存", type="primary"):
            return
    try:
        made = views.save(store(), scope, name, _below(link), dwell=dwell)
    except GovernanceError as error:
        st.error(str(error))
    else:
        st.success(f"已存为“{made.name}”。在“看 · 视图与大屏”里可以找到。")


def _below(link: str) -> str:
    """Take the part below our own host of a pasted link."""
    here = (st.context.url or "").split("/", 3)
    base = "/".join(here[:3])
    return link.strip().removeprefix(base) if base else link.strip()
