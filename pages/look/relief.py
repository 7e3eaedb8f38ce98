"""立体态势: the district as a model; height is what is open, the red part of it what is overdue."""

import streamlit as st

from pages.parts import frame, kpis, link, model, saved, scene
from pages.parts.pair import pair


def main() -> None:
    """Draw the model with the figures of its place beside it."""
    scope, spec = link.asked()
    frame.strip(scope, spec, scene.manifest_url(scope), "relief")
    picture, side = pair()
    with picture:
        model.draw(scope, spec)
    with side:
        told = scene.place_rail(scope, spec.place, spec.days)
        kpis.figures(told)
        chosen = kpis.places(told, key="relief")
        if st.button("存为视图", icon=":material/push_pin:"):
            saved.dialog(scope, frame.address(scope, "/relief", place=spec.place, days=spec.days))
    if chosen and chosen != spec.place:
        st.query_params["place"] = chosen
        st.rerun()


main()
