"""What surrounds every page: stamp, who is signed in, sign-out, place strip, and how a fault is said."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from pages.parts import mapbox, state
from pages.parts.door.identity import current_signin
from pages.parts.rooms import ROOMS, allowed

CURRENT = ' aria-current="page"'


def header(scope: Scope, place: str, *, synthetic: bool, room: str) -> None:
    """Draw the right end of the top bar: stamp, for which place and in which role, sign-out; mark the room."""
    stamp = '<span class="ogm-stamp">演示数据</span>' if synthetic else ""
    form = (
        '<form method="post" action="/logout">'
        f'<input type="hidden" name="csrf" value="{escape(current_signin().csrf)}">'
        '<button type="submit" class="ogm-out">退出</button></form>'
    )
    who = f"<b>{escape(place)}</b><span>{scope.role.title}</span>"
    with st.container(key="ogm_who"):
        # data-door lights the room in the top bar on all its pages (page.css): the framework lights one page only.
        st.html(f'<div class="ogm-who" data-door="{_door(scope, room)}">{stamp}{who}{form}</div>')


def _door(scope: Scope, room: str) -> str:
    return next((screen.key for screen in allowed(scope.role) if screen.room == room and screen.listed), "")


def looks(scope: Scope, active: str, spec: ViewSpec | None = None) -> list[dict[str, object]]:
    """Return the looks of the active screen's room as links that keep place, period and day."""
    room = next(screen.room for screen in ROOMS if screen.key == active)
    first = allowed(scope.role)[0].key
    said = {"place": spec.place, "days": spec.days} if spec else {}
    return [
        {
            "title": screen.title,
            "url": address(scope, f"/{'' if screen.key == first else screen.key}", **said),
            "active": screen.key == active,
        }
        for screen in allowed(scope.role)
        if screen.room == room
    ]


def address(scope: Scope, path: str, **said: object) -> str:
    """Write the address of a page that looks at the same day's grids."""
    query = urlencode({**said, **({"date": scope.day} if scope.day else {})}, safe=",")
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def links(scope: Scope) -> dict[str, str]:
    """Where the tools of the live map lead."""
    return {
        "deck": address(scope, "/relief"),
        "light": address(scope, "/?engine=light"),
        "sheet": address(scope, "/sheet"),
    }


def strip(scope: Scope, spec: ViewSpec, manifest: str, active: str) -> None:
    """Draw the place strip above a page that is not the live map; a picked place reloads the page there."""
    result = mapbox.mount(
        "strip",
        {
            "mode": "strip",
            "manifest": manifest,
            "place": spec.place,
            "days": spec.days,
            "looks": looks(scope, active, spec),
        },
    )
    picked = result.picked
    if picked and (picked.get("code"), picked.get("days", spec.days)) != (spec.place, spec.days):
        st.query_params["place"] = str(picked["code"])
        st.query_params["days"] = str(picked.get("days", spec.days))
        st.rerun()


def title(text: str, says: str, scope: Scope, active: str) -> None:
    """Head a page of forms: its name, one sentence, and the other pages of the room."""
    mapbox.style()
    links = [
        f'<a class="ogm-tab" target="_self" href="{look["url"]}"{CURRENT if look["active"] else ""}>'
        f"{escape(str(look['title']))}</a>"
        for look in looks(scope, active)
    ]
    st.html(f'<nav class="ogm-tabs">{"".join(links)}</nav>')
    st.title(text)
    st.caption(says)


def fault(error: GovernanceError) -> None:
    """Say what was wrong and what to do, in the place of the page."""
    st.error(f"**{error.message}**  \n{error.remedy}", icon=":material/error:")
    if error.rows:
        st.dataframe({"明细": list(error.rows)}, hide_index=True)


def notices(sentences: list[str]) -> None:
    """Say each sentence about the link once."""
    told: set[str] = st.session_state.setdefault(state.TOLD, set())
    for sentence in sentences:
        if sentence not in told:
            told.add(sentence)
            st.toast(sentence, icon=":material/info:", duration="long")
