"""单文件地图: the light map with everything it needs inside one file, and only what the mode allows."""

import re

from geo.model.view import SheetSpec, Ticket, ViewSpec
from geo.ports import Reads
from geo.render.escape import escape
from geo.render.folium_map import folium_map
from geo.render.legend import legend
from geo.render.sheet.furniture import DISCLAIMER, MARKS, STAMP
from geo.render.sheet.material import BY_KEY, Material
from geo.render.style import paint
from geo.rules.publish import withheld

SCRIPT = re.compile(r'<script src="[^"]*leaflet\.js"></script>')
SHEET = re.compile(r'<link rel="stylesheet" href="[^"]*leaflet\.css"/?>')
SOLID = (
    "base_water",
    "base_rail",
    "base_roads",
    "zones",
    "l2",
    "outline",
    "labels",
    "centers",
    "coverage",
    "gaps",
    "overdue",
)
RANDOM = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def write_html(material: Material, spec: SheetSpec, ticket: Ticket, *, store: Reads, script: str, sheet: str) -> bytes:
    """Write one page that opens without any network.

    Parameters
    ----------
    store
        Read with the material's scope, which is already that of the mode.
    script, sheet
        Text of leaflet.js and leaflet.css, put into the file.
    """
    asked = spec.view.layers or SOLID
    keys = tuple(key for key in asked if key in BY_KEY and key not in withheld(spec.mode))
    _, name, _ = material.place(spec.view.place)
    chart = folium_map(store, material.scope, ViewSpec(spec.view.place, spec.view.days, layers=keys), lib="")
    page = chart.get_root().render()
    # In a script element only its own end tag may not stand; in a style element neither.
    page = SCRIPT.sub(lambda _: f"<script>{script.replace('</script', '<' + chr(92) + '/script')}</script>", page)
    page = SHEET.sub(lambda _: f"<style>{_without_pictures(sheet)}</style>", page)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta name="referrer" content="no-referrer">'
    title = escape(spec.title.strip() or f"{material.profile.title}：{name}")
    page = page.replace("<head>", f"<head>{meta}<title>{title}</title>", 1)
    page = page.replace("<body>", f"<body>{_head(material, spec, ticket, title, chart.in_sight)}", 1)
    return _named(page).encode()


def _named(page: str) -> str:
    """Count folium's random names of parts, so that equal maps give equal bytes."""
    known: dict[str, str] = {}
    return RANDOM.sub(lambda found: known.setdefault(found.group(), f"{len(known):032x}"), page)


def _without_pictures(sheet: str) -> str:
    """Leaflet's sheet names pictures of controls the light map does not use: nothing may be asked for."""
    return re.sub(r"url\((?!data:)[^)]*\)", "none", sheet)


def _head(material: Material, spec: SheetSpec, ticket: Ticket, title: str, seen: frozenset[str]) -> str:
    marking = escape(MARKS.get(spec.mode) or f"审图号：{spec.review}")
    stamp = f'<b class="s">{STAMP}</b>' if material.synthetic else ""
    words = "　".join(
        f'<i style="background:{line["color"]}"></i>{escape(str(line["title"]))}'
        for key, layer in BY_KEY.items()
        if key in seen and layer.group != "底图"
        for line in legend(layer, material.profile)
        if line["color"]
    )
    remark = f"　{escape(spec.remark)}" if spec.remark else ""
    ink, faint, red, amber, edge = (paint(name) for name in ("ink", "ink2", "marking", "stamp", "stamp_line"))
    style = (
        f"body{{font-family:'Microsoft YaHei','Noto Sans SC',sans-serif;color:{ink}}}"
        ".og{position:absolute;z-index:999;left:0;right:0;background:#fffffff2;padding:8px 16px;font-size:14px}"
        f".og.t{{top:0;border-bottom:2px solid {red}}}.og.f{{bottom:0;font-size:12px;color:{faint}}}"
        ".og h1{font-size:20px;margin:0;display:inline}"
        f".og em{{color:{red};font-style:normal;font-weight:700;float:right}}"
        f".og .s{{color:{amber};border:1px solid {edge};border-radius:4px;padding:0 6px;margin-left:12px}}"
        ".og i{display:inline-block;width:14px;height:10px;margin-right:4px;border:1px solid #CBD2D9}"
        ".leaflet-top{top:52px}.leaflet-bottom{bottom:46px}"
    )
    foot = f"{material.when}　{DISCLAIMER}{remark}　{escape(ticket.line)}"
    return (
        f'<style>{style}</style><div class="og t"><em>{marking}</em><h1>{title}</h1>{stamp}</div>'
        f'<div class="og f">{words}<br>{foot}</div>'
    )
