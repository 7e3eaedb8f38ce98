"""Reads layers of vector files through GDAL, with only the wanted drivers switched on."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.readers.base import RawTable
from geo.model.errors import BadInput

# GDAL looks at the content, not at the ending: a VRT named x.geojson would read other files of this machine.
# All drivers but these stay off: ESRI Shapefile, GPKG, GeoJSON, GeoJSONSeq, KML, LIBKML, FlatGeobuf, DXF,
# OpenFileGDB, GPX, MapInfo File. The list takes effect when pyogrio is first imported; each reader also looks
# at the first bytes itself.
OFF = (
    "MEM,CSV,WAsP,PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,LVBAG,S57,DGN,OGR_VRT,GML,ESRIJSON,TopoJSON,OGR_GMT,SQLite,"
    "GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,"
    "Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,AIVector,HTTP"
)
os.environ.setdefault("OGR_SKIP", OFF)


def layers(path: Path, name: str, **options: Any) -> list[RawTable]:  # noqa: ANN401 - options of pyogrio
    """Read every layer of a file.

    Raises
    ------
    BadInput
        GDAL cannot read the file or one of its layers.
    """
    import pyogrio  # noqa: PLC0415 - after the environment above is set
    from pyogrio.errors import DataSourceError  # noqa: PLC0415

    made: list[RawTable] = []
    try:
        for layer in pyogrio.list_layers(path)[:, 0]:
            frame = pyogrio.read_dataframe(path, layer=layer, fid_as_index=True, force_2d=True, **options)
            made.append(_table(frame, name, str(layer)))
    except (DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError, ValueError, RuntimeError) as fault:
        raise BadInput(f"{name}：文件内容已损坏或不是所写的格式。", remedy="请用原软件重新导出后再导入。") from fault
    return made


def _table(frame: pd.DataFrame, name: str, layer: str) -> RawTable:
    geometry: Any = getattr(frame, "geometry", None) if "geometry" in frame.columns else None
    crs = getattr(frame, "crs", None) if geometry is not None else None
    cells = pd.DataFrame(frame.drop(columns="geometry")) if geometry is not None else frame
    return RawTable(
        file=name,
        layer=layer,
        cells=cells.reset_index(drop=True),
        rows=frame.index.to_numpy(dtype=np.int64),
        geometry=None if geometry is None else np.asarray(geometry.array, dtype=object),
        crs=None if crs is None else _code(crs),
    )


def _code(crs: Any) -> str:  # noqa: ANN401 - pyproj's CRS
    authority = crs.to_authority(min_confidence=80)
    return ":".join(authority) if authority else str(crs.to_wkt())


def starts(path: Path, count: int = 512) -> bytes:
    """First bytes of a file, without a byte order mark and leading blanks."""
    with path.open("rb") as stream:
        return stream.read(count).removeprefix(b"\xef\xbb\xbf").lstrip()
