"""The pydeck picture of 立体态势 and its key."""

import streamlit as st

from geo.layers import LAYERS
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.render.deck import CELLS, deck
from geo.render.legend import legend
from geo.render.stacks import DONE, LATE, OPEN
from geo.render.style import paint
from pages.parts import sample, scene
from pages.parts.pair import HEIGHT
from pages.parts.wiring import store_of


def draw(scope: Scope, spec: ViewSpec) -> None:
    """Draw columns and hexagons. Selection stands beside the picture: deck clicks get lost on slow graphics."""
    picture = deck(store_of(scope), scope, spec, figures=scene.figures(scope, spec.days), height=HEIGHT)
    # A fixed key keeps the camera over reruns; another place is another picture.
    st.pydeck_chart(
        picture,
        height=HEIGHT,
        key=f"deck-{spec.place}-{spec.date}",
        alt="各社区(村)未办结与超期件数的立体柱，数值见右侧排名",
    )
    st.html(key(scope, spec.days))


def key(scope: Scope, days: int) -> str:
    """Say what height and colour mean."""
    hexes = next(layer for layer in LAYERS if layer.key == "hexes")
    steps = legend(hexes, store_of(scope).profile())
    tones = [step["color"] for step in steps]
    ramp = "".join(
        f'<rect x="{1 + 20 * n}" y="2" width="20" height="12" fill="{tone}" fill-opacity="{CELLS}"/>'
        for n, tone in enumerate(tones)
    )
    least, most = (str(steps[at]["title"]).replace(" ", "") for at in (0, -1))
    scale = sample.picture(ramp, 102, 16)
    column = sample.picture(
        f'<rect x="6" y="10" width="10" height="26" fill="{paint(OPEN)}"/>'
        f'<rect x="6" y="2" width="10" height="8" fill="{paint(LATE)}"/>',
        22,
        38,
    )
    disc = sample.picture(f'<ellipse cx="11" cy="8" rx="6" ry="4" fill="{paint(DONE)}"/>', 22, 16)
    return (
        '<div class="ogm-key" aria-label="图例">'
        f'<div class="ogm-key-row">{column}<span>柱高：未办结件数<br><b>红段</b>：其中超期</span></div>'
        f'<div class="ogm-key-row">{disc}<span>社区(村)没有未办结</span></div>'
        f'<div class="ogm-key-row ogm-key-ramp"><span>六边形：诉求件数</span>{scale}'
        f"<small><i>{least}</i><i>{most}</i></small><small>未办结，与近 {days} 天办结</small></div></div>"
        + sample.notice(synthetic=scene.synthetic())
    )
