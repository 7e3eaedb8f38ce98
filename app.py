"""The door: one ASGI app that knows who asks before anything runs. `streamlit run app.py` finds `app` below."""

import streamlit as st
from starlette.middleware import Middleware

from pages.parts import entrance, wiring
from pages.parts.door.session import Door
from pages.parts.settings import SHELL

# A literal call: Streamlit looks for it in the syntax tree, and runs anything else as a page without a door.
app = st.App(
    SHELL,
    lifespan=entrance.lifespan,
    routes=entrance.routes(),
    middleware=[Middleware(Door, signins=wiring.signins(), real_data=wiring.real_data)],
)
