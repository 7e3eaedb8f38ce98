"""From one page of the planner's room to another, with the plan in the address."""

from typing import NoReturn

import streamlit as st

from pages.parts.rooms import ROOMS
from pages.parts.settings import ROOT


def go(key: str, **query: str) -> NoReturn:
    """Open a screen by its key; does not come back."""
    file = next(screen.file for screen in ROOMS if screen.key == key)
    st.switch_page(ROOT / "pages" / file, query_params=query)
