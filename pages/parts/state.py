"""Keys of st.session_state, declared once."""

PLACE = "place"  # code of the selected place, also in the URL
DAYS = "days"  # period in days, also in the URL
ENGINE = "engine"  # what the browser reported: webgl, slow or none
TOLD = "told"  # notices about the link that were shown already
STAGED = "staged"  # files read but not yet confirmed (import page)
