"""What the address of the page that runs asks for; what it says wrongly is said once."""

from dataclasses import replace
from datetime import date, datetime

import streamlit as st

from data.vault import clock
from geo.model.scope import EVENING, Scope
from geo.model.view import ViewSpec
from pages.parts import frame, scene, view

NOTHING: frozenset[str] = frozenset()
DATED = frozenset({"date"})  # pages that look back in time


def asked(scope: Scope, own: frozenset[str] = NOTHING) -> ViewSpec:
    """Read place, period and engine; `own` are the words only this page knows."""
    if "date" in st.query_params and "date" not in own:
        frame.notices(["这个页面按今天的网格显示，历史日期的网格在“一张图”中查看。"])
        own |= DATED
    query = {name: value for name, value in st.query_params.to_dict().items() if name not in own}
    spec, sentences = view.read(query, scene.place_names(scope), scope.root, scene.root_name(scope))
    frame.notices(sentences)
    return spec


def then(scope: Scope) -> Scope:
    """Read the day the address asks for (`date=YYYY-MM-DD`): the grids of its evening; today and later mean now."""
    told = st.query_params.get("date", "")
    if not told:
        return scope
    try:
        day = date.fromisoformat(told)
    except ValueError:
        frame.notices([f"链接中的日期“{told[:12]}”写法不对，已显示今天的网格（应为 2026-11-20 这样的形式）。"])
        return scope
    return scope if day >= clock().date() else replace(scope, at=datetime.combine(day, EVENING))
