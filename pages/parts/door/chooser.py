"""The demo sign-in page: five roles, a place for each, one button. Plain HTML, works without JavaScript."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from geo.model.codes import Level
from geo.model.scope import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A place one may sign in for."""

    code: str
    name: str
    level: Level
    parent: str  # "" for the district


NO_GRIDS_REMEDY = "请先装载网格数据（make run 会自动装载演示区）。"

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
    Role.LEADER: "全区或一个片区：一张图、指标、排行",
    Role.PLANNER: "全区：网格划分、服务圈、重叠与空白",
    Role.STREET: "一个镇街：诉求、走访、辖内人群计数",
    Role.GRID_WORKER: "一个三级网格：自己的户、标签、待办",
    Role.ADMIN: "全区：数据装载与质量，不看人员",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What the page shows: the chosen role, the places, where it leads back to, and a fault if any."""

    role: Role
    places: Sequence[Place]
    l2: str  # 社区 whose 三级网格 are offered
    next: str
    token: str
    fault: str = ""
    remedy: str = ""


def offered(role: Role, places: Sequence[Place]) -> list[Place]:
    """Return the places this role may sign in for, in the order of LEVELS, then of the codes."""
    order = {level: at for at, level in enumerate(LEVELS[role])}
    return sorted(
        (place for place in places if place.level in order), key=lambda place: (order[place.level], place.code)
    )


def chosen_l2(form_l2: str, places: Sequence[Place]) -> str:
    """Return the 社区 to offer 三级网格 of: the asked one if it has any, else the first that has."""
    with_l3 = {place.parent for place in places if place.level is Level.L3}
    return form_l2 if form_l2 in with_l3 else min(with_l3, default="")


def render(form: Form) -> str:
    """Return the whole page as HTML."""
    district = next((place.name for place in form.places if place.level is Level.DISTRICT), "")
    panel = _fault(form) if form.fault and not form.places else _panel(form)
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
<span class="stamp">演示数据</span>
</header>
<main>
<h1>以谁的身份进入</h1>
<p class="lead">选角色和地方，进入后看到的地图、数字和可做的事各不相同；随时可以退出再换。</p>
<div class="choose">
<nav aria-label="角色">{"".join(_card(role, form) for role in Role)}</nav>
<section class="panel" aria-label="{form.role.title}">{panel}</section>
</div>
<p class="foot">演示模式只在本机开放。区界和社区名取自公开资料，人、户、事件均为模拟生成。</p>
</main>
</body>
</html>
"""


def _card(role: Role, form: Form) -> str:
    query = {"role": str(role)} | ({"next": form.next} if form.next != "/" else {})
    current = ' aria-current="true"' if role is form.role else ""
    return (
        f'<a class="card" href="/login?{html.escape(urlencode(query))}"{current}>'
        f"<b>{role.title}</b><span>{_SAYS[role]}</span></a>"
    )


def _panel(form: Form) -> str:
    role = form.role
    l2 = _l2_form(form) if role is Role.GRID_WORKER else ""
    places = offered(role, form.places)
    if role is Role.GRID_WORKER:
        places = [place for place in places if place.parent == form.l2]
    if not places:
        return f"<h2>{role.title}</h2>" + _said("库里还没有这个角色可用的网格。", NO_GRIDS_REMEDY)
    if len(places) == 1:
        field = (
            f'<p class="only"><span>{places[0].level.title}</span><b>{html.escape(places[0].name)}</b></p>'
            f'<input type="hidden" name="root" value="{html.escape(places[0].code)}">'
        )
    else:
        options = "".join(_option(place, selected=False, levels=len(LEVELS[role])) for place in places)
        title = "范围" if len(LEVELS[role]) > 1 else LEVELS[role][0].title
        field = f'<label for="root">{title}</label><select id="root" name="root">{options}</select>'
    return f"""<h2>{role.title}</h2>{_fault(form)}{l2}
<form method="post" action="/login">
<input type="hidden" name="token" value="{html.escape(form.token)}">
<input type="hidden" name="next" value="{html.escape(form.next)}">
<input type="hidden" name="role" value="{role}">
{field}
<button class="go" type="submit">进入</button>
</form>"""


def _l2_form(form: Form) -> str:
    """Choosing the 社区 asks the server for its 三级网格: a form of its own, so that it needs no script."""
    with_l3 = {place.parent for place in form.places if place.level is Level.L3}
    names = {place.code: place.name for place in form.places if place.level is Level.L1}
    groups: dict[str, list[Place]] = {}
    for place in form.places:
        if place.level is Level.L2 and place.code in with_l3:
            groups.setdefault(place.parent, []).append(place)
    options = "".join(
        f'<optgroup label="{html.escape(names.get(parent, parent))}">'
        + "".join(_option(place, selected=place.code == form.l2) for place in sorted(members, key=lambda p: p.code))
        + "</optgroup>"
        for parent, members in sorted(groups.items())
    )
    return f"""<form method="get" action="/login" class="again">
<input type="hidden" name="role" value="{form.role}"><input type="hidden" name="next" value="{html.escape(form.next)}">
<label for="l2">{Level.L2.title}</label>
<div class="row"><select id="l2" name="l2" data-again>{options}</select><button type="submit">列出网格</button></div>
</form>"""


def _option(place: Place, *, selected: bool, levels: int = 1) -> str:
    mark = " selected" if selected else ""
    prefix = "全区：" if place.level is Level.DISTRICT and levels > 1 else ""
    return f'<option value="{html.escape(place.code)}"{mark}>{prefix}{html.escape(place.name)}</option>'


def _fault(form: Form) -> str:
    return _said(form.fault, form.remedy) if form.fault else ""


def _said(sentence: str, remedy: str) -> str:
    return f'<p class="fault" role="alert"><b>{html.escape(sentence)}</b> {html.escape(remedy)}</p>'
