"""Who is signed in: one row per browser session, kept in a small SQLite file of its own.

The file (var/sessions.db) lies beside the store and not in it, so that the sign-in page answers
while the store is missing, broken or being restored, and so that a restored backup never brings
old sessions back to life. It needs no migrations: a file of an older make, or one that cannot be
read, is set aside under another name and begun anew (everybody signs in again).

A session of a *wall* is another kind of row: it may only look (pages/parts/door/wall.py), ends when its
screen has not asked for half a day, and after thirty days at the latest.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, String, create_engine, delete, event, select, update
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool

from geo.model.errors import StoreError
from geo.model.scope import Role, Scope

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.engine.interfaces import DBAPIConnection

IDLE_S = 30 * 60
ABSOLUTE_S = 12 * 3600
WALL_IDLE_S = 12 * 3600  # a night without a line is bridged
WALL_S = 30 * 24 * 3600
_REMEMBER_S = 1.0  # another process's sign-out is seen after this long; our own at once
_REMEMBER_N = 2000


class _Base(DeclarativeBase):
    """Tables of the session file only; the store has its own base."""


class LoginSession(_Base):
    """One browser session. The token itself is never stored."""

    __tablename__ = "login_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    sid: Mapped[str] = mapped_column(String(16), unique=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    role: Mapped[str] = mapped_column(String(16))
    root: Mapped[str] = mapped_column(String(32))
    csrf: Mapped[str] = mapped_column(String(64))
    created: Mapped[float]
    seen: Mapped[float]
    ends: Mapped[float]
    idle: Mapped[float]
    wall: Mapped[bool]
    revoked: Mapped[float | None]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A live session as the door and the screens see it; times are seconds since 1970."""

    sid: str  # short public id: tells two sessions apart, opens nothing
    scope: Scope
    csrf: str
    created: float
    seen: float
    ends: float
    idle: float = IDLE_S  # seconds without activity after which it is over
    wall: bool = False  # a screen on a wall: it may only look


def open_signins(path: Path, *, idle_s: float = IDLE_S, absolute_s: float = ABSOLUTE_S) -> "SignIns":
    """Open the session file, setting an unreadable one aside.

    Parameters
    ----------
    path
        File to open or create; its folder is made when missing.
    idle_s, absolute_s
        Seconds without activity, and in all, after which a session is over.

    Raises
    ------
    StoreError
        The folder or file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return SignIns(path, idle_s=idle_s, absolute_s=absolute_s)
        except DatabaseError as err:
            if isinstance(err, OperationalError) and "no such column" not in str(err.orig):
                raise  # locked, read-only or not to be opened: the file itself may be sound
            path.replace(path.with_name(f"{path.stem}.broken-{time.time_ns()}{path.suffix}"))
            for tail in ("-wal", "-shm"):
                path.with_name(path.name + tail).unlink(missing_ok=True)
            return SignIns(path, idle_s=idle_s, absolute_s=absolute_s)
    except (OSError, OperationalError) as err:
        raise StoreError(
            f"登录会话文件 {path.name} 打不开或写不进去。",
            remedy="请检查数据目录的读写权限和剩余空间，关闭占用它的程序后重新启动。",
        ) from err


class SignIns:
    """The session table: create, find, touch, revoke, expire. Safe to use from any thread.

    Parameters
    ----------
    path
        SQLite file; None keeps the sessions in memory (tests).
    idle_s, absolute_s
        Seconds without activity, and in all, after which a session is over.
    now
        Clock in seconds since 1970.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        idle_s: float = IDLE_S,
        absolute_s: float = ABSOLUTE_S,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._idle_s, self._absolute_s, self._now = idle_s, absolute_s, now
        self._engine = _engine(path)
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, SignIn]] = {}  # "token:…" or "sid:…" -> (asked at, answer)
        try:
            _Base.metadata.create_all(self._engine)
            with Session(self._engine) as session:
                session.execute(select(LoginSession).limit(1)).all()
        except DatabaseError:
            self._engine.dispose()
            raise

    def create(self, scope: Scope, *, wall: bool = False) -> tuple[str, SignIn]:
        """Start a session, of a person or of a wall; return its secret token (for the cookie only) and the session."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        row = LoginSession(
            token_sha256=_digest(token),
            sid=secrets.token_hex(8),
            account=scope.account,
            role=str(scope.role),
            root=scope.root,
            csrf=secrets.token_urlsafe(24),
            created=now,
            seen=now,
            ends=now + (WALL_S if wall else self._absolute_s),
            idle=WALL_IDLE_S if wall else self._idle_s,
            wall=wall,
            revoked=None,
        )
        self.expire()
        with Session(self._engine) as session:
            session.add(row)
            session.commit()
            return token, _as_signin(row)

    def find(self, token: str) -> SignIn | None:
        """Return the live session of a cookie's token, or None. May touch the disk."""
        return self._find(f"token:{_digest(token)}")

    def by_sid(self, sid: str) -> SignIn | None:
        """Return the live session of a short id, or None. May touch the disk."""
        return self._find(f"sid:{sid}")

    def remembered(self, token: str) -> SignIn | None:
        """Return what `find` answered within the last second, without touching the disk, else None."""
        return self._from_memory(f"token:{_digest(token)}")

    def touch(self, signin: SignIn) -> None:
        """Note activity; written at most every sixtieth of the time after which the session would be over."""
        now = self._now()
        if now - signin.seen < signin.idle / 60:
            return
        with Session(self._engine) as session:
            session.execute(update(LoginSession).where(LoginSession.sid == signin.sid).values(seen=now))
            session.commit()
        self._forget(signin.sid)

    def revoke(self, sid: str) -> None:
        """End one session now (sign-out)."""
        self._revoke(LoginSession.sid == sid)

    def revoke_account(self, account: str) -> None:
        """End every session of an account now."""
        self._revoke(LoginSession.account == account)

    def expire(self) -> int:
        """Delete rows of sessions that are over; return how many."""
        now = self._now()
        over = (
            (LoginSession.ends <= now)
            | (LoginSession.seen + LoginSession.idle <= now)
            | LoginSession.revoked.is_not(None)
        )
        with Session(self._engine) as session:
            gone = session.scalars(delete(LoginSession).where(over).returning(LoginSession.sid)).all()
            session.commit()
        return len(gone)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _find(self, key: str) -> SignIn | None:
        known = self._from_memory(key)
        if known is not None:
            return known
        kind, value = key.split(":", 1)
        column = LoginSession.token_sha256 if kind == "token" else LoginSession.sid
        asked = self._now()
        with Session(self._engine) as session:
            row = session.scalar(select(LoginSession).where(column == value))
            if row is None or row.revoked is not None or row.role not in set(Role):
                return None
            found = _as_signin(row)
        if self._over(found):
            return None
        with self._lock:
            if len(self._known) >= _REMEMBER_N:
                self._known.clear()
            self._known[key] = (asked, found)
        return found

    def _from_memory(self, key: str) -> SignIn | None:
        with self._lock:
            known = self._known.get(key)
        if known is None or not 0 <= self._now() - known[0] < _REMEMBER_S or self._over(known[1]):
            return None
        return known[1]

    def _over(self, signin: SignIn) -> bool:
        now = self._now()
        return now >= signin.ends or now >= signin.seen + signin.idle

    def _revoke(self, which: "ColumnElement[bool]") -> None:
        with Session(self._engine) as session:
            statement = update(LoginSession).where(which, LoginSession.revoked.is_(None))
            sids = session.scalars(statement.values(revoked=self._now()).returning(LoginSession.sid)).all()
            session.commit()
        for sid in sids:
            self._forget(sid)

    def _forget(self, sid: str) -> None:
        with self._lock:
            self._known = {key: known for key, known in self._known.items() if known[1].sid != sid}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _as_signin(row: LoginSession) -> SignIn:
    scope = Scope(account=row.account, role=Role(row.role), root=row.root)
    return SignIn(row.sid, scope, row.csrf, row.created, row.seen, row.ends, row.idle, row.wall)


def _engine(path: Path | None) -> Engine:
    if path is None:
        return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def _on_connect(connection: "DBAPIConnection", _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "trusted_schema=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine
