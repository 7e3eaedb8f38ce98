"""Reads the cells of a column as what they should be: texts, codes, numbers, yes and no, times."""

import unicodedata
from collections.abc import Callable  # noqa: TC003 - stands in an annotation of a local
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.codes import WORDS, Level
from geo.model.profile import Profile
from geo.schema.kinds import Field

Read = tuple["pd.Series[Any]", NDArray[np.bool_], str]  # values, which cells could not be read, what was expected

YES = {"是", "有", "y", "yes", "true", "1", "1.0", "√", "✓"}
NO = {"否", "无", "n", "no", "false", "0", "0.0", "×", "没有"}
EXACT = 2**53  # a spreadsheet keeps 15-16 digits; a longer code kept as a number has lost its tail
TIME_FORMATS = (
    "ISO8601",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
    "%Y.%m.%d",
)
COMPACT = "%Y%m%d"


def read(column: "pd.Series[Any]", field: Field, profile: Profile) -> Read:
    """Read one column.

    Parameters
    ----------
    column
        "pd.Series[Any]" as the file gave them: texts, numbers, booleans, times; blanks are missing values.
    field
        What the column should be.
    profile
        Names the groups and event types.

    Returns
    -------
    values, bad, expected
        Values on the same index (missing = None, NaN or NaT); True where a cell is filled but cannot
        be read (its value is then missing); what was expected, in Chinese.
    """
    readers: dict[str, Callable[[pd.Series[Any]], Read]] = {
        "text": _text,
        "code": _code,
        "whole": _whole,
        "number": _number,
        "flag": _flag,
        "time": _time,
        "level": lambda cells: _word(cells, {**{k: v.value for k, v in WORDS.items()}, **{v: v for v in Level}}),
        "group": lambda cells: _word(cells, _groups(profile)),
        "event_type": lambda cells: _word(_code(cells)[0], _types(profile)),
    }
    return readers[field.type](column)


def texts(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Read cells as trimmed texts; blanks become None, whole floats lose their `.0`."""
    if isinstance(column.dtype, pd.StringDtype):
        plain = column.str.strip()
    else:
        plain = pd.Series([_plain(cell) for cell in column], index=column.index, dtype="str")
    return plain.mask(plain.isna() | (plain == ""), None)


def _plain(cell: object) -> str | None:
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and cell != cell):  # noqa: PLR0124 - NaN
        return None
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return str(cell).strip()


def _none_bad(column: "pd.Series[Any]") -> NDArray[np.bool_]:
    return np.zeros(len(column), dtype=bool)


def _text(column: "pd.Series[Any]") -> Read:
    return texts(column), _none_bad(column), ""


def _code(column: "pd.Series[Any]") -> Read:
    made = texts(column)
    ascii_only = made.dropna().str.isascii()
    if not ascii_only.all():
        made = made.map(lambda text: unicodedata.normalize("NFKC", text), na_action="ignore")
    lost = _none_bad(column)
    if pd.api.types.is_float_dtype(column.dtype) or column.dtype == object:
        numbers = pd.Series([cell if isinstance(cell, float) else 0.0 for cell in column], index=column.index)
        lost = (numbers.abs() >= EXACT).to_numpy()
    return made.mask(lost, None), lost, "文本格式的编码（数字单元格会丢掉第 16 位以后，请设为文本后重填）"


def _number(column: "pd.Series[Any]") -> Read:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        made = column.astype(float)
        return made, np.isinf(made.to_numpy()), "数字"
    cells = texts(column)
    made = pd.to_numeric(cells.str.replace(",", "", regex=False), errors="coerce").astype(float)
    bad = cells.notna() & ~np.isfinite(made)
    return made.mask(bad), bad.to_numpy(), "数字"


def _whole(column: "pd.Series[Any]") -> Read:
    made, bad, _ = _number(column)
    broken = bad | (made.notna() & (made != made.round())).to_numpy()
    return made.mask(broken), broken, "整数"


def _flag(column: "pd.Series[Any]") -> Read:
    cells = texts(column).str.lower()
    yes, no = cells.isin(YES), cells.isin(NO)
    made = pd.Series(np.where(yes, 1.0, np.where(no, 0.0, np.nan)), index=column.index)
    return made, (cells.notna() & ~yes & ~no).to_numpy(), "是或否"


def _time(column: "pd.Series[Any]") -> Read:
    expected = "日期或时间，如 2026-11-21 或 2026-11-21T18:00"
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        plain = column.dt.tz_localize(None) if getattr(column.dtype, "tz", None) else column
        return plain.astype("datetime64[s]"), _none_bad(column), expected
    cells = texts(column)
    made = pd.Series(pd.NaT, index=column.index, dtype="datetime64[s]")
    compact = cells.str.fullmatch(r"\d{8}").fillna(False).astype(bool)
    # eight digits are a date of the office, not an ISO year of eight digits
    made[compact] = pd.to_datetime(cells[compact], format=COMPACT, errors="coerce").astype("datetime64[s]")
    for form in TIME_FORMATS:
        left = cells.notna() & made.isna() & ~compact
        if not left.any():
            break
        parsed = pd.to_datetime(cells[left], format=form, errors="coerce")
        parsed = parsed.dt.tz_localize(None) if getattr(parsed.dtype, "tz", None) else parsed
        made[left] = parsed.astype("datetime64[s]")
    return made, (cells.notna() & made.isna()).to_numpy(), expected


def _word(column: "pd.Series[Any]", words: dict[str, str]) -> Read:
    cells = texts(column)
    made = cells.map(words)
    shown = "、".join(dict.fromkeys(word for word in words if not word.isascii()))
    return made, (cells.notna() & made.isna()).to_numpy(), f"取值：{shown[:80]}{'…' if len(shown) > 80 else ''}"  # noqa: PLR2004 - a line of a report


def _groups(profile: Profile) -> dict[str, str]:
    words: dict[str, str] = {}
    for group in profile.groups:
        words |= dict.fromkeys((group.title, group.code, group.glyph), group.code)
        # 高龄·独居·空巢老人: an office writes one of the parts
        words |= dict.fromkeys(group.title.split("·"), group.code)
    return words


def _types(profile: Profile) -> dict[str, str]:
    return {word: kind.code for kind in profile.types for word in (kind.title, kind.code)}
