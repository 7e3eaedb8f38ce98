"""Saved views on the screens: the dialog that keeps one, the list, and the playlist of the wall."""

from collections.abc import Mapping

import streamlit as st

from data import views
from data.views import DWELLS, View
from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from pages.parts.wiring import store

LIVE = ("/", "/?")  # only views of the live map can be played: the wall never leaves its page


def mine(scope: Scope) -> list[View]:
    """List the views the asker may see."""
    return views.listed(store(), scope)


def forget(scope: Scope, view: str) -> None:
    """Remove one; raises GovernanceError where the asker may not."""
    views.remove(store(), scope, view)


def played(view: View) -> bool:
    """Say whether the wall shows this view."""
    return view.dwell > 0 and (view.address == LIVE[0] or view.address.startswith(LIVE[1]))


def playlist(scope: Scope, query: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    """Return what the wall plays, as component data; nothing on any other page."""
    if query.get("kiosk") != "1":
        return {}
    chosen = [view for view in mine(scope) if played(view)]
    return {"views": [{"name": v.name, "search": v.address.removeprefix("/"), "dwell": v.dwell} for v in chosen]}


def words(dwell: int) -> str:
    """Say how long a view stays on the wall."""
    return f"{dwell} 秒" if dwell else "不上大屏"


@st.dialog("存为视图")
def dialog(scope: Scope, search: str) -> None:
    """Ask for a name and keep the address the live map shows now."""
    form(scope, f"/{search}", key="dialog")


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
