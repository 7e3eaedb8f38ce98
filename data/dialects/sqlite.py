"""SQLite as the store: safe pragmas, immediate writers, R*Trees and append-only tables by triggers."""

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, Table, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

WRITE = "ogm_write"  # execution option of a connection that is going to write
BUSY_MS = 5000

# A deferred transaction that reads and then writes fails at once with "database is locked":
# writers therefore BEGIN IMMEDIATE and wait their turn (note, 2.5). FULL: power loss was not tested.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)

BOXED = ("grid", "building", "compound", "street", "base_feature")
APPEND_ONLY = ("audit", "event_log", "plan_event", "plan_shape")


def make_engine(url: URL) -> Engine:
    """Make the engine for a file or `:memory:` database; nothing is opened yet.

    Values never enter an error's text: they may be a person's.
    """
    if is_memory(url):
        # Without one shared connection another thread sees "no such table".
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def is_memory(url: URL) -> bool:
    """Tell whether the database lives in memory only."""
    return url.database in {None, "", ":memory:"}


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's private record
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE, False)
    # our triggers feed R*Trees, which SQLite calls unsafe in a schema that is not trusted: trust it only to write
    connection.exec_driver_sql(f"PRAGMA trusted_schema={'ON' if writes else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def guard_schema(connection: Connection) -> None:
    """Create what the model cannot say: R*Trees with their triggers, and triggers that refuse changes.

    Safe to repeat. Alembic's batch mode recreates a table without its triggers, so this runs after
    every migration and fills an R*Tree that fell behind.
    """
    for table in BOXED:
        _rtree(connection, table)
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            )


def _rtree(connection: Connection, table: str) -> None:
    tree = f"{table}_rt"
    box = "new.rid, new.minx, new.maxx, new.miny, new.maxy"
    after = f"CREATE TRIGGER IF NOT EXISTS {tree}_"
    drop = f"DELETE FROM {tree} WHERE rid = old.rid"  # noqa: S608 - our own table names
    put = f"INSERT INTO {tree} VALUES ({box})"  # noqa: S608 - our own table names
    statements = (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {tree} USING rtree(rid, minx, maxx, miny, maxy)",
        f"{after}insert AFTER INSERT ON {table} BEGIN {put}; END",
        f"{after}update AFTER UPDATE OF minx, miny, maxx, maxy ON {table} BEGIN {drop}; {put}; END",
        f"{after}delete AFTER DELETE ON {table} BEGIN {drop}; END",
        f"INSERT INTO {tree} SELECT rid, minx, maxx, miny, maxy FROM {table} WHERE rid NOT IN (SELECT rid FROM {tree})",  # noqa: S608 - our own table names
    )
    for statement in statements:
        connection.execute(text(statement))


def bulk_insert(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], common: Mapping[str, Any]
) -> None:
    """Insert many records column by column, three times as fast as one mapping per record.

    Parameters
    ----------
    connection
        Inside the caller's transaction.
    table
        Where to; columns not named take NULL.
    columns
        Column key -> values, all of one length; geometry as bytes.
    common
        Column key -> the one value of all records.
    """
    count = len(next(iter(columns.values())))
    keys = [*columns, *common]
    names = ", ".join(f'"{table.c[key].name}"' for key in keys)
    marks = ", ".join("?" * len(keys))
    values = [_told(table, key, column) for key, column in columns.items()]
    values += [repeat(_told(table, key, [value])[0], count) for key, value in common.items()]
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own model
    connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


def _told(table: Table, key: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - driver values
    """Write values the way SQLAlchemy's own types would."""
    if isinstance(table.c[key].type, DateTime):
        return [None if value is None else value.isoformat(" ", "microseconds") for value in values]
    return values


def in_box(connection: Connection, table: str, box: tuple[float, float, float, float]) -> list[int]:
    """Find rids whose box meets (minx, miny, maxx, maxy), EPSG:4490; the R*Tree finds, the doubles refine."""
    if table not in BOXED:
        raise ValueError(table)
    found = connection.execute(
        text(
            f"SELECT t.rid FROM {table}_rt r JOIN {table} t ON t.rid = r.rid "  # noqa: S608 - checked against BOXED
            "WHERE r.minx <= :e AND r.maxx >= :w AND r.miny <= :n AND r.maxy >= :s "
            "AND t.minx <= :e AND t.maxx >= :w AND t.miny <= :n AND t.maxy >= :s ORDER BY t.rid"
        ),
        dict(zip("wsen", box, strict=True)),
    )
    return list(found.scalars())
