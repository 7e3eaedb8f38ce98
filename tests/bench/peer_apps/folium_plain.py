"""Peer: the full scene as plain folium with streamlit-folium, as its documentation shows (assets made local)."""

import os

import folium
import streamlit as st
from streamlit_folium import st_folium

from tests.bench.peer_apps.scene import frames

LIB = os.environ["OGM_BENCH_LIB"]  # the product's public folder: a closed office has no other source of Leaflet

st.set_page_config(layout="wide")
folium.Map.default_js = [("leaflet", f"{LIB}leaflet.js")]
folium.Map.default_css = [("leaflet_css", f"{LIB}leaflet.css")]
m = folium.Map([34.79, 113.285], zoom_start=12, tiles=None, prefer_canvas=True)
for name, frame in frames().items():
    if name == "events":
        group = folium.FeatureGroup(name)
        for x, y in zip(frame.geometry.x, frame.geometry.y, strict=True):
            folium.CircleMarker((y, x), radius=2, weight=0, fill_opacity=0.6).add_to(group)
        group.add_to(m)
    elif name == "centers":
        for x, y in zip(frame.geometry.x, frame.geometry.y, strict=True):
            folium.CircleMarker((y, x), radius=4, color="#0F7B6C").add_to(m)
    else:
        folium.GeoJson(
            frame.to_json(), name=name, style_function=lambda _: {"weight": 0.6, "fillOpacity": 0.05}
        ).add_to(m)
st_folium(m, key="m", height=800, use_container_width=True, returned_objects=["last_clicked"])
