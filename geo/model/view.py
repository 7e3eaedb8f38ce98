"""What a colleague may receive as a link: place, period, layers, engine; and what may be printed from it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

PERIODS = (7, 30, 90)
ENGINES = ("auto", "light")


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """State of a page that lives in the URL; never names or ids of persons."""

    place: str
    days: int = 30
    engine: str = "auto"
    layers: tuple[str, ...] | None = None  # None = the registry's defaults
    date: str = ""  # YYYY-MM-DD: the grids of that day's evening; "" = today's
    metric: str = "overdue"  # the figure that colours communities, where `figure` is on


class Mode(StrEnum):
    """For whom a file is made: decides how near it may come to a person."""

    INTERNAL = "internal"
    MEETING = "meeting"
    PUBLIC = "public"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people; str.title is not wanted here
        """The word on a screen."""
        return MODE_TITLES[self]


MODE_TITLES = {Mode.INTERNAL: "内部", Mode.MEETING: "会议", Mode.PUBLIC: "公开"}


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One file to make: which view, on which template, for whom, with which words.

    Equal specs over the same data version give the same picture.
    """

    view: ViewSpec
    template: str = "district"
    mode: Mode = Mode.MEETING
    title: str = ""  # empty = the finding, worked out from the data
    remark: str = ""
    metric: str = "load"  # what the template `ramp` colours by
    before: str = ""  # what the template `plan` compares: today (also ""), a date, a plan's id
    after: str = ""
    reason: str = field(default="", compare=False)  # 内部 asks why; goes to the record, not on the picture
    review: str = ""  # 审图号: 公开 asks for it

    def canonical(self) -> str:
        """Write the spec as JSON in one fixed form."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def digest(self) -> str:
        """64 hex digits of the spec."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who takes a file out and when: printed on it and kept in the record."""

    number: str  # 410106-20261121-0001
    account: str
    role: str  # title
    at: str  # 2026-11-21 19:00, local

    @property
    def line(self) -> str:
        """The trace on the sheet."""
        return f"{self.account}·{self.role}·{self.at}·编号 {self.number}"
