"""What was published of people in a period: kept at the first file, and the same in every later one.

Two files of one month show the same numbers, so that nobody can subtract one from the other; what a later file
needs and the first did not tell stays hidden until the next month. The lines stand in the trail (data/audit.py),
chained, and hold published numbers only.

Screens of a leader are not frozen, they follow the data; but what was hidden once in a month is written down too and
stays hidden until the next, on every screen and in every file: whoever sees 25 in two places today, one of them hidden,
and tomorrow each of them alone, knows what was hidden.
"""

import json
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from data import audit
from data.held import HELD_BACK, held_back
from data.store import Store
from data.tables import Audit
from data.vault import clock, dump
from geo.model.errors import StoreError
from geo.model.scope import Scope
from geo.rules.period import hidden, without

PUBLISHED = "公布"
Table = dict[str, Any]  # plain values: what json gives back


def known(store: Store, key: str) -> Table | None:
    """Read what was published under a key (period, table, k); None before the first file."""
    with store.reading() as db:
        return _read(db, key)


def count(store: Store) -> int:
    """Count the tables published so far: rows drawn before the last one may be out of step."""
    with store.reading() as db:
        return db.scalar(select(func.count()).where(Audit.action == PUBLISHED)) or 0


def keep(store: Store, scope: Scope, tables: dict[str, Table]) -> None:
    """Write down tables that are about to leave, those that are not yet; call it before the file is offered.

    Raises
    ------
    StoreError
        Somebody published other numbers under the same key meanwhile: the file must be drawn again.
    """
    if not tables:
        return
    with store.noting() as db:
        for key, table in sorted(tables.items()):
            held = _read(db, key)
            if held is None:
                body = {"key": key, "table": table}
                audit.append(
                    db, at=clock(), actor=scope.account, role=scope.role.value, action=PUBLISHED, target=dump(body),
                    body=body,
                )  # fmt: skip
            elif held != json.loads(dump(table)):
                raise StoreError("本期人群数字刚由另一份文件公布，这份没有导出。", remedy="请再导出一次。")


def hold_back(store: Store, scope: Scope, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Hide in a table what its period hid before, and write down what it hides anew; call it before it is shown.

    Parameters
    ----------
    table
        Counts: index places as text, <NA> hidden.
    """
    now = hidden(table)
    with store.reading() as db:
        before = held_back(db, name)
    if now - before:
        with store.noting() as db:
            new = sorted(now - held_back(db, name))
            if new:
                body: Table = {"key": name, "cells": new}
                audit.append(
                    db, at=clock(), actor=scope.account, role=scope.role.value, action=HELD_BACK, target=dump(body),
                    body=body,
                )  # fmt: skip
    return without(table, before)


def _read(db: Connection, key: str) -> Table | None:
    for text in db.scalars(select(Audit.object).where(Audit.action == PUBLISHED).order_by(Audit.seq)):
        line = json.loads(text or "{}")
        if line.get("key") == key:
            table: Table = line["table"]
            return table
    return None
