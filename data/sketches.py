"""圈阅: keeps what somebody circled on the map, closes it, and makes an event with a deadline of it.

Circling changes no data version: the layer is read anew whenever it is drawn. An event is data: it is one command.
"""

from collections.abc import Sequence
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, func, insert, select, update

from data import audit
from data.store import Store
from data.tables import Event, EventLog, Sketch
from data.ulid import ulids
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed, NotFound
from geo.model.profile import EventType
from geo.model.scope import Role, Scope
from geo.rules.scope import outline
from geo.rules.sketches import ORDERERS, answers_for, checked, may_draw
from geo.rules.workdays import CHINA

SOURCE = "领导交办"
MOST = 300  # open ones of a store
LONGEST_DAYS = 365
FIRST = 90_001  # numbers of the day's events made here; the office's own count from 1
DRAWN, CLOSED, ORDERED = "圈阅", "了结圈阅", "圈阅转事件"


def draw(store: Store, who: Scope, shape: BaseGeometry, words: str) -> str:
    """Keep a drawing and its words.

    Parameters
    ----------
    shape
        Polygon or LineString, EPSG:4490, as somebody drew it.
    words
        One sentence; the screen asks to name no person.

    Returns
    -------
    id
        ULID of the sketch.

    Raises
    ------
    NotAllowed
        The role does not circle.
    BadInput
        The drawing or the words do not fit (`geo.rules.sketches.checked`), or too many are open.
    """
    may_draw(who)
    crs = store.profile().measure_crs
    form, shape, words = checked(shape, words, outline(store, who), crs)
    micro, _ = answers_for(shape, store.grids(who, Level.MICRO), crs)
    now = clock()
    made = ulids(1, now)[0]
    with store.noting() as db:
        held = db.scalar(select(func.count()).select_from(Sketch).where(Sketch.closed_at.is_(None)))
        if (held or 0) >= MOST:
            raise BadInput(f"已有 {MOST} 处圈阅没有了结。", remedy="请先了结办完的圈阅。")
        db.execute(
            insert(Sketch).values(
                id=made, root=who.root, account=who.account, role=who.role.value, words=words, form=form, micro=micro,
                wkb=shape, row_version=1, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        _told(db, now, who, DRAWN, made)
    return made


def close(store: Store, who: Scope, sketch: str) -> None:
    """Take a sketch off the map; it stays in the store.

    Raises
    ------
    NotFound
        No such open sketch, or none the asker sees.
    NotAllowed
        Only who drew it, in the same role, and the office may.
    """
    row = _own(store, who, sketch)
    mine = (row.account, row.role) == (who.account, who.role.value)
    if not mine and who.role is not Role.ADMIN:
        raise NotAllowed(f"这处圈阅由{Role(row.role).title}所画，不能了结。", remedy="请联系圈阅的人或管理员。")
    now = clock()
    with store.noting() as db:
        _change(db, sketch, now, closed_at=now)
        _told(db, now, who, CLOSED, sketch)


def types(store: Store) -> Sequence[EventType]:
    """List the small classes an event may have."""
    return store.profile().types


def order(store: Store, who: Scope, sketch: str, *, kind: str, due: date) -> str:
    """Make an event of a sketch, to be done by a day by the grid it lies in.

    The event is reported at the data's own clock (`as_of`): it counts at once and moves no other
    figure; the trail and the event's log keep the true time.

    Parameters
    ----------
    kind
        Code of a small class.
    due
        Last day; ends with the office hours.

    Returns
    -------
    code
        Of the event, like all others; its source is 领导交办.

    Raises
    ------
    NotFound
        No such open sketch, or none the asker sees.
    NotAllowed
        The role does not give orders.
    BadInput
        Already ordered, no such class, or a day that has passed or is more than a year away.
    """
    if who.role not in ORDERERS:
        raise NotAllowed(f"{who.role.title}不能把圈阅转为事件。", remedy="请领导、镇街或管理员来转。")
    row = _own(store, who, sketch)
    title = {one.code: one for one in types(store)}.get(kind)
    now, seen = clock(), store.as_of()
    at = seen if len(store.events(who)) else now
    if title is None:
        raise BadInput(f"没有编码为“{kind[:12]}”的事项。", remedy="请从事项列表里选择。")
    if not 0 < (due - at.date()).days <= LONGEST_DAYS:
        raise BadInput(f"截止日期 {due:%Y-%m-%d} 不可用。", remedy=f"请选 {at:%Y-%m-%d} 之后一年以内的日期。")
    micro, point = answers_for(row.wkb, store.grids(who, Level.MICRO), store.profile().measure_crs)
    with store.command(who.account, ORDERED, target=sketch) as db:
        if db.scalar(select(Sketch.event).where(Sketch.id == sketch)) is not None:
            raise BadInput("这处圈阅已经转为事件。", remedy="请在“诉求”里查看办理情况。")
        code = _number(db, at, micro)
        db.execute(
            insert(Event).values(
                id=ulids(1, now)[0], code=code, type=kind, text=row.words, lon=point.x, lat=point.y, source=SOURCE,
                severity="一般", status="派单", dispatch="人工", reported_at=at, filed_at=at,
                due_at=datetime.combine(due, CHINA.close), dept=title.dept, micro=micro, placed="落格",
                assigned_by=who.role.title, row_version=1, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        db.execute(
            insert(EventLog).values(
                event=code, seq=1, from_status=None, to_status="派单", actor=who.account, at=now, reason=ORDERED
            )
        )
        _change(db, sketch, now, event=code)
    return code


def _own(store: Store, who: Scope, sketch: str) -> Sketch:
    """Read one open sketch the asker sees."""
    if sketch not in store.sketches(who).index:
        raise NotFound("没有这处圈阅，或它不在您的管辖范围内。", remedy="它可能已了结，请刷新页面。")
    with store.reading() as db:
        row = db.execute(select(Sketch.account, Sketch.role, Sketch.words, Sketch.wkb).where(Sketch.id == sketch)).one()
    return Sketch(account=row.account, role=row.role, words=row.words, wkb=row.wkb)


def _change(db: Connection, sketch: str, now: datetime, **values: object) -> None:
    changing = update(Sketch).where(Sketch.id == sketch, Sketch.closed_at.is_(None))
    found = db.execute(changing.values(**values, updated_at=now, row_version=Sketch.row_version + 1)).rowcount
    if not found:
        raise NotFound("这处圈阅已经了结。", remedy="请刷新页面。")


def _told(db: Connection, now: datetime, who: Scope, action: str, sketch: str) -> None:
    audit.append(db, at=now, actor=who.account, role=who.role.value, action=action, target=sketch)


def _number(db: Connection, at: datetime, micro: str) -> str:
    """Take the day's next number of the town, from 90001 on."""
    head = f"EV{at:%Y%m%d}{micro[6:9]}"
    last = db.scalar(select(func.max(Event.code)).where(Event.code.between(f"{head}{FIRST}", f"{head}99999")))
    return f"{head}{FIRST if last is None else int(last[len(head) :]) + 1}"
