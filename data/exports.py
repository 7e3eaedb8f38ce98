"""The record of files that were taken out: a number before one is drawn, a line before it is offered.

Both stand in the trail (data/audit.py): chained, and no line can be changed or removed. The data version
stays, as nothing of the district changes.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from data import audit
from data.store import Store
from data.tables import Audit
from data.vault import clock, dump
from geo.model.scope import Scope
from geo.model.view import Ticket

NUMBERED, TAKEN = "出图编号", "出图"


@dataclass(frozen=True, slots=True)
class Export:
    """One file: what it shows, for whom, and the hashes that prove it."""

    number: str
    name: str  # as it is offered
    place: str
    template: str
    format: str
    mode: str
    scope: str  # Scope.key of who took it
    spec: str  # SheetSpec as JSON; the reason is a column of its own
    spec_sha: str
    data_version: str
    k: int
    hidden: int
    content_sha: str  # of the picture without user, time and number; empty where there is no single picture
    file_sha: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A line of the record."""

    at: datetime
    account: str
    role: str
    reason: str
    export: Export


def reserve(store: Store, scope: Scope) -> Ticket:
    """Take the next number of the day; nobody else gets it, also if nothing comes of it.

    Returns
    -------
    Ticket
        Number `<district>-<yyyymmdd>-<nnnn>`, account, role and the time to the minute.
    """
    now = clock()
    prefix = f"{store.profile().district}-{now:%Y%m%d}-"
    with store.noting() as db:
        used = select(func.count()).where(Audit.action == NUMBERED, Audit.object.startswith(prefix))
        number = f"{prefix}{(db.scalar(used) or 0) + 1:04d}"
        audit.append(db, at=now, actor=scope.account, role=scope.role.value, action=NUMBERED, target=number)
    return Ticket(number, scope.account, scope.role.title, f"{now:%Y-%m-%d %H:%M}")


def record(store: Store, scope: Scope, made: Export, *, reason: str = "") -> None:
    """Write down a file that is about to be offered.

    Raises
    ------
    StoreError
        The line could not be written: then the file must not be offered.
    """
    with store.noting() as db:
        audit.append(
            db,
            at=clock(),
            actor=scope.account,
            role=scope.role.value,
            action=TAKEN,
            target=dump(asdict(made)),
            reason=reason,
            body=asdict(made),
        )


def exports(store: Store, *, account: str | None = None, most: int = 50) -> list[Taken]:
    """List files that were taken out, newest first; of one account, or of all."""
    query = select(Audit).where(Audit.action == TAKEN).order_by(Audit.seq.desc()).limit(most)
    if account is not None:
        query = query.where(Audit.actor == account)
    with store.reading() as db:
        rows = db.execute(query.with_only_columns(Audit.at, Audit.actor, Audit.role, Audit.reason, Audit.object)).all()
    return [
        Taken(row.at, row.actor, row.role or "", row.reason or "", Export(**json.loads(row.object or "{}")))
        for row in rows
    ]


def export(store: Store, number: str) -> Taken | None:
    """Find one file by its number."""
    return next((one for one in exports(store, most=100_000) if one.export.number == number), None)
