"""Keys of st.session_state, declared once."""

PLACE = "place"  # code of the selected place, also in the URL
DAYS = "days"  # period in days, also in the URL
ENGINE = "engine"  # "none" where the browser said it has no WebGL
TOLD = "told"  # notices about the link that were shown already
STAGED = "staged"  # files read but not yet confirmed (import page)
