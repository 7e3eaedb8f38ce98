"""诉求: what people report, where it gathers, what comes back, and whether it is more than last time."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame, issues, link, mapbox, saved, scene

OWN = frozenset({"by", "src", "due", "pair", "day"})  # read by the browser


def main() -> None:
    """Mount the page; all filters, the slider and the places work in the browser from one file per period."""
    scope, spec = link.asked(OWN)
    result = mapbox.mount(
        "issues",
        {
            "mode": "issues",
            "manifest": scene.manifest_url(scope),
            "issues": issues.url(scope, spec.days),
            "place": spec.place,
            "days": spec.days,
            "looks": frame.looks(scope, "issues", spec),
        },
    )
    if result.opened and result.opened.get("what") == "save":
        saved.dialog(scope, f"/issues{result.opened.get('search', '')}")
    asked = (result.picked or {}).get("days", spec.days)
    if asked != spec.days:
        st.query_params["days"] = str(asked)
        st.rerun()


try:
    main()
except GovernanceError as error:
    frame.fault(error)
