"""What the address of the page that runs asks for: who looks, at which day's grids, at which place and period."""

import streamlit as st

from geo.model.errors import BadInput, NotFound
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from pages.parts import frame, scene, view
from pages.parts.door.identity import current_scope
from pages.parts.wiring import dated

NOTHING: frozenset[str] = frozenset()


def asked(own: frozenset[str] = NOTHING) -> tuple[Scope, ViewSpec]:
    """Read who asks, at which moment, and the view; `own` are the words only this page knows.

    This is the one way a page comes by its scope: what it reads through `wiring.store_of` is then of the day the
    address says, and the view carries the same day into every link and file. What the address says wrongly is
    said once, and today's map, the whole place or the usual period stands in.
    """
    scope = then(current_scope())
    query = {name: value for name, value in st.query_params.to_dict().items() if name not in own}
    spec, sentences = view.read(query, scene.place_names(scope), scope, scene.root_name(scope))
    frame.notices(sentences)
    return scope, spec


def then(scope: Scope) -> Scope:
    """Put a scope at the day the address asks for (`date=YYYY-MM-DD`), or leave it and say why."""
    told = st.query_params.get("date", "")
    try:
        return dated(scope, told)
    except (BadInput, NotFound) as error:
        frame.notices([f"{error.message}已显示今天的网格。"])
        return scope
