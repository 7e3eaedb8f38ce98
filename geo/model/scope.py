"""Who asks: role, tier of detail and the root of the places they may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import IntEnum, StrEnum

EVENING = time(23, 59, 59)  # a day's grids are those of its evening


class Role(StrEnum):
    """The five roles of the door."""

    LEADER = "leader"
    PLANNER = "planner"
    STREET = "street"
    GRID_WORKER = "grid_worker"
    ADMIN = "admin"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people; str.title is not wanted here
        """The word on a screen."""
        return ROLE_TITLES[self]


ROLE_TITLES = {
    Role.LEADER: "领导",
    Role.PLANNER: "网格规划",
    Role.STREET: "镇街",
    Role.GRID_WORKER: "网格员",
    Role.ADMIN: "管理员",
}


class Tier(IntEnum):
    """How near a role may come to a person."""

    T0 = 0  # suppressed counts only
    T1 = 1  # counts per building inside the own scope
    T2 = 2  # masked persons of the own grid
    T3 = 3  # revealed with a reason, audited


# The finest tier a role reaches without a further, audited step (store-and-security note, 2.13).
TIERS = {
    Role.LEADER: Tier.T0,
    Role.PLANNER: Tier.T0,
    Role.STREET: Tier.T1,
    Role.GRID_WORKER: Tier.T2,
    Role.ADMIN: Tier.T0,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Role and root of one signed-in account; the first argument of every read of the store."""

    account: str
    role: Role
    root: str  # code of the place whose subtree may be seen; the district's code = all of it
    at: datetime | None = None  # the moment whose grids are looked at; None = now. Rights never depend on it.

    @property
    def tier(self) -> Tier:
        """The finest detail the role reaches."""
        return TIERS[self.role]

    def on(self, day: str) -> "Scope":
        """Look at the grids of a day's evening (YYYY-MM-DD); of now where it is empty. Raises ValueError."""
        return replace(self, at=datetime.combine(date.fromisoformat(day), EVENING) if day else None)

    @property
    def day(self) -> str:
        """The day whose grids are looked at, as an address writes it; empty for today."""
        return f"{self.at:%Y-%m-%d}" if self.at else ""

    @property
    def key(self) -> str:
        """Who may read a thing: never the account, always role and root."""
        return f"{self.role}:{self.root}"

    @property
    def slot(self) -> str:
        """What a cache of answers must tell apart: the `key`, and the day that is looked back to."""
        return f"{self.key}@{self.day}" if self.day else self.key
