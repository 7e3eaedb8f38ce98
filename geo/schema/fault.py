"""One fault of an incoming table, as the person can find it in the file."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")  # a mobile number
_PERSON = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?!\d)")  # a number of eighteen as on an identity card
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """Where, what and what to do; `drops` tells whether the row stays out."""

    file: str
    layer: str
    row: int | None  # as the person sees it: line of the sheet, number of the feature; None = the whole table
    column: str  # header as written in the file
    value: str  # masked
    code: str
    message: str
    hint: str = ""
    drops: bool = True

    @property
    def place(self) -> str:
        """File, layer and row in words."""
        layer = f"·{self.layer}" if self.layer else ""
        row = f" 第 {self.row} 行" if self.row is not None else ""
        column = f"“{self.column}”" if self.column else ""
        return f"{self.file}{layer}{row}{column}"


def masked(value: object, *, person: bool = False) -> str:
    """Shorten a value for a report; numbers of persons and phones lose their middle, names all but the first sign.

    Parameters
    ----------
    value
        As read from the file; None and NaN give an empty text.
    person
        The column holds a person's name: only its first sign is kept.
    """
    text = "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is the one value unequal to itself
    if person:
        return text[:1] + "*" * min(len(text) - 1, 2) if text else ""
    text = _NUMBER.sub(r"\1****\2", text)
    # codes of micro grids have eighteen digits too; they start with the six of a district and are no secret,
    # but nobody can tell them from a person's number, so both are masked
    text = _PERSON.sub(r"\1**********\2", text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
