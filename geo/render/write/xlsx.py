"""台账: the published figures as a workbook that filters, freezes and never runs what a name says."""

from collections.abc import Sequence
from io import BytesIO

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.workbook import Workbook

from geo.model.view import Mode, SheetSpec, Ticket
from geo.render.sheet.facts import HIDDEN
from geo.render.sheet.material import Material
from geo.render.style import paint
from geo.render.write.redate import redated
from geo.render.write.story import Story, story

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
FONT = "微软雅黑"
PLACES = (
    ("编码", "code", 16, 0),
    ("名称", "name", 20, 0),
    ("社区(村)，个", "units", 12, 0),
    ("户数", "households", 10, 0),
    ("人口", "people", 10, 0),
    ("未办结，件", "open", 11, 0),
    ("超期，件", "overdue", 10, 0),
    ("较上期", "d_overdue", 9, 0),
    ("每百户未办结", "load", 13, 1),
    ("15分钟覆盖，%", "covered", 18, 1),
    ("圈外，人(取整)", "outside", 14, 0),
    ("2日内反馈，%", "feedback", 13, 1),
)
BARRED = {"open": "spark", "overdue": "overdue", "load": "spark"}


def write_xlsx(material: Material, spec: SheetSpec, ticket: Ticket) -> bytes:
    """Write the sheets 片区, 社区, 诉求类别, 诉求来源, 九色 and 说明."""
    told = story(material, spec, ticket)
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        book.set_properties(
            {
                "title": told.title,
                "subject": f"编号 {ticket.number}",
                "author": ticket.account,
                "comments": told.marking,
                "created": material.as_of,
            }
        )
        book.formats[0].set_font_name(FONT)
        if len(told.zones):
            _places(book, "片区", told.zones)
        _places(book, "社区", told.communities)
        _plain(
            book,
            "诉求类别",
            ("类别", "未办结，件", "其中超期，件", f"近{material.days}天办结，件"),
            told.classes.to_numpy().tolist(),
            (18, 12, 14, 16),
        )
        _plain(book, "诉求来源", ("来源", f"近{material.days}天上报，件"), told.sources.to_numpy().tolist(), (18, 16))
        rows = [
            [name, *[None if pd.isna(value) else int(value) for value in row]]
            for name, row in zip(told.nine.index, told.nine.to_numpy(), strict=True)
        ]
        _plain(book, "九色", ("人群", *told.nine.columns), rows, (24, *[13] * len(told.nine.columns)))
        if spec.mode is Mode.PUBLIC:
            _persons(book, material)
        _about(book, told, spec, ticket)
    return redated(out.getvalue(), material.as_of)


def _styles(book: Workbook) -> tuple[Style, Style]:
    head = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#E8F1F8", "font_name": FONT, "text_wrap": True, "valign": "vcenter"}
    )
    hidden = book.add_format({"align": "right", "font_color": "#66727F", "font_name": FONT})
    return head, hidden


def _places(book: Workbook, title: str, table: pd.DataFrame) -> None:
    head, hidden = _styles(book)
    sheet = book.add_worksheet(title)
    frame = table.reset_index()
    for n, (name, column, width, digits) in enumerate(PLACES):
        form = book.add_format({"num_format": "#,##0.0" if digits else "#,##0", "font_name": FONT})
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, name, head)
        for row, value in enumerate(frame[column], start=1):
            if column in ("code", "name"):
                sheet.write_string(row, n, str(value))
            elif value is None or pd.isna(value):
                sheet.write_string(row, n, HIDDEN, hidden)
            else:
                sheet.write_number(row, n, round(float(value), 1), form)
        if column in BARRED and len(frame):
            sheet.conditional_format(
                1,
                n,
                len(frame),
                n,
                {"type": "data_bar", "bar_color": paint(BARRED[column]), "bar_solid": True, "data_bar_2010": True},
            )
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(frame), 1), len(PLACES) - 1)
    _printed(sheet, title)


def _plain(
    book: Workbook, title: str, names: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[float]
) -> None:
    head, hidden = _styles(book)
    number = book.add_format({"num_format": "#,##0", "font_name": FONT})
    sheet = book.add_worksheet(title)
    for n, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, str(name), head)
    for at, row in enumerate(rows, start=1):
        for n, value in enumerate(row):
            if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
                sheet.write_string(at, n, HIDDEN, hidden)
            elif isinstance(value, str):
                sheet.write_string(at, n, value)
            else:
                sheet.write_number(at, n, float(value), number)  # type: ignore[arg-type]
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)
    _printed(sheet, title)


def _persons(book: Workbook, material: Material) -> None:
    """Community totals of persons with a colour: what 公开 tells of people below the 片区."""
    table = material.persons
    names = material.places["name"]
    rows = [
        [str(code), str(names[str(code)]), None if pd.isna(row["persons"]) else int(row["persons"])]
        for code, row in table.iterrows()
    ]
    _plain(book, "社区合计", ("编码", "名称", "有九色标签，人"), rows, (18, 22, 16))


def _about(book: Workbook, told: Story, spec: SheetSpec, ticket: Ticket) -> None:
    bold = book.add_format({"bold": True, "font_name": FONT})
    wrap = book.add_format({"text_wrap": True, "font_name": FONT, "valign": "top"})
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 96)
    rows = [
        ("标题", told.title),
        ("范围", f"{told.name}({told.code})"),
        ("标识", told.marking),
        ("模式", spec.mode.title),
        ("编号", ticket.number),
        ("出图", f"{ticket.account}　{ticket.role}　{ticket.at}"),
        *[("口径" if n == 0 else "", note) for n, note in enumerate(told.notes)],
        *([("备注", spec.remark)] if spec.remark else []),
        ("规格", spec.canonical()),
    ]
    for n, (name, text) in enumerate(rows):
        sheet.write_string(n, 0, name, bold)
        sheet.write_string(n, 1, text, wrap)


def _printed(sheet: xlsxwriter.worksheet.Worksheet, title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{title}&R第 &P 页，共 &N 页")
