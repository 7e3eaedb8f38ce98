"""Search beyond the browser's own index: addresses and event numbers, as far as the role may see them."""

from geopandas import GeoSeries

from geo.model.codes import Level
from geo.model.scope import Scope
from geo.rules.publish import published_points
from pages.parts.wiring import store_of

MOST = 12
SHORTEST = 2


def find(scope: Scope, text: str) -> list[dict[str, object]]:
    """Return at most twelve events whose number or address holds the text, newest first.

    At T0 events about homes and disputes have lost their address and stand at their micro grid's
    inner point (geo/rules/publish.py), so neither can be searched out of them.
    """
    if len(text) < SHORTEST:
        return []
    book = store_of(scope)
    events = book.events(scope)
    number = events.index.str.contains(text.upper(), regex=False)
    address = events["address"].fillna("").str.contains(text, regex=False).to_numpy()
    rows = events[number | address].sort_values("reported_at", ascending=False).head(MOST * 4)
    shown = published_points(rows, _inner_points(scope), book.profile(), tier=scope.tier)
    keep = shown["address"].fillna("").str.contains(text, regex=False) | shown.index.str.contains(
        text.upper(), regex=False
    )
    shown = shown[keep].head(MOST)
    types = {kind.code: kind.title for kind in book.profile().types}
    kinds = shown["type"].map(types).fillna("事件")
    return [
        {
            "kind": "event",
            "title": str(address) if address else kind,
            "line": f"{code}，{kind}，{status}",
            "code": micro if isinstance(micro, str) else None,
            "at": [round(float(x), 6), round(float(y), 6)],
        }
        for code, address, kind, status, micro, x, y in zip(
            shown.index,
            shown["address"].fillna(""),
            kinds,
            shown["status"],
            shown["micro"],
            shown.geometry.x,
            shown.geometry.y,
            strict=True,
        )
    ]


def _inner_points(scope: Scope) -> GeoSeries:
    return store_of(scope).grids(scope, Level.MICRO).representative_point()
