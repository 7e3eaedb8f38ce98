"""Writes the faults of a load as a workbook for the person who has to mend the files."""

from io import BytesIO
from pathlib import Path

import xlsxwriter

from data.readers.staging import Staging

HEADERS = ("文件", "图层", "行", "列", "值(已脱敏)", "问题", "怎么办", "是否入库")
WIDTHS = (22, 14, 8, 14, 22, 44, 40, 10)


def write_report(staging: Staging, target: Path | BytesIO) -> None:
    """Write one line per fault, and a sheet that counts rows per table.

    Cell texts are written as texts: what looks like a formula in a user's file stays harmless.
    A file appears whole or not at all.

    Parameters
    ----------
    staging
        From data.readers.stage.stage().
    target
        File to make or replace, or a buffer.
    """
    if isinstance(target, BytesIO):
        _write(staging, target)
        return
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(staging, part)
    part.replace(target)


def _write(staging: Staging, target: Path | BytesIO) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target if isinstance(target, BytesIO) else str(target), options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        counts = book.add_worksheet("汇总")
        counts.write_row(0, 0, ("文件", "图层", "类别", "行数", "可入库", "不入库", "提示"), bold)
        for line, table in enumerate(staging.tables, start=1):
            title = table.kind.title if table.kind else "未识别"
            counts.write_row(
                line,
                0,
                (table.file, table.layer, title, table.rows, len(table.good), table.refused, "；".join(table.notes)),
            )
        counts.set_column(0, 6, 18)
        sheet = book.add_worksheet("问题清单")
        sheet.write_row(0, 0, HEADERS, bold)
        for line, fault in enumerate(staging.all_faults, start=1):
            where = (fault.file, fault.layer, fault.row if fault.row is not None else "", fault.column)
            sheet.write_row(line, 0, (*where, fault.value, fault.message, fault.hint, "否" if fault.drops else "是"))
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(staging.all_faults), 1), len(HEADERS) - 1)
