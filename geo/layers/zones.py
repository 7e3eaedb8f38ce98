"""片区: pale tints with a band inside the border, fading as one comes near."""

from geopandas import GeoDataFrame

from geo.layers import grids
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Line, Own
from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads

FALLBACK = ("#E9EDF1", "#7B8794")
BAND_M = 95.0
UNIT = "片区"


def load(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """片区 with their own colours: columns name, size, fill, stroke (#RRGGBB)."""
    profile = store.profile()
    frame = grids.of(Level.ZONE)(store, scope, view)
    return frame.assign(
        fill=[profile.zone_fills.get(code, FALLBACK[0]) for code in frame.index],
        stroke=[profile.zone_strokes.get(code, FALLBACK[1]) for code in frame.index],
    )


def legend_of(profile: Profile) -> tuple[Entry, ...]:
    """One line each, with the first character of the name that stands on the map."""
    names = {code: profile.zone_names.get(code, "") for code in profile.zone_fills}
    if not names or not all(names.values()):
        return (Entry("fill", "片区", *FALLBACK),)
    signs = initials(list(names.values()))
    return tuple(
        Entry(
            "fill",
            name if name.endswith(UNIT) else name + UNIT,
            profile.zone_fills[code],
            profile.zone_strokes[code],
            sign=sign,
        )
        for (code, name), sign in zip(names.items(), signs, strict=True)
    )


def initials(names: list[str]) -> list[str]:
    """One character of each name, the first that no other name holds; where there is none, its number."""
    alone = [[sign for sign in name if sum(sign in other for other in names) == 1] for name in names]
    return [signs[0] if signs else str(n) for n, signs in enumerate(alone, 1)]


LAYER = Layer(
    key="zones",
    title="片区",
    group="网格",
    kind=Kind.AREA,
    load=load,
    style=(
        Fill(Own("fill"), opacity=((11.0, 0.88), (12.0, 0.8), (13.0, 0.5), (14.5, 0.0))),
        Line(Own("stroke"), opacity=((12.5, 0.3), (14.5, 0.0)), metres=BAND_M, inset=True),
        Line(Own("stroke"), ((10.0, 1.0), (14.5, 2.0)), opacity=((12.5, 0.7), (14.5, 0.35))),
    ),
    legend=(Entry("fill", "片区", *FALLBACK),),
    legend_of=legend_of,
    source="网格",
    tooltip=grids.TIP,
    keep=("fill", "stroke"),
    on=True,
    simplify_m=5.0,
    tiling=Level.ZONE,
    hit=True,
)
