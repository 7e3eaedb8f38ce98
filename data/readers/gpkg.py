"""GeoPackage: layers of one database file."""

from pathlib import Path

from data.readers import vector
from data.readers.base import RawTable, Reader
from geo.model.errors import BadInput

MAGIC = b"SQLite format 3\x00"


def read(path: Path, name: str) -> list[RawTable]:
    """Read all layers; a row's number is its feature id."""
    if not vector.starts(path, 16).startswith(MAGIC):
        raise BadInput(f"{name}：不是 GeoPackage 文件。", remedy="请用 GIS 软件另存为 GeoPackage（.gpkg）。")
    return vector.layers(path, name)


READER = Reader("gpkg", (".gpkg",), "GeoPackage", read)
