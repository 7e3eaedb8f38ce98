"""The Streamlit script: who is asking, which screens they have, and the frame around the one they opened."""

import logging

import streamlit as st

from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from pages.parts import frame, scene
from pages.parts.door.identity import current_signin
from pages.parts.rooms import allowed
from pages.parts.settings import ROOT

log = logging.getLogger("ogm.shell")


def main() -> None:
    """Draw the page the address names, for the role that asks."""
    st.set_page_config(page_title="网格一张图", layout="wide", initial_sidebar_state="collapsed")
    try:
        signin = current_signin()
    except GovernanceError as error:
        frame.fault(error)
        return
    scope = signin.scope
    # A wall has its one page, whatever is asked of it over the socket.
    screens = allowed(scope.role)[: 1 if signin.wall else None]
    pages = [
        st.Page(
            ROOT / "pages" / screen.file,
            title=screen.room if screen.listed else screen.title,
            url_path=screen.key,
            default=screen is screens[0],
            visibility="visible" if screen.listed else "hidden",
        )
        for screen in screens
    ]
    kiosk = bool(st.context.is_embedded)
    page = st.navigation(pages, position="hidden" if kiosk else "top")
    place, synthetic = _about(scope)
    here = next((screen for screen in screens if screen.key == page.url_path), screens[0])
    frame.header(scope, place, synthetic=synthetic, room=here.room)
    try:
        page.run()
    except GovernanceError as error:
        frame.fault(error)
    except Exception:  # the last net before a traceback; the log keeps it, the screen does not
        log.exception("page failed")
        frame.fault(
            GovernanceError("这一页没有画出来，数据没有改动。", remedy="请刷新重试；仍不行时请管理员查看运行日志。")
        )


def _about(scope: Scope) -> tuple[str, bool]:
    """Return the name of the scope's root and whether it is 演示数据."""
    try:
        return scene.root_name(scope), scene.synthetic()
    except GovernanceError:  # the page below says what is wrong with the store
        return "", False


main()
