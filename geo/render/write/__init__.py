"""Writers: a composed sheet or the published figures as bytes of one format; heavy libraries are imported late."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is called, its ending and media type, and what it is made from."""

    key: str
    title: str
    ending: str
    media: str
    sheet: bool  # made from one composed sheet; else from the figures of the place


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: tuple[Format, ...] = (
    Format("png", "PNG 图片 300 dpi", "png", "image/png", sheet=True),
    Format("png150", "PNG 图片 150 dpi", "png", "image/png", sheet=True),
    Format("pdf", "PDF 矢量，可检索", "pdf", "application/pdf", sheet=True),
    Format("svg", "SVG 矢量", "svg", "image/svg+xml", sheet=True),
    Format("pptx", "PPTX 简报", "pptx", f"{OFFICE}.presentationml.presentation", sheet=False),
    Format("docx", "DOCX 公文", "docx", f"{OFFICE}.wordprocessingml.document", sheet=False),
    Format("xlsx", "XLSX 台账", "xlsx", f"{OFFICE}.spreadsheetml.sheet", sheet=False),
    Format("html", "HTML 单文件地图", "html", "text/html; charset=utf-8", sheet=False),
    Format("atlas", "PDF 网格图册", "pdf", "application/pdf", sheet=False),
)
BY_KEY = {one.key: one for one in FORMATS}
# Grids as data, not drawn: pages/parts/planning/outbound.py.
GRIDS: tuple[Format, ...] = (
    Format("gpkg", "GeoPackage 网格（各级图层）", "gpkg", "application/geopackage+sqlite3", sheet=False),
    Format("geojson", "GeoJSON 网格", "geojson", "application/geo+json", sheet=False),
    Format("shp", "Shapefile 网格（zip）", "zip", "application/zip", sheet=False),
    Format("grids", "XLSX 网格表", "xlsx", f"{OFFICE}.spreadsheetml.sheet", sheet=False),
)
EVERY = BY_KEY | {one.key: one for one in GRIDS}
