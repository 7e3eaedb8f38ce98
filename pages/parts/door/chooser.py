"""The demo sign-in page: five roles, a place for each, one click. Plain HTML, works without JavaScript."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geo.model.codes import Level
from geo.model.scope import Role

NO_GRIDS = "库里还没有这一级网格。"
NO_GRIDS_REMEDY = "请先装载网格数据（make run 会自动装载演示区）。"


@dataclass(frozen=True, slots=True)
class Place:
    """A place one may sign in for."""

    code: str
    name: str
    level: Level
    parent: str  # "" for the district


STAMP = '<span class="stamp">演示数据</span>'
FOOT = "演示模式只在本机开放。区界和社区名取自公开资料，人、户、事件均为模拟生成。"
FOOT_REAL = "库中是真实数据：只在本机、凭启动口令进入；正式账号开通前请勿离开电脑。"

Places = Callable[[], Sequence[Place]]

# Which levels a role may have as its root; the first is the usual one.
LEVELS: dict[Role, tuple[Level, ...]] = {
    Role.LEADER: (Level.DISTRICT, Level.ZONE),
    Role.PLANNER: (Level.DISTRICT,),
    Role.STREET: (Level.L1,),
    Role.GRID_WORKER: (Level.L3,),
    Role.ADMIN: (Level.DISTRICT,),
}
_SAYS = {
    Role.LEADER: "看全区或一个片区的地图、指标和排行",
    Role.PLANNER: "看网格划分、服务圈、重叠与空白",
    Role.STREET: "管一个镇街的诉求、走访和辖内计数",
    Role.GRID_WORKER: "管一个三级网格，只见自己的户和待办",
    Role.ADMIN: "管数据装载和质量，不看人员",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What the page shows: the places, the 社区 whose grids are listed, where it leads back to, a fault if any."""

    places: Sequence[Place]
    l2: str
    next: str
    token: str
    code: str = ""  # start code, asked for over real data
    real: bool = False
    fault: str = ""
    remedy: str = ""


def offered(role: Role, places: Sequence[Place]) -> list[Place]:
    """Return the places this role may sign in for, in the order of LEVELS, then of the codes."""
    order = {level: at for at, level in enumerate(LEVELS[role])}
    fitting = [place for place in places if place.level in order]
    return sorted(fitting, key=lambda place: (order[place.level], place.code))


def chosen_l2(asked: str, places: Sequence[Place]) -> str:
    """Return the 社区 to offer 三级网格 of: the asked one if it has any, else the first that has."""
    with_l3 = {place.parent for place in places if place.level is Level.L3}
    return asked if asked in with_l3 else min(with_l3, default="")


def render(form: Form) -> str:
    """Return the whole page as HTML."""
    district = next((place.name for place in form.places if place.level is Level.DISTRICT), "")
    fault = ""
    if form.fault:
        fault = f'<p class="fault" role="alert"><b>{html.escape(form.fault)}</b> {html.escape(form.remedy)}</p>'
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>登录 - {html.escape(district)}网格一张图</title>
<link rel="icon" href="/login.svg" type="image/svg+xml">
<link rel="stylesheet" href="/login.css">
<script src="/login.js" defer></script>
</head>
<body>
<header class="bar">
<img src="/login.svg" alt="" width="24" height="24"><b>网格一张图</b><span class="place">{html.escape(district)}</span>
{"" if form.real else STAMP}
</header>
<main>
<h1>以谁的身份进入</h1>
<p class="lead">角色和地方不同，看到的地图、数字和能做的事也不同；进入后随时可以退出再换。</p>
{fault}
<div class="roles">{"".join(_row(role, form) for role in Role)}</div>
<form id="again" method="get" action="/login">
<input type="hidden" name="next" value="{html.escape(form.next)}"><input type="hidden" name="switch" value="1">
<input type="hidden" name="code" value="{html.escape(form.code)}">
</form>
<p class="foot">{FOOT_REAL if form.real else FOOT}</p>
</main>
</body>
</html>
"""


def _row(role: Role, form: Form) -> str:
    return f"""
<form class="role" method="post" action="/login">
<input type="hidden" name="token" value="{html.escape(form.token)}">
<input type="hidden" name="next" value="{html.escape(form.next)}">
<input type="hidden" name="role" value="{role}">
<input type="hidden" name="code" value="{html.escape(form.code)}">
<div class="who"><b>{role.title}</b><span>{_SAYS[role]}</span></div>
{_where(role, form)}
</form>"""


def _where(role: Role, form: Form) -> str:
    """Return the place field and the button of one role."""
    places = offered(role, form.places)
    before = ""
    if role is Role.GRID_WORKER:
        places = [place for place in places if place.parent == form.l2]
        before = _l2_field(form) if places else ""
    if not places:
        return f'<div class="where"><span class="none">{NO_GRIDS}{NO_GRIDS_REMEDY}</span></div>'
    if len(places) == 1 and role is not Role.GRID_WORKER:
        only = places[0]
        field = (
            f'<span class="only">{html.escape(only.name)}</span><input type="hidden" name="root" value="{only.code}">'
        )
    else:
        whole = len(LEVELS[role]) > 1
        options = "".join(_option(place, whole=whole and place.level is Level.DISTRICT) for place in places)
        title = "全区或片区" if whole else LEVELS[role][0].title
        field = f'<select name="root" aria-label="{title}">{options}</select>'
    button = f'<button class="enter" type="submit" data-role="{role}" aria-label="以{role.title}身份进入">进入</button>'
    return f'<div class="where">{before}{field}</div>{button}'


def _l2_field(form: Form) -> str:
    """Choosing the 社区 asks the server for its 三级网格: it belongs to a form of its own and needs no script."""
    with_l3 = {place.parent for place in form.places if place.level is Level.L3}
    names = {place.code: place.name for place in form.places if place.level is Level.L1}
    groups: dict[str, list[Place]] = {}
    for place in sorted(form.places, key=lambda one: one.code):
        if place.level is Level.L2 and place.code in with_l3:
            groups.setdefault(place.parent, []).append(place)
    options = "".join(
        f'<optgroup label="{html.escape(names.get(parent, parent))}">'
        + "".join(_option(place, selected=place.code == form.l2) for place in members)
        + "</optgroup>"
        for parent, members in groups.items()
    )
    return (
        f'<span class="row"><select form="again" name="l2" aria-label="{Level.L2.title}" data-again>{options}</select>'
        '<button form="again" type="submit" data-again>列出网格</button></span>'
    )


def _option(place: Place, *, selected: bool = False, whole: bool = False) -> str:
    mark = " selected" if selected else ""
    prefix = "全区：" if whole else ""
    return f'<option value="{html.escape(place.code)}"{mark}>{prefix}{html.escape(place.name)}</option>'
