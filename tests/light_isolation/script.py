"""A light map whose popup is hostile and unescaped: what the fence has to hold when escaping was forgotten."""

import folium
import streamlit as st
from streamlit_folium import st_folium

LIB = "/lib/0123456789ab/light/"
PROBE = """
(async () => {
  const reach = {ran: true, origin: self.origin};
  const attempt = async (name, act) => {
    try { reach[name] = String(await act()); } catch (e) { reach[name] = e.name; }
  };
  await attempt("title", () => top.document.title);
  await attempt("write", () => { parent.document.title = "taken"; });
  await attempt("session", async () => (await fetch("/session", {credentials: "include"})).status);
  await attempt("outside", async () => (await fetch("/login.css")).status);
  await attempt("cookie", () => document.cookie);
  await attempt("storage", () => localStorage.length);
  await attempt("popup", () => window.open("/login") === null ? "blocked" : "opened");
  await attempt("worker", () => { new Worker("/login.js"); });
  await attempt("form", () => {
    const form = document.body.appendChild(document.createElement("form"));
    form.method = "post"; form.action = "/logout"; form.target = "_top"; form.submit();
  });
  await attempt("leave", () => { top.location = "/login?switch=1"; });
  window.reach = reach;
})()
"""

page = folium.Map([34.8, 113.3], zoom_start=14, tiles=None, max_zoom=18)
page.default_js = [("leaflet", LIB + "leaflet.js"), ("jquery", LIB + "jquery.min.js")]
page.default_css = [("leaflet", LIB + "leaflet.css")]
hostile = f"<img src=x onerror='{PROBE}'>"
folium.Polygon(
    [[34.79, 113.28], [34.79, 113.32], [34.81, 113.32], [34.81, 113.28]],
    popup=folium.Popup(hostile),
    fill=True,
    color="#14508C",
).add_to(page)
st.title("light")
told = st_folium(page, width=700, height=400, returned_objects=["last_clicked", "last_object_clicked"])
st.text(f"clicked={told['last_object_clicked'] or told['last_clicked']}")
