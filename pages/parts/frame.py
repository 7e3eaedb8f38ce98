"""What surrounds every page: stamp, who is signed in, sign-out, and how a fault is said."""

from html import escape

import streamlit as st

from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from pages.parts.door.identity import sign_out_token


def header(scope: Scope, *, synthetic: bool = True) -> None:
    """Draw the right end of the top bar (positioned by the style sheet)."""
    stamp = '<span class="ogm-stamp">演示数据</span>' if synthetic else ""
    name = escape(scope.account)
    form = (
        '<form method="post" action="/logout">'
        f'<input type="hidden" name="csrf" value="{escape(sign_out_token())}">'
        '<button type="submit" class="ogm-out">退出</button></form>'
    )
    with st.container(key="ogm_who"):
        st.html(f'<div class="ogm-who">{stamp}<b>{name}</b><span>{scope.role.title}</span>{form}</div>')


def fault(error: GovernanceError) -> None:
    """Say what was wrong and what to do, in the place of the page."""
    with st.container(key="ogm_fault"):
        st.html(
            '<section class="ogm-fault" role="alert">'
            f"<h2>{escape(error.message)}</h2><p>{escape(error.remedy)}</p></section>"
        )
        if error.rows:
            st.dataframe({"明细": list(error.rows)}, hide_index=True)


def notices(sentences: list[str], told: set[str]) -> None:
    """Say each sentence about the link once."""
    for sentence in sentences:
        if sentence not in told:
            told.add(sentence)
            st.toast(sentence, icon=":material/info:", duration="long")
