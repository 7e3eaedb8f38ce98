"""一张图: where is it bad, is it getting better, whose is it."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import cards, frame, lightmap, mapbox, scene, state, view
from pages.parts.door.identity import current_scope


def main() -> None:
    """Read the link, mount the live map, or draw the light one where WebGL is missing."""
    scope = current_scope()
    names = scene.place_names(scope)
    spec, sentences = view.read(st.query_params, names, scope.root, names[scope.root])
    frame.notices(sentences, st.session_state.setdefault(state.TOLD, set()))
    if spec.engine == "light" or st.session_state.get(state.ENGINE) == "none":
        lightmap.show(scope, spec)
        return
    live(spec)


@st.fragment
def live(spec: view.ViewSpec) -> None:
    """Mount the live map; a click reruns only this."""
    scope = current_scope()
    result = mapbox.mount(
        "onemap",
        {
            "mode": "onemap",
            "manifest": "/" + scene.manifest_url(scope),
            "place": spec.place,
            "days": spec.days,
            "looks": frame.looks(scope, "onemap"),
        },
    )
    if result.engine == "none" and st.session_state.get(state.ENGINE) != "none":
        st.session_state[state.ENGINE] = "none"
        st.rerun()
    if result.opened:
        try:
            cards.rows_dialog(scope, result.opened)
        except GovernanceError as error:
            st.toast(str(error), icon=":material/error:")


main()
