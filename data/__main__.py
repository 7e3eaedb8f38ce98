"""The command line of the store: python -m data init|demo|load|undo|summary|backup|restore|check|export."""

import argparse
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from data.store import ENV, Store, default_url, open_store
from data.vault import locate
from geo.model.errors import GovernanceError

OK, FAILED, USAGE, WAITING, BUG, STOPPED = 0, 1, 2, 3, 70, 130
SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit code.

    0 done · 1 refused or faulty, with a sentence on stderr · 2 wrong usage · 3 read and checked, but
    nothing stored because nobody said yes · 70 a bug, written to var/errors.log · 130 stopped.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a sign must not end the program
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["export"]:
        return _export(words[1:])
    given = _parser().parse_args(words)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except GovernanceError as fault:
        _tell(str(fault))
        return FAILED
    except KeyboardInterrupt:
        _tell("已停止，没有保存任何未完成的改动。")
        return STOPPED
    except Exception as fault:  # noqa: BLE001 - the door of the command line: a sentence for people, details in a log
        return _bug(fault)


class _Parser(argparse.ArgumentParser):
    """Argparse that says in Chinese that it was not understood."""

    def error(self, message: str) -> NoReturn:
        """Say what was not understood and how to get help."""
        _tell(f"命令写法不对（{message}）。请运行 {self.prog} --help 查看用法。")
        sys.exit(USAGE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m data", description="网格一张图的数据：建库、演示数据、导入、备份、检查")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(command=run)
        return made

    add("init", _init, "建立空的数据库")
    demo = add("demo", _demo, "建立演示数据（不会覆盖真实数据）")
    demo.add_argument("--seed", type=int, default=None, help="随机种子，同一种子得到同一个区")
    demo.add_argument("--force", action="store_true", help="已有演示数据时重新建立")
    district = add("district", _district, "换成另一个区县：从它的网格文件写出辖区配置")
    district.add_argument("files", nargs="+", metavar="网格文件", help="带区、片区和各级网格的文件")
    district.add_argument("--name", default="", metavar="名称", help="网格里没有“区”这一级时，区县叫什么")
    district.add_argument("--datum", action="append", default=[], metavar="坐标系", help="同 load")
    district.add_argument("--out", type=Path, metavar="文件", help="默认写在数据库旁边的 district.toml")
    load = add("load", _load, "导入文件：先核对并报告，确认后才保存")
    load.add_argument(
        "files",
        nargs="+",
        metavar="文件",
        help="GeoPackage、Shapefile(zip)、GeoJSON、KML、OSM(.osm、.pbf)、xlsx、csv 或文件夹",
    )
    load.add_argument(
        "--datum",
        action="append",
        default=[],
        metavar="坐标系",
        help="WGS84、CGCS2000、GCJ-02、EPSG:4547，或 文件名=坐标系",
    )
    load.add_argument("--yes", action="store_true", help="核对后直接保存可以入库的行")
    load.add_argument("--sure", action="store_true", help="存疑之处已核对，仍然保存（如路网不连通超过一成）")
    load.add_argument("--report", type=Path, metavar="问题清单.xlsx", help="把全部问题写成工作簿")
    undo = add("undo", _undo, "撤销最近一批导入")
    undo.add_argument("batch", type=int, metavar="批号")
    add("summary", _summary, "统计库中数据").add_argument("--json", action="store_true", help="输出 JSON")
    add("backup", _backup, "在线备份并校验").add_argument("target", nargs="?", type=Path, metavar="文件")
    add("restore", _restore, "用备份替换数据库（原库会保留）").add_argument("source", type=Path, metavar="备份文件")
    add("check", _check, "检查完整性、版本、边界和引用")
    add("export", lambda _: OK, "导出图、图册、简报、公文、台账（python -m data export --help）")
    return parser


def _init(_: argparse.Namespace) -> int:
    address = locate(os.environ.get(ENV) or default_url())
    existed = Path(str(address.database)).exists()
    with _opened(create=True) as store:
        _say(f"数据库 {store.name} {'已存在，结构为最新' if existed else '已建立'}。")
    return OK


def _demo(given: argparse.Namespace) -> int:
    from data.demo_store import SEED, make_demo  # noqa: PLC0415 - each command loads only what it needs

    address = locate(os.environ.get(ENV) or default_url())
    made = make_demo(address, seed=SEED if given.seed is None else given.seed, force=given.force)
    if not made:
        _say("演示数据已经在库中；如需重建，请加 --force。")
        return OK
    _say("演示数据已建立（全部为合成数据）。")
    return _summary(argparse.Namespace(json=False))


def _district(given: argparse.Namespace) -> int:
    from data.config.profile import own_path  # noqa: PLC0415
    from data.outset import begin_district, refuse_mixing  # noqa: PLC0415

    target = given.out or own_path()
    if target.exists():
        _tell(f"{target.name} 已经存在，没有改动。如要重写，请先把它改名或移走。")
        return FAILED
    text = begin_district(given.files, datum=_datum(given.datum), name=given.name)
    if given.out is None and Path(str(locate(os.environ.get(ENV) or default_url()).database)).exists():
        with _opened() as store:
            refuse_mixing(store, text)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    _say(f"已写好 {target.name}。请看一遍其中的限值与标准，再运行 python -m data init 和 load。")
    return OK


def _datum(words: Sequence[str]) -> dict[str, str]:
    """Read file=system and plain system words."""
    return {("*" if "=" not in word else word.split("=", 1)[0]): word.split("=", 1)[-1] for word in words}


def _load(given: argparse.Namespace) -> int:
    from data.loading import confirm  # noqa: PLC0415
    from data.progress import Bar  # noqa: PLC0415
    from data.readers.stage import stage  # noqa: PLC0415
    from data.writers.report import write_report  # noqa: PLC0415

    with _opened() as store:
        with Bar("读取与核对") as bar:
            staging = stage(given.files, datum=_datum(given.datum), store=store, progress=bar)
        for table in staging.tables:
            title = table.kind.title if table.kind else "未识别"
            layer = f"·{table.layer}" if table.layer else ""
            _say(
                f"{table.file}{layer}：{title}，{table.rows:,} 行，可入库 {len(table.good):,}，不入库 {table.refused:,}"
            )
            for note in table.notes:
                _say(f"  提示：{note}")
        faults = staging.all_faults
        for fault in faults[:SHOWN]:
            mark = "不入库" if fault.drops else "提醒"
            value = f"（{fault.value}）" if fault.value else ""
            _say(f"  [{mark}] {fault.place}{value}：{fault.message.rstrip('。')}。{fault.hint}")
        if len(faults) > SHOWN:
            _say(f"  …… 共 {len(faults):,} 处，加 --report 问题清单.xlsx 查看全部。")
        if given.report:
            write_report(staging, given.report)
            _say(f"问题清单已写入 {given.report.name}。")
        if not any(len(table.good) for table in staging.tables):
            _tell("没有可以保存的行，未保存。请按上面的问题改正后重新导入。")
            return FAILED
        if staging.undeclared:
            _tell("有表没有写明坐标系，未保存。请加 --datum 声明，如 --datum CGCS2000。")
            return FAILED
        if not given.yes and not _agreed():
            _tell("未保存。核对无误后请加 --yes 重新运行。")
            return WAITING
        with Bar("写入") as bar:
            batch = confirm(
                store,
                staging,
                os.environ.get("USERNAME") or os.environ.get("USER") or "命令行",
                sure=given.sure,
                progress=bar,
            )
        _say(f"已保存为第 {batch} 批；如有误，可运行 python -m data undo {batch} 撤销。")
    return OK


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("保存可以入库的行？输入 y 确认：")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}


def _undo(given: argparse.Namespace) -> int:
    from data.loading import undo  # noqa: PLC0415

    with _opened() as store:
        undo(store, given.batch, "命令行")
    _say(f"第 {given.batch} 批导入已撤销。")
    return OK


def _summary(given: argparse.Namespace) -> int:
    from data.summary import sentences, summary  # noqa: PLC0415

    with _opened() as store:
        counts = summary(store)
    if given.json:
        _say(json.dumps(counts, ensure_ascii=False))
    else:
        for line in sentences(counts):
            _say(line)
    return OK


def _backup(given: argparse.Namespace) -> int:
    from data.backup import backup  # noqa: PLC0415
    from data.progress import Bar  # noqa: PLC0415

    with _opened() as store, Bar("备份") as bar:
        made = backup(store, given.target, progress=bar)
    _say(f"已备份到 {made.path}，数据版本 {made.version}，sha256 {made.sha256}")
    return OK


def _restore(given: argparse.Namespace) -> int:
    from data.backup import restore  # noqa: PLC0415

    version, kept = restore(given.source, locate(os.environ.get(ENV) or default_url()))
    former = f"原数据库保留为 {kept.name}。" if kept else ""
    _say(f"已恢复，数据版本 {version}。{former}")
    return OK


def _check(_: argparse.Namespace) -> int:
    from data.health import check  # noqa: PLC0415

    well = True
    with _opened() as store:
        for finding in check(store):
            well &= finding.ok
            _say(f"[{'正常' if finding.ok else '问题'}] {finding.title}：{finding.message}")
    return OK if well else FAILED


def _export(words: Sequence[str]) -> int:
    """Hand over to the command that draws: drawing lies above this package, so it is a program of its own."""
    root = Path(__file__).resolve().parents[1]
    paths = [str(root), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path), "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, "-m", "pages.parts.export", *words], check=False, env=env).returncode  # noqa: S603 - our own program


class _opened:  # noqa: N801 - reads as a verb where it is used
    """The store for one command, closed at the end."""

    def __init__(self, *, create: bool = False) -> None:
        self._create = create

    def __enter__(self) -> Store:
        self._store = open_store(create=self._create)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _bug(fault: Exception) -> int:
    log = Path(str(locate(default_url()).database)).with_name("errors.log")
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            lines.write("".join(traceback.format_exception(fault)))
        where = f"详情已写入 {log.name}，"
    except OSError:
        where = ""
    _tell(f"程序内部出错（{type(fault).__name__}），没有保存未完成的改动。{where}请把它交给维护人员。")
    return BUG


if __name__ == "__main__":
    sys.exit(main())
