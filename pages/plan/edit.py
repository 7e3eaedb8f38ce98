"""调整: the full-window map where borders move; every gesture goes to our own routes, none reruns this script."""

import streamlit as st

from geo.model.errors import GovernanceError
from geo.model.view import ViewSpec
from pages.parts import frame, mapbox, scene
from pages.parts.door.identity import current_scope, current_signin
from pages.parts.planning import book
from pages.parts.planning.go import go


def main() -> None:
    """Mount the map for the plan the address names, else offer the drafts."""
    scope = current_scope()
    plan = st.query_params.get("plan", "")
    if not plan:
        _choose()
        return
    mapbox.mount(
        "plan",
        {
            "mode": "plan",
            "manifest": scene.manifest_url(scope),
            "plan": {"id": plan, "csrf": current_signin().csrf, "place": st.query_params.get("place", "")},
            "links": {"plans": "/plans", "review": f"/review?plan={plan}"},
            "looks": frame.looks(scope, "edit", ViewSpec(place=scope.root)),
        },
    )


def _choose() -> None:
    scope = current_scope()
    frame.title("调整", "选一个草稿，在地图上调整边界。", scope, "edit")
    drafts = [info for info in book.listed(scope) if book.may_edit(scope, info)]
    if not drafts:
        st.info("没有可以调整的草稿。请先在“方案”中从现行网格起草一个。")
        if st.button("去起草方案", type="primary"):
            go("plans")
        return
    names = book.titles(drafts)
    for info in drafts:
        if st.button(f"{names[info.id]}　{book.changes(info.id)}", key=info.id):
            go("edit", plan=info.id)


try:
    main()
except GovernanceError as error:
    frame.fault(error)
