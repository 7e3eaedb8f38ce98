"""KML: placemarks of a drawing on a globe."""

from pathlib import Path

from data.readers import vector
from data.readers.base import RawTable, Reader
from geo.model.errors import BadInput


def read(path: Path, name: str) -> list[RawTable]:
    """Read all folders; a row's number counts placemarks from 1."""
    head = vector.starts(path, 2048)
    if b"<kml" not in head or b"<!ENTITY" in head or b"VRTDataset" in head or b"OGRVRTDataSource" in head:
        raise BadInput(f"{name}：不是 KML 文件。", remedy="请从奥维、谷歌地球等软件重新导出为 KML。")
    tables = vector.layers(path, name)
    for table in tables:
        table.crs, table.assumed = "EPSG:4326", True
        table.rows = table.rows + 1 if len(table.rows) and table.rows[0] == 0 else table.rows
    return tables


READER = Reader("kml", (".kml", ".ovkml"), "KML", read)
