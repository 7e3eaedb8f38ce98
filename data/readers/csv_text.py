"""CSV and tab-separated text: UTF-8 or GB18030, strictly."""

import csv
from io import StringIO
from pathlib import Path

import pandas as pd

from data.readers import sheet
from data.readers.base import MOST_BYTES, RawTable, Reader
from geo.model.errors import BadInput
from geo.schema import Fault

ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";")
HEAD = 20


def read(path: Path, name: str) -> list[RawTable]:
    """Read the one table; a row's number is its row in a spreadsheet, the headers usually being row 1."""
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"{name}：文件超过 300 MB。", remedy="请拆成几份再导入。")
    text, encoding = decode(path.read_bytes(), name)
    head = list(csv.reader(StringIO("\n".join(text.splitlines()[:HEAD])), delimiter=_separator(text)))
    if not any(any(cell.strip() for cell in line) for line in head):
        raise BadInput(f"{name}：文件是空的。", remedy="请确认导出时选中了数据。")
    header = sheet.header_row(head)
    width = len(head[header])
    faults: list[Fault] = []
    try:
        lines = _fast(text, width)
    except (pd.errors.ParserError, ValueError):
        lines, faults = _slow(text, width, name)
    cells, rows = sheet.below(lines, header)
    return [RawTable(name, "", cells, rows, encoding=encoding, faults=faults)]


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Decode as UTF-8, else as GB18030, without replacing anything.

    Raises
    ------
    BadInput
        Neither fits; the line is named.
    """
    furthest = 0
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig").upper()
        except UnicodeDecodeError as fault:
            furthest = max(furthest, fault.start)
    line = content[:furthest].count(b"\n") + 1
    raise BadInput(
        f"{name}：第 {line} 行附近的文字既不是 UTF-8 也不是 GB18030 编码。",
        remedy="请用 Excel 另存为“CSV UTF-8”后再导入。",
    )


def _separator(text: str) -> str:
    first = "\n".join(text.splitlines()[:HEAD])
    return max(SEPARATORS, key=first.count)


def _fast(text: str, width: int) -> pd.DataFrame:
    return pd.read_csv(
        StringIO(text),
        header=None,
        names=range(width),
        index_col=False,
        dtype="str",
        keep_default_na=False,
        skip_blank_lines=False,
        sep=_separator(text),
        on_bad_lines="error",
    )


def _slow(text: str, width: int, name: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Line by line, so that a broken one is named and the others are kept."""
    lines: list[list[str]] = []
    faults: list[Fault] = []
    for number, line in enumerate(csv.reader(StringIO(text), delimiter=_separator(text)), start=1):
        extra = [cell for cell in line[width:] if cell.strip()]
        if extra:
            message = f"这一行有 {len(line)} 格，比表头的 {width} 格多"
            faults.append(Fault(name, "", number, "", "", "cells", message, "请检查是否有未加引号的逗号"))
        lines.append([""] * width if extra else [*line, *[""] * width][:width])
    return pd.DataFrame(lines, columns=range(width), dtype="str"), faults


READER = Reader("csv", (".csv", ".txt", ".tsv"), "CSV 文本", read)
