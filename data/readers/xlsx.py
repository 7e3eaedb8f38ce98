"""Excel workbooks (.xlsx): every sheet is a table."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from data.readers import safe, sheet
from data.readers.base import RawTable, Reader
from geo.model.errors import BadInput

MOST_BYTES = 120 * 1024 * 1024  # of XML: the cells take several times as much memory


def read(path: Path, name: str) -> list[RawTable]:
    """Read all sheets; a row's number is the one Excel shows. Formulas give their last computed value."""
    safe.weigh(path, name, MOST_BYTES)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except PasswordError as fault:
        raise BadInput(f"{name}：工作簿设有密码。", remedy="请取消密码另存后再导入。") from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise BadInput(
            f"{name}：不是完好的 Excel 工作簿。", remedy="请用 Excel 或 WPS 另存为 .xlsx 后再导入。"
        ) from fault
    return [_table(name, title, lines) for title, lines in sheets if any(any(c != "" for c in line) for line in lines)]


def _table(name: str, title: str, lines: Sequence[Sequence[object]]) -> RawTable:
    header = sheet.header_row(lines)
    cells, rows = sheet.below(pd.DataFrame(lines, dtype=object), header)
    return RawTable(name, title, cells, np.asarray(rows))


READER = Reader("xlsx", (".xlsx", ".xlsm"), "Excel 工作簿", read)
