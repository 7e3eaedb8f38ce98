"""Peer: the full scene as plain pydeck, data inline, as its documentation shows."""

import json

import pydeck as pdk
import streamlit as st

from tests.bench.peer_apps.scene import frames

st.set_page_config(layout="wide")
layers = []
for name, frame in frames().items():
    data = json.loads(frame.to_json())
    layers.append(pdk.Layer("GeoJsonLayer", data, id=name, filled=name == "zone", stroked=True, pickable=True,
                            get_fill_color=[20, 80, 140, 40], get_line_color=[90, 90, 90], line_width_min_pixels=0.5,
                            get_point_radius=12, point_radius_min_pixels=2))  # fmt: skip
view = pdk.ViewState(longitude=113.285, latitude=34.79, zoom=11)
st.pydeck_chart(pdk.Deck(layers=layers, initial_view_state=view, map_provider=None), height=800, key="deck")
