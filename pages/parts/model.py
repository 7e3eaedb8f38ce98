"""The pydeck picture of 立体态势 and its legend."""

import streamlit as st

from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.render.deck import deck
from geo.render.style import paint
from pages.parts import scene
from pages.parts.wiring import store

HEIGHT = 720


def draw(scope: Scope, spec: ViewSpec) -> None:
    """Draw columns and hexagons. Selection stands beside the picture: deck clicks get lost on slow graphics."""
    picture = deck(store(), scope, spec, figures=scene.figures(scope, spec.days))
    # A fixed key keeps the camera over reruns; another place is another picture.
    st.pydeck_chart(picture, height=HEIGHT, key=f"deck-{spec.place}")


def legend() -> None:
    """Say what height and colour mean."""
    items = [("overdue", "柱：有超期的社区(村)"), ("doing", "柱：有未办结，无超期"), ("done", "柱：全部办结")]
    rows = "".join(
        f'<li><svg width="14" height="14"><rect width="14" height="14" fill="{paint(tone)}"/></svg> {says}</li>'
        for tone, says in items
    )
    st.html(f'<ul class="ogm-legend">{rows}<li>柱高：未办结件数；六边形：诉求密度</li></ul>')
