"""What surrounds the map on a sheet: title, marking, date, scale, north, notes, trace of who took it out."""

import math

from geo.model.profile import Profile
from geo.model.view import Mode, SheetSpec, Ticket
from geo.render.sheet import faces
from geo.render.sheet.page import Box, Page, fitted, wrapped
from geo.render.sheet.panel import NOTICE, Panel
from geo.render.style import paint

SIDE = 0.03  # of the paper's width
HEAD, FOOT = 66.0, 30.0  # pt
RULE = 57.0  # pt from the top
DISCLAIMER = "示意图，不作为权属与行政区划界线依据"
STAMP = "演示数据"
WATERMARK = "watermark"
MARKS = {Mode.INTERNAL: "内部资料　注意保管", Mode.MEETING: "会议资料　注意保管"}
KM = 1000.0
TITLE, TITLE_TWO = 17.0, 13.0  # pt: in one line, in two


def body(page: Page) -> Box:
    """Room between header and footer."""
    side = page.wide * SIDE
    return Box(side, FOOT, page.wide - side, page.high - HEAD)


def header(page: Page, title: str, subtitle: str, *, spec: SheetSpec, synthetic: bool, when: str) -> None:
    """Title and subtitle left; marking, stamp and data time right; a rule below."""
    left, right = page.wide * SIDE, page.wide * (1 - SIDE)
    mark = MARKS.get(spec.mode) or f"审图号：{spec.review}"
    color = "marking" if spec.mode in MARKS else "ink2"
    edge = right
    if synthetic:
        wide = faces.width(STAMP, 9.5, bold=True) + 12
        box = Box(right - wide, page.high - 38, right, page.high - 21)
        page.card(box, face="stamp_ground", edge="stamp_line", alpha=1.0)
        page.write(right - wide / 2, page.high - 33, STAMP, 9.5, bold=True, color="stamp", ha="center")
        edge = right - wide - 10
    said, size = fitted(mark, 10.0, page.wide * 0.3, bold=True)
    page.write(edge, page.high - 33, said, size, bold=True, color=color, ha="right")
    room = edge - faces.width(said, size, bold=True) - 16 - left
    if faces.width(title, TITLE_TWO, bold=True) <= room:
        size = min(TITLE, TITLE * room / max(faces.width(title, TITLE, bold=True), 1.0))
        page.write(left, page.high - 35, title, size, bold=True)
    else:
        lines = wrapped(title, TITLE_TWO, room, lines=2, bold=True)
        for n, line in enumerate(lines):
            page.write(left, page.high - 24 - n * 15.5, line, TITLE_TWO, bold=True)
    page.write(right, page.high - 51, when, 8, color="ink2", ha="right")
    page.write(left, page.high - 51, subtitle, 8.5, color="ink2", room=right - left - faces.width(when, 8) - 16)
    page.line([left, right], [page.high - RULE] * 2, "marking", 1.2)


def footer(page: Page, sources: list[str], notes: list[str], *, crs: str, remark: str) -> None:
    """Write sources, system and disclaimer; below them, or after a remark, how things were counted."""
    left, right = page.wide * SIDE, page.wide * (1 - SIDE)
    room = right - left
    first = f"来源：{'、'.join(sources) or '未注明'}　｜　CGCS2000 / {crs}　｜　{DISCLAIMER}"
    page.write(left, 19, first, 6.5, color="ink2", room=room)
    told = "　｜　".join(
        part for part in (remark.replace("\n", " "), "口径：" + "；".join(notes) if notes else "") if part
    )
    if told:
        page.write(left, 9.5, told, 6.5, color="ink2", room=room * 0.62)


def stamp(page: Page, ticket: Ticket, *, watermark: bool = True) -> None:
    """Add who took the sheet out, when and under which number: in the footer and, faint, all over it."""
    page.write(page.wide * (1 - SIDE), 9.5, ticket.line, 6.5, color="ink2", ha="right", room=page.wide * 0.36)
    if not watermark:
        return
    text = f"{ticket.account}·{ticket.at[:10]}·{ticket.number}"
    for row in range(1, 5):
        for column in range(5):
            x = page.wide * (0.08 + 0.21 * column + (0.105 if row % 2 else 0.0))
            page.write(
                x, page.high * (0.24 * row - 0.1), text, 9, alpha=0.055, ha="center", va="center", turn=28, z=40,
                kind=WATERMARK,
            )  # fmt: skip


def scale_bar(view: Panel, *, corner: str = "right", foot: float = 14.0) -> None:
    """Draw the bar with its fraction in a lower corner, the north arrow over it, the notice beside."""
    page, box = view.page, view.box
    metres = _round_down(min(box.wide * 0.30, 150) * view.mpt)
    wide = metres / view.mpt
    fraction = f"1:{view.ratio:,}"
    unit = "公里" if metres >= KM else "米"
    total = wide + 18 + faces.width(unit, 7.5)
    room = max(total, faces.width(fraction, 8, bold=True) + 7 + faces.width(NOTICE, 6.8))
    x = box.right - 12 - room if corner == "right" else box.left + 22
    y = box.bottom + foot + 8
    page.card(Box(x - 7, y - 14, x + room + 3, y + 18), edge="none", alpha=0.8)
    for n in range(2):
        half = Box(x + n * wide / 2, y, x + (n + 1) * wide / 2, y + 3)
        page.block(half, "ink" if n == 0 else "panel", edge="ink", width=0.6, z=6)
    each = metres / KM if metres >= KM else metres
    for n, value in enumerate((0, each / 2, each)):
        page.write(x + n * wide / 2, y + 5.5, f"{value:g}", 7.5, ha="center", halo=1.6)
    page.write(x + wide + 8, y + 5.5, unit, 7.5, halo=1.6)
    page.write(x, y - 9, fraction, 8, bold=True, halo=1.6)
    page.write(x + faces.width(fraction, 8, bold=True) + 7, y - 9, NOTICE, 6.8, color="ink2", halo=1.6)
    view.names.reserve((x - 7, y - 14, x + room + 3, y + 18))


def north(view: Panel, *, x: float | None = None, top: float = 12.0) -> None:
    """Draw the arrow to the north in the upper right corner."""
    page, box = view.page, view.box
    mid, y = (box.right - 20 if x is None else x), box.top - top - 9
    page.card(Box(mid - 13, y - 30, mid + 13, y + 12), edge="none", alpha=0.8)
    page.write(mid, y, "北", 9, bold=True, ha="center", halo=1.6)
    page.shape([(mid, y - 4), (mid - 6, y - 25), (mid, y - 20)], "panel", edge="ink", z=6)
    page.shape([(mid, y - 4), (mid + 6, y - 25), (mid, y - 20)], "ink", edge="ink", z=6)
    view.names.reserve((mid - 13, y - 30, mid + 13, y + 12))


def nothing(page: Page, box: Box, sentence: str, remedy: str = "") -> None:
    """Say in the place of a picture that there is none, and why."""
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    page.block(box, "ground", edge="control")
    page.write(x, y + 4, sentence, 11, bold=True, color="ink2", ha="center", room=box.wide - 20)
    if remedy:
        page.write(x, y - 13, remedy, 8.5, color="ink2", ha="center", room=box.wide - 20)


def heading(page: Page, x: float, y: float, text: str, *, room: float | None = None) -> None:
    """Write the head of a block of the rail."""
    page.write(x, y, text, 10.5, bold=True, room=room)


def zone_color(profile: Profile, zone: object) -> str:
    """Stroke colour of a 片区."""
    return profile.zone_strokes.get(str(zone), paint("ink3") or "#66727F")


def _round_down(metres: float) -> float:
    """Largest 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(max(metres, 1)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1)))
