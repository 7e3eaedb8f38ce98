"""服务圈: who is really within fifteen minutes on foot, who is not, and where the next centre should stand."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame, mapbox, scene, state, view
from pages.parts.door.identity import current_scope

OWN = frozenset({"min", "kmh", "need", "off", "k", "who"})  # read by the browser


def main() -> None:
    """Mount the live map in its look 服务圈; everything it asks comes from the routes data/v1/reach."""
    scope = current_scope()
    query = {name: value for name, value in st.query_params.to_dict().items() if name not in OWN}
    spec, sentences = view.read(query, scene.place_names(scope), scope.root, scene.root_name(scope))
    frame.notices(sentences)
    result = mapbox.mount(
        "circles",
        {
            "mode": "circles",
            "manifest": scene.manifest_url(scope),
            "place": spec.place,
            "days": spec.days,
            "looks": frame.looks(scope, "circles"),
            "links": {"deck": "/relief", "light": "/?engine=light", "sheet": "/sheet"},
        },
    )
    if result.engine == "none" and st.session_state.get(state.ENGINE) != "none":
        st.session_state[state.ENGINE] = "none"


try:
    main()
except GovernanceError as error:
    frame.fault(error)
