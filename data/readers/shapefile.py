"""Shapefile in a zip: finds the parts, names the missing one, reads GBK tables."""

from pathlib import Path
from tempfile import TemporaryDirectory

from data.readers import safe, vector
from data.readers.base import RawTable, Reader
from geo.model.errors import BadInput

PARTS = (".shp", ".shx", ".dbf")
MAGIC = b"\x00\x00\x27\x0a"  # of a .shp and a .shx: GDAL looks at the content, so we do first
FIELD = 32  # bytes of one field description in a dbf


def read(path: Path, name: str) -> list[RawTable]:
    """Read every Shapefile of the archive; a row's number counts records from 1."""
    with TemporaryDirectory(prefix="ogm_") as folder:
        files = safe.unpack(path, Path(folder), name)
        stems = sorted({file.stem for file in files if file.suffix.lower() in PARTS})
        if not stems:
            raise BadInput(f"{name}：压缩包里没有 Shapefile。", remedy="请把 .shp、.shx、.dbf、.prj 一起压缩。")
        return [table for number, stem in enumerate(stems) for table in _one(files, stem, name, number)]


def _one(files: list[Path], stem: str, name: str, number: int) -> list[RawTable]:
    parts = {file.suffix.lower(): file for file in files if file.stem == stem}
    missing = [part for part in PARTS if part not in parts]
    if missing:
        raise BadInput(
            f"{name}：{stem} 缺少 {'、'.join(missing)} 部分。",
            remedy="Shapefile 的各部分须放在同一压缩包，请补齐后重新压缩。",
        )
    for part in (".shp", ".shx"):
        with parts[part].open("rb") as stream:
            if stream.read(len(MAGIC)) != MAGIC:
                raise BadInput(
                    f"{name}：{stem}{part} 文件内容已损坏或不是所写的格式。", remedy="请用原软件重新导出后再导入。"
                )
    # GDAL finds the parts by name: plain ones, so that no name can surprise it
    parts = {part: file.rename(file.with_name(f"layer{number}{part}")) for part, file in parts.items()}
    encoding = dbf_encoding(parts[".dbf"].read_bytes())
    tables = vector.layers(parts[".shp"], name, encoding=encoding)
    for table in tables:
        table.layer, table.encoding = stem, encoding
        table.rows = table.rows + 1
    return tables


def dbf_encoding(table: bytes) -> str:
    """Tell UTF-8 from GB18030 by the bytes: a wrong or missing .cpg is common."""
    header = int.from_bytes(table[8:10], "little")
    names = [table[at : at + 11].split(b"\0")[0] for at in range(FIELD, max(header - 1, FIELD), FIELD)]
    for text in (*names, table[header:]):
        try:
            # a field name may be cut inside a sign: its last bytes prove nothing
            text.decode("utf-8") if len(text) != 10 else text[:8].decode("utf-8", "ignore")  # noqa: PLR2004
        except UnicodeDecodeError:
            return "GB18030"
    return "UTF-8"


READER = Reader("shapefile", (".zip",), "Shapefile（zip 压缩包）", read)
