"""立体态势: the district as a model; height is what is open, colour says where something is overdue."""

import streamlit as st

from pages.parts import frame, kpis, model, scene, view
from pages.parts.door.identity import current_scope


def main() -> None:
    """Draw the model with the figures of its place beside it."""
    scope = current_scope()
    spec, sentences = view.read(st.query_params, scene.place_names(scope), scope.root, scene.root_name(scope))
    frame.notices(sentences)
    frame.strip(scope, spec, scene.manifest_url(scope), "relief")
    chart, side = st.columns([2.6, 1], gap="medium")
    with chart:
        model.draw(scope, spec)
    with side, st.container(key="ogm_side"):
        rail = scene.place_rail(scope, spec.place, spec.days)
        st.subheader(f"{rail['name']}　{rail['title']}")
        model.legend()
        kpis.tiles(rail)
        kpis.ranking(rail, height=300)


main()
