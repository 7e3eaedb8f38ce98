"""The light map: folium without WebGL, in a sandboxed frame, with the rail beside it."""

from urllib.parse import urlsplit

import shapely
import streamlit as st
from streamlit_folium import st_folium

from geo.layers import LAYERS
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.render.folium_map import folium_map
from pages.parts import frame, kpis, scene, state
from pages.parts.bundle import bundle
from pages.parts.wiring import store

HEIGHT = 640
L2_DIGITS = 12
SOLID = frozenset({"zones", "l2", "outline", "labels"})  # always drawn: the frame of the picture


def show(scope: Scope, spec: ViewSpec) -> None:
    """Draw the light map at the view's place; a click on it goes to the 社区 or 三级网格 below the pointer."""
    frame.strip(scope, spec, scene.manifest_url(scope), "onemap")
    if st.session_state.get(state.ENGINE) == "none" and spec.engine != "light":
        st.caption("这台电脑的浏览器没有 WebGL，已换用轻量地图：图层相同，画到三级网格。")
    chart, side = st.columns([2.2, 1], gap="medium")
    with side, st.container(key="ogm_side"):
        chosen = _layers(scope)
        rail = scene.place_rail(scope, spec.place, spec.days)
        st.subheader(f"{rail['name']}　{rail['title']}")
        kpis.tiles(rail)
        kpis.ranking(rail, height=320)
    with chart:
        seen = st_folium(
            folium_map(store(), scope, ViewSpec(spec.place, spec.days, spec.engine, (*SOLID, *chosen)), lib=_lib()),
            key=f"light-{spec.place}-{spec.days}-{'-'.join(chosen)}",
            height=HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"],
        )
        if store().synthetic():
            st.caption("演示数据；示意边界，不作划界依据。")
    _go(scope, spec, (seen or {}).get("last_clicked"))


def _layers(scope: Scope) -> list[str]:
    """Let the person switch overlays; only those the light map can show."""
    open_ = [layer for layer in LAYERS if layer.open_to(scope) and layer.group != "底图" and layer.key not in SOLID]
    titles = {layer.key: layer.title for layer in open_}
    usual = [layer.key for layer in open_ if layer.on]
    return list(
        st.pills("图层", [*titles], selection_mode="multi", default=usual, format_func=titles.__getitem__) or []
    )


def _go(scope: Scope, spec: ViewSpec, clicked: dict[str, float] | None) -> None:
    """Go to the place below a click; every value from the frame is checked, it is not trusted."""
    if not clicked or clicked == st.session_state.get("light_click"):
        return
    st.session_state["light_click"] = clicked
    try:
        spot = shapely.Point(float(clicked["lng"]), float(clicked["lat"]))
    except (KeyError, TypeError, ValueError):
        return
    level = Level.L3 if len(spec.place.removeprefix("DQ")) >= L2_DIGITS else Level.L2
    grids = store().grids(scope, level)
    hit = grids.index[grids.geometry.intersects(spot)]
    if len(hit) and hit[0] != spec.place:
        st.query_params["place"] = str(hit[0])
        st.rerun()


def _lib() -> str:
    """Absolute address of Leaflet: the sandboxed frame has no origin of its own."""
    here = urlsplit(st.context.url or "http://127.0.0.1")
    return f"{here.scheme}://{here.netloc}/{bundle().lib}/light/"
