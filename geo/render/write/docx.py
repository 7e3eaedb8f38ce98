"""公文: the page set-up of GB/T 9704-2012, with the map, the figures and the tables of a place."""
# mypy: disable-error-code="no-untyped-call,union-attr,call-arg,attr-defined,arg-type,no-any-return,valid-type"
# (the library is typed by halves)

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pandas as pd
from docx import Document
from docx.document import Document as Book
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from geo.model.codes import Level
from geo.model.view import SheetSpec, Ticket
from geo.render.sheet.facts import records, shortest
from geo.render.sheet.material import Material
from geo.render.sheet.picture import picture
from geo.render.write.redate import redated
from geo.render.write.story import Story, shown, story

# By name only: the office's machine has them, or its word processor takes the next best.
TITLE, BODY, HEAD, SUB, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "Times New Roman"
LINE = Pt(28.95)  # 22 lines of 28 characters
SIZE = Pt(16)
MARGINS = (37, 35, 28, 26)  # mm: top, bottom, left, right
MAP = (5.9, 4.75)  # inch: with its caption it stays on the first page
ROW_MM = 8.0
WHOLE = 12  # rows of a table that is kept on one page
MOST_PLACES = 5
WIDE_MM = 156.0  # 28 characters
NUMERALS = "一二三四五六七八九"


def write_docx(material: Material, spec: SheetSpec, ticket: Ticket) -> bytes:
    """Write the briefing as an official document."""
    told = story(material, spec, ticket)
    book = Document()
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, MARGINS)
    section.footer_distance = Mm(28)
    normal = book.styles["Normal"]
    normal.font.size = SIZE
    _faces(normal.element.get_or_add_rPr(), BODY)
    book.core_properties.title, book.core_properties.subject = told.title, f"编号 {ticket.number}"
    book.core_properties.author, book.core_properties.comments = ticket.account, told.marking
    _text(book.add_paragraph(), told.marking, HEAD, align=WD_ALIGN_PARAGRAPH.LEFT)
    _text(book.add_paragraph(), told.title, TITLE, size=Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER)
    _text(book.add_paragraph(), f"({told.as_of})", SUB, align=WD_ALIGN_PARAGRAPH.CENTER)
    for n, (head, sentences) in enumerate(_chapters(told, material)):
        chapter = book.add_paragraph()
        chapter.paragraph_format.keep_with_next = True
        _text(chapter, f"{NUMERALS[n]}、{head}", HEAD, indent=True)
        for sentence in sentences:
            _text(book.add_paragraph(), sentence, BODY, indent=True)
        if n == 0:
            _map(book, told, material)
        elif n == 1 and len(told.ranking):
            _table(book, ("社区(村)", "未办结", "超期", "每百户"), _ranked(told.ranking))
        elif n == 2 and len(told.zones):  # noqa: PLR2004 - the third chapter
            rows = [
                (row["name"], shown(row["covered"], 1, "%"), shown(row["outside"])) for _, row in told.zones.iterrows()
            ]
            _table(book, ("片区", f"覆盖{material.estimated}", "圈外人数"), rows)
        elif n == 3 and len(told.nine):  # noqa: PLR2004 - the fourth chapter
            wide = told.nine.iloc[:, :MOST_PLACES]  # the place and its 片区: more columns do not fit the page
            rows = [
                (name, *[shown(value) for value in row]) for name, row in zip(wide.index, wide.to_numpy(), strict=True)
            ]
            _table(book, ("人群", *map(shortest, wide.columns)), rows, first=2.4)
    if spec.remark:
        _text(book.add_paragraph(), f"备注：{spec.remark}", BODY, indent=True)
    _text(book.add_paragraph(), f"{ticket.account}　{ticket.role}", BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _text(book.add_paragraph(), told.as_of, BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.footer.paragraphs[0], ticket.number)
    out = BytesIO()
    book.save(out)
    return redated(out.getvalue(), material.as_of)


def _chapters(told: Story, material: Material) -> list[tuple[str, list[str]]]:
    figures = {one.title: one for one in told.figures}
    said = "；".join(
        f"{one.title} {one.text}{one.unit}" + (f"({one.note})" if one.note else "") for one in figures.values()
    )
    worst = told.ranking[told.ranking["overdue"] > 0].head(3)
    named = "、".join(f"{name}({n} 件)" for name, n in zip(worst["name"], worst["overdue"], strict=True))
    overdue = int(material.facts.table["overdue"].get(told.code, 0))
    classes = "、".join(
        f"{row['title']} {row['open']:,} 件" for _, row in told.classes.head(3).iterrows() if row["open"]
    )
    late = f"目前超期未办结 {overdue:,} 件，最多的是{named}。" if named else "目前没有超期未办结的诉求。"
    return [
        ("总体情况", [f"{told.name}，{told.subtitle}。{said}。"]),
        ("诉求办理", [late + (f"未办结诉求以{classes}为主。" if classes else "")]),
        ("服务圈覆盖", [_covered(told, material) + told.notes[-3]]),
        ("重点人群", [_most(told) + told.notes[-2]]),
        ("说明", [note for note in told.notes if note not in told.notes[-3:-1]]),
    ]


def _covered(told: Story, material: Material) -> str:
    """Say who is within reach, and where fewest are."""
    row = material.facts.row(told.code)
    if row["covered"] is None:
        return ""
    known = [one for one in records(told.zones) if one["covered"] is not None]
    least = min(known, key=lambda one: float(one["covered"])) if len(known) > 1 else None
    said = f"{told.name}15分钟服务圈覆盖{row['covered']:.1f}%，{int(row['outside']):,}人在圈外"
    return said + (f"；{least['name']}最低，为{least['covered']:.1f}%。" if least is not None else "。")


def _most(told: Story) -> str:
    """Name the largest groups that may be told."""
    if not len(told.nine.columns):
        return ""
    own = told.nine.iloc[:, 0].dropna().astype(int).sort_values(ascending=False, kind="stable").head(3)
    named = "、".join(f"{name}{n:,}" for name, n in own.items() if n)
    return f"{told.nine.columns[0]}九色标签数最多的是：{named}。" if named else ""


def _ranked(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        (row["name"], shown(row["open"]), shown(row["overdue"]), shown(row["load"], 1)) for _, row in table.iterrows()
    ]


def _map(book: Book, told: Story, material: Material) -> None:
    if told.level not in (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2):
        return
    paragraph = book.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(picture(material, told.code, "district", *MAP)), width=Mm(150))
    shape._inline.docPr.set("descr", f"{told.name}网格图：片区、服务圈与空白、服务中心、各社区超期件数")  # noqa: SLF001 - no API for alt text
    _text(book.add_paragraph(), f"图　{told.name}网格一张图(示意)", SUB, size=Pt(12), align=WD_ALIGN_PARAGRAPH.CENTER)


def _text(
    paragraph: Paragraph,
    text: str,
    face: str,
    *,
    size: Pt = SIZE,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: bool = False,
) -> None:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    paragraph.alignment = align
    if indent:
        form.first_line_indent = Pt(2 * size.pt)
    run = paragraph.add_run(text)
    run.font.size = size
    _faces(run._r.get_or_add_rPr(), face)  # noqa: SLF001 - no API for East Asian faces


def _faces(properties: Any, face: str) -> None:  # noqa: ANN401 - an element of XML
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name, value in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:cs", LATIN), ("w:eastAsia", face)):
        fonts.set(qn(name), value)


def _table(
    book: Book, head: tuple[str, ...], rows: Sequence[Sequence[str]], *, size: float = 12, first: float = 1.6
) -> None:
    table = book.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    share = WIDE_MM / (first + len(head) - 1)
    for x, column in enumerate(table.columns):
        column.width = Mm(share * (first if x == 0 else 1.0))
    for y, cells in enumerate([head, *rows]):
        table.rows[y].height = Mm(ROW_MM)
        # A row stays on one page.
        table.rows[y]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for x, (cell, text) in enumerate(zip(table.rows[y].cells, cells, strict=True)):  # table.cell reads all anew
            cell.width = Mm(share * (first if x == 0 else 1.0))
            _cell(cell, str(text), size, head=y == 0, left=x == 0)
            cell.paragraphs[0].paragraph_format.keep_with_next = y < len(rows) <= WHOLE
    marker = OxmlElement("w:tblHeader")  # the head is repeated on the next page
    table.rows[0]._tr.get_or_add_trPr().append(marker)  # noqa: SLF001


def _cell(cell: Cell, text: str, size: float, *, head: bool, left: bool) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = (
        WD_ALIGN_PARAGRAPH.CENTER if head else WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT
    )
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _faces(run._r.get_or_add_rPr(), HEAD if head else BODY)  # noqa: SLF001


def _page_number(paragraph: Paragraph, number: str) -> None:
    """— 1 — in the middle, the export's number after it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("", f" —　　编号 {number}")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(10 if "编号" in text else 14)
        _faces(run._r.get_or_add_rPr(), "宋体")  # noqa: SLF001
        if kind == "instr":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)  # noqa: SLF001
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001
