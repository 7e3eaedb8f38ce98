"""Writes the grids of one state as files other software reads: GeoPackage, GeoJSON, Shapefile, workbook."""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import shapely
import xlsxwriter
from geopandas import GeoDataFrame

from geo.model.codes import Level

KINDS = ("gpkg", "geojson", "shp", "xlsx")
LAYERS = {
    Level.DISTRICT: "区",
    Level.ZONE: "片区",
    Level.L1: "一级网格",
    Level.L2: "二级网格",
    Level.L3: "三级网格",
    Level.MICRO: "微网格",
}
# Headers are those of docs/house.md, section 2; in a dbf (10 bytes, GB18030) they have room as well.
HEADERS = {
    "code": "编码",
    "name": "名称",
    "level": "层级",
    "parent": "上级编码",
    "zone": "片区编码",
    "households": "户数",
    "people": "人数",
    "id": "单元号",
}
UNIT = HEADERS["id"]
WORDS = {Level.L1: "一级", Level.L2: "二级", Level.L3: "三级"}
CRS_NAME = "urn:ogc:def:crs:EPSG::4490"
PARTS = ("shp", "shx", "dbf", "prj", "cpg")
Frames = Mapping[Level, GeoDataFrame]


def write_grids(frames: Frames, kind: str, tables: Mapping[str, pd.DataFrame] | None = None) -> bytes:
    """Write all tiers.

    Parameters
    ----------
    frames
        By level: index code; name level parent zone households people id, geometry EPSG:4490. Counts are
        written as they are: round them first (geo/rules/rounding).
    kind
        `gpkg` a layer per tier; `geojson` one collection that names EPSG:4490; `shp` a zip with one Shapefile
        per tier, table in GB18030 with .cpg; `xlsx` a sheet per tier without shapes.
    tables
        Further sheets of a workbook: title -> rows.

    Returns
    -------
    bytes
        Vertices keep their digits: read again, they are the same numbers.
    """
    made = {level: _office(frames[level]) for level in LAYERS if level in frames and len(frames[level])}
    match kind:
        case "gpkg":
            return _gpkg(made)
        case "geojson":
            return _geojson(made)
        case "shp":
            return _shp(made)
    return _xlsx(made, tables or {})


def _office(frame: GeoDataFrame) -> GeoDataFrame:
    """Rows with the headers of an office file."""
    rows = frame.reset_index()[[*HEADERS, "geometry"]].rename(columns=HEADERS)
    level = Level(frame["level"].iloc[0])
    rows["层级"] = WORDS.get(level, LAYERS[level])
    for name in ("上级编码", "片区编码"):
        rows[name] = rows[name].astype(object).where(rows[name].notna(), None)
    for name in ("户数", "人数"):
        rows[name] = rows[name].astype("Int64")
    return rows


def _gpkg(made: Frames) -> bytes:
    with TemporaryDirectory(prefix="ogm_") as folder:
        path = Path(folder) / "grids.gpkg"
        for level, rows in made.items():
            rows.to_file(path, layer=LAYERS[level], driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def _geojson(made: Frames) -> bytes:
    features = []
    for rows in made.values():
        shapes = shapely.to_geojson(rows.geometry.to_numpy())
        values = pd.DataFrame(rows.drop(columns="geometry")).astype(object)
        for said, shape in zip(values.where(values.notna(), None).to_dict("records"), shapes, strict=True):
            features.append({"type": "Feature", "properties": said, "geometry": json.loads(shape)})
    body = {
        "type": "FeatureCollection",
        "name": "网格",
        "crs": {"type": "name", "properties": {"name": CRS_NAME}},
        "features": features,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=int).encode()


def _shp(made: Frames) -> bytes:
    sink = BytesIO()
    with TemporaryDirectory(prefix="ogm_") as folder, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for level, rows in made.items():
            stem = Path(folder) / level.value  # plain names on the disk, people's names in the archive
            rows.to_file(stem.with_suffix(".shp"), driver="ESRI Shapefile", engine="pyogrio", encoding="GB18030")
            for part in PARTS:
                file = stem.with_suffix(f".{part}")
                body = file.read_bytes() if file.exists() else b"GB18030"
                archive.writestr(f"{LAYERS[level]}.{part}", body)
    return sink.getvalue()


def _xlsx(made: Frames, tables: Mapping[str, pd.DataFrame]) -> bytes:
    sink = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        plain = {LAYERS[level]: pd.DataFrame(rows.drop(columns="geometry")) for level, rows in made.items()}
        for title, rows in {**tables, **plain}.items():
            sheet = book.add_worksheet(title[:31])
            sheet.write_row(0, 0, list(rows.columns), bold)
            values = rows.astype(object).where(rows.notna(), "")
            for line, row in enumerate(values.itertuples(index=False), start=1):
                sheet.write_row(line, 0, [int(v) if hasattr(v, "__index__") else v for v in row])
            sheet.set_column(0, max(len(rows.columns) - 1, 0), 18)
            sheet.freeze_panes(1, 0)
    return sink.getvalue()
