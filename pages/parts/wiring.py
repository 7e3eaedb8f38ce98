"""The composition root: one store, one shelf of published bytes, one session table for the whole process."""

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from data import open_store
from data.batches import batches
from data.blobs import Blobs
from data.config import load_profile
from data.signin import SignIns, open_signins
from geo.model.codes import Level
from geo.model.errors import GovernanceError
from geo.model.scope import Role, Scope
from pages.parts.door.chooser import Place
from pages.parts.settings import STORE_URL, VAR

if TYPE_CHECKING:
    from data.store import Store
    from data.then import Then

_lock = threading.RLock()


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
