"""What the address of the page that runs asks for; what it says wrongly is said once."""

import streamlit as st

from geo.model.scope import Scope
from geo.model.view import ViewSpec
from pages.parts import frame, scene, view

NOTHING: frozenset[str] = frozenset()


def asked(scope: Scope, own: frozenset[str] = NOTHING) -> ViewSpec:
    """Read place, period and engine; `own` are the words only this page knows."""
    query = {name: value for name, value in st.query_params.to_dict().items() if name not in own}
    spec, sentences = view.read(query, scene.place_names(scope), scope.root, scene.root_name(scope))
    frame.notices(sentences)
    return spec
