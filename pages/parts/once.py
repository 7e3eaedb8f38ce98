"""A small cache that makes each value once, also when many threads ask at the same time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """At most `size` values; the longest unused go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, good: Callable[[T], bool] = lambda _: True) -> T:
        """Return the value of `key`; made anew if nobody has made it or it is no longer `good`."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in self._values:
                    self._values.move_to_end(key)
                    held = self._values[key]
                    if good(held):
                        return held
            value = make()
            with self._guard:
                self._values[key] = value
                while len(self._values) > self._size:
                    gone, _ = self._values.popitem(last=False)
                    self._locks.pop(gone, None)
            return value
