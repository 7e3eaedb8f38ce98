"""A bar on the terminal: one line on stderr, nothing where nobody watches."""

import sys
import time
from types import TracebackType
from typing import Self

WIDTH = 28
EVERY_S = 0.1


class Bar:
    """Progress of one job; `bar(share, what)` draws, leaving the block ends the line."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._start = time.monotonic()
        self._drawn = 0.0
        self._watched = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __call__(self, share: float, what: str) -> None:
        """Show the share done (0-1) and what is being done."""
        now = time.monotonic()
        if not self._watched or (now - self._drawn < EVERY_S and share < 1):
            return
        self._drawn = now
        full = round(WIDTH * min(max(share, 0.0), 1.0))
        line = f"\r{self._title} [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%} {now - self._start:5.1f} 秒 {what}"
        sys.stderr.write(f"{line}\x1b[K")
        sys.stderr.flush()

    def part(self, low: float, high: float) -> "Part":
        """Make a bar that fills only a part of this one."""
        return Part(self, low, high)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watched:
            sys.stderr.write("\n")


class Part:
    """A stretch of a bar."""

    def __init__(self, bar: Bar, low: float, high: float) -> None:
        self._bar, self._low, self._high = bar, low, high

    def __call__(self, share: float, what: str) -> None:
        """Show progress inside the stretch."""
        self._bar(self._low + (self._high - self._low) * share, what)
