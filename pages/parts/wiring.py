"""The composition root: one store, one shelf of published bytes and their caches for the whole process."""

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from data import open_store
from data.blobs import Blobs
from data.store import Store
from pages.parts.settings import STORE_URL, VAR

T = TypeVar("T")
_lock = threading.RLock()


def store() -> Store:
    """Return the process's store; a failure is raised anew at each call, so a mended store opens."""
    with _lock:
        return _store(STORE_URL)


@lru_cache(maxsize=1)
def _store(url: str) -> Store:
    return open_store(url)


@lru_cache(maxsize=1)
def blobs() -> Blobs:
    """Return the shelf of published bytes behind the data routes."""
    return Blobs(VAR / "blobs")


class Once:
    """A small cache that computes each key once, also when many threads ask at the same time."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[object, object] = {}
        self._locks: dict[object, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: object, make: Callable[[], T]) -> T:
        """Return the value of `key`, making it if nobody has."""
        with self._guard:
            if key in self._values:
                return self._values[key]  # type: ignore[return-value]  # one key always holds one type
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in self._values:
                    return self._values[key]  # type: ignore[return-value]  # as above
            value = make()
            with self._guard:
                while len(self._values) >= self._size:
                    self._values.pop(next(iter(self._values)))
                self._values[key] = value
                self._locks.pop(key, None)
            return value
