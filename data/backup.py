"""Copies a store while it is in use, and puts a copy back."""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from data.migrations import known, newest
from data.store import Store
from data.vault import clock, explain
from geo.model.errors import StoreError

PAGES = 2000  # a step of the copy; between steps others may write
TAILS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copy:
    """A verified copy: where it lies, its sum and the data version it holds."""

    path: Path
    sha256: str
    version: str


def backup(store: Store, target: Path | None = None, *, progress: Callable[[float, str], None] | None = None) -> Copy:
    """Copy the store online, check the copy, and write its sha256 beside it.

    Parameters
    ----------
    target
        File to make (not overwritten); None = backups/grid-<time>.db beside the store.

    Raises
    ------
    StoreError
        The store lives in memory, the target exists or cannot be written, or the copy is not sound.
    """
    if store.path is None:
        raise StoreError("内存数据库不能备份。", remedy="请备份数据库文件。")
    stamp = clock().strftime("%Y%m%d-%H%M%S")
    chosen = target or store.path.parent / "backups" / f"{store.path.stem}-{stamp}.db"
    if chosen.exists():
        raise StoreError(f"备份文件 {chosen.name} 已存在。", remedy="请换一个文件名，已有的备份不会被覆盖。")
    part = chosen.with_name(chosen.name + ".part")

    def told(_status: int, left: int, total: int) -> None:
        if progress is not None and total:
            progress(1 - left / total, "备份")

    try:
        chosen.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(store.path)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy, pages=PAGES, progress=told, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        version = verify(part)
        sha256 = _digest(part)
        part.replace(chosen)
        chosen.with_name(chosen.name + ".sha256").write_text(f"{sha256}  {chosen.name}\n", encoding="utf-8")
    except (OSError, sqlite3.Error) as fault:
        raise _told(fault, store.name) from fault
    finally:
        part.unlink(missing_ok=True)
    return Copy(chosen, sha256, version)


def verify(path: Path) -> str:
    """Check that a file is a sound store of ours and answer its data version.

    Raises
    ------
    StoreError
        Missing, damaged, other than its .sha256 says, no store of ours, or made by a newer program.
    """
    if not path.exists():
        raise StoreError(f"备份文件 {path.name} 不存在。", remedy="请核对路径。")
    said = path.with_name(path.name + ".sha256")
    if said.exists() and said.read_text(encoding="utf-8").split()[0] != _digest(path):
        raise StoreError(f"备份 {path.name} 与校验值不符，可能已损坏或被改动。", remedy="请换一份备份。")
    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            found = connection.execute("SELECT seq, tag FROM data_version ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite3.Error as fault:
        raise StoreError(f"{path.name} 已损坏，或不是本系统的数据库。", remedy="请换一份备份。") from fault
    if sound != "ok":
        raise StoreError(f"{path.name} 没有通过完整性检查。", remedy="请换一份备份。")
    if revision is None or revision[0] not in known():
        raise StoreError(
            f"{path.name} 由更新的程序建立（本程序只认识到结构版本 {newest()}）。", remedy="请升级程序后再恢复。"
        )
    return f"{found[0]}-{found[1]}" if found else ""


def restore(source: Path, url: URL) -> tuple[str, Path | None]:
    """Put a copy in the place of the store; the old store is kept beside it.

    Parameters
    ----------
    source
        A backup.
    url
        Address of the store; nobody may have it open.

    Returns
    -------
    version, kept
        Data version now in place; where the former file was moved, None if there was none.

    Raises
    ------
    StoreError
        The backup is not sound, or the store is in use. The store is then untouched.
    """
    target = Path(str(url.database))
    version = verify(source)
    kept: Path | None = None
    part = target.with_name(target.name + ".restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
        verify(part)
        _durable(part)
        if target.exists():
            _alone(target)
            kept = target.with_name(f"{target.stem}-before-{clock():%Y%m%d-%H%M%S}{target.suffix}")
            target.replace(kept)
        for tail in TAILS:
            target.with_name(target.name + tail).unlink(missing_ok=True)
        part.replace(target)
        _durable(target.parent)
    except (OSError, sqlite3.Error) as fault:
        if kept is not None and not target.exists():
            kept.replace(target)
        raise _told(fault, target.name) from fault
    finally:
        part.unlink(missing_ok=True)
    return version, kept


def _alone(target: Path) -> None:
    """Take the store for ourselves and bring its log home; a store that is broken needs no care."""
    try:
        with closing(sqlite3.connect(target, timeout=1)) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as fault:
        if "locked" in str(fault) or "busy" in str(fault):
            raise StoreError(f"数据库 {target.name} 正在使用中。", remedy="请先停止程序，再恢复备份。") from fault
    except sqlite3.DatabaseError:
        return


def _durable(path: Path) -> None:
    """Wait until a file or folder is on the disk; Windows cannot do this for a folder and needs it not."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _told(fault: Exception, name: str) -> StoreError:
    if isinstance(fault, OSError):
        return StoreError("文件读不出或写不进去。", remedy="请检查磁盘空间和文件夹权限。")
    return explain(fault, name)
