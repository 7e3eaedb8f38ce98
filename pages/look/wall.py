"""视图与大屏: saved views to open, send and play on the wall."""

from html import escape

import streamlit as st

from geo.model.errors import GovernanceError
from pages.parts import frame, guide, saved
from pages.parts.door.identity import current_scope, current_signin
from pages.parts.door.walldesk import MAY_OPEN, PATH

SAYS = "在一张图、诉求、立体态势上点“存为视图”，就会列在这里。链接可以发给同事；大屏按顺序轮播，每 60 秒自己刷新。"
LONG = (
    "长期放映：这台电脑改为只放大屏，您的登录随即退出，屏幕上只有汇总数，不能办事；"
    "不必再登录，直到点“退出大屏”、断开超过 12 小时，或满 30 天。"
)

FROM = {
    "一张图": "哪里未办结、超期，谁的网格；或任一指标给社区着色。",
    "诉求": "事件密度、热点和突出问题，可只看几类或与上期并排。",
    "立体态势": "每个社区一根柱，高为未办结，红为超期，在大屏上缓缓转动。",
}


def main() -> None:
    """List the views, offer the wall, and take a link from elsewhere."""
    scope = current_scope()
    frame.title("视图与大屏", SAYS, scope, "wall")
    held = saved.mine(scope)
    n = sum(map(saved.played, held))
    playing = f"轮播 {n} 个视图" if n else "还没有可轮播的视图，先轮播全区、各片区、诉求热点和立体态势"
    st.html(
        '<p class="ogm-wallgo"><a class="ogm-tab" aria-current="page" target="_blank" href="/?kiosk=1">打开大屏</a>'
        f"<span>{escape(playing)}。在新窗口打开，按 F11 全屏。</span></p>"
    )
    signin = current_signin()
    if scope.role in MAY_OPEN:
        st.html(
            f'<form class="ogm-wallgo" method="post" action="{PATH}">'
            f'<input type="hidden" name="csrf" value="{escape(signin.csrf)}">'
            f'<button type="submit" class="ogm-tab">在这台电脑上长期放映</button><span>{LONG}</span></form>'
        )
    for view in held:
        with st.container(key=f"view-{view.id}", horizontal=True, vertical_alignment="center"):
            st.html(
                f'<p class="ogm-viewrow"><a target="_self" href="{escape(view.address)}">{escape(view.name)}</a>'
                f"<span>{escape(saved.words(view.dwell) if saved.played(view) else '不上大屏')}，"
                f"{escape(view.author)} {escape(view.at.replace('T', ' '))}</span></p>"
            )
            if st.button("删去", key=f"drop-{view.id}"):
                saved.forget(scope, view.id)
                st.rerun()
    if not held:
        ways = {one["title"]: str(one["url"]) for one in frame.looks(scope, "wall")}
        guide.show(
            "还没有存下的视图。在下面任一页选好地点、时段和图层，点“存为视图”：",
            [guide.Card(title, says, ways[title], "去选一个") for title, says in FROM.items()],
        )
    with st.expander("用链接添加"):
        saved.form(scope, None, key="page")


try:
    main()
except GovernanceError as error:
    frame.fault(error)
