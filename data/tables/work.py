"""Work: events and their log, sketches, appeals, pairings, stars, alliances, projects, points."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Row, Wkb


class Event(Row, Base):
    """A resident's issue from report to rating."""

    __tablename__ = "event"

    code: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    text: Mapped[str | None]
    address: Mapped[str | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    source: Mapped[str | None]
    severity: Mapped[str | None]
    status: Mapped[str]
    dispatch: Mapped[str | None]
    reported_at: Mapped[datetime] = mapped_column(index=True)
    filed_at: Mapped[datetime | None]
    feedback_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    dept: Mapped[str | None]
    duplicate_of: Mapped[str | None]
    rating: Mapped[str | None]
    callback: Mapped[str | None]  # 回访结果: 有效, 无效 or 未回访; None = nothing noted
    micro: Mapped[str | None] = mapped_column(index=True)
    placed: Mapped[str | None]  # how the micro grid was found: 落格, 待核 (nearest <= 20 m) or 未落格
    assigned_by: Mapped[str | None]


class EventLog(Base):
    """One step of an event; only ever added."""

    __tablename__ = "event_log"
    __table_args__ = (UniqueConstraint("event", "seq"),)

    rid: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str]
    seq: Mapped[int]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str | None]


class Sketch(Row, Base):
    """圈阅: a place somebody circled and what they wrote; `event` is what was made of it."""

    __tablename__ = "sketch"

    root: Mapped[str]  # scope it was drawn under
    account: Mapped[str]
    role: Mapped[str]
    words: Mapped[str]
    form: Mapped[str]  # 面 or 线
    micro: Mapped[str] = mapped_column(index=True)  # the grid that answers for it
    wkb: Mapped[Any] = mapped_column(Wkb)
    closed_at: Mapped[datetime | None]
    event: Mapped[str | None]


class Appeal(Row, Base):
    """四联单: residents order, the community places, somebody accepts, residents rate."""

    __tablename__ = "appeal"

    event: Mapped[str] = mapped_column(index=True)
    order_at: Mapped[datetime | None]
    place_at: Mapped[datetime | None]
    accept_at: Mapped[datetime | None]
    rate_at: Mapped[datetime | None]
    acceptor: Mapped[str | None]
    stars: Mapped[int | None]


class Pairing(Row, Base):
    """双格联建: a dedicated grid and a micro grid work together."""

    __tablename__ = "pairing"

    code: Mapped[str] = mapped_column(unique=True)
    dedicated: Mapped[str] = mapped_column(index=True)
    micro: Mapped[str] = mapped_column(index=True)
    topic: Mapped[str | None]


class Station(Row, Base):
    """民情速递站 of a compound: box, card, clerk, platform."""

    __tablename__ = "station"

    compound: Mapped[str] = mapped_column(unique=True)
    box: Mapped[bool]
    card: Mapped[bool]
    clerk: Mapped[bool]
    platform: Mapped[bool]


class StarItem(Row, Base):
    """One of the 57 items of an L2."""

    __tablename__ = "star_item"
    __table_args__ = (UniqueConstraint("l2", "no"),)

    code: Mapped[str] = mapped_column(unique=True)  # <l2>-<no>
    l2: Mapped[str]
    no: Mapped[int]
    group: Mapped[str | None] = mapped_column("group_name", key="group")
    dept: Mapped[str | None]
    state: Mapped[str]


class StarCard(Row, Base):
    """挂牌: a yellow, orange or red card on an L2, from the day it was hung to the day it was taken off."""

    __tablename__ = "star_card"

    code: Mapped[str] = mapped_column(unique=True)
    l2: Mapped[str] = mapped_column(index=True)
    card: Mapped[str]
    reason: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class Alliance(Row, Base):
    """红色联盟 and its members (codes, one a line)."""

    __tablename__ = "alliance"

    kind: Mapped[str]
    name: Mapped[str]
    members: Mapped[str | None]


class Project(Row, Base):
    """A renewal or other project with an area."""

    __tablename__ = "project"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    stage: Mapped[str | None]
    buildings: Mapped[int | None]
    households: Mapped[int | None]
    wkb: Mapped[Any | None] = mapped_column(Wkb)


class PointsEntry(Row, Base):
    """积分 of a grid worker."""

    __tablename__ = "points_entry"

    staff: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    points: Mapped[int]
    at: Mapped[datetime]
