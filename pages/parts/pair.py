"""A picture to the edge of the window, its key on it, and the rail beside it: the two looks without the live map."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

HEIGHT = 660  # px of the picture before the style sheet makes it as high as the window; fits 768
RAIL = 344


def pair() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the containers of picture and rail; on a phone the rail stands below."""
    with st.container(key="ogm_pair", horizontal=True, gap=None):
        picture = st.container(key="ogm_pic", width="stretch", gap=None)
        side = st.container(key="ogm_side", width=RAIL, gap=None)
    return picture, side
