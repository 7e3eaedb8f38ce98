"""The only way out for a file: number, rows by mode, drawing, record, and then the door hands it over."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from data import published
from data.exports import Export, Taken, export, exports, record, reserve
from geo.model.codes import Level, parse_code
from geo.model.errors import BadInput, NotFound, NotReady
from geo.model.scope import Scope
from geo.model.view import SheetSpec, Ticket, ViewSpec
from geo.ports import Reads
from geo.render.sheet import Made, Material, compose, png, stamp, template
from geo.render.sheet.handover import Handover
from geo.render.sheet.picture import picture
from geo.render.write import BY_KEY, EVERY
from geo.render.write.story import Story, story
from geo.rules.publish import exported, limit, permit
from pages.parts import scene, shelf
from pages.parts.bundle import bundle
from pages.parts.once import Once
from pages.parts.planning import hands, sides
from pages.parts.settings import DIST
from pages.parts.shelf import file_name, put_aside
from pages.parts.wiring import blobs, dated, store, store_of

PREVIEW_DPI = 96
GLIMPSE = (5.9, 4.75)  # inch
PAGE = {Level.L2: "atlas", Level.L1: "district", Level.ZONE: "district"}  # the template of an atlas page
Tell = Callable[[int, int, str], None]  # done, of how many, what

_materials: Once[Material] = Once(6)
_turn = threading.Lock()  # one drawing at a time: more are not faster, and the map needs the other core


def material(scope: Scope, spec: SheetSpec) -> Material:
    """Return the rows a spec may be drawn from; shared by everybody with the same eyes."""
    scope = dated(scope, spec.view.date)
    scene.hold_back(scope)
    book, trail = store_of(scope), store()
    days, eyes = spec.view.days, exported(scope, spec.mode)
    at = (book.version(), published.count(trail))

    def gather() -> Material:
        figures = scene.figures(eyes, days)
        return Material(
            book,
            scope,
            spec.mode,
            days,
            figures=figures,
            handover=partial(_handover, scope, eyes),
            known=partial(published.known, trail),
        )

    return _materials.get((scope.slot, spec.mode, days), gather, version=at)


def _handover(scope: Scope, eyes: Scope, before: str, after: str) -> Handover:
    """Compare two states the asker may see, in numbers the file may print; without names of persons."""
    a, b = sides.side(scope, before), sides.side(scope, after)
    table = hands.units(eyes, a, b)
    loads = hands.loads(eyes, a, b, Level.L3)
    return Handover(a.title, b.title, a.cov, b.cov, table.drop(columns="网格员", errors="ignore"), loads)


def preview(scope: Scope, spec: SheetSpec, account: str) -> tuple[str, Made]:
    """Draw a sheet as it will be printed and return the address of its picture, for this scope's eyes only."""
    with _turn:
        made = compose(material(scope, spec), spec)
        stamp(made, Ticket("出图时生成", account, scope.role.title, "出图时间"))
        picture = png(made.figure, dpi=PREVIEW_DPI)
    return "/" + blobs().publish("preview", picture, "png", scope_key=scope.key, cache="no-store"), made


def glimpse(scope: Scope, spec: SheetSpec) -> tuple[str, Story]:
    """Draw the map a deck or a document opens with and gather what it tells; for this scope's eyes only."""
    with _turn:
        rows = material(scope, spec)
        told = story(rows, spec, Ticket("", scope.account, scope.role.title, ""))
        drawn = picture(rows, told.code, "district", *GLIMPSE, dpi=PREVIEW_DPI)
    return "/" + blobs().publish("preview", drawn, "png", scope_key=scope.key, cache="no-store"), told


def make(scope: Scope, spec: SheetSpec, kind: str, *, level: Level = Level.L2, tell: Tell | None = None) -> Export:
    """Make one file and write it down.

    Parameters
    ----------
    kind
        Key of `geo.render.write.FORMATS`.
    level
        For an atlas: one page per unit of this level.
    tell
        Called with pages done, pages in all and the name of the one that comes.

    Returns
    -------
    Export
        Its record; the file lies under its number and is fetched through `open_file`.

    Raises
    ------
    GovernanceError
        The mode's demands, an unknown template, place or format, or a disk that is full: nothing is kept then.
    """
    if kind not in BY_KEY:
        raise BadInput(f"没有名为“{kind[:12]}”的格式。", remedy=f"可选：{'、'.join(BY_KEY)}。")
    permit(spec)
    form, book = BY_KEY[kind], store()
    rows = material(scope, spec)
    _, name, _ = rows.place(spec.view.place)
    ticket = reserve(book, scope)
    with _turn:
        body, content, hidden = _body(
            rows, spec, ticket, kind, level=level, tell=tell, book=store_of(dated(scope, spec.view.date))
        )
    title = template(spec.template).title if form.sheet else form.title.partition(" ")[2]
    made = Export(
        number=ticket.number,
        name=file_name("_".join(filter(None, (name, spec.view.date, title, ticket.number))), form.ending),
        place=spec.view.place,
        template=spec.template,
        format=kind,
        mode=spec.mode.value,
        scope=scope.key,
        spec=replace(spec, reason="").canonical(),
        spec_sha=spec.digest(),
        data_version=rows.version,
        k=limit(rows.profile, rows.scope),
        hidden=hidden,
        content_sha=content,
        file_sha=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
    )

    def written() -> None:
        published.keep(book, scope, rows.told.shown)
        record(book, scope, made, reason=spec.reason.strip())

    put_aside(body, made, form, written)
    return made


def recent(scope: Scope, *, most: int = 12) -> list[Taken]:
    """List what this account took out with this scope, newest first."""
    mine = exports(store(), account=scope.account, most=most * 4)
    return [one for one in mine if one.export.scope == scope.key][:most]


def open_file(scope: Scope, number: str) -> tuple[Export, bytes]:
    """Read a file that was taken out by this account with this scope.

    Raises
    ------
    NotFound
        No such number, somebody else's, or the file is no longer kept; which of them is not told.
    """
    found = export(store(), number)
    if found is not None and found.account == scope.account and found.export.scope == scope.key:
        path = shelf.FOLDER / f"{number}.{EVERY[found.export.format].ending}"
        body = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(body).hexdigest() == found.export.file_sha:
            return found.export, body
    raise NotFound("这份文件已不在了，或不是您导出的。", remedy="请在“出图”页重新导出。")


def pages_of(rows: Material, spec: SheetSpec, level: Level) -> list[str]:
    """Codes of the units of a level inside the spec's place, in the order of their codes."""
    if level not in PAGE:
        raise BadInput(f"图册不能按“{level.title}”分页。", remedy=f"可选：{'、'.join(one.title for one in PAGE)}。")
    code, name, own = rows.place(spec.view.place)
    if own is Level.L2:
        return [code]
    if own in (Level.L3, Level.MICRO, Level.DEDICATED):
        raise NotFound(
            "图册按社区、镇街或片区分页，这里比社区还小。", remedy="请选择社区或更大的地点；小网格可在“单图”出图。"
        )
    found = [str(one) for one in rows.facts.under(code, level).index]
    if not found:
        raise NotFound(f"{name}下没有{level.title}，图册是空的。", remedy="请换一个地点或分页层级。")
    return found


def _body(
    rows: Material, spec: SheetSpec, ticket: Ticket, kind: str, *, level: Level, tell: Tell | None, book: Reads
) -> tuple[bytes, str, int]:
    """Bytes, hash of the content, and how many cells of people are hidden; writers are imported when needed."""
    if BY_KEY[kind].sheet:
        from geo.render.write import pictures  # noqa: PLC0415

        made = compose(rows, spec)
        content = made.content_sha()
        match kind:
            case "svg":
                body = pictures.write_svg(made, ticket)
            case "pdf":
                body = pictures.write_pdf(made, ticket)
            case _:
                body = pictures.write_png(made, ticket, dpi=pictures.DPI[kind])
        return body, content, made.hidden
    hidden = int(rows.nine.isna().sum().sum())
    match kind:
        case "pptx":
            from geo.render.write.pptx import write_pptx  # noqa: PLC0415

            return write_pptx(rows, spec, ticket), "", hidden
        case "docx":
            from geo.render.write.docx import write_docx  # noqa: PLC0415

            return write_docx(rows, spec, ticket), "", hidden
        case "xlsx":
            from geo.render.write.xlsx import write_xlsx  # noqa: PLC0415

            return write_xlsx(rows, spec, ticket), "", hidden
        case "html":
            from geo.render.write.html import write_html  # noqa: PLC0415

            script, sheet = _leaflet()
            return write_html(rows, spec, ticket, store=book, script=script, sheet=sheet), "", hidden
        case _:
            from geo.render.write.pictures import write_pages  # noqa: PLC0415

            codes = pages_of(rows, spec, level)
            title = spec.title.strip() or f"{rows.place(spec.view.place)[1]}网格图册"
            return write_pages(_atlas(rows, spec, codes, level, tell), ticket, title=title), "", 0


def _atlas(rows: Material, spec: SheetSpec, codes: list[str], level: Level, tell: Tell | None) -> Iterator[Made]:
    """Draw page after page, one alive at a time."""
    for n, code in enumerate(codes):
        if tell:
            tell(n, len(codes), str(rows.places.loc[code, "name"]))
        one = replace(spec, view=ViewSpec(code, spec.view.days, date=spec.view.date), template=PAGE[level], title="")
        yield compose(rows, one)
    if tell:
        tell(len(codes), len(codes), "写入文件")


def _leaflet() -> tuple[str, str]:
    """Text of Leaflet's script and style sheet from the built component."""
    folder = DIST / bundle().lib / "light"
    try:
        return tuple(Path(folder / name).read_text(encoding="utf-8") for name in ("leaflet.js", "leaflet.css"))  # type: ignore[return-value]  # two of two
    except OSError as fault:
        raise NotReady("单文件地图需要的 Leaflet 没有构建。", remedy="请运行 python tasks.py setup 后重试。") from fault


def fits(key: str, place: str) -> bool:
    """Tell whether a template suits a place."""
    level = Level.L2 if place.startswith("DQ") else parse_code(place).level
    return level in template(key).levels
