"""What the pages of 出图 share: the fields of an order, the picture of a sheet, the finished file, the last ones."""

from html import escape
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from data.exports import Export
from geo.model.scope import Scope
from geo.model.sheet_link import WORDS, from_query, to_query
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.render.sheet import TEMPLATES
from geo.render.sheet.templates.ramp import METRICS
from geo.render.write import EVERY
from pages.parts import frame, link, save, saved, scene
from pages.parts.door.identity import current_scope
from pages.parts.handout import address
from pages.parts.planning import book, sides

SEEN = ("place", "days", "date", "layers")  # what a saved view says of a sheet
OWN = frozenset({*WORDS, "view"})  # of the address, beside place and period
MODES = {mode.title: mode for mode in Mode}
SAYS = {
    Mode.INTERNAL: "仅本单位使用：按您的权限出图，需写明用途；不含个人，不含受限人群。",
    Mode.MEETING: "会议展示：按领导可见的口径汇总，小数隐去，加水印和编号。",
    Mode.PUBLIC: "对外公开：只到片区汇总，不画单个事件；需要审图号。",
}
LAYERS_CHOSEN = "sheet-layers"  # what the widget of a template's overlays is called begins so
MEGABYTE = 1e6


def place(active: str) -> tuple[Scope, ViewSpec]:
    """Draw the place strip of a page of 出图 and return who asks, and the view."""
    _unfold(current_scope())
    scope, spec = link.asked(OWN)
    frame.strip(scope, spec, scene.manifest_url(scope), active)
    return scope, spec


def _unfold(scope: Scope) -> None:
    """Write out the saved view an address names: the sheet's own words in the address win."""
    named = st.query_params.get("view")
    if named is None:
        return
    kept = next((one for one in saved.mine(scope) if one.id == named), None)
    own = {name: value for name, value in st.query_params.to_dict().items() if name != "view"}
    if kept is None:
        frame.notices(["链接中的视图不存在，或不在您的范围内，已忽略。"])
        st.query_params.from_dict(own)
        return
    told = {name: values[-1] for name, values in parse_qs(urlsplit(kept.address).query).items() if name in SEEN}
    st.query_params.from_dict(told | own)


def from_saved(scope: Scope) -> None:
    """Offer the saved views: any of them can be printed on any template."""
    views = {one.id: one.name for one in saved.mine(scope)}
    if not views:
        return

    def take() -> None:
        chosen = st.session_state["sheet-saved"]
        if chosen:
            kept = {name: value for name, value in st.query_params.to_dict().items() if name in WORDS}
            st.query_params.from_dict(kept | {"view": chosen})
            for name in [name for name in st.session_state if str(name).startswith(LAYERS_CHOSEN)]:
                st.session_state.pop(name)

    st.selectbox(
        "已存视图", list(views), index=None, format_func=views.__getitem__, placeholder="当前地点与图层",
        key="sheet-saved", on_change=take,
    )  # fmt: skip


def remember(spec: SheetSpec) -> None:
    """Keep the address in step: whoever opens it sees the same sheet."""
    said = to_query(spec)
    if {name: st.query_params.get(name) for name in (*WORDS, "layers")} != {
        name: said.get(name) for name in (*WORDS, "layers")
    }:
        st.query_params.from_dict({**st.query_params.to_dict(), **dict.fromkeys((*WORDS, "layers"), "")} | said)
        for name in (*WORDS, "layers"):
            if not st.query_params.get(name):
                st.query_params.pop(name, None)


def states(scope: Scope) -> dict[str, str]:
    """Keys and titles of the states of the grids a sheet can compare: today's, and every plan."""
    plans = {info.id: f"{info.name}（{info.state.title}）" for info in book.listed(scope)}
    return {sides.TODAY: "现行网格"} | plans


def words(key: str, *, hint: str) -> dict[str, str]:
    """Ask for mode, title and remark, and for what the mode demands; keys are fields of SheetSpec."""
    linked = from_query(st.query_params.to_dict(), "").mode
    chosen = st.segmented_control("模式", list(MODES), default=linked.title, key=f"{key}-mode")
    mode = MODES[str(chosen or Mode.MEETING.title)]
    st.caption(SAYS[mode])
    out = {"mode": mode.value, "reason": "", "review": ""}
    if mode is Mode.INTERNAL:
        out["reason"] = st.text_input(
            "用途", max_chars=100, key=f"{key}-reason", placeholder="例如：书记办公会研究网格调整"
        )
    if mode is Mode.PUBLIC:
        out["review"] = st.text_input("审图号", max_chars=40, key=f"{key}-review", placeholder="例如：豫S(2026)001号")
    out["title"] = st.text_input("标题", max_chars=80, key=f"{key}-title", placeholder=hint)
    out["remark"] = st.text_area("备注", max_chars=200, key=f"{key}-remark", height=80)
    return out


def spec_of(shown: ViewSpec, asked: dict[str, str], *, template: str = "district") -> SheetSpec:
    """Put an order together; `asked` are fields of SheetSpec."""
    return SheetSpec(
        shown,
        template=template,
        mode=Mode(asked["mode"]),
        title=asked["title"],
        remark=asked["remark"],
        metric=asked.get("metric", "open"),
        before=asked.get("before", ""),
        after=asked.get("after", ""),
        reason=asked["reason"],
        review=asked["review"],
    )


def templates(at: str) -> dict[str, str]:
    """Keys and titles of the templates that suit a place."""
    return {one.key: one.title for one in TEMPLATES if save.fits(one.key, at)}


def metrics() -> dict[str, str]:
    """Keys and titles of the figures the template `ramp` can colour by."""
    return {name: one.title for name, one in METRICS.items()}


def picture(scope: Scope, spec: SheetSpec) -> None:
    """Show the sheet as it will be printed, and say what it leaves out."""
    url, made = save.preview(scope, spec, scope.account)
    st.html(f'<img class="ogm-sheet" src="{escape(url)}" alt="{escape(made.title)}">')
    told = []
    if made.hidden:
        told.append(f"按“{spec.mode.title}”口径隐去 {made.hidden} 个涉及少数人的格")
    if made.dropped:
        told.append(f"{made.dropped} 个地名放不下，未标注")
    if made.unprinted:
        told.append(f"字体中没有“{made.unprinted}”，以〓代替")
    st.caption("预览与导出的文件一致，编号和时间在导出时写入。" + ("".join(f"{one}。" for one in told)))


def contents(scope: Scope, spec: SheetSpec) -> None:
    """Show what a deck, a document or a workbook of the place tells: its figures and its map."""
    url, told = save.glimpse(scope, spec)
    st.subheader(told.title)
    cells = "".join(
        f"<li><b>{escape(one.text)}</b>{escape(one.unit)}<span>{escape(one.title)}</span></li>" for one in told.figures
    )
    st.html(
        f'<ul class="ogm-contents">{cells}</ul>'
        f'<img class="ogm-sheet" src="{escape(url)}" alt="{escape(told.name)}网格图">'
    )
    hidden = f"；按“{spec.mode.title}”口径隐去 {told.hidden} 个涉及少数人的格" if told.hidden else ""
    st.caption(f"{told.subtitle}；以上数字写入文件{hidden}。")


def offer(made: Export) -> None:
    """Offer a finished file."""
    size = f"{made.bytes / MEGABYTE:.1f} MB" if made.bytes >= MEGABYTE else f"{made.bytes / 1000:,.0f} KB"
    st.success(f"已导出，编号 {made.number}。", icon=":material/task_alt:")
    st.html(f"{_link(made, 'ogm-file', '下载 ')}（{size}）")


def recents(scope: Scope) -> None:
    """List the last files of this account."""
    taken = save.recent(scope)
    with st.expander(f"最近导出（{len(taken)}）"):
        if not taken:
            st.caption("还没有导出过。每次导出都会登记编号、时间、模式和校验值。")
            return
        rows = "".join(
            f"<li>{_link(one.export, 'ogm-taken')}"
            f"<br>{one.at:%m-%d %H:%M}　{Mode(one.export.mode).title}　{escape(EVERY[one.export.format].title)}</li>"
            for one in taken
        )
        st.html(f"<ul>{rows}</ul>")


def _link(made: Export, kind: str, word: str = "") -> str:
    name = escape(made.name)
    return f'<a class="{kind}" href="{address(made.number)}" download="{name}">{word}{name}</a>'
