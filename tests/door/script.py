"""A trivial Streamlit script: shows who the door says is asking."""

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts.door import identity

try:
    signin = identity.current_signin()
except GovernanceError as err:
    st.error(str(err))
    st.stop()
st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
scope = signin.scope
st.text(f"who={scope.account} role={scope.role} root={scope.root} runs={st.session_state.runs}")
st.button("again")
st.html(
    "<form method='post' action='/logout'>"
    f"<input type='hidden' name='csrf' value='{signin.csrf}'><button type='submit'>退出</button></form>"
)
