"""The store's door to the database: connections, transactions, version, cache, clear errors."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from data import audit
from data.dialects import sqlite
from data.migrations import known, newest, upgrade
from data.tables import DataVersion, Setting
from geo.model.errors import StoreError

Frame = TypeVar("Frame")
KEPT = 64  # frames of one data version; the oldest goes first


class Vault:
    """One database and what is kept of it in memory.

    Any number of threads may read; writers wait for each other (BEGIN IMMEDIATE). Frames are kept per
    data version: when any process writes, the next read sees a new version and drops them.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine: Engine = sqlite.make_engine(url)
        self._kept: dict[object, object] = {}
        self._kept_version = ""
        self._at: Connection | None = None  # the snapshot in which frames are being made
        self._pin: ContextVar[tuple[Connection, str] | None] = ContextVar("pin", default=None)
        self._lock = RLock()
        self._memory = sqlite.is_memory(url)

    @property
    def path(self) -> Path | None:
        """The database file; None in memory."""
        return None if self._memory else Path(cast("str", self.url.database))

    @property
    def name(self) -> str:
        """What to call the store in a sentence; never its folders."""
        return self.path.name if self.path else "内存数据库"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for reading: one snapshot, whatever others write meanwhile."""
        with self._turn(), self._told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def command(self, account: str, action: str, *, target: str = "", reason: str = "") -> Iterator[Connection]:
        """Do one command as one transaction: the data, a line of audit and a new data version; or nothing at all."""
        with self._turn(), self._told(), self._writing() as connection:
            yield connection
            now = clock()
            body: dict[str, object] = {"target": target, "reason": reason}
            audit.append(connection, at=now, actor=account, action=action, target=target, reason=reason, body=body)
            connection.execute(insert(DataVersion).values(at=now, action=action, tag=secrets.token_hex(4)))

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Answer every read of this thread from one snapshot: nothing changes in between."""
        with self.reading() as connection:
            token = self._pin.set((connection, _version(connection)))
            try:
                yield
            finally:
                self._pin.reset(token)

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """Write what is not on the map (drafts, views, the trail) in one transaction: the data version stays."""
        with self._turn(), self._told(), self._writing() as connection:
            yield connection

    def version(self) -> str:
        """Read the data version: changes with every command, by whichever process; one tiny query."""
        pin = self._pin.get()
        if pin is not None:
            return pin[1]
        with self.reading() as connection:
            return _version(connection)

    def setting(self, key: str, default: str = "") -> str:
        """Read one setting."""
        with self.reading() as connection:
            return connection.scalar(select(Setting.value).where(Setting.key == key)) or default

    def keep(self, key: object, make: Callable[[Connection], Frame]) -> Frame:
        """Answer from memory, or make it once in one snapshot; kept until the data version changes."""
        with self._lock:
            if self._at is not None:  # asked while making another: the same snapshot
                return self._made(key, make, self._at)
            pin = self._pin.get()
            if pin is not None:
                return self._fresh(key, make, *pin)
            with self.reading() as connection:
                return self._fresh(key, make, connection, _version(connection))

    def _fresh(self, key: object, make: Callable[[Connection], Frame], connection: Connection, version: str) -> Frame:
        if version != self._kept_version:
            self._kept.clear()
            self._kept_version = version
        self._at = connection
        try:
            return self._made(key, make, connection)
        finally:
            self._at = None

    def _made(self, key: object, make: Callable[[Connection], Frame], connection: Connection) -> Frame:
        if key not in self._kept:
            made = make(connection)
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = made
        return cast("Frame", self._kept[key])

    def close(self) -> None:
        """Let go of the file; the store may not be used afterwards."""
        self.engine.dispose()

    def set_up(self, *, create: bool) -> None:
        """Check that this is a store we can read and bring its tables to the newest form."""
        if self.path is not None and not self.path.exists():
            if not create:
                raise StoreError(
                    f"数据库 {self.name} 不存在。",
                    remedy="请先运行 python -m data demo 建立演示数据，或 python -m data init 建立空库。",
                )
            self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._turn(), self._told():
            with self.engine.connect() as connection:
                revision = _revision(connection)
                strange = revision is None and bool(inspect(connection).get_table_names())
            if strange:
                raise StoreError(
                    f"{self.name} 是一个数据库，但不是本系统的数据库。", remedy="请检查 OGM_DATABASE_URL 指向的文件。"
                )
            if revision is not None and revision not in known():
                raise StoreError(
                    f"数据库 {self.name} 由更新的程序建立（结构版本 {revision}，本程序只认识到 {newest()}）。",
                    remedy="请升级程序，或用 python -m data restore 恢复旧的备份。",
                )
            if revision != newest():
                with self._writing() as connection:
                    if _revision(connection) == newest():
                        return  # another process was faster
                    upgrade(connection)
                    sqlite.guard_schema(connection)
                    if not _version(connection):
                        connection.execute(
                            insert(DataVersion).values(at=clock(), action="建库", tag=secrets.token_hex(4))
                        )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(**{sqlite.WRITE: True}) as connection, connection.begin():
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """In memory all threads share one connection, so they take turns."""
        if self._memory:
            with self._lock:
                yield
        else:
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn a database's complaint into a sentence."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as fault:
            raise explain(fault, self.name) from fault


def explain(fault: Exception, name: str) -> StoreError:
    """Say what a database error means and what to do."""
    words = str(getattr(fault, "orig", None) or fault)
    if "not a database" in words or "malformed" in words or "disk image" in words:
        return StoreError(
            f"数据库 {name} 已损坏，无法读取。",
            remedy="原文件保持不动；请用 python -m data restore 恢复最近的备份，或移走它后重新建库。",
        )
    if "locked" in words or "busy" in words:
        return StoreError(f"数据库 {name} 正被另一程序占用。", remedy="请稍候重试，或关闭正在导入、恢复的窗口。")
    if "readonly" in words or "unable to open" in words or "permission" in words.lower():
        return StoreError(f"数据库 {name} 打不开或不可写。", remedy="请检查文件夹权限和磁盘是否已满。")
    if "full" in words and isinstance(fault, OperationalError):
        return StoreError("磁盘已满，未保存任何改动。", remedy="请清理磁盘后重试。")
    kind = "不符合数据约束" if isinstance(fault, DatabaseError) and "constraint" in words else "出错"
    return StoreError(f"数据库 {name} {kind}，本次操作未保存。", remedy="请运行 python -m data check 检查。")


def clock() -> datetime:
    """Tell the local time to the second."""
    return datetime.now().replace(microsecond=0)


def locate(url: str | URL) -> URL:
    """Read a database address; only SQLite is built in."""
    try:
        address = make_url(url)
    except SQLAlchemyError as fault:
        raise StoreError(
            "数据库地址写法不对。", remedy="应如 sqlite:///var/grid.db；请检查 OGM_DATABASE_URL。"
        ) from fault
    if address.get_backend_name() != "sqlite":
        raise StoreError(
            f"暂不支持 {address.get_backend_name()} 数据库。", remedy="请把 OGM_DATABASE_URL 设为 sqlite:///文件路径。"
        )
    return address


def _version(connection: Connection) -> str:
    # Asked before every read: as plain text it costs a third of a built query.
    found = connection.exec_driver_sql("SELECT seq, tag FROM data_version ORDER BY seq DESC LIMIT 1").first()
    return f"{found.seq}-{found.tag}" if found else ""


def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return cast("str | None", connection.scalar(text("SELECT version_num FROM alembic_version")))


def dump(body: object) -> str:
    """Write JSON in one fixed form."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
