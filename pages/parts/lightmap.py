"""The light map: folium without WebGL, in a sandboxed frame, with the rail beside it."""

from dataclasses import replace
from urllib.parse import urlsplit

import shapely
import streamlit as st
from streamlit_folium import st_folium

from geo.layers import LAYERS
from geo.metrics import METRICS
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.render.condense import usual
from geo.render.folium_map import folium_map
from geo.render.legend import legend
from geo.render.pen import pen
from geo.render.still import FINE, level_of
from geo.render.style import paint
from pages.parts import frame, kpis, sample, scene, sketchpad, state
from pages.parts.bundle import bundle
from pages.parts.pair import HEIGHT, pair
from pages.parts.view import USUAL
from pages.parts.wiring import store_of

L2_DIGITS = 12
FIGURE = "figure"
LAYERS_WORD = "layers"  # of the address
SOLID = ("zones", "l2", "outline", "labels")  # always drawn: the frame of the picture
DISC = {"shape": "disc", "color": paint("doing"), "stroke": None, "title": None}


def show(scope: Scope, spec: ViewSpec) -> None:
    """Draw the light map at the view's place; a click on it goes to the 社区 or 三级网格 below the pointer."""
    frame.strip(scope, spec, scene.manifest_url(scope), "onemap")
    picture, side = pair()
    with picture:  # before the figures: an empty container takes no room, and the rail would jump
        st.html(sample.notice(synthetic=scene.synthetic()))
    with side:
        told = scene.place_rail(scope, spec.place, spec.days)
        st.html(kpis.head(told))
        with st.container(key="ogm_pen"):
            taken = sketchpad.offered(scope)
            pad = st.container() if taken else None
        if not taken:
            kpis.values(told)
        chosen_layers = _layers(scope, spec)
        if FIGURE in chosen_layers:
            spec = replace(spec, metric=_metric(spec))
        chosen = None if taken else kpis.places(told, key="light")
        sketchpad.listing(scope, spec)
    shown = replace(spec, layers=(*SOLID, *chosen_layers))
    chart = folium_map(store_of(scope), scope, shown, lib=_lib())
    if taken:
        pen(chart, _lib())
    pen_round = [f"pen{sketchpad.round_of()}"] if taken else []
    with picture:
        seen = st_folium(
            chart,
            key="-".join(("light", spec.place, f"{spec.days}{spec.date}{spec.metric}", *chosen_layers, *pen_round)),
            height=HEIGHT,
            use_container_width=True,
            # With the pen in hand a click is a corner of a drawing, not a way to another place.
            returned_objects=["all_drawings"] if taken else ["last_clicked"],
        )
        st.html(_key(scope, chart.in_sight, spec))
    if pad is not None:
        with pad:
            sketchpad.write(scope, spec, (seen or {}).get("all_drawings"))
        return
    if chosen and chosen != spec.place:
        st.query_params["place"] = chosen
        st.rerun()
    _go(scope, spec, (seen or {}).get("last_clicked"))


def _layers(scope: Scope, spec: ViewSpec) -> list[str]:
    """Let the person switch overlays; what is on at first the link says, else how much of the district is shown."""
    open_ = [layer for layer in LAYERS if layer.open_to(scope) and layer.group != "底图" and layer.key not in SOLID]
    titles = {layer.key: layer.title for layer in open_}
    level = level_of(spec)
    first = [layer.key for layer in open_ if usual(layer, level)]
    asked = st.query_params.get(LAYERS_WORD)
    with st.container(key="ogm_layers"):
        if st.session_state.get(state.ENGINE) == "none" and spec.engine != "light":
            st.caption("这台电脑的浏览器没有 WebGL，已换用轻量地图：图层相同，画到三级网格。")
        picked = st.pills(
            "图层",
            [*titles],
            selection_mode="multi",
            default=first if asked is None else [key for key in titles if key in asked.split(",")],
            format_func=titles.__getitem__,
            key=f"layers-{level in FINE}",
        )
    chosen = list(picked or [])
    # The live map reads the same word: it is told the frame and the ground, too, which here are always drawn.
    drawn = [k.key for k in LAYERS if k.key in chosen or k.key in SOLID or (k.on and k.group == "底图")]
    _say(LAYERS_WORD, None if set(chosen) == set(first) else ",".join(drawn))
    return chosen


def _metric(spec: ViewSpec) -> str:
    """Let the person choose the figure that colours the communities: any of the rail."""
    titles = {metric.key: metric.title for metric in METRICS}
    at = list(titles).index(spec.metric)
    with st.container(key="ogm_metric"):
        picked = st.selectbox("按哪个指标着色", [*titles], index=at, format_func=titles.__getitem__, key="light-metric")
    _say("metric", None if picked == USUAL.metric else str(picked))
    return str(picked)


def _say(word: str, value: str | None) -> None:
    """Keep a choice in the address, so that a link shows the same picture; the usual one is not written."""
    if st.query_params.get(word) == value:
        return
    if value is None:
        del st.query_params[word]
    else:
        st.query_params[word] = value


def _key(scope: Scope, seen: frozenset[str], spec: ViewSpec) -> str:
    """Write the key of what is in sight, and nothing else."""
    profile = store_of(scope).profile()
    rows = []
    for layer in LAYERS:
        if layer.key not in seen or layer.group == "底图" or (layer.key == "zones" and FIGURE in seen):
            continue
        if layer.key == "events" and level_of(spec) not in FINE:  # counted per 社区, not single
            rows.append((sample.sample(DISC), "有未办结的社区(村)"))
            continue
        for entry in legend(layer, profile, spec):
            title = str(entry["title"])
            if layer.key == "events" and entry["color"] == paint("done"):  # the light map leaves them out
                continue
            rows.append((sample.sample(entry), title.partition(" ")[2] if entry["shape"] == "glyph" else title))
    return sample.key(rows)


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
    grids = store_of(scope).grids(scope, level)
    hit = grids.index[grids.geometry.intersects(spot)]
    if len(hit) and hit[0] != spec.place:
        st.query_params["place"] = str(hit[0])
        st.rerun()


def _lib() -> str:
    """Absolute address of Leaflet: the sandboxed frame has no origin of its own."""
    here = urlsplit(st.context.url or "http://127.0.0.1")
    return f"{here.scheme}://{here.netloc}/{bundle().lib}/light/"
