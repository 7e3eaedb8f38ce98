"""Roads as they come: OpenStreetMap extracts and office drawings, small enough to check by hand."""

import json

WEST, SOUTH = 113.2005, 34.8005
DX, DY = 0.019, 0.009  # the small district, a little inside its outline


def osm(path, nodes, ways):
    """Write an .osm file: nodes {id: (lon, lat)}, ways [(id, [node ids], {tags})]."""
    dots = "".join(f'<node id="{n}" version="1" lon="{x:.7f}" lat="{y:.7f}"/>' for n, (x, y) in nodes.items())
    lines = "".join(
        f'<way id="{n}" version="1">{"".join(f"<nd ref={chr(34)}{r}{chr(34)}/>" for r in refs)}'
        f"{''.join(f'<tag k={chr(34)}{k}{chr(34)} v={chr(34)}{v}{chr(34)}/>' for k, v in tags.items())}</way>"
        for n, refs, tags in ways
    )
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{dots}{lines}</osm>', encoding="utf-8")
    return path


def cross(*, bridge=False, clipped=False):
    """Two streets that share their middle node, and a third above them that shares none."""
    x, y = WEST + DX / 2, SOUTH + DY / 2
    nodes = {1: (WEST, y), 2: (x, y), 3: (WEST + DX, y), 4: (x, SOUTH), 5: (x, SOUTH + DY)}
    nodes |= {6: (x + 0.002, SOUTH), 7: (x + 0.002, SOUTH + DY), 8: (x + 0.004, SOUTH), 9: (x + 0.004, SOUTH + DY)}
    if clipped:
        del nodes[3]
    ways = [(11, [1, 2, 3], {"highway": "residential", "name": "横街"}), (12, [4, 2, 5], {"highway": "footway"})]
    if bridge:
        ways.append((13, [6, 7], {"highway": "secondary", "bridge": "yes"}))
        ways.append((14, [4, 6], {"highway": "service"}))
        ways.append((15, [5, 7], {"highway": "service"}))
    return nodes, ways


def geojson(path, lines, properties=None, *, turned=False):
    """Write lines [[(lon, lat), ...], ...] as GeoJSON."""
    told = properties or [{} for _ in lines]
    features = [
        {
            "type": "Feature",
            "properties": about,
            "geometry": {"type": "LineString", "coordinates": [[y, x] if turned else [x, y] for x, y in line]},
        }
        for line, about in zip(lines, told, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def lattice(jitter=0.0):
    """Streets through the middles of all eight micro grids, drawn over one another without a node."""
    rows = [[(WEST - jitter, SOUTH + y), (WEST + DX, SOUTH + y)] for y in (0.002, 0.007)]
    columns = [[(WEST + x, SOUTH + jitter), (WEST + x, SOUTH + DY)] for x in (0.002, 0.007, 0.012, 0.017)]
    return rows + columns
