"""The pen of the light map: Leaflet's drawing tools, in Chinese, from our own files."""

import json
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.plugins import Draw
from folium.template import Template

from geo.render.style import paint

# Only what the three tools say; the plugin's other words are never seen.
WORDS: dict[str, Any] = {
    "draw": {
        "toolbar": {
            "actions": {"title": "放弃", "text": "放弃"},
            "finish": {"title": "画完", "text": "画完"},
            "undo": {"title": "退回一点", "text": "退回一点"},
            "buttons": {"polyline": "画线", "polygon": "圈一块地方", "circle": "画圆"},
        },
        "handlers": {
            "circle": {"tooltip": {"start": "按住拖出圆"}, "radius": "半径"},
            "simpleshape": {"tooltip": {"end": "松开画完"}},
            "polygon": {
                "tooltip": {
                    "start": "点第一个角",
                    "cont": "继续点各个角",
                    "end": "点回第一个角画完",
                }
            },
            "polyline": {
                "error": "边线不能交叉",
                "tooltip": {"start": "点线的起点", "cont": "继续点", "end": "点最后一点画完"},
            },
        },
    },
    "edit": {
        "toolbar": {
            "actions": {
                "save": {"title": "完成", "text": "完成"},
                "cancel": {"title": "放弃", "text": "放弃"},
                "clearAll": {"title": "全部擦去", "text": "全部擦去"},
            },
            "buttons": {"edit": "修改", "editDisabled": "没有可改的", "remove": "擦去", "removeDisabled": "没有可擦的"},
        },
        "handlers": {
            "edit": {"tooltip": {"text": "拖动各点修改", "subtext": ""}},
            "remove": {"tooltip": {"text": "点一下擦去"}},
        },
    },
}

# Signs let clicks through to the place below them; the corners of a drawing must not. Names would cover its hints.
STYLE = (
    ".leaflet-marker-pane :is(.leaflet-mouse-marker,.leaflet-editing-icon){pointer-events:auto}"
    ".leaflet-tooltip:not(.leaflet-draw-tooltip){display:none}"
    ".leaflet-editing-icon{border-radius:50%}"
)


class EveryCorner(MacroElement):
    """Makes every click and every tap a corner, however busy the page is.

    The plugin is deaf for 50 ms of its own clock after each corner: on a slow machine clicks queue up, are handled
    back to back, and corners are lost. It is so because it listens to fingers and to the mouse that browsers act
    out for them. Here it listens to the mouse alone: a tap is acted out as one, a finger that moves the map is not.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "L.Draw.Polyline.include({_onTouch:function(){},_enableNewMarkers:function(){},"
        "_disableNewMarkers:function(){this._disableMarkers=false;}});"
        "{% endmacro %}"
    )


class Chinese(MacroElement):
    """Replaces the plugin's English words before it is made."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "(function put(into,from){for(var key in from){"
        "if(typeof from[key]==='object'){put(into[key],from[key]);}else{into[key]=from[key];}}"
        "})(L.drawLocal,{{ this.words }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        """Take the words."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Chinese"
        self.words = json.dumps(WORDS, ensure_ascii=False)


def pen(chart: folium.Map, lib: str) -> None:
    """Give a map tools for a polygon, a circle and a line; drawings come back as GeoJSON.

    Parameters
    ----------
    lib
        Address of the folder with leaflet.draw.js and leaflet.draw.css, ending in "/".
    """
    page = chart.get_root()
    if isinstance(page, Figure):
        page.header.add_child(Element(f"<style>{STYLE}</style>"))
    tone = {"color": paint("pen"), "weight": 3, "fillOpacity": 0.1}
    line = {"allowIntersection": False, "shapeOptions": tone, "drawError": {"color": paint("ink"), "timeout": 1500}}
    tools = Draw(  # type: ignore[no-untyped-call]  # folium has no types there
        position="topleft",
        show_geometry_on_click=False,
        draw_options={
            "polygon": line,
            "circle": {"shapeOptions": tone, "showRadius": False},
            "polyline": line,
            "rectangle": False,
            "marker": False,
            "circlemarker": False,
        },
        edit_options={"edit": False},
    )
    tools.default_js = [("leaflet_draw_js", f"{lib}leaflet.draw.js")]
    tools.default_css = [("leaflet_draw_css", f"{lib}leaflet.draw.css")]
    Chinese().add_to(chart)
    EveryCorner().add_to(chart)  # type: ignore[no-untyped-call]  # branca has no types there
    tools.add_to(chart)
