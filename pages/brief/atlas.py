"""图册: one page per unit, printed by a worker that can be watched and stopped."""

from dataclasses import replace

import streamlit as st

from geo.model.codes import Level
from geo.model.errors import GovernanceError, NotFound
from geo.rules.publish import permit
from pages.parts import frame, order, press, save
from pages.parts.door.identity import current_scope

TIERS = {"社区(村)": Level.L2, "镇街": Level.L1, "片区": Level.ZONE}


def main() -> None:
    """Draw the order, the worker's progress and the finished book."""
    scope, shown = order.place("atlas")
    controls, side = st.columns([3, 5], gap="large")
    with controls:
        tier = st.selectbox("分页", list(TIERS), key="atlas-tier")
        spec = order.spec_of(shown, order.words("atlas", hint="不填则用地点名"), template="atlas")
        wanted = st.button("生成图册", type="primary", width="stretch", key="atlas-go")
    with side:
        try:
            permit(spec)
            codes = save.pages_of(save.material(scope, spec), spec, TIERS[tier])
            st.markdown(f"共 **{len(codes)}** 页，每页一个{tier}：地图、编号、诉求、位置。在后台生成，可以随时取消。")
            if wanted:
                press.start(scope, spec, level=TIERS[tier].value, title=tier)
        except NotFound as nothing:  # a place too small for a book: no fault of anybody
            st.info(str(nothing), icon=":material/info:")
            codes = []
        except GovernanceError as error:
            frame.fault(error)
            codes = []
        progress()
        order.recents(scope)
        if codes:
            page = replace(spec, view=replace(shown, place=codes[0]), template=save.PAGE[TIERS[tier]], title="")
            order.picture(scope, page)


@st.fragment(run_every=1.0)
def progress() -> None:
    """Say how far the worker is; once it is done, offer the book."""
    scope = current_scope()
    job = press.job(scope)
    if job is None:
        st.caption("还没有生成过图册。")
        return
    if job.running:
        st.progress(
            job.share, f"第 {min(job.done + 1, job.total)} 页，共 {job.total} 页：{job.now}" if job.total else job.now
        )
        if st.button("取消", key="atlas-stop"):
            press.stop(scope)
            st.rerun(scope="fragment")
    elif job.number:
        try:
            order.offer(save.open_file(scope, job.number)[0])
        except GovernanceError as error:
            frame.fault(error)
    elif job.stopped:
        st.info("已取消，没有留下文件。", icon=":material/cancel:")
    else:
        frame.fault(GovernanceError(job.error, remedy=job.remedy))


main()
