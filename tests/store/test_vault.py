"""The file itself: opening, migrations, triggers, conflicts, clear sentences."""

import sqlite3
import threading
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from data import open_store
from data.dialects import sqlite
from data.migrations import newest
from data.tables import Base, Event
from data.ulid import ulids
from data.vault import clock, locate
from geo.model.errors import BadInput, StoreError
from geo.model.scope import Role, Scope


def test_the_model_is_what_the_migrations_make(store):
    with store.reading() as db:
        context = MigrationContext.configure(
            db, opts={"include_object": lambda _, name, kind, *__: not (kind == "table" and "_rt" in name)}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_missing_store_says_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="请先运行 python -m data demo"):
        open_store(f"sqlite:///{(tmp_path / 'none.db').as_posix()}")


def test_a_broken_file_is_told_and_left_alone(tmp_path):
    path = tmp_path / "grid.db"
    path.write_bytes(b"this is no database at all, but long enough to be read " * 50)
    with pytest.raises(StoreError, match="损坏"):
        open_store(f"sqlite:///{path.as_posix()}", create=True)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_store_of_a_newer_program_is_refused(store):
    with store.engine.begin() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="更新的程序"):
        open_store(str(store.url))


def test_another_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE mine (a)")
    with pytest.raises(StoreError, match="不是本系统"):
        open_store(f"sqlite:///{path.as_posix()}", create=True)


@pytest.mark.parametrize("url", ["postgresql+psycopg://x@y/z", "nonsense"])
def test_an_unknown_address_is_refused(url):
    with pytest.raises(StoreError):
        locate(url)


def test_safe_pragmas(store):
    with store.reading() as db:
        values = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_second_of_two_edits_of_one_row_is_told(store):
    with Session(store.engine, expire_on_commit=False) as one, Session(store.engine, expire_on_commit=False) as two:
        rows = []
        for session in (one, two):
            rows.append(session.scalars(select(Event).where(Event.code == "EV2026110100100001")).one())
            session.commit()
        rows[0].status = "反馈"
        one.commit()
        rows[1].status = "作废"
        with pytest.raises(StaleDataError):
            two.commit()
        two.rollback()


def test_writers_wait_for_each_other(store):
    def add(name):
        for _ in range(20):
            with store.command(name, "test") as db:
                people = db.exec_driver_sql("SELECT people FROM household WHERE code = 'H0'").scalar()
                db.exec_driver_sql(f"UPDATE household SET people = {people + 1} WHERE code = 'H0'")

    before = store.keep(
        "people", lambda db: db.exec_driver_sql("SELECT people FROM household WHERE code = 'H0'").scalar()
    )
    threads = [threading.Thread(target=add, args=(str(i),)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = store.keep(
        "people", lambda db: db.exec_driver_sql("SELECT people FROM household WHERE code = 'H0'").scalar()
    )
    assert after - before == 80


def test_a_locked_store_is_told(store, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "PRAGMA busy_timeout=50"))
    other = open_store(str(store.url))
    with store.command("one", "test"), pytest.raises(StoreError, match="占用"):
        other.command("two", "test").__enter__()
    other.close()


def test_the_trail_can_only_grow(store):
    for verb in ("UPDATE audit SET actor = ''", "DELETE FROM audit"):
        with store.engine.connect() as db, pytest.raises(IntegrityError, match="append-only"):
            db.exec_driver_sql(verb)


def test_a_bad_command_changes_nothing(store):
    version = store.version()

    def spoil():
        with store.command("me", "test") as db:
            db.exec_driver_sql("DELETE FROM event")
            raise BadInput("no")

    with pytest.raises(BadInput):
        spoil()
    assert store.version() == version


def test_boxes_are_found_by_the_tree_and_refined(store):
    with store.reading() as db:
        everything = sqlite.in_box(db, "grid", (113.0, 34.0, 114.0, 35.0))
        corner = sqlite.in_box(db, "building", (113.2, 34.805, 113.205, 34.81))
    assert len(everything) == 1 + 1 + 1 + 2 + 4 + 8 + 2
    assert len(corner) == 1


def test_triggers_come_back_after_a_migration(store):
    with store.engine.connect().execution_options(**{sqlite.WRITE: True}) as db, db.begin():
        db.exec_driver_sql("DROP TRIGGER grid_rt_insert")
        db.exec_driver_sql("DELETE FROM grid_rt")
        sqlite.guard_schema(db)
    with store.reading() as db:
        assert len(sqlite.in_box(db, "grid", (113.0, 34.0, 114.0, 35.0))) == 19
        names = set(db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    assert "grid_rt_insert" in names


def test_ulids_rise_and_never_repeat():
    made = ulids(50_000, clock())
    assert made == sorted(set(made))
    assert all(len(text) == 26 for text in made[:10])


def test_ulids_named_in_one_second_keep_their_order_over_calls():
    now = clock()
    made = [text for _ in range(200) for text in ulids(2, now)]
    assert made == sorted(set(made))


def test_newest_revision_is_in_the_file(store):
    engine = create_engine(store.url)
    with engine.connect() as db:
        assert db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == newest()
    engine.dispose()


def test_a_pinned_reader_sees_one_moment_whatever_others_write(store):
    other = open_store(str(store.url))
    with store.pinned():
        before = store.version()
        told: list[str] = []

        def write() -> None:
            with other.command("tester", "a word"):
                pass
            told.append(other.version())

        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert told != [before]
        assert store.version() == before
        store.places(Scope("tester", Role.ADMIN, store.profile().district))
        assert store.version() == before
    assert store.version() == told[0]
    other.close()
