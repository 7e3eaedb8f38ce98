"""The screens. Nothing but this file lies directly here: Streamlit would serve it past the frame."""
