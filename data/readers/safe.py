"""Opens archives without trusting them: no bombs, no paths out of the folder, no archive in an archive."""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from geo.model.errors import BadInput

MOST_ENTRIES = 200
MOST_BYTES = 300 * 1024 * 1024
MOST_RATIO = 100
FREE_BYTES = 1024 * 1024  # below this, a high ratio harms nobody
ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".tgz"}
CHUNK = 1 << 20


def unpack(archive: Path, folder: Path, name: str) -> list[Path]:
    """Unpack an archive flat into a folder and list the files.

    Sizes are counted while reading, since headers lie. Names in GBK are understood.

    Raises
    ------
    BadInput
        Damaged, encrypted, too large, too dense, or with entries that point elsewhere.
    """
    made: list[Path] = []
    with _open(archive, name) as source:
        left = MOST_BYTES
        for entry in checked(source, name):
            target = folder / PurePosixPath(entry.filename.replace("\\", "/")).name
            if target in made:
                raise _bad(name, f"压缩包的不同文件夹里有同名文件 {target.name}", "请分成两个压缩包。")
            left = _copy(source, entry, target, left, name)
            made.append(target)
    return made


def weigh(archive: Path, name: str, most: int = MOST_BYTES) -> None:
    """Read an archive through once without keeping anything, so that a bomb is refused before a library meets it."""
    with _open(archive, name) as source:
        left = most
        for entry in checked(source, name):
            left = _copy(source, entry, None, left, name)


def checked(source: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """List the files of an archive, refusing it whole if one entry is not plain."""
    entries = [entry for entry in source.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise _bad(name, f"压缩包内有 {len(entries)} 个文件，超过 {MOST_ENTRIES} 个", "请只压缩要导入的一份数据。")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        outside = path.is_absolute() or ".." in path.parts or ":" in path.parts[0]
        if outside or stat.S_ISLNK(entry.external_attr >> 16):
            raise _bad(name, "压缩包内有指向包外的路径", "请重新压缩数据本身后再导入。")
        if path.suffix.lower() in ARCHIVES:
            raise _bad(name, "压缩包里又套了压缩包", "请解压后直接压缩数据文件。")
        if entry.flag_bits & 0x1:
            raise _bad(name, "压缩包设有密码", "请取消密码后重新压缩。")
    return entries


def _open(archive: Path, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive, metadata_encoding="gb18030")
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, ValueError) as fault:
        raise _bad(name, "文件已损坏，打不开", "请重新下载或重新导出该文件。") from fault


def _copy(source: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path | None, left: int, name: str) -> int:
    most = max(entry.compress_size * MOST_RATIO, FREE_BYTES)
    size = 0
    try:
        with source.open(entry) as stream:
            sink = target.open("wb") if target else None
            try:
                while block := stream.read(CHUNK):
                    size += len(block)
                    if size > left:
                        raise _bad(name, "解压后太大", "请拆成几份再导入。")
                    if size > most:
                        raise _bad(name, "压缩比异常（疑似压缩炸弹）", "请确认文件来源，重新导出后再导入。")
                    if sink:
                        sink.write(block)
            finally:
                if sink:
                    sink.close()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise _bad(name, "压缩包内容已损坏", "请重新下载或重新压缩。") from fault
    except zipfile.zlib.error as fault:  # type: ignore[attr-defined]  # zipfile lets it through from zlib
        raise _bad(name, "压缩包内容已损坏", "请重新下载或重新压缩。") from fault
    return left - size


def _bad(name: str, what: str, remedy: str) -> BadInput:
    return BadInput(f"{name}：{what}。", remedy=remedy)
