"""The overlays of the map, one file each; LAYERS is the drawing order."""

import hashlib

from geo.layers import (
    bands,
    base_buildings,
    base_land,
    base_rail,
    base_roads,
    base_water,
    catchments,
    centers,
    circles,
    coverage,
    dedicated,
    events,
    figure,
    gaps,
    hexes,
    l1,
    l2,
    l3,
    labels,
    micro,
    nine,
    outline,
    overdue,
    overlap,
    sites,
    sketches,
    zones,
)
from geo.layers.base import Layer

LAYERS: tuple[Layer, ...] = (
    base_land.LAYER,
    base_water.LAYER,
    base_buildings.LAYER,
    base_rail.LAYER,
    base_roads.LAYER,
    zones.LAYER,
    figure.LAYER,
    bands.LAYER,
    overlap.LAYER,
    catchments.LAYER,
    coverage.LAYER,
    gaps.LAYER,
    hexes.LAYER,
    dedicated.LAYER,
    micro.LAYER,
    l3.LAYER,
    l2.LAYER,
    l1.LAYER,
    outline.LAYER,
    sketches.LAYER,
    labels.LAYER,
    centers.LAYER,
    circles.LAYER,
    sites.LAYER,
    events.LAYER,
    overdue.LAYER,
    nine.LAYER,
)


def registry_hash() -> str:
    """16 hex digits that change when any overlay's version does: part of every cache key."""
    text = "\n".join(sorted(f"{layer.key} {layer.version}" for layer in LAYERS))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
