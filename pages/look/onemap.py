"""一张图: where is it bad, is it getting better, whose is it."""

import streamlit as st

from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from geo.model.view import PERIODS, ViewSpec
from geo.rules.sketches import DRAWERS
from pages.parts import cards, frame, lightmap, link, mapbox, saved, scene, state
from pages.parts.door.identity import current_signin


def main() -> None:
    """Read the link, mount the live map, or draw the light one where WebGL is missing."""
    scope, spec = link.asked()
    if spec.engine == "light" or st.session_state.get(state.ENGINE) == "none":
        lightmap.show(scope, spec)
    else:
        live(spec)


@st.fragment
def live(spec: ViewSpec) -> None:
    """Mount the live map; what a click needs of Python reruns only this, and the shell's net does not reach in here."""
    try:
        _mount(spec)
    except GovernanceError as error:
        frame.fault(error)


def _mount(spec: ViewSpec) -> None:
    signin = current_signin()
    scope = link.then(signin.scope)
    result = mapbox.mount(
        "onemap",
        {
            "mode": "onemap",
            "manifest": scene.manifest_url(scope),
            "place": spec.place,
            "days": spec.days,
            "looks": frame.looks(scope, "onemap"),
            "links": {**frame.links(scope), **_pen(scope)},
            **({"wall": {"csrf": signin.csrf}} if signin.wall else {}),
        },
    )
    if signin.wall:
        return  # a wall opens nothing
    if result.opened and result.opened.get("what") == "save":
        saved.dialog(scope, f"/{result.opened.get('search', '')}")
    elif result.opened:
        try:
            cards.rows_dialog(scope, result.opened, _days(spec))
        except GovernanceError as error:
            st.toast(str(error), icon=":material/error:")


def _pen(scope: Scope) -> dict[str, str]:
    """Offer 圈阅, on the light map, to whoever may draw: on today's grids."""
    return {"pen": "/?engine=light&pen=1"} if scope.role in DRAWERS and not scope.day else {}


def _days(spec: ViewSpec) -> int:
    """Return the period the browser shows now: it changes the address without running the page again."""
    asked = st.query_params.get("days", "")
    return int(asked) if asked in {str(days) for days in PERIODS} else spec.days


main()
