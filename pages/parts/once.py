"""A small cache that makes each value once, also when many threads ask at the same time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """At most `size` values; the longest unused go first, and a value of an older version at once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(
        self,
        key: Hashable,
        make: Callable[[], T],
        *,
        version: Hashable = None,
        good: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """Return the value of `key`; made anew if nobody has made it at this `version` or it is no longer `good`.

        What came from older data is let go when the new value is made: a server that takes in data every day
        would else hold some dozen days.
        """
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in self._values:
                    self._values.move_to_end(key)
                    made_at, held = self._values[key]
                    if made_at == version and good(held):
                        return held
            value = make()
            with self._guard:
                self._values[key] = (version, value)
                while len(self._values) > self._size:
                    gone, _ = self._values.popitem(last=False)
                    self._locks.pop(gone, None)
            return value
