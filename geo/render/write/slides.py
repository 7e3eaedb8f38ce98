"""Building blocks of a deck: text, tables and native charts whose every run names an East Asian face."""
# mypy: disable-error-code="no-untyped-call,union-attr,call-arg,attr-defined,arg-type,no-any-return,valid-type"
# (the library is typed by halves)

from collections.abc import Sequence
from io import BytesIO
from math import isnan

from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches, Pt

from geo.render.style import paint

FACE = "微软雅黑"
CROWDED = 10  # dates under a line
LEFT, RIGHT, TOP = 0.55, 12.78, 1.35  # inch: edges of what a slide says
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def rgb(token: str) -> RGBColor:
    """Colour of a token."""
    return RGBColor.from_string((paint(token) or "#000000")[1:])


def write(
    slide: Slide,
    text: str,
    box: tuple[float, float, float, float],
    size: float,
    *,
    bold: bool = False,
    color: str = "ink",
    align: PP_ALIGN = PP_ALIGN.LEFT,
    middle: bool = False,
) -> None:
    """Put a text box at left, top, width, height (inch); lines of the text are paragraphs."""
    shape = slide.shapes.add_textbox(*map(Inches, box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    for n, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, rgb(color)


def bar(slide: Slide, box: tuple[float, float, float, float], color: str) -> None:
    """Draw a filled rectangle without an outline."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(color)
    shape.line.fill.background()
    shape.shadow.inherit = False


def image(slide: Slide, png: bytes, box: tuple[float, float, float, float], told: str) -> None:
    """Place a picture with its alternative text."""
    shape = slide.shapes.add_picture(BytesIO(png), *map(Inches, box))
    shape._element.nvPicPr.cNvPr.set("descr", told)  # noqa: SLF001 - no API for alt text


def table(
    slide: Slide,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    box: tuple[float, float, float, float],
    *,
    size: float = 13,
    widths: Sequence[float] | None = None,
) -> None:
    """Place a native table: a weak head, hairlines, numbers on the right."""
    frame = slide.shapes.add_table(1 + len(rows), len(head), *map(Inches, box))
    made = frame.table
    properties = frame._element.graphic.graphicData.tbl.tblPr  # noqa: SLF001
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
    properties.set("bandRow", "0")
    for n, share in enumerate(widths or [1.0] * len(head)):
        made.columns[n].width = Inches(box[2] * share / sum(widths or [1.0] * len(head)))
    for y, cells in enumerate([head, *rows]):
        made.rows[y].height = Inches(box[3] / (1 + len(rows)))
        for x, text in enumerate(cells):
            cell = made.cell(y, x)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb("accent_weak" if y == 0 else "panel" if y % 2 else "ground")
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT if x == 0 else PP_ALIGN.RIGHT
            run = paragraph.add_run()
            run.text = str(text)
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), y == 0 or x == 0, rgb("ink")


def chart(
    slide: Slide,
    kind: XL_CHART_TYPE,
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None], str]],
    box: tuple[float, float, float, float],
    *,
    labels: bool = True,
    number: str = "#,##0",
) -> Chart:
    """Place a native chart: (name, values, colour) per series; None leaves a gap and stands in no workbook cell."""
    data = CategoryChartData(number_format=number)
    data.categories = list(categories)
    for name, values, _ in series:
        data.add_series(name, [None if value is None or isnan(value) else value for value in values])
    made: Chart = slide.shapes.add_chart(kind, *map(Inches, box), data).chart
    made.has_title = False
    made.font.size, made.font.color.rgb = Pt(12), rgb("ink2")
    made.has_legend = len(series) > 1
    if made.has_legend:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    plot = made.plots[0]
    line = kind in (XL_CHART_TYPE.LINE, XL_CHART_TYPE.LINE_MARKERS)
    if not line:
        plot.gap_width, plot.overlap = 55, -8
    if labels:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = number, False
        plot.data_labels.font.size = Pt(12)
        if not line:
            plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for one, (_, _, color) in zip(plot.series, series, strict=True):
        if line:
            one.format.line.color.rgb, one.format.line.width, one.smooth = rgb(color), Pt(2.5), False
        else:
            one.format.fill.solid()
            one.format.fill.fore_color.rgb = rgb(color)
            one.invert_if_negative = False
    values_axis, names_axis = made.value_axis, made.category_axis
    values_axis.has_major_gridlines = line
    values_axis.visible = line
    if line:
        values_axis.major_gridlines.format.line.color.rgb = rgb("line")
        values_axis.format.line.fill.background()
    else:
        values_axis.minimum_scale = 0
    names_axis.format.line.color.rgb = rgb("control")
    names_axis.has_major_gridlines = False
    names_axis.reverse_order = kind is XL_CHART_TYPE.BAR_CLUSTERED  # the first on top, as in the table beside it
    if line:
        _thin(names_axis, len(categories))
    return made


def _thin(axis: object, n: int) -> None:
    """Name only every so many dates under a line."""
    if n <= CROWDED:
        return
    skip = etree.SubElement(axis._element, qn("c:tickLblSkip"))  # noqa: SLF001 - no API
    skip.set("val", str(-(-n // CROWDED)))
    after = axis._element.find(qn("c:noMultiLvlLbl"))  # noqa: SLF001
    if after is not None:
        after.addprevious(skip)


def set_faces(deck: Presentation) -> None:
    """Name the face for Latin, East Asian and complex scripts in every run, end mark, default and chart."""
    for slide in deck.slides:
        _name(slide._element)  # noqa: SLF001 - python-pptx has no API for East Asian faces
        for shape in slide.shapes:
            if shape.has_chart:
                _name(shape.chart._chartSpace)  # noqa: SLF001


def _name(root: etree._Element) -> None:
    for tag in ("rPr", "defRPr", "endParaRPr"):
        for found in root.iter(f"{{{A}}}{tag}"):
            for script in ("latin", "ea", "cs"):
                for old in found.findall(f"{{{A}}}{script}"):
                    found.remove(old)
            # The schema wants them after fills and outlines, before links.
            at = sum(
                1
                for child in found
                if etree.QName(child).localname in ("ln", "noFill", "solidFill", "gradFill", "effectLst")
            )
            for n, script in enumerate(("latin", "ea", "cs")):
                made = etree.Element(f"{{{A}}}{script}")
                made.set("typeface", FACE)
                found.insert(at + n, made)
    for run in root.iter(f"{{{A}}}r"):
        if run.find(f"{{{A}}}rPr") is None:
            run.insert(0, etree.Element(f"{{{A}}}rPr"))
