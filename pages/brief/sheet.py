"""单图: one sheet for a place, seen before it is printed."""

from dataclasses import replace

import streamlit as st

from geo.layers import LAYERS
from geo.model.errors import GovernanceError
from geo.model.scope import Scope
from geo.model.view import SheetSpec, ViewSpec
from geo.render.sheet import Template, template
from geo.render.write import FORMATS
from pages.parts import frame, order, save

SHEETS = {one.title: one.key for one in FORMATS if one.sheet}


def main() -> None:
    """Draw the controls, the sheet, and after a click the file."""
    scope, shown = order.place("sheet")
    controls, paper = st.columns([3, 5], gap="large")
    with controls:
        order.from_saved(scope)
        spec = _asked(scope, shown)
        order.remember(spec)
        form = st.selectbox("格式", list(SHEETS), key="sheet-format")
        wanted = st.button("导出", type="primary", width="stretch", key="sheet-go")
    with paper:
        try:
            order.picture(scope, spec)
        except GovernanceError as error:
            frame.fault(error)
            return
    with controls:
        if wanted:
            try:
                with st.spinner("正在出图"):
                    order.offer(save.make(scope, spec, SHEETS[form]))
            except GovernanceError as error:
                frame.fault(error)
        order.recents(scope)


def _asked(scope: Scope, shown: ViewSpec) -> SheetSpec:
    """Ask for the template and what it needs, then for the words."""
    known = order.templates(shown.place)
    keys = list(known)
    linked = st.query_params.get("template", "")
    first = keys.index(linked) if linked in known else 0
    key = st.selectbox("模板", keys, index=first, format_func=known.__getitem__, key=f"sheet-template-{'-'.join(keys)}")
    kind = template(key)
    st.caption(kind.says)
    more = {}
    if kind.metrics:
        titles = order.metrics()
        more["metric"] = _chosen("指标", titles, "metric", next(iter(titles)))
    if kind.compares:
        titles = order.states(scope)
        more["before"] = _chosen("改前", titles, "before", "today")
        more["after"] = _chosen("改后", titles, "after", list(titles)[min(1, len(titles) - 1)])
    if kind.overlays:
        shown = replace(shown, layers=_layers(scope, kind))
    return order.spec_of(shown, order.words("sheet", hint="不填则写图上的结论") | more, template=key)


def _chosen(word: str, titles: dict[str, str], name: str, usual: str) -> str:
    """Ask for one of several; the address may say which."""
    asked = st.query_params.get(name, usual)
    keys = list(titles)
    first = keys.index(asked if asked in titles else usual)
    return st.selectbox(word, keys, index=first, format_func=titles.__getitem__, key=f"sheet-{name}")


def _layers(scope: Scope, kind: Template) -> tuple[str, ...]:
    """Let the person choose among a template's overlays."""
    titles = {one.key: one.title for one in LAYERS if one.open_to(scope) and one.key in kind.overlays}
    linked = [one for one in st.query_params.get("layers", "").split(",") if one in titles]
    first = kind.usual or tuple(one.key for one in LAYERS if one.on)
    usual = linked or [key for key in titles if key in first]
    picked = st.pills(
        "图层",
        [*titles],
        selection_mode="multi",
        default=usual,
        format_func=titles.__getitem__,
        key=f"{order.LAYERS_CHOSEN}-{kind.key}",
    )
    return ("labels", *(picked or []))


main()
