"""Saved views: a name for an address of the map, so that it can be found, sent, printed and played on the wall.

They are kept among the settings of the store, one per key `view/<id>`: nothing on the map changes with them,
so saving one makes no new data version.
"""

import json
import re
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from data.store import Store
from data.tables import Setting
from data.ulid import ulids
from data.vault import clock
from geo.model.errors import BadInput, NotAllowed, NotFound
from geo.model.scope import Role, Scope

PREFIX = "view/"
MOST = 200  # views of a store
LONGEST_NAME, LONGEST_ADDRESS = 30, 600
DWELLS = (10, 20, 30, 60, 120)  # seconds a view stays on the wall
# One of our own pages and a plain query; what only belongs to a session or a wall is left out.
_ADDRESS = re.compile(r"/[a-z]{0,20}(\?[A-Za-z0-9_.,=&%+-]*)?")
_PASSING = frozenset({"kiosk", "embed", "embed_options", "dwell", "refresh", "turn"})


@dataclass(frozen=True, slots=True)
class View:
    """One saved view."""

    id: str
    name: str
    address: str  # below the app, e.g. /?place=410106001&days=7
    dwell: int  # seconds on the wall; 0 = not played
    root: str  # scope it was saved under
    author: str  # role that saved it: accounts are no business of who sees the list
    at: str  # local, ISO to the minute


def save(store: Store, who: Scope, name: str, address: str, *, dwell: int = DWELLS[1]) -> View:
    """Keep a view under a name; a name already taken in the same scope is replaced.

    Raises
    ------
    BadInput
        No name, one too long, an address that is none of ours, a dwell that is not offered, or too many views.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadInput(f"视图名称应为 1 到 {LONGEST_NAME} 个字。", remedy="请换一个名称。")
    address = _clean(address)
    if dwell not in (0, *DWELLS):
        raise BadInput(
            f"停留时间“{dwell}”不在可选之列。", remedy=f"可选 {'、'.join(map(str, DWELLS))} 秒，0 为不轮播。"
        )
    now = clock()
    made = View(ulids(1, now)[0], name, address, dwell, who.root, who.role.title, now.isoformat(timespec="minutes"))
    with store.noting() as connection:
        held = _all(connection)
        same = [view.id for view in held if (view.name, view.root) == (name, who.root)]
        if len(held) - len(same) >= MOST:
            raise BadInput(f"已存了 {MOST} 个视图。", remedy="请先删去不用的视图。")
        for old in same:
            connection.execute(delete(Setting).where(Setting.key == PREFIX + old))
        connection.execute(insert(Setting).values(key=PREFIX + made.id, value=json.dumps(asdict(made))))
    return made


def listed(store: Store, who: Scope) -> list[View]:
    """List the views of the asker's root, oldest first; the whole district also sees those of its parts."""
    with store.reading() as connection:
        whole = who.root == store.profile().district
        return [view for view in _all(connection) if whole or view.root == who.root]


def remove(store: Store, who: Scope, view: str) -> None:
    """Forget a view.

    Raises
    ------
    NotFound
        No such view, or it is not the asker's to see.
    NotAllowed
        A planner or street may only remove what their own role has saved; leaders and the office may remove any.
    """
    found = next((one for one in listed(store, who) if one.id == view), None)
    if found is None:
        raise NotFound("没有这个视图。", remedy="它可能已被删去，请刷新页面。")
    if found.author != who.role.title and who.role not in (Role.LEADER, Role.ADMIN):
        raise NotAllowed(f"“{found.name}”由{found.author}保存，不能删去。", remedy="请联系保存的人或管理员。")
    with store.noting() as connection:
        connection.execute(delete(Setting).where(Setting.key == PREFIX + view))


def _clean(address: str) -> str:
    text = address.strip()
    if len(text) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(text):
        raise BadInput("这不是本系统的地址。", remedy="请在地图上点“存为视图”，或粘贴“复制链接”得到的地址。")
    page, _, query = text.partition("?")
    kept = [part for part in query.split("&") if part and part.partition("=")[0] not in _PASSING]
    return f"{page}?{'&'.join(kept)}" if kept else page


def _all(connection: Connection) -> list[View]:
    rows = connection.execute(select(Setting.value).where(Setting.key.startswith(PREFIX)).order_by(Setting.key))
    return [View(**json.loads(value)) for (value,) in rows]
