"""The one tree of errors; a screen catches the base and shows its sentence.

GovernanceError
├── BadInput          a file, row or value is not what was expected
│   └── BadCode       a grid, centre or event code cannot be read
├── NotFound          a place, layer or batch does not exist (or is outside the scope)
├── NotAllowed        the role or scope may not see or do this
├── StoreError        the store is missing, broken, too new or locked
└── NotReady          something that set-up makes is missing (web build, store)
"""

from collections.abc import Sequence


class GovernanceError(Exception):
    """One Chinese sentence for the person: what was wrong, what was expected; `remedy` says what to do."""

    def __init__(self, message: str, *, rows: Sequence[str] = (), remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.rows = tuple(rows)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"


class BadInput(GovernanceError):
    """A file, row or value is not what was expected."""


class BadCode(BadInput):
    """A grid, centre or event code cannot be read."""


class NotFound(GovernanceError):
    """A place, layer or batch does not exist, or lies outside the asker's scope."""


class NotAllowed(GovernanceError):
    """The role or scope may not see or do this."""


class StoreError(GovernanceError):
    """The store is missing, broken, too new or locked."""


class NotReady(GovernanceError):
    """Something that set-up makes is missing."""
