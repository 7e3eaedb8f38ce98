"""The live map on a page: registers the component once, mounts it with the little it needs."""

from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from pages.parts import state
from pages.parts.bundle import bundle
from pages.parts.settings import DIST

NAME = "ogm.map"


def mount(key: str, data: dict[str, Any]) -> Any:  # noqa: ANN401 - the framework's result is a dynamic attribute bag
    """Mount the component; the triggers `picked` and `opened` come back on the result.

    A fixed key keeps the map alive over reruns: without it the data would enter the element's id.
    A browser that says it has no WebGL is remembered, and the page runs once more without it.
    """
    result = _component()(
        key=key, data=data, on_picked_change=_nothing, on_opened_change=_nothing, on_engine_change=_nothing
    )
    if result.engine == "none" and st.session_state.get(state.ENGINE) != "none":
        st.session_state[state.ENGINE] = "none"
        st.rerun()
    return result


def style() -> None:
    """Load only the style sheet, on pages without a map."""
    mount("style", {"mode": "style"})


def _nothing() -> None:
    """Name a trigger so that its attribute exists; the page reads the value from the result."""


def _component() -> Any:  # noqa: ANN401
    names = bundle()
    return _registered(names.loader, names.css)


@lru_cache(maxsize=4)
def _registered(loader: str, css: str) -> Any:  # noqa: ANN401
    """Register web/dist as the component's files; works from a checkout and from a wheel alike.

    The public way (an installed distribution whose name is importable) does not find a checkout, so
    this uses the manager directly; tests/door pins it to the Streamlit version.
    """
    manager = get_bidi_component_manager()
    manager.register_from_manifest(ComponentManifest("ogm", "0", [ComponentConfig("map", DIST.name)]), DIST.parent)
    return st.components.v2.component(NAME, js=loader, css=css, isolate_styles=False)
