"""谁在圈外 as a file: the same table the role sees on the screen, with the rule it was counted by."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

from geo.metrics import reach as figures
from geo.model.errors import BadInput
from geo.model.scope import Scope
from geo.rules import rounding
from pages.parts import reach
from pages.parts.reach_area import told
from pages.parts.wiring import store_of

HEADERS = ("编码", "名称", "人数", "圈外人数", "占本格(%)", "圈外平均步行(分钟)")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Row = tuple[object, ...]


def outside_file(scope: Scope, ask: reach.Ask, kind: str) -> tuple[bytes, str]:
    """Write the table and return it with its media type; raises BadInput for another kind of file."""
    if kind not in TYPES:
        raise BadInput("没有这种导出格式。", remedy="可导出 csv 或 xlsx。")
    found = reach.answer(scope, ask)
    names = store_of(scope).places(scope)["name"]
    table = figures.outside(found.near, found.seen.rows, names, tier=scope.tier, level=found.seen.level)
    rows: list[Row] = [
        (
            str(code),
            row["name"],
            _plain(row["all"]),
            _plain(row["outside"]),
            _plain(row["share"], ""),
            _plain(row["minutes"], ""),
        )
        for code, row in table.iterrows()
    ]
    all_told = told(scope, ask, found)
    groups = all_told["groups"] or []
    people: list[Row] = [(g["title"], _plain(g["inside"], "—"), _plain(g["outside"], "—")) for g in groups]
    book, day = store_of(scope), f"，按 {scope.day} 的网格" if scope.day else ""
    head = [
        f"{found.seen.name} 谁在圈外",
        all_told["rule"],
        f"数据截至 {book.as_of():%Y-%m-%d %H:%M}{day}{'，演示数据' if book.synthetic() else ''}",
    ]
    body = _csv(head, rows, people) if kind == "csv" else _xlsx(head, rows, people)
    return body, TYPES[kind]


def _plain(value: object, hidden: object = rounding.FEW) -> object:
    """Write whole numbers as such; what is hidden as the words for it."""
    if str(value) in ("<NA>", "nan", "None"):
        return hidden
    number = float(str(value))
    return int(number) if number.is_integer() else number


def _csv(head: list[str], rows: list[Row], people: list[Row]) -> bytes:
    sink = StringIO()
    out = csv.writer(sink, lineterminator="\r\n")
    out.writerows([line] for line in head)
    out.writerow(HEADERS)
    out.writerows(("\t" + str(row[0]), *row[1:]) for row in rows)  # a tab keeps long codes from becoming numbers
    if people:
        out.writerow(("九色人群", "圈内人数", "圈外人数"))
        out.writerows(people)
    return ("﻿" + sink.getvalue()).encode()


def _xlsx(head: list[str], rows: list[Row], people: list[Row]) -> bytes:
    sink = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, headers, lines in (
            ("谁在圈外", HEADERS, rows),
            *((("九色人群", ("人群", "圈内人数", "圈外人数"), people),) if people else ()),
        ):
            sheet = book.add_worksheet(title)
            for at, line in enumerate(head):
                sheet.write_string(at, 0, line)
            sheet.write_row(len(head), 0, headers, bold)
            for at, row in enumerate(lines, start=len(head) + 1):
                sheet.write_row(at, 0, row)
            sheet.set_column(0, len(headers), 18)
            sheet.freeze_panes(len(head) + 1, 0)
    return sink.getvalue()
