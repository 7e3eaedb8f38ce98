"""The composition root: one store, one shelf of published bytes, one session table for the whole process."""

import threading
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from data import open_store
from data.batches import batches
from data.blobs import Blobs
from data.config import load_profile
from data.signin import SignIns, open_signins
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput, GovernanceError, NotFound
from geo.model.scope import Role, Scope
from pages.parts.door.chooser import Place
from pages.parts.settings import STORE_URL, VAR

if TYPE_CHECKING:
    from data.store import Store
    from data.then import Then

_lock = threading.RLock()
LONGEST_DAY = 12  # of a wrong date, in a sentence


def store() -> "Store":
    """Return the process's store; a failure is raised anew at each call, so a mended store opens."""
    with _lock:
        return _store(STORE_URL)


@lru_cache(maxsize=1)
def _store(url: str) -> "Store":
    return open_store(url)


def store_of(scope: Scope) -> "Store | Then":
    """Return what a scope reads: the store, or the store as its grids were at the scope's moment. Raises NotFound."""
    book = store()
    return book if scope.at is None else _then(book, scope.at).need()


def dated(scope: Scope, day: str) -> Scope:
    """Put a scope at the evening of a day; empty and today mean now.

    Raises
    ------
    BadInput
        It is no date, or it has not come yet.
    NotFound
        There were no grids on that day, or the place the account looks after did not exist.
    """
    if not day:
        return scope
    try:
        told = date.fromisoformat(day)
    except ValueError:
        raise BadInput(
            f"日期“{day[:LONGEST_DAY]}”写法不对，应为 2026-11-20 这样的形式。", remedy="请选择今天或更早的一天。"
        ) from None
    today = clock().date()
    if told > today:
        raise BadInput(f"{told:%Y-%m-%d} 还没有到，只能回看今天以前的网格。", remedy="请选择今天或更早的一天。")
    if told == today:
        return scope
    at = scope.on(f"{told:%Y-%m-%d}")
    places = store_of(at).places(Scope(scope.account, scope.role, store_of(at).profile().district))
    if scope.root not in places.index:
        raise NotFound(f"{told:%Y-%m-%d} 还没有您管辖的网格。", remedy="请选择更晚的一天。")
    return at


@lru_cache(maxsize=3)
def _then(book: "Store", at: datetime) -> "Then":
    from data.then import Then  # noqa: PLC0415 - only where somebody looks back

    return Then(book, at)


@lru_cache(maxsize=1)
def blobs() -> Blobs:
    """Return the shelf of published bytes behind the data routes."""
    return Blobs(VAR / "blobs")


@lru_cache(maxsize=1)
def signins() -> SignIns:
    """Return the session table; it lies beside the store, so a broken store still lets people in to read why."""
    return open_signins(VAR / "sessions.db")


def real_data() -> bool:
    """Say whether the store holds real data: then a role alone opens nothing. An empty store holds none."""
    book = store()
    return not book.synthetic() and bool(batches(book)["状态"].eq("已入库").any())


def sign_in_places() -> Sequence[Place]:
    """Return the places the demo chooser offers; only the whole district while there are none to read."""
    profile = load_profile()
    whole = [Place(profile.district, profile.name, Level.DISTRICT, "")]
    try:
        table = store().places(Scope("door", Role.ADMIN, profile.district))
    except GovernanceError:
        return whole
    wanted = table[table["level"].isin([Level.DISTRICT, Level.ZONE, Level.L1, Level.L2, Level.L3])]
    if wanted.empty:  # somebody has to come in to load the first files
        return whole
    columns = (wanted.index, wanted["name"], wanted["level"], wanted["parent"].fillna(""))
    return [
        Place(str(code), str(name), Level(str(level)), str(parent))
        for code, name, level, parent in zip(*columns, strict=True)
    ]
