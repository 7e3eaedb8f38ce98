"""Office files in, staged rows out: one reader per format, one list of them."""

from data.readers import csv_text, geojson, gpkg, kml, osm, shapefile, xlsx
from data.readers.base import RawTable, Reader

READERS: tuple[Reader, ...] = (
    gpkg.READER,
    shapefile.READER,
    geojson.READER,
    xlsx.READER,
    csv_text.READER,
    kml.READER,
    osm.READER,
)

__all__ = ["READERS", "RawTable", "Reader"]
