"""服务圈: who is really within fifteen minutes on foot, who is not, and where the next centre should stand."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame, link, mapbox, reach, scene

OWN = frozenset({"min", "kmh", "need", "off", "k", "who"})  # read by the browser


def main() -> None:
    """Mount the live map in its look 服务圈; everything it asks comes from the routes data/v1/reach."""
    scope, spec = link.asked(OWN)
    frame.notices(reach.mended(st.query_params.to_dict()))
    mapbox.mount(
        "circles",
        {
            "mode": "circles",
            "manifest": scene.manifest_url(scope),
            "place": spec.place,
            "days": spec.days,
            "looks": frame.looks(scope, "circles"),
            "links": frame.links(scope),
        },
    )


try:
    main()
except GovernanceError as error:
    frame.fault(error)
