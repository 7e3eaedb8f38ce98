"""The command line of files: `python -m data export VIEW …` comes here; the atlas page runs it as its worker."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from geo.model.codes import Level
from geo.model.errors import BadInput, GovernanceError
from geo.model.scope import Role, Scope
from geo.model.sheet_link import WORDS, from_query
from geo.model.view import PERIODS, Mode, SheetSpec, ViewSpec

DONE, FAILED, STOPPED = 0, 1, 130
SUFFIXES = {"png": "png", "pdf": "pdf", "svg": "svg", "pptx": "pptx", "docx": "docx", "xlsx": "xlsx", "html": "html"}
LEVELS = {"l2": Level.L2, "l1": Level.L1, "zone": Level.ZONE}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make one file; 0 done, 1 refused with a sentence, 130 stopped."""
    given = _parser().parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(given)
    except GovernanceError as fault:
        if given.tell:
            _line({"error": fault.message, "remedy": fault.remedy})
        else:
            sys.stderr.write(f"{fault}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("已停止，没有留下文件。\n")
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data export", description="导出一张图、图册、简报、公文或台账")
    parser.add_argument("view", metavar="视图", help="地点编码(如 410106)，从浏览器复制的链接，或已存视图的名称、编号")
    parser.add_argument(
        "--template",
        metavar="模板",
        help="district(默认) wide zones circles hotspots ramp nine hexes plan atlas view",
    )
    parser.add_argument(
        "--mode",
        choices=[one.value for one in Mode],
        help="internal 内部、meeting 会议(默认)、public 公开",
    )
    parser.add_argument(
        "--format", default="", metavar="格式", help="png png150 pdf svg pptx docx xlsx html atlas；默认按文件名"
    )
    parser.add_argument("--out", type=Path, metavar="文件", help="写到哪里；不写则只登记并保存在 var/exports")
    parser.add_argument("--days", type=int, choices=PERIODS, help="近多少天，默认 30")
    parser.add_argument("--date", default="", metavar="日期", help="按哪一天的网格，如 2026-11-01；默认今天")
    parser.add_argument("--metric", metavar="指标", help="模板 ramp 用：open overdue covered feedback")
    parser.add_argument("--before", metavar="状态", help="模板 plan 用：today(默认)、日期或方案编号")
    parser.add_argument("--after", metavar="状态", help="模板 plan 用：方案编号、日期或 today")
    parser.add_argument("--level", default="l2", choices=[*LEVELS], help="图册按哪一级分页")
    parser.add_argument("--title", default="")
    parser.add_argument("--remark", default="")
    parser.add_argument("--reason", default="", help="内部模式的用途")
    parser.add_argument("--review", default="", help="公开模式的审图号")
    parser.add_argument("--role", default=Role.LEADER.value, choices=[one.value for one in Role])
    parser.add_argument("--root", default="", metavar="编码", help="管辖范围，默认全区")
    parser.add_argument("--account", default="", help=argparse.SUPPRESS)
    parser.add_argument("--tell", action="store_true", help=argparse.SUPPRESS)  # progress as lines of JSON
    return parser


def _run(given: argparse.Namespace) -> int:
    from pages.parts import save, wiring  # noqa: PLC0415 - a wrong word is answered without loading what draws

    account = given.account or os.environ.get("USERNAME") or os.environ.get("USER") or "命令行"
    scope = Scope(account, Role(given.role), given.root or wiring.store().profile().district)
    said = {name: getattr(given, name) for name in (*WORDS, "title", "remark", "reason", "review")}
    said["mode"] = Mode(given.mode) if given.mode else None
    spec = _spec(given.view, scope)
    spec = replace(spec, **{name: value for name, value in said.items() if value})
    if given.days:
        spec = replace(spec, view=replace(spec.view, days=given.days))
    if given.date:
        spec = replace(spec, view=replace(spec.view, date=given.date))
    made = save.make(scope, spec, _format(given), level=LEVELS[given.level], tell=_progress if given.tell else None)
    if given.out:
        _copy(given.out, save.open_file(scope, made.number)[1])
    if given.tell:
        _line({"number": made.number, "name": made.name, "bytes": made.bytes})
    else:
        where = given.out.name if given.out else f"var/exports 中的 {made.number}"
        sys.stdout.write(f"已导出 {where}，编号 {made.number}，{made.bytes:,} 字节，sha256 {made.file_sha}\n")
    return DONE


def _spec(text: str, scope: Scope) -> SheetSpec:
    """Read a code, a link of the browser, or a saved view by its name or number."""
    from pages.parts import saved  # noqa: PLC0415 - as above

    if "=" not in text and "/" not in text:
        view = next((one for one in saved.mine(scope) if text in (one.id, one.name)), None)
        if view is None:
            return SheetSpec(ViewSpec(text))
        text = view.address
    query = {
        name: values[-1] for name, values in parse_qs(urlsplit(text).query or text.partition("?")[2] or text).items()
    }
    chosen = query.pop("view", "")
    if chosen:
        kept = next((one for one in saved.mine(scope) if one.id == chosen), None)
        if kept is None:
            raise BadInput("链接里的视图不存在，或不在您的范围内。", remedy="请重新复制链接。")
        query = {name: values[-1] for name, values in parse_qs(urlsplit(kept.address).query).items()} | query
    if "place" not in query:
        raise BadInput("链接里没有地点。", remedy="请给出地点编码，或带 place= 的链接。")
    return from_query(query, "")


def _format(given: argparse.Namespace) -> str:
    if given.format:
        return str(given.format)
    suffix = given.out.suffix.lower().lstrip(".") if given.out else "png"
    if suffix not in SUFFIXES:
        raise BadInput(f"不认识的文件类型“{suffix}”。", remedy=f"可用：{'、'.join(SUFFIXES)}；或用 --format 指定。")
    return SUFFIXES[suffix]


def _copy(target: Path, body: bytes) -> None:
    """Write the file whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(body)
        part.replace(target)
    except OSError as fault:
        raise BadInput(f"“{target.name}”写不进去。", remedy="请检查文件夹是否存在、可写，磁盘是否已满。") from fault
    finally:
        part.unlink(missing_ok=True)


def _progress(done: int, total: int, name: str) -> None:
    _line({"done": done, "total": total, "name": name})


def _line(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
