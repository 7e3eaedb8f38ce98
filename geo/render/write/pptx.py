"""简报: a deck with native charts and tables, two maps, and on each slide a title that says what is seen."""
# mypy: disable-error-code="no-untyped-call,union-attr,call-arg,attr-defined,arg-type,no-any-return,valid-type"
# (the library is typed by halves)

from io import BytesIO

import pandas as pd
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Inches

from geo.model.codes import Level
from geo.model.view import SheetSpec, Ticket
from geo.render.sheet.facts import HIDDEN, records, shortest
from geo.render.sheet.furniture import DISCLAIMER, STAMP
from geo.render.sheet.material import Material
from geo.render.sheet.picture import picture
from geo.render.write import slides
from geo.render.write.redate import redated
from geo.render.write.slides import LEFT, RIGHT, TOP
from geo.render.write.story import Story, shown, story

WIDE, HIGH = 13.333, 7.5
MAP = (5.6, 5.45)  # inch
DPI = 200
MOST_GROUPS = 9
ALT = {"circles": "服务圈与圈外空白", "district": "片区、服务圈、服务中心和各社区超期件数"}


def write_pptx(material: Material, spec: SheetSpec, ticket: Ticket) -> bytes:
    """Write eight to twelve slides; a hidden number is a gap in the chart and — in a table."""
    told = story(material, spec, ticket)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    about = deck.core_properties
    about.title, about.subject, about.author, about.comments = (
        told.title,
        f"编号 {ticket.number}",
        ticket.account,
        told.marking,
    )
    book = _Book(deck, told, material, ticket)
    book.cover()
    book.overview()
    if len(told.zones):
        book.by_zone()
    book.over_time()
    book.by_class()
    book.by_source()
    book.worst()
    book.reach()
    book.nine()
    book.about(spec)
    slides.set_faces(deck)
    out = BytesIO()
    deck.save(out)
    return redated(out.getvalue(), material.as_of)


class _Book:
    """The slides, one method each."""

    def __init__(self, deck: "Presentation", told: Story, material: Material, ticket: Ticket) -> None:
        self.deck, self.told, self.material, self.ticket = deck, told, material, ticket
        self.blank = deck.slide_layouts[6]

    def slide(self, title: str, says: str = "") -> Slide:
        """Begin a slide: title, rule, source line."""
        made = self.deck.slides.add_slide(self.blank)
        slides.write(made, title, (LEFT, 0.38, RIGHT - LEFT - 2.4, 0.6), 26, bold=True)
        slides.write(
            made, self.told.marking, (RIGHT - 2.6, 0.32, 2.6, 0.3), 12, bold=True, color="marking", align=PP_ALIGN.RIGHT
        )
        if self.material.synthetic:
            slides.write(made, STAMP, (RIGHT - 2.6, 0.58, 2.6, 0.3), 12, bold=True, color="stamp", align=PP_ALIGN.RIGHT)
        slides.bar(made, (LEFT, 1.0, RIGHT - LEFT, 0.022), "marking")
        if says:
            slides.write(made, says, (LEFT, 1.06, RIGHT - LEFT, 0.3), 13, color="ink2")
        foot = f"{self.material.when}　｜　{DISCLAIMER}　｜　编号 {self.ticket.number}"
        slides.write(made, foot, (LEFT, 7.12, RIGHT - LEFT - 0.8, 0.25), 10, color="ink2")
        number = len(self.deck.slides)
        slides.write(made, str(number), (RIGHT - 0.6, 7.12, 0.6, 0.25), 10, color="ink2", align=PP_ALIGN.RIGHT)
        return made

    def cover(self) -> None:
        """Title, place, date, marking."""
        made = self.deck.slides.add_slide(self.blank)
        slides.bar(made, (0, 0, WIDE, 0.18), "accent")
        slides.write(made, self.told.marking, (LEFT, 0.5, 6, 0.4), 14, bold=True, color="marking")
        if self.material.synthetic:
            slides.write(made, STAMP, (RIGHT - 4, 0.5, 4, 0.4), 14, bold=True, color="stamp", align=PP_ALIGN.RIGHT)
        slides.write(
            made, self.told.title, (1.2, 2.45, WIDE - 2.4, 1.2), 40, bold=True, align=PP_ALIGN.CENTER, middle=True
        )
        slides.bar(made, (WIDE / 2 - 1.2, 3.85, 2.4, 0.04), "marking")
        slides.write(
            made,
            f"{self.told.name}　{self.told.subtitle}",
            (1.2, 4.1, WIDE - 2.4, 0.5),
            20,
            color="ink2",
            align=PP_ALIGN.CENTER,
        )
        slides.write(made, self.told.as_of, (1.2, 4.7, WIDE - 2.4, 0.5), 20, color="ink2", align=PP_ALIGN.CENTER)
        slides.write(
            made,
            f"编号 {self.ticket.number}　{self.ticket.account}　{self.ticket.role}",
            (1.2, 6.7, WIDE - 2.4, 0.4),
            12,
            color="ink2",
            align=PP_ALIGN.CENTER,
        )

    def overview(self) -> None:
        """Map on the left, the figures on the right."""
        told = self.told
        overdue = next((one for one in told.figures if one.title == "超期事件"), None)
        title = f"{told.name}：超期 {overdue.text} 件" if overdue and overdue.bad else f"{told.name}一张图"
        made = self.slide(title, f"{told.subtitle}；15 分钟服务圈：{self.material.reach}")
        self._map(made, "district", (LEFT, TOP + 0.12))
        left, wide = LEFT + MAP[0] + 0.45, RIGHT - LEFT - MAP[0] - 0.45
        for n, figure in enumerate(told.figures[:6]):
            x, y = left + (n % 2) * wide / 2, TOP + 0.2 + (n // 2) * 1.75
            slides.bar(made, (x, y, 0.05, 1.3), "overdue" if figure.bad else "teal" if figure.unit == "%" else "accent")
            slides.write(made, figure.title, (x + 0.2, y, wide / 2 - 0.3, 0.3), 14, color="ink2")
            slides.write(
                made,
                f"{figure.text}{figure.unit}",
                (x + 0.2, y + 0.3, wide / 2 - 0.3, 0.6),
                30,
                bold=True,
                color="overdue_text" if figure.bad else "ink",
            )
            slides.write(made, figure.note, (x + 0.2, y + 0.95, wide / 2 - 0.3, 0.3), 12, color="ink2")

    def by_zone(self) -> None:
        """Open and overdue by 片区, and the table."""
        zones = self.told.zones
        names = [shortest(name) for name in zones["name"]]
        share = zones["overdue"].sum()
        most = zones.sort_values("overdue", ascending=False, kind="stable").iloc[0]
        title = (
            f"{shortest(most['name'])}片区超期最多，占 {100 * most['overdue'] / share:.0f}%"
            if share
            else "各片区都没有超期事件"
        )
        made = self.slide(title, "未办结与超期，件")
        series = [
            ("未办结", [*map(int, zones["open"])], "spark"),
            ("其中超期", [*map(int, zones["overdue"])], "overdue"),
        ]
        slides.chart(made, XL_CHART_TYPE.COLUMN_CLUSTERED, names, series, (LEFT, TOP + 0.1, 6.4, 5.4))
        rows = [
            (
                shortest(row["name"]),
                shown(row["units"]),
                shown(row["people"]),
                shown(row["load"], 1),
                shown(row["covered"], 1, "%"),
                shown(row["feedback"], 1, "%"),
            )
            for _, row in zones.iterrows()
        ]
        head = ("片区", "社区", "人口", "每百户未办结", f"覆盖{self.material.estimated}", "2日内反馈")
        slides.table(
            made,
            head,
            rows,
            (7.2, TOP + 0.5, RIGHT - 7.2, 0.5 * (1 + len(rows))),
            size=12,
            widths=(2, 1.3, 2, 2.4, 2.1, 2.1),
        )

    def over_time(self) -> None:
        """Open and overdue day by day."""
        trend, days = self.told.trend, self.material.days
        values = trend["open"]
        if len(values) < 2 or values[0] is None or values[-1] is None:  # noqa: PLR2004 - a line has two ends
            slides.write(
                self.slide("走势暂缺"),
                "事件数据还不足一个时段，画不出走势。",
                (LEFT, 3, RIGHT - LEFT, 1),
                18,
                color="ink2",
                align=PP_ALIGN.CENTER,
            )
            return
        step = values[-1] - values[0]
        word = f"增加 {step:,.0f} 件" if step > 0 else f"减少 {-step:,.0f} 件" if step < 0 else "持平"
        made = self.slide(f"未办结近 {days} 天{word}", "每日时点数，件")
        dates = [f"{day:%m-%d}" for day in pd.date_range(end=self.material.as_of.date(), periods=len(values))]
        series = [("未办结", values, "spark"), ("其中超期", trend["overdue"], "overdue")]
        slides.chart(made, XL_CHART_TYPE.LINE, dates, series, (LEFT, TOP + 0.1, RIGHT - LEFT, 5.5), labels=False)

    def by_class(self) -> None:
        """Open events by class."""
        table = self.told.classes[self.told.classes["open"] > 0]
        first = f"未办结诉求中“{table.iloc[0]['title']}”最多" if len(table) else "没有未办结诉求"
        made = self.slide(first, "按大类，件")
        if not len(table):
            return
        series = [
            ("未办结", [*map(int, table["open"])], "spark"),
            ("其中超期", [*map(int, table["overdue"])], "overdue"),
        ]
        slides.chart(made, XL_CHART_TYPE.BAR_CLUSTERED, [*table["title"]], series, (LEFT, TOP + 0.1, 7.2, 5.6))
        rows = [
            (row["title"], f"{row['open']:,}", f"{row['overdue']:,}", f"{row['done']:,}")
            for _, row in self.told.classes.iterrows()
        ]
        slides.table(
            made,
            ("类别", "未办结", "超期", f"近{self.material.days}天办结"),
            rows,
            (8.1, TOP + 0.2, RIGHT - 8.1, 0.4 * (1 + len(rows))),
            size=12,
            widths=(2.2, 1.4, 1.2, 2),
        )

    def by_source(self) -> None:
        """Where events come from."""
        table = self.told.sources.head(8)
        total = int(self.told.sources["n"].sum())
        title = (
            f"{100 * table.iloc[0]['n'] / total:.0f}% 的诉求来自“{table.iloc[0]['title']}”" if total else "近期没有上报"
        )
        made = self.slide(title, f"近 {self.material.days} 天上报 {total:,} 件，按来源")
        if total:
            slides.chart(
                made,
                XL_CHART_TYPE.BAR_CLUSTERED,
                [*table["title"]],
                [("件数", [*map(int, table["n"])], "accent")],
                (LEFT, TOP + 0.1, RIGHT - LEFT, 5.6),
            )

    def worst(self) -> None:
        """Name the communities to look at first."""
        table = self.told.ranking
        late = int((table["overdue"] > 0).sum())
        made = self.slide(f"先看这 {late} 个社区(村)" if late else "没有超期的社区(村)", "按超期件数排列")
        if not len(table):
            return
        rows = [
            (
                f"{n}　{row['name']}",
                shown(row["overdue"]),
                _change(row["d_overdue"]),
                shown(row["open"]),
                shown(row["load"], 1),
                shown(row["covered"], 0, "%"),
            )
            for n, (_, row) in enumerate(table.iterrows(), 1)
        ]
        head = ("社区(村)", "超期，件", "较上期", "未办结，件", "每百户未办结", f"覆盖{self.material.estimated}")
        slides.table(
            made,
            head,
            rows,
            (LEFT, TOP + 0.15, RIGHT - LEFT, min(0.48 * (1 + len(rows)), 5.5)),
            size=14,
            widths=(3, 1.5, 1.5, 1.5, 1.8, 1.8),
        )

    def reach(self) -> None:
        """Draw the circles, and how far they reach by 片区 or community."""
        told = self.told
        covered = self.material.facts.row(told.code)["covered"]
        made = self.slide(
            f"15 分钟服务圈覆盖 {covered:.1f}%" if covered is not None else "15分钟服务圈",
            f"{self.material.reach}；阴影为圈外",
        )
        self._map(made, "circles", (LEFT, TOP + 0.12))
        table = (
            told.zones
            if len(told.zones)
            else told.communities.dropna(subset=["covered"]).sort_values("covered").head(8)
        )
        if len(table):
            values = [row["covered"] for row in records(table)]
            series = [("覆盖，%", values, "teal")]
            left = LEFT + MAP[0] + 0.4
            slides.chart(
                made,
                XL_CHART_TYPE.BAR_CLUSTERED,
                [shortest(name) for name in table["name"]],
                series,
                (left, TOP + 0.1, RIGHT - left, 5.5),
                number="0.0",
            )

    def nine(self) -> None:
        """List the nine colours, suppressed."""
        table = self.told.nine
        made = self.slide("九色动态图(聚合)", self.told.notes[-2])
        if table.empty:
            slides.write(
                made,
                "这一范围没有可以公布的九色数据。",
                (LEFT, 3, RIGHT - LEFT, 1),
                18,
                color="ink2",
                align=PP_ALIGN.CENTER,
            )
            return
        rows = [
            (str(name), *[HIDDEN if pd.isna(value) else f"{int(value):,}" for value in row])
            for name, row in zip(table.index[:MOST_GROUPS], table.to_numpy(), strict=False)
        ]
        head = ("人群", *[str(name).removesuffix("街道").removesuffix("片区") for name in table.columns])
        slides.table(
            made,
            head,
            rows,
            (LEFT, TOP + 0.45, RIGHT - LEFT, min(0.5 * (1 + len(rows)), 5.2)),
            size=12,
            widths=(2.6, *[1.0] * len(table.columns)),
        )

    def about(self, spec: SheetSpec) -> None:
        """How it was counted."""
        made = self.slide("口径与说明")
        lines = [*self.told.notes, *([f"备注：{spec.remark}"] if spec.remark else [])]
        slides.write(
            made, "\n\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)), (LEFT, TOP + 0.2, RIGHT - LEFT, 5), 16
        )

    def _map(self, made: Slide, kind: str, at: tuple[float, float]) -> None:
        told = self.told
        if told.level in (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2):
            png = picture(self.material, told.code, kind, *MAP, dpi=DPI)
            slides.image(
                made,
                png,
                (*at, *MAP),
                f"{told.name}示意图：{ALT[kind]}",
            )


def _change(value: float | None) -> str:
    if value is None or pd.isna(value):
        return HIDDEN
    n = int(value)
    return f"↑ {n}" if n > 0 else f"↓ {-n}" if n < 0 else "持平"
